package workload

import (
	"encoding/json"
	"strings"
)

// The shapes of Kubernetes objects, as far as a plan depends on them. They
// are podfit's own: the packages of k8s.io/api register every type of every
// group before main runs.

// head is what every object has; the rest is decoded once its kind is known.
type head struct {
	APIVersion  string          `json:"apiVersion"`
	Kind        string          `json:"kind"`
	Metadata    metadata        `json:"metadata"`
	Spec        json.RawMessage `json:"spec"`
	Status      json.RawMessage `json:"status"`
	Provisioner json.RawMessage `json:"provisioner"` // of a StorageClass
}

func (h *head) group() string {
	group, _, grouped := strings.Cut(h.APIVersion, "/")
	if !grouped {
		return ""
	}
	return group
}

type metadata struct {
	Name            string            `json:"name"`
	GenerateName    string            `json:"generateName"`
	Namespace       string            `json:"namespace"`
	Labels          map[string]string `json:"labels"`
	OwnerReferences []struct {
		Kind       string `json:"kind"`
		Name       string `json:"name"`
		Controller bool   `json:"controller"`
	} `json:"ownerReferences"`
}

type status struct {
	Phase          string `json:"phase"`     // of a Pod
	Succeeded      int64  `json:"succeeded"` // of a Job
	CompletionTime string `json:"completionTime"`
	Conditions     []struct {
		Type   string `json:"type"`
		Status string `json:"status"`
	} `json:"conditions"`
}

// finished says that a Pod or a Job has ended and holds nothing of a node.
func (s *status) finished() bool {
	if s.Phase == "Succeeded" || s.Phase == "Failed" || s.CompletionTime != "" {
		return true
	}
	for _, c := range s.Conditions {
		if (c.Type == "Complete" || c.Type == "Failed") && c.Status == "True" {
			return true
		}
	}
	return false
}

// controllerSpec is that of any kind that makes pods.
type controllerSpec struct {
	Replicas    *int64 `json:"replicas"`
	Parallelism *int64 `json:"parallelism"`
	Completions *int64 `json:"completions"`
	Suspend     bool   `json:"suspend"`
	Template    struct {
		Metadata metadata `json:"metadata"`
		Spec     podSpec  `json:"spec"`
	} `json:"template"`
	JobTemplate *struct {
		Spec controllerSpec `json:"spec"`
	} `json:"jobTemplate"`
	VolumeClaimTemplates []struct {
		Spec claimSpec `json:"spec"`
	} `json:"volumeClaimTemplates"`
}

type podSpec struct {
	HostNetwork               bool                `json:"hostNetwork"`
	NodeName                  string              `json:"nodeName"`
	NodeSelector              map[string]string   `json:"nodeSelector"`
	Affinity                  affinity            `json:"affinity"`
	Tolerations               []toleration        `json:"tolerations"`
	TopologySpreadConstraints []spread            `json:"topologySpreadConstraints"`
	InitContainers            []container         `json:"initContainers"`
	Containers                []container         `json:"containers"`
	Overhead                  map[string]quantity `json:"overhead"`
	Resources                 resources           `json:"resources"`
	Volumes                   []volume            `json:"volumes"`
	ServiceAccountName        string              `json:"serviceAccountName"`
	RuntimeClassName          string              `json:"runtimeClassName"`
	SchedulerName             string              `json:"schedulerName"`
	ResourceClaims            []struct{}          `json:"resourceClaims"`
	OS                        struct {
		Name string `json:"name"`
	} `json:"os"`
}

type container struct {
	Name          string    `json:"name"`
	RestartPolicy string    `json:"restartPolicy"` // Always makes an init container restartable
	Resources     resources `json:"resources"`
	Ports         []struct {
		ContainerPort int64 `json:"containerPort"`
		HostPort      int64 `json:"hostPort"`
	} `json:"ports"`
	Env []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"env"`
}

type resources struct {
	Requests map[string]quantity `json:"requests"`
	Limits   map[string]quantity `json:"limits"`
}

// quantity is a text or a number, to be read where its place can be named.
type quantity string

func (q *quantity) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil { // null is ""
		*q = quantity(text)
	} else {
		*q = quantity(b)
	}
	return nil
}

type toleration struct {
	Key      string `json:"key"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
	Effect   string `json:"effect"`
}

// String is as kubectl taint has it; * tolerates everything.
func (t toleration) String() string {
	text := t.Key
	if text == "" {
		text = "*"
	}
	if t.Operator != "Exists" && t.Value != "" {
		text += "=" + t.Value
	}
	if t.Effect != "" {
		text += ":" + t.Effect
	}
	return text
}

type affinity struct {
	NodeAffinity struct {
		Required struct {
			Terms []nodeTerm `json:"nodeSelectorTerms"`
		} `json:"requiredDuringSchedulingIgnoredDuringExecution"`
		Preferred []struct{} `json:"preferredDuringSchedulingIgnoredDuringExecution"`
	} `json:"nodeAffinity"`
	PodAffinity     podAffinity `json:"podAffinity"`
	PodAntiAffinity podAffinity `json:"podAntiAffinity"`
}

type nodeTerm struct {
	MatchExpressions []requirement `json:"matchExpressions"`
	MatchFields      []requirement `json:"matchFields"`
}

type podAffinity struct {
	Required  []podTerm  `json:"requiredDuringSchedulingIgnoredDuringExecution"`
	Preferred []struct{} `json:"preferredDuringSchedulingIgnoredDuringExecution"`
}

type podTerm struct {
	LabelSelector     *selector `json:"labelSelector"`
	TopologyKey       string    `json:"topologyKey"`
	Namespaces        []string  `json:"namespaces"`
	NamespaceSelector *selector `json:"namespaceSelector"`
}

type spread struct {
	MaxSkew           int64     `json:"maxSkew"`
	TopologyKey       string    `json:"topologyKey"`
	WhenUnsatisfiable string    `json:"whenUnsatisfiable"`
	LabelSelector     *selector `json:"labelSelector"`
	MinDomains        int64     `json:"minDomains"`
}

type volume struct {
	Name  string `json:"name"`
	Claim *struct {
		Name string `json:"claimName"`
	} `json:"persistentVolumeClaim"`
	Ephemeral *struct {
		Template struct {
			Spec claimSpec `json:"spec"`
		} `json:"volumeClaimTemplate"`
	} `json:"ephemeral"`
	EBS *struct{} `json:"awsElasticBlockStore"`
}

type claimSpec struct {
	StorageClass *string  `json:"storageClassName"`
	AccessModes  []string `json:"accessModes"`
}

// autoscalerSpec is a HorizontalPodAutoscaler's.
type autoscalerSpec struct {
	Target struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
	} `json:"scaleTargetRef"`
	Min *int64 `json:"minReplicas"`
	Max int64  `json:"maxReplicas"`
}

// securityGroupSpec is a SecurityGroupPolicy's.
type securityGroupSpec struct {
	Pods            *selector `json:"podSelector"`
	ServiceAccounts *selector `json:"serviceAccountSelector"`
}
