package compose

import (
	"encoding/json"

	"podfit/planner/workload/request"
)

// The keys of Compose files that a plan depends on. Any of them can be a variable, so
// figures are texts.

type document struct {
	Name     request.Quantity `json:"name"`
	Services json.RawMessage  `json:"services"`
	Include  json.RawMessage  `json:"include"`
	Task     json.RawMessage  `json:"task_definition"` // the document is ecs-params.yml
}

type serviceShape struct {
	Image          request.Quantity  `json:"image"`
	Build          json.RawMessage   `json:"build"`
	Extends        json.RawMessage   `json:"extends"`
	Profiles       []string          `json:"profiles"`
	Platform       request.Quantity  `json:"platform"`
	NetworkMode    request.Quantity  `json:"network_mode"`
	Scale          request.Quantity  `json:"scale"`
	CPUs           request.Quantity  `json:"cpus"`
	CPUShares      request.Quantity  `json:"cpu_shares"`
	MemLimit       request.Quantity  `json:"mem_limit"`
	MemReservation request.Quantity  `json:"mem_reservation"`
	GPUs           json.RawMessage   `json:"gpus"`
	Volumes        []json.RawMessage `json:"volumes"`
	Deploy         struct {
		Mode      request.Quantity `json:"mode"`
		Replicas  request.Quantity `json:"replicas"`
		Placement struct {
			Max         request.Quantity   `json:"max_replicas_per_node"`
			Constraints []request.Quantity `json:"constraints"`
		} `json:"placement"`
		Resources struct {
			Limits       resources `json:"limits"`
			Reservations resources `json:"reservations"`
		} `json:"resources"`
	} `json:"deploy"`
}

type resources struct {
	CPUs    request.Quantity `json:"cpus"`
	Memory  request.Quantity `json:"memory"`
	Devices []device         `json:"devices"`
	Generic []struct{}       `json:"generic_resources"`
}

type device struct {
	Driver       request.Quantity   `json:"driver"`
	Count        request.Quantity   `json:"count"`
	IDs          []request.Quantity `json:"device_ids"`
	Capabilities []request.Quantity `json:"capabilities"`
}

// params is ecs-params.yml.
type paramsShape struct {
	Task struct {
		NetworkMode string `json:"ecs_network_mode"`
		Size        struct {
			CPU    request.Quantity `json:"cpu_limit"`
			Memory request.Quantity `json:"mem_limit"`
		} `json:"task_size"`
		Services map[string]struct {
			Essential      *bool            `json:"essential"`
			CPUShares      request.Quantity `json:"cpu_shares"`
			MemLimit       request.Quantity `json:"mem_limit"`
			MemReservation request.Quantity `json:"mem_reservation"`
		} `json:"services"`
	} `json:"task_definition"`
	Run struct {
		Network struct {
			AWSVPC struct {
				SecurityGroups []string `json:"security_groups"`
			} `json:"awsvpc_configuration"`
		} `json:"network_configuration"`
	} `json:"run_params"`
}
