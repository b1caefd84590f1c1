package workload

import "encoding/json"

// The shapes of what the AWS CLI prints of ECS, and of what it is given to
// register a task definition or to create a service.

// ecsHead tells them apart.
type ecsHead struct {
	Containers     json.RawMessage `json:"containerDefinitions"` // of a definition itself
	TaskDefinition json.RawMessage `json:"taskDefinition"`       // a definition, or a service's by name
	Service        json.RawMessage `json:"service"`
	ServiceName    string          `json:"serviceName"` // of a service itself
	Tasks          []struct {
		ARN   string `json:"taskArn"`
		Group string `json:"group"`
	} `json:"tasks"`
	Failures []ecsFailure `json:"failures"`

	ServiceARNs    []string `json:"serviceArns"`
	DefinitionARNs []string `json:"taskDefinitionArns"`
	TaskARNs       []string `json:"taskArns"`
}

// ecsFailure is what ECS could not describe.
type ecsFailure struct {
	ARN    string `json:"arn"`
	Reason string `json:"reason"`
}

type taskDefinition struct {
	ARN                   string                `json:"taskDefinitionArn"`
	Family                string                `json:"family"`
	Revision              int64                 `json:"revision"`
	Status                string                `json:"status"`
	NetworkMode           string                `json:"networkMode"`
	CPU                   quantity              `json:"cpu"`
	Memory                quantity              `json:"memory"`
	Containers            []ecsContainer        `json:"containerDefinitions"`
	Compatibilities       []string              `json:"requiresCompatibilities"`
	PlacementConstraints  []placementConstraint `json:"placementConstraints"`
	EphemeralStorage      *struct{}             `json:"ephemeralStorage"`
	InferenceAccelerators []struct{}            `json:"inferenceAccelerators"`
	RuntimePlatform       struct {
		CPUArchitecture       string `json:"cpuArchitecture"`
		OperatingSystemFamily string `json:"operatingSystemFamily"`
	} `json:"runtimePlatform"`
	Volumes []struct {
		Name               string `json:"name"`
		ConfiguredAtLaunch bool   `json:"configuredAtLaunch"`
	} `json:"volumes"`
}

type ecsContainer struct {
	Name              string   `json:"name"`
	Essential         *bool    `json:"essential"` // true where it is left out
	CPU               quantity `json:"cpu"`
	Memory            quantity `json:"memory"`            // the hard limit
	MemoryReservation quantity `json:"memoryReservation"` // the soft one
	DependsOn         []struct {
		Container string `json:"containerName"`
		Condition string `json:"condition"`
	} `json:"dependsOn"`
	Requirements []struct {
		Type  string   `json:"type"`
		Value quantity `json:"value"`
	} `json:"resourceRequirements"`
	Ports []struct {
		ContainerPort int64 `json:"containerPort"`
		HostPort      int64 `json:"hostPort"`
	} `json:"portMappings"`
}

type placementConstraint struct {
	Type       string `json:"type"`
	Expression string `json:"expression"`
}

type ecsService struct {
	Name               string `json:"serviceName"`
	ClusterARN         string `json:"clusterArn"`
	Cluster            string `json:"cluster"` // where it is to be created: a name or an ARN
	TaskDefinition     string `json:"taskDefinition"`
	DesiredCount       *int64 `json:"desiredCount"`
	Status             string `json:"status"`
	LaunchType         string `json:"launchType"`
	SchedulingStrategy string `json:"schedulingStrategy"`
	CapacityProviders  []struct {
		Name string `json:"capacityProvider"`
	} `json:"capacityProviderStrategy"`
	Network struct {
		AWSVPC struct {
			SecurityGroups []string `json:"securityGroups"`
		} `json:"awsvpcConfiguration"`
	} `json:"networkConfiguration"`
	PlacementConstraints []placementConstraint `json:"placementConstraints"`
	PlacementStrategy    []struct {
		Type  string `json:"type"`
		Field string `json:"field"`
	} `json:"placementStrategy"`
	Volumes []struct {
		Name string    `json:"name"`
		EBS  *struct{} `json:"managedEBSVolume"`
	} `json:"volumeConfigurations"`
}
