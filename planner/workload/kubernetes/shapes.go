package kubernetes

import (
	"encoding/json"
	"strings"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// The keys of Kubernetes objects that a plan depends on. The shapes are podfit's
// own: the packages of k8s.io/api register every type of every group before main
// runs.

type metadata struct {
	Name            string        `json:"name"`
	GenerateName    string        `json:"generateName"`
	Namespace       string        `json:"namespace"`
	Labels          objects.Texts `json:"labels"`
	OwnerReferences []struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Name       string `json:"name"`
		Controller bool   `json:"controller"`
	} `json:"ownerReferences"`
}

// status is that of a controller.
type status struct {
	Succeeded      int64  `json:"succeeded"` // of a Job
	CompletionTime string `json:"completionTime"`
	Desired        *int64 `json:"desiredNumberScheduled"` // of a DaemonSet
	Conditions     []struct {
		Type   string `json:"type"`
		Status string `json:"status"`
	} `json:"conditions"`
}

// finished reports a Job that has ended.
func (s *status) finished() bool {
	if s.CompletionTime != "" {
		return true
	}
	for _, c := range s.Conditions {
		if (c.Type == "Complete" || c.Type == "Failed") && c.Status == "True" {
			return true
		}
	}
	return false
}

// controllerSpec is the spec of any kind that creates pods.
type controllerSpec struct {
	Replicas    *int64      `json:"replicas"`
	Parallelism *int64      `json:"parallelism"`
	Completions *int64      `json:"completions"`
	Suspend     bool        `json:"suspend"`
	Template    podTemplate `json:"template"`
	JobTemplate *struct {
		Spec controllerSpec `json:"spec"`
	} `json:"jobTemplate"`
	VolumeClaimTemplates []struct {
		Metadata metadata  `json:"metadata"`
		Spec     claimSpec `json:"spec"`
	} `json:"volumeClaimTemplates"`
	Ordinals struct {
		Start int64 `json:"start"`
	} `json:"ordinals"`
	Strategy struct {
		Type          string `json:"type"`
		RollingUpdate struct {
			MaxSurge       request.Quantity `json:"maxSurge"`
			MaxUnavailable request.Quantity `json:"maxUnavailable"`
		} `json:"rollingUpdate"`
	} `json:"strategy"` // of a Deployment
}

// podTemplate is how the pods of a controller are made.
type podTemplate struct {
	Metadata metadata `json:"metadata"`
	Spec     podSpec  `json:"spec"`
}

type podSpec struct {
	HostNetwork               bool              `json:"hostNetwork"`
	NodeName                  string            `json:"nodeName"`
	NodeSelector              map[string]string `json:"nodeSelector"`
	Affinity                  affinity          `json:"affinity"`
	Tolerations               []toleration      `json:"tolerations"`
	TopologySpreadConstraints []spread          `json:"topologySpreadConstraints"`
	InitContainers            []container       `json:"initContainers"`
	Containers                []container       `json:"containers"`
	Overhead                  amounts           `json:"overhead"`
	Resources                 resources         `json:"resources"`
	Volumes                   []volume          `json:"volumes"`
	ServiceAccountName        string            `json:"serviceAccountName"`
	RuntimeClassName          string            `json:"runtimeClassName"`
	SchedulerName             string            `json:"schedulerName"`
	ResourceClaims            []resourceClaim   `json:"resourceClaims"`
	PriorityClassName         string            `json:"priorityClassName"`
	Priority                  *int64            `json:"priority"` // admission sets it
	OS                        struct {
		Name string `json:"name"`
	} `json:"os"`
}

// resourceClaim is a claim for devices (dynamic resource allocation).
type resourceClaim struct {
	Name     string `json:"name"`
	Claim    string `json:"resourceClaimName"`
	Template string `json:"resourceClaimTemplateName"`
}

type container struct {
	Name          string           `json:"name"`
	Image         request.Quantity `json:"image"`
	RestartPolicy string           `json:"restartPolicy"` // Always: an init container that keeps running
	Resources     resources        `json:"resources"`
	Ports         []struct {
		ContainerPort objects.Number `json:"containerPort"`
		HostPort      objects.Number `json:"hostPort"`
		HostIP        string         `json:"hostIP"`
		Protocol      string         `json:"protocol"`
	} `json:"ports"`
	// Env is read of aws-node alone: it is the largest part of most pods.
	Env json.RawMessage `json:"env"`
}

type resources struct {
	Requests amounts `json:"requests"`
	Limits   amounts `json:"limits"`
}

type amounts map[string]request.Quantity

