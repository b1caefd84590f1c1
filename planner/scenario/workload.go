package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/settings"
)

// Bounds beyond which a number is a typing mistake. Their product keeps a
// workload's sums within 63 bits.
const (
	mostReplicas = 1_000_000
	mostVolumes  = 1_000
	mostSkew     = 1_000_000
	mostExtended = 1 << 50
	mostMemory   = 1 << 62
)

// podsShape is a planner.PodKind; what is left out of it is 0, false or any,
// except replicas, of which there is one.
var podsShape = newPodsShape()

func newPodsShape() *object[planner.Workload] {
	type pods = planner.Workload
	o := &object[pods]{check: checkPods}
	name := field("name", "unique in the workload", text(any1), func(k *pods) *string { return &k.Name })
	name.required = true
	o.add(name,
		field("replicas", "how many at least; 1 if left out", written(count(mostReplicas), strconv.Itoa), func(k *pods) *int { return &k.Replicas }),
		field("maxReplicas", "how many at most, if they scale", count(mostReplicas), func(k *pods) *int { return &k.MaxReplicas }),
		requested(field("cpu", "the request as the scheduler counts it", quantity(settings.ParseCPU, settings.CPUText), func(k *pods) *planner.Millis { return &k.Request.CPU })),
		requested(field("memory", "the request as the scheduler counts it", quantity(settings.ParseMemory, settings.MemoryText), func(k *pods) *planner.Memory { return &k.Request.Memory })),
		field("extended", "further resources, such as nvidia.com/gpu", extendedShape{}, func(k *pods) *map[string]int64 { return &k.Extended }),
		field("volumes", "EBS volumes of its own", count(mostVolumes), func(k *pods) *int { return &k.Volumes }),
		field("securityGroups", "each pod takes a branch ENI", yes, func(k *pods) *bool { return &k.SecurityGroups }),
		field("hostNetwork", "it needs no pod address", yes, func(k *pods) *bool { return &k.HostNetwork }),
		field("onePerNode", "no two of them share a node", yes, func(k *pods) *bool { return &k.OnePerNode }),
		field("zoneSkew", "by how many the pods of two zones may differ; 0 does not spread them", count(mostSkew), func(k *pods) *int { return &k.ZoneSkew }),
		field("hostSkew", "the same for two nodes", count(mostSkew), func(k *pods) *int { return &k.HostSkew }),
		field("labels", "those of the pods, which selectors read", labelsShape, func(k *pods) *map[string]string { return &k.Labels }),
		field("spreads", "topology spread constraints", list[planner.Spread]{of: spreadShape}, func(k *pods) *[]planner.Spread { return &k.Spreads }),
		field("affinity", "affinity and anti-affinity to pods", list[planner.PodTerm]{of: termShape}, func(k *pods) *[]planner.PodTerm { return &k.Affinity }),
		field("hostPorts", "ports of the node that a pod takes: 8080, 53/UDP, 10.0.0.1:80", list[planner.HostPort]{of: portShape, flow: true}, func(k *pods) *[]planner.HostPort { return &k.HostPorts }),
		field("priority", "of the priority class; higher ones are placed first", priorityShape, func(k *pods) *int { return &k.Priority }),
		field("claims", "persistent volume claims that all pods share", list[planner.Claim]{of: claimShape}, func(k *pods) *[]planner.Claim { return &k.Claims }),
		field("controller", "what creates the pods; a deployment if left out", controllerShape, func(k *pods) *planner.Controller { return &k.Controller }),
		field("service", "a Service selects the pods", yes, func(k *pods) *bool { return &k.Service }),
		field("rollout", "how a deployment replaces its pods", rolloutShape, func(k *pods) *planner.Rollout { return &k.Rollout }),
		field("withoutCPU", "containers that request no CPU", count(mostVolumes), func(k *pods) *int { return &k.WithoutCPU }),
		field("withoutMemory", "containers that request no memory", count(mostVolumes), func(k *pods) *int { return &k.WithoutMemory }),
		field("notes", "what was guessed or left out when the workload was imported", list[string]{of: text(some1)}, func(k *pods) *[]string { return &k.Notes }),
		field("prefers", "preferred node affinity", list[planner.Preference]{of: preferenceShape}, func(k *pods) *[]planner.Preference { return &k.Prefers }),
		field("nodes", "the nodes on which they may run", nodesShape, func(k *pods) *planner.NodeSelector { return &k.Nodes }),
		field("initRequest", "what its init containers need until it runs; a part of the request", initShape, func(k *pods) *planner.Resources { return &k.Init }),
		field("images", "those of its containers; unknown if left out", list[string]{of: text(image), flow: true}, func(k *pods) *[]string { return &k.Images }),
		field("usage", "what a pod uses", usageShape, func(k *pods) *planner.Usage { return &k.Usage }),
		field("hoursPerMonth", "how long each pod runs; 0 is the whole month", hoursShape, func(k *pods) *float64 { return &k.HoursPerMonth }),
	)
	return o
}

