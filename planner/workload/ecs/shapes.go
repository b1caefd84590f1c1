package ecs

import (
	"encoding/json"

	"podfit/planner/workload/request"
)

// The JSON that the AWS CLI prints for ECS, and takes to register a task
// definition or to create a service: the keys that a plan depends on.

// envelope has the keys that tell the documents apart.
type envelope struct {
	Containers     json.RawMessage `json:"containerDefinitions"` // the document is a task definition
	TaskDefinition json.RawMessage `json:"taskDefinition"`       // a task definition, or its name in a service
	Service        json.RawMessage `json:"service"`
	ServiceName    string          `json:"serviceName"` // the document is a service
	Tasks          []struct {
		ARN   string `json:"taskArn"`
		Group string `json:"group"`
	} `json:"tasks"`
	Failures []failure `json:"failures"`

	ServiceARNs    []string `json:"serviceArns"`
	DefinitionARNs []string `json:"taskDefinitionArns"`
	TaskARNs       []string `json:"taskArns"`
}

// failure is something that ECS could not describe.
type failure struct {
	ARN    string `json:"arn"`
	Reason string `json:"reason"`
}

type taskDefinition struct {
	ARN                   string                `json:"taskDefinitionArn"`
	Family                string                `json:"family"`
	Revision              int64                 `json:"revision"`
	Status                string                `json:"status"`
	NetworkMode           string                `json:"networkMode"`
	CPU                   request.Quantity      `json:"cpu"`
	Memory                request.Quantity      `json:"memory"`
	Containers            []containerDefinition `json:"containerDefinitions"`
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

type containerDefinition struct {
	Name              string           `json:"name"`
	Essential         *bool            `json:"essential"` // true by default
	CPU               request.Quantity `json:"cpu"`
	Memory            request.Quantity `json:"memory"`            // hard limit
	MemoryReservation request.Quantity `json:"memoryReservation"` // soft limit
	DependsOn         []struct {
		Container string `json:"containerName"`
		Condition string `json:"condition"`
	} `json:"dependsOn"`
	Requirements []struct {
		Type  string           `json:"type"`
		Value request.Quantity `json:"value"`
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

type serviceDefinition struct {
	Name               string `json:"serviceName"`
	ClusterARN         string `json:"clusterArn"`
	Cluster            string `json:"cluster"` // to create it in: a name or an ARN
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
