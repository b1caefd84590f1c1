package terraform

import (
	"encoding/json"
	"strings"

	"podfit/planner/workload/request"
)

// What Terraform prints, and the parts of ECS's own JSON that it becomes.

// document is terraform show -json of a state or a plan, or a state file.
type document struct {
	Format    string  `json:"format_version"`
	Terraform string  `json:"terraform_version"`
	Values    *values `json:"values"`
	Planned   *values `json:"planned_values"`
	Changes   []struct {
		Address string `json:"address"`
		Change  struct {
			Actions []string       `json:"actions"`
			Unknown map[string]any `json:"after_unknown"`
		} `json:"change"`
	} `json:"resource_changes"`
	Configuration configuration `json:"configuration"`

	Resources []struct {
		Module    string `json:"module"`
		Mode      string `json:"mode"`
		Type      string `json:"type"`
		Name      string `json:"name"`
		Instances []struct {
			Attributes json.RawMessage `json:"attributes"`
		} `json:"instances"`
	} `json:"resources"`
}

type values struct {
	Root module `json:"root_module"`
}

type module struct {
	Resources []resource `json:"resources"`
	Children  []module   `json:"child_modules"`
}

// resource is one instance.
type resource struct {
	Address string          `json:"address"`
	Mode    string          `json:"mode"`
	Type    string          `json:"type"`
	Values  json.RawMessage `json:"values"`
}

// text is a value that is a text; "" if it is none.
func (r *resource) text(key string) string {
	var all map[string]json.RawMessage
	var text string
	if json.Unmarshal(r.Values, &all) != nil || json.Unmarshal(all[key], &text) != nil {
		return ""
	}
	return text
}

func (r *resource) revision() string {
	var v struct {
		Revision json.Number `json:"revision"`
	}
	if json.Unmarshal(r.Values, &v) != nil {
		return ""
	}
	return v.Revision.String()
}

// modulePath is the module of the resource, such as "module.shop.".
func (r *resource) modulePath() string {
	return r.Address[:max(0, strings.LastIndex(r.Address, r.Type+"."))]
}

// cutIndex takes the index off an address, such as [0].
func cutIndex(address string) (base, index string) {
	if strings.HasSuffix(address, "]") {
		if at := strings.LastIndexByte(address, '['); at >= 0 {
			return address[:at], address[at:]
		}
	}
	return address, ""
}

// configuration is what the files of a plan say.
type configuration struct {
	Root configuredModule `json:"root_module"`
}

type configuredModule struct {
	Resources []struct {
		Address     string                     `json:"address"`
		Expressions map[string]json.RawMessage `json:"expressions"`
	} `json:"resources"`
	Calls map[string]struct {
		Module configuredModule `json:"module"`
	} `json:"module_calls"`
}

// references are what a key of a resource refers to.
func (c *configuration) references(of *resource, key string) []string {
	m := &c.Root
	path := strings.Split(strings.TrimSuffix(of.modulePath(), "."), ".")
	for i := 0; i+1 < len(path); i += 2 { // module.NAME, perhaps with an index
		name, _ := cutIndex(path[i+1])
		call, known := m.Calls[name]
		if !known {
			return nil
		}
		m = &call.Module
	}
	base, _ := cutIndex(strings.TrimPrefix(of.Address, of.modulePath()))
	for _, one := range m.Resources {
		if one.Address == base {
			return referencesIn(one.Expressions[key])
		}
	}
	return nil
}

type placement struct {
	Type       string `json:"type"`
	Expression string `json:"expression"`
	Field      string `json:"field"`
}

type definitionValues struct {
	Family          string           `json:"family"`
	NetworkMode     string           `json:"network_mode"`
	CPU             request.Quantity `json:"cpu"`
	Memory          request.Quantity `json:"memory"`
	Containers      string           `json:"container_definitions"` // JSON
	Compatibilities []string         `json:"requires_compatibilities"`
	Placement       []placement      `json:"placement_constraints"`
	RuntimePlatform []struct {
		Arch string `json:"cpu_architecture"`
		OS   string `json:"operating_system_family"`
	} `json:"runtime_platform"`
	Volumes []struct {
		Name     string `json:"name"`
		AtLaunch bool   `json:"configure_at_launch"`
	} `json:"volume"`
	EphemeralStorage []struct{} `json:"ephemeral_storage"`
	Accelerators     []struct{} `json:"inference_accelerator"`
}

type serviceValues struct {
	Name           string `json:"name"`
	Cluster        string `json:"cluster"`
	TaskDefinition string `json:"task_definition"`
	DesiredCount   *int64 `json:"desired_count"`
	LaunchType     string `json:"launch_type"`
	Scheduling     string `json:"scheduling_strategy"`
	Providers      []struct {
		Name string `json:"capacity_provider"`
	} `json:"capacity_provider_strategy"`
	Network []struct {
		SecurityGroups []string `json:"security_groups"`
	} `json:"network_configuration"`
	Placement []placement `json:"placement_constraints"`
	Strategy  []placement `json:"ordered_placement_strategy"`
	Volumes   []struct {
		Name string     `json:"name"`
		EBS  []struct{} `json:"managed_ebs_volume"`
	} `json:"volume_configuration"`
}

type targetValues struct {
	Namespace string `json:"service_namespace"`
	Resource  string `json:"resource_id"`
	Min       *int64 `json:"min_capacity"`
	Max       *int64 `json:"max_capacity"`
}

type ecsDefinition struct {
	Family           string            `json:"family"`
	NetworkMode      string            `json:"networkMode"`
	CPU              request.Quantity  `json:"cpu"`
	Memory           request.Quantity  `json:"memory"`
	Containers       json.RawMessage   `json:"containerDefinitions"`
	Compatibilities  []string          `json:"requiresCompatibilities"`
	Placement        []placement       `json:"placementConstraints"`
	RuntimePlatform  map[string]string `json:"runtimePlatform"`
	Volumes          []map[string]any  `json:"volumes"`
	EphemeralStorage *struct{}         `json:"ephemeralStorage"`
	Accelerators     []struct{}        `json:"inferenceAccelerators"`
}

type ecsService struct {
	Name           string              `json:"serviceName"`
	Cluster        string              `json:"cluster"`
	TaskDefinition string              `json:"taskDefinition"`
	DesiredCount   *int64              `json:"desiredCount"`
	LaunchType     string              `json:"launchType"`
	Scheduling     string              `json:"schedulingStrategy"`
	Providers      []map[string]string `json:"capacityProviderStrategy"`
	Network        struct {
		AWSVPC struct {
			SecurityGroups []string `json:"securityGroups"`
		} `json:"awsvpcConfiguration"`
	} `json:"networkConfiguration"`
	Placement []placement      `json:"placementConstraints"`
	Strategy  []placement      `json:"placementStrategy"`
	Volumes   []map[string]any `json:"volumeConfigurations"`
}
