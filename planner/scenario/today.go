package scenario

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/plan"
	"podfit/planner/settings"
)

const mostNodes = 1_000_000

// todayShape is the fleet that a cluster has.
var todayShape = newTodayShape()

func newTodayShape() *object[planner.Today] {
	o := &object[planner.Today]{help: "the cluster's nodes as they are, to compare a plan with; see podfit plan --today"}
	o.add(field("groups", "nodes that are alike", list[planner.TodayGroup]{of: todayGroupShape}, func(t *planner.Today) *[]planner.TodayGroup { return &t.Groups }))
	return o
}

var todayGroupShape = newTodayGroupShape()

func newTodayGroupShape() *object[planner.TodayGroup] {
	type group = planner.TodayGroup
	o := &object[group]{check: checkTodayGroup}
	o.add(
		field("name", "that of the node group, NodePool or Auto Scaling group", text(any1), func(g *group) *string { return &g.Name }),
		field("instanceType", "unknown if left out", text(word), func(g *group) *string { return &g.InstanceType }),
		field("nodes", "how many", count(mostNodes), func(g *group) *int { return &g.Nodes }),
		field("zone", "the availability zone; unknown if left out", text(word), func(g *group) *string { return &g.Zone }),
		field("capacityType", "how they are bought; unknown if left out, and so is what they cost", maybe(capacityShape), func(g *group) *planner.Maybe[planner.CapacityType] { return &g.CapacityType }),
		field("maxPods", "the kubelet's; what podfit predicts if left out", maybe(scalar[int]{parseCount(1, mostPods), strconv.Itoa, countSchema}), func(g *group) *planner.Maybe[int] { return &g.MaxPods }),
		field("cpu", "allocatable of a node; what podfit predicts if left out", maybe(quantity(settings.ParseCPU, settings.CPUText)), func(g *group) *planner.Maybe[planner.Millis] { return &g.CPU }),
		field("memory", "allocatable of a node; what podfit predicts if left out", maybe(quantity(settings.ParseMemory, settings.MemoryText)), func(g *group) *planner.Maybe[planner.Memory] { return &g.Memory }),
		field("labels", "those that do not follow from the type, the zone or how they are bought", labelsShape, func(g *group) *map[string]string { return &g.Labels }),
		field("taints", "such as dedicated=pci:NoSchedule", list[planner.Taint]{of: taintShape, flow: true}, func(g *group) *[]planner.Taint { return &g.Taints }),
		field("cordoned", "they take no new pods", yes, func(g *group) *bool { return &g.Cordoned }),
		field("holds", "the nodes by the pods that they hold; unknown if left out", list[planner.Hold]{of: holdShape}, func(g *group) *[]planner.Hold { return &g.Holds }),
	)
	return o
}

// mostPods is beyond what any kubelet runs.
const mostPods = 10_000

var holdShape = newHoldShape()

func newHoldShape() *object[planner.Hold] {
	type hold = planner.Hold
	o := &object[hold]{}
	o.add(
		field("nodes", "how many hold this", count(mostNodes), func(h *hold) *int { return &h.Nodes }),
		field("pods", "of workloads, by name", heldShape{}, func(h *hold) *[]planner.WorkloadPods { return &h.Pods }),
		field("others", "how many pods of DaemonSets and static ones", count(mostPods), func(h *hold) *int { return &h.Others }),
		field("otherCPU", "what those request together", unless(0, quantity(settings.ParseCPU, settings.CPUText)), func(h *hold) *planner.Millis { return &h.Request.CPU }),
		field("otherMemory", "what those request together", unless(0, quantity(settings.ParseMemory, settings.MemoryText)), func(h *hold) *planner.Memory { return &h.Request.Memory }),
	)
	return o
}

var taintShape = scalar[planner.Taint]{
	parse: func(text string) (planner.Taint, error) {
		t, ok := planner.ParseTaint(text)
		if !ok {
			return t, plan.ErrTaint
		}
		return t, nil
	},
	format: planner.Taint.String,
	is:     jsonType("string"),
}

// checkTodayGroup has the nodes of holds add up to those of the group, which they may
// stand for.
func checkTodayGroup(r *reader, n *yaml.Node, at string, _ map[string]*yaml.Node, g *planner.TodayGroup) error {
	held := 0
	for _, h := range g.Holds {
		if h.Nodes == 0 {
			return r.errorf(n.Line, "%s: holds: nodes: must be 1 or more", at)
		}
		held += h.Nodes
	}
	switch {
	case g.Nodes == 0 && held == 0:
		return r.errorf(n.Line, "%s: nodes: must be 1 or more", at)
	case g.Nodes == 0:
		g.Nodes = held
	case held > 0 && held != g.Nodes:
		return r.errorf(n.Line, "%s: nodes %d: holds has %d", at, g.Nodes, held)
	}
	return nil
}

// boundedToday keeps sums over all nodes within 63 bits, and the pods countable.
func boundedToday(t *planner.Today) error {
	nodes, pods, memory := 0.0, 0.0, 0.0
	for i := range t.Groups {
		g := &t.Groups[i]
		nodes += float64(g.Nodes)
		memory += float64(g.Memory.Or(0)) * float64(g.Nodes)
		for _, h := range g.Holds {
			memory += float64(h.Request.Memory) * float64(h.Nodes)
			for _, k := range h.Pods {
				pods += float64(k.Pods) * float64(h.Nodes)
			}
		}
	}
	switch {
	case nodes > mostNodes:
		return fmt.Errorf("more than %d nodes", mostNodes)
	case pods > mostReplicas:
		return fmt.Errorf("more than %d pods", mostReplicas)
	case memory > mostMemory:
		return errors.New("all nodes together have more than 4 EiB of memory")
	}
	return nil
}

// heldShape is numbers of pods by the names of workloads.
type heldShape struct{}

var podsByName = byName[int]{of: scalar[int]{parseCount(1, mostReplicas), strconv.Itoa, countSchema}, compare: planner.CompareNames}

func (heldShape) read(r *reader, n *yaml.Node, at string, to *[]planner.WorkloadPods) error {
	var all map[string]int
	if err := podsByName.read(r, n, at, &all); err != nil {
		return err
	}
	*to = nil
	for _, name := range slices.Sorted(maps.Keys(all)) {
		*to = append(*to, planner.WorkloadPods{Workload: name, Pods: all[name]})
	}
	return nil
}

func (heldShape) write(pods *[]planner.WorkloadPods) *yaml.Node {
	all := map[string]int{}
	for _, k := range *pods {
		all[k.Workload] += k.Pods
	}
	n := podsByName.write(&all)
	if n != nil {
		n.Style = yaml.FlowStyle
	}
	return n
}

func (heldShape) schema() ordered.Object { return podsByName.schema() }