func image(text string) (string, error) {
	if !planner.IsImage(text) {
		return "", errors.New("must be an image such as repo/app or repo/app:1.2")
	}
	return text, nil
}

var initShape = &object[planner.Resources]{keys: []key[planner.Resources]{
	field("cpu", "", unless(0, quantity(settings.ParseCPU, settings.CPUText)), func(r *planner.Resources) *planner.Millis { return &r.CPU }),
	field("memory", "", unless(0, quantity(settings.ParseMemory, settings.MemoryText)), func(r *planner.Resources) *planner.Memory { return &r.Memory }),
}}

// requested leaves a request out of pods that have none at all.
func requested(k key[planner.Workload]) key[planner.Workload] {
	write := k.write
	k.write = func(v *planner.Workload) *yaml.Node {
		if v.NoRequests {
			return nil
		}
		return write(v)
	}
	return k
}

// checkPods takes pods without CPU and memory for pods without requests: what
// is planned for them is a guess.
func checkPods(r *reader, n *yaml.Node, at string, said map[string]*yaml.Node, k *planner.Workload) error {
	k.NoRequests = said["cpu"] == nil && said["memory"] == nil
	switch {
	case k.MaxReplicas > 0 && k.MaxReplicas < k.Replicas:
		return r.refuse(said["maxReplicas"].Line, joined(at, "maxReplicas"), said["maxReplicas"].Value, fmt.Errorf("must not be below replicas, %d", k.Replicas))
	case k.HostNetwork && k.SecurityGroups:
		return r.refuse(said["securityGroups"].Line, joined(at, "securityGroups"), said["securityGroups"].Value, errHostSecured)
	}
	return nil
}

var errHostSecured = errors.New("a pod on the host network cannot have security groups of its own")

var nodesShape = &object[planner.NodeSelector]{keys: []key[planner.NodeSelector]{
	field("arch", "", list[string]{either("amd64", "arm64"), true}, func(n *planner.NodeSelector) *[]string { return &n.Arch }),
	field("types", "", list[string]{text(word), true}, func(n *planner.NodeSelector) *[]string { return &n.Types }),
	field("capacityTypes", "", list[planner.CapacityType]{capacityShape, true}, func(n *planner.NodeSelector) *[]planner.CapacityType { return &n.CapacityTypes }),
	field("zones", "names or ids", list[string]{text(word), true}, func(n *planner.NodeSelector) *[]string { return &n.Zones }),
	field("labels", "conditions on other labels of nodes: key=value, key in (a,b), key, !key, key>1", selectorShape, func(n *planner.NodeSelector) *planner.Selector { return &n.Labels }),
	field("tolerations", "key=value:effect", list[string]{text(some1), true}, func(n *planner.NodeSelector) *[]string { return &n.Tolerations }),
}}

var capacityShape = func() scalar[planner.CapacityType] {
	words := either(planner.OnDemand.String(), planner.Spot.String())
	return scalar[planner.CapacityType]{
		parse: func(text string) (c planner.CapacityType, err error) {
			if _, err = words.parse(text); err == nil {
				err = c.UnmarshalText([]byte(text))
			}
			return c, err
		},
		format: planner.CapacityType.String,
		is:     words.is,
	}
}()

var hoursShape = scalar[float64]{
	parse: func(text string) (float64, error) {
		hours, err := strconv.ParseFloat(text, 64)
		if err != nil || !(hours >= 0 && hours <= planner.HoursPerMonth) {
			return 0, fmt.Errorf("must be a number from 0 to %d; 0 is the whole month", planner.HoursPerMonth)
		}
		return hours, nil
	},
	format: func(hours float64) string {
		if hours == 0 || math.IsNaN(hours) {
			return ""
		}
		return strconv.FormatFloat(hours, 'f', -1, 64)
	},
	is: ordered.Object{{Key: "type", Value: "number"}, {Key: "minimum", Value: 0}, {Key: "maximum", Value: planner.HoursPerMonth}},
}