type toleration struct {
	Key      string `json:"key"`
	Operator string `json:"operator"`
	Value    string `json:"value"`
	Effect   string `json:"effect"`
}

// String is in the syntax of kubectl taint; * tolerates everything.
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
		Preferred []struct {
			Weight     int64    `json:"weight"`
			Preference nodeTerm `json:"preference"`
		} `json:"preferredDuringSchedulingIgnoredDuringExecution"`
	} `json:"nodeAffinity"`
	PodAffinity     podAffinity `json:"podAffinity"`
	PodAntiAffinity podAffinity `json:"podAntiAffinity"`
}

type nodeTerm struct {
	MatchExpressions []requirement `json:"matchExpressions"`
	MatchFields      []requirement `json:"matchFields"`
}

type podAffinity struct {
	Required  []podTerm `json:"requiredDuringSchedulingIgnoredDuringExecution"`
	Preferred []struct {
		Weight int64   `json:"weight"`
		Term   podTerm `json:"podAffinityTerm"`
	} `json:"preferredDuringSchedulingIgnoredDuringExecution"`
}

type podTerm struct {
	LabelSelector     *selector `json:"labelSelector"`
	TopologyKey       string    `json:"topologyKey"`
	Namespaces        []string  `json:"namespaces"`
	NamespaceSelector *selector `json:"namespaceSelector"`
	MatchLabelKeys    []string  `json:"matchLabelKeys"`
	MismatchLabelKeys []string  `json:"mismatchLabelKeys"`
}

type spread struct {
	MaxSkew           int64     `json:"maxSkew"`
	TopologyKey       string    `json:"topologyKey"`
	WhenUnsatisfiable string    `json:"whenUnsatisfiable"`
	LabelSelector     *selector `json:"labelSelector"`
	MinDomains        int64     `json:"minDomains"`
	MatchLabelKeys    []string  `json:"matchLabelKeys"`
	// The policies are Honor and Ignore if nothing is said.
	NodeAffinityPolicy string `json:"nodeAffinityPolicy"`
	NodeTaintsPolicy   string `json:"nodeTaintsPolicy"`
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
	VolumeName   string   `json:"volumeName"` // once it is bound
}

// volumeSpec is a PersistentVolume's.
type volumeSpec struct {
	claimSpec
	CSI struct {
		Driver string `json:"driver"`
	} `json:"csi"`
	NFS      *struct{} `json:"nfs"`
	EBS      *struct{} `json:"awsElasticBlockStore"`
	ClaimRef struct {
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
	} `json:"claimRef"`
	NodeAffinity struct {
		Required struct {
			Terms []nodeTerm `json:"nodeSelectorTerms"`
		} `json:"required"`
	} `json:"nodeAffinity"`
}

// serviceSpec is a Service's.
type serviceSpec struct {
	Selector map[string]string `json:"selector"`
}

// autoscalerSpec is a HorizontalPodAutoscaler's.
type autoscalerSpec struct {
	Target struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Name       string `json:"name"`
	} `json:"scaleTargetRef"`
	Min *int64 `json:"minReplicas"`
	Max int64  `json:"maxReplicas"`
}

// securityGroupSpec is a SecurityGroupPolicy's.
type securityGroupSpec struct {
	Pods            *selector `json:"podSelector"`
	ServiceAccounts *selector `json:"serviceAccountSelector"`
	Groups          struct {
		IDs []string `json:"groupIds"`
	} `json:"securityGroups"`
}

// object is an object with its metadata.
type object struct {
	*objects.Object
	importer.Ref
	metadata metadata
}

// newObject decodes the metadata. An object that the API server will name has the
// prefix for its name.
func newObject(o *objects.Object) (*object, error) {
	k := &object{Object: o}
	err := objects.DecodePart("metadata", objects.Without(o.Metadata, "managedFields"), &k.metadata)
	name := k.metadata.Name
	if name == "" {
		name = strings.TrimSuffix(k.metadata.GenerateName, "-")
	}
	k.Ref = importer.Ref{Kind: o.Kind, Namespace: k.metadata.Namespace, Name: name}
	return k, err
}

func (o *object) spec(to any) error { return objects.DecodePart("spec", o.Spec, to) }

// unread are keys of containers that say nothing about where pods fit, and that most of
// the text of a pod is in.
var unread = []string{"env", "envFrom", "volumeMounts", "command", "args", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"}

// pods decodes a spec with pods in it.
func (o *object) pods(to any) error {
	return objects.DecodePart("spec", objects.Without(o.Spec, unread...), to)
}
