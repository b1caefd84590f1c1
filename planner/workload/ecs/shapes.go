package ecs

import (
	"encoding/json"

	"podfit/planner/workload/request"
)

// The JSON that the AWS CLI prints for ECS, and takes to register a task
// definition or to create a service: the keys that a plan depends on.

// envelope has the keys that tell the documents apart.
type envelope struct {
	Containers      json.RawMessage `json:"containerDefinitions"` // the document is a task definition
	TaskDefinition  json.RawMessage `json:"taskDefinition"`       // a task definition, or its name in a service
	Service         json.RawMessage `json:"service"`
	ServiceName     json.RawMessage `json:"serviceName"` // the document is a service
	Tasks           json.RawMessage `json:"tasks"`
	Failures        json.RawMessage `json:"failures"`
	ScalableTargets json.RawMessage `json:"ScalableTargets"` // of aws application-autoscaling

	ServiceARNs    json.RawMessage `json:"serviceArns"`
	DefinitionARNs json.RawMessage `json:"taskDefinitionArns"`
	TaskARNs       json.RawMessage `json:"taskArns"`
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
	Image             request.Quantity `json:"image"`
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

// taskState is a task as aws ecs describe-tasks prints it.
type taskState struct {
	ARN            string           `json:"taskArn"`
	ClusterARN     string           `json:"clusterArn"`
	DefinitionARN  string           `json:"taskDefinitionArn"`
	Group          string           `json:"group"` // service:NAME, or family:NAME of a task that was run by itself
	LastStatus     string           `json:"lastStatus"`
	DesiredStatus  string           `json:"desiredStatus"`
	LaunchType     string           `json:"launchType"`
	PlatformFamily string           `json:"platformFamily"`
	CPU            request.Quantity `json:"cpu"`
	Memory         request.Quantity `json:"memory"`
	Containers     []struct {
		Name              string           `json:"name"`
		CPU               request.Quantity `json:"cpu"`
		Memory            request.Quantity `json:"memory"`
		MemoryReservation request.Quantity `json:"memoryReservation"`
	} `json:"containers"`
	Attributes []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"attributes"`
}

// scalableTarget is what aws application-autoscaling describe-scalable-targets
// prints of one.
type scalableTarget struct {
	Namespace string `json:"ServiceNamespace"`
	Resource  string `json:"ResourceId"` // service/CLUSTER/NAME
	ARN       string `json:"ScalableTargetARN"`
	Min       int64  `json:"MinCapacity"`
	Max       int64  `json:"MaxCapacity"`
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