// extendedShape is whole numbers of further resources, by name. A 0 is none.
type extendedShape struct{}

func (extendedShape) read(r *reader, n *yaml.Node, at string, to *map[string]int64) error {
	var all map[string]int64
	err := eachKey(r, n, at, func(key, value *yaml.Node) error {
		s := scalar[int64]{parse: func(text string) (int64, error) { return parseExtended(key.Value, text) }}
		var amount int64
		if err := s.read(r, value, joined(at, key.Value), &amount); err != nil {
			return err
		}
		all = withExtended(all, key.Value, amount)
		return nil
	}, nil)
	*to = all
	return err
}

func (extendedShape) write(v *map[string]int64) *yaml.Node {
	amounts := scalar[int64]{format: func(n int64) string { return strconv.FormatInt(n, 10) }}
	return byName[int64]{of: amounts, compare: cmp.Compare[string]}.write(v)
}

func (extendedShape) schema() ordered.Object {
	return byName[int64]{of: scalar[int64]{is: quantitySchema}}.schema()
}

// parseExtended takes a quantity that is a whole number: GPUs, huge pages' bytes.
func parseExtended(name, text string) (int64, error) {
	switch name {
	case "cpu", "memory":
		return 0, fmt.Errorf("%s has a key of its own", name)
	case "":
		return 0, errors.New("must name a resource such as nvidia.com/gpu")
	}
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return 0, errors.New("must be a Kubernetes quantity such as 1")
	}
	if q.Sign() < 0 || q.CmpInt64(mostExtended) > 0 || q.CmpInt64(q.Value()) != 0 {
		return 0, errors.New("must be a whole number of 0 or more")
	}
	return q.Value(), nil
}

// workloadShape adds up over files: pods of a name replace those that an earlier
// file has by it, and the others follow.
type workloadShape struct{}

func (workloadShape) read(r *reader, n *yaml.Node, _ string, to *planner.Workloads) error {
	var said []planner.Workload
	lines := map[string]int{}
	if err := (list[planner.Workload]{of: namedPods{lines}}).read(r, n, "workload", &said); err != nil {
		return err
	}
	at := map[string]int{}
	for i, k := range *to {
		at[k.Name] = i
	}
	all := append(make(planner.Workloads, 0, len(*to)+len(said)), *to...)
	for _, k := range said {
		if i, there := at[k.Name]; there {
			all[i] = k
		} else {
			all = append(all, k)
		}
	}
	*to = all
	return nil
}

func (workloadShape) write(w *planner.Workloads) *yaml.Node {
	all := []planner.Workload(*w)
	return list[planner.Workload]{of: podsShape}.write(&all)
}

func (workloadShape) schema() ordered.Object { return list[planner.Workload]{of: podsShape}.schema() }

// namedPods are pods whose errors say the name of their workload. lines is where
// each name stands.
type namedPods struct{ lines map[string]int }

func (s namedPods) read(r *reader, n *yaml.Node, _ string, to *planner.Workload) error {
	*to = planner.Workload{Replicas: 1}
	name := valueOf(n, "name")
	if name == nil || name.Value == "" || isNull(name) {
		if err := podsShape.read(r, n, "workload", to); err != nil { // such as a misspelt name
			return err
		}
		return r.errorf(n.Line, "workload: each must have a name")
	}
	if err := podsShape.read(r, n, "workload "+name.Value+": ", to); err != nil {
		return err
	}
	if line := s.lines[to.Name]; line > 0 {
		return r.errorf(name.Line, "workload %q: already named at line %d", to.Name, line)
	}
	s.lines[to.Name] = name.Line
	return nil
}

func (namedPods) write(k *planner.Workload) *yaml.Node { return podsShape.write(k) }
func (namedPods) schema() ordered.Object               { return podsShape.schema() }

// bounded refuses a workload whose sums would not fit 63 bits.
func bounded(w planner.Workloads) error {
	memory := 0.0
	for _, k := range w {
		memory += float64(k.Request.Memory) * float64(max(k.Replicas, k.MaxReplicas))
	}
	if memory > mostMemory {
		return errors.New("all pods together request more than 4 EiB of memory")
	}
	return nil
}
