// Package conformance holds podfit's simulation of kube-scheduler against
// kube-scheduler itself: k8s.io/kubernetes v1.35.4, all default plugins, in process.
//
// A World is nodes and workloads in the simulation's terms, turned into the
// Kubernetes objects that mean the same. Place asks the real scheduler for one
// pod after the other; Schedule runs the whole scheduler, with its queue,
// bindings and volumes, over an API in memory.
//
// It is a module of its own, run in this folder: go test -mod=mod . The flags
// -worlds and -rapid.checks say how many cases to try. With -mod=mod, go.mod
// follows podfit's when its dependencies change.
package conformance

import (
	"fmt"
	"maps"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"podfit/planner/schedule"
	"podfit/planner/schedule/worlds"
)

const (
	namespace  = "default"
	classLabel = "example.com/class"
	appLabel   = "app"
)

// World is what both schedulers are given.
type World struct{ worlds.World }

// key is the label of a topology key.
func key(k schedule.Key) string {
	switch k {
	case schedule.Hostname:
		return v1.LabelHostname
	case schedule.Zone:
		return v1.LabelTopologyZone
	}
	return fmt.Sprintf("example.com/key-%d", k)
}

// resourceName is the name of a resource: what comes after CPU and memory is extended.
func resourceName(r int) v1.ResourceName {
	switch r {
	case schedule.CPU:
		return v1.ResourceCPU
	case schedule.Memory:
		return v1.ResourceMemory
	}
	return v1.ResourceName(fmt.Sprintf("example.com/resource-%d", r))
}

func quantity(r int, n int64) resource.Quantity {
	if r == schedule.CPU {
		return *resource.NewMilliQuantity(n, resource.DecimalSI)
	}
	return *resource.NewQuantity(n, resource.BinarySI)
}

func amounts(of []int64) v1.ResourceList {
	list := v1.ResourceList{}
	for r, n := range of {
		if n > 0 {
			list[resourceName(r)] = quantity(r, n)
		}
	}
	return list
}

// Node is the Kubernetes node i of the world.
func (w *World) Node(i int) *v1.Node {
	class := w.Nodes[i]
	c := &w.Classes[class]
	name := nodeName(i)
	labels := map[string]string{v1.LabelHostname: name, classLabel: strconv.Itoa(int(class))}
	for k, d := range c.Domains {
		if k != int(schedule.Hostname) && d != schedule.Unlabelled {
			labels[key(schedule.Key(k))] = fmt.Sprintf("d%d", d)
		}
	}
	allocatable := amounts(c.Allocatable)
	allocatable[v1.ResourcePods] = *resource.NewQuantity(int64(c.MaxPods), resource.DecimalSI)
	n := &v1.Node{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}
	n.Status = v1.NodeStatus{Capacity: allocatable, Allocatable: allocatable}
	for _, l := range w.Workloads {
		if l.Tolerates != nil && !l.Tolerates[class] {
			n.Spec.Taints = []v1.Taint{{Key: "class", Value: strconv.Itoa(int(class)), Effect: v1.TaintEffectNoSchedule}}
		}
	}
	for t := range w.preferTaints(class) {
		n.Spec.Taints = append(n.Spec.Taints, v1.Taint{Key: softTaint(class, t), Effect: v1.TaintEffectPreferNoSchedule})
	}
	return n
}

// zone is the label of nodes of a class; empty where they lack it.
func (w *World) zone(class int32) string {
	if d := w.Classes[class].Domains; len(d) > int(schedule.Zone) && d[schedule.Zone] != schedule.Unlabelled {
		return fmt.Sprintf("d%d", d[schedule.Zone])
	}
	return ""
}

func nodeName(i int) string { return fmt.Sprintf("n%05d", i) }

// preferTaints is how many taints with PreferNoSchedule nodes of a class have.
func (w *World) preferTaints(class int32) (n int32) {
	for _, l := range w.Workloads {
		if l.Taints != nil {
			n = max(n, l.Taints[class])
		}
	}
	return n
}

func softTaint(class, t int32) string { return fmt.Sprintf("soft-%d-%d", class, t) }

// Daemons are the DaemonSet pods of node i.
func (w *World) Daemons(i int) []*v1.Pod {
	c := &w.Classes[w.Nodes[i]]
	var pods []*v1.Pod
	for d := range c.UsedPods {
		p := &v1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "kube-system", Name: fmt.Sprintf("daemon-%d-%s", d, nodeName(i))}}
		if d == 0 {
			p.Spec.Containers = containers(c.Used, c.UsedScoring, c.UsedPorts)
		} else {
			p.Spec.Containers = containers(nil, schedule.Scoring{}, nil)
		}
		p.Spec.NodeName = nodeName(i)
		p.UID = types.UID(p.Name)
		p.Status.Phase = v1.PodRunning
		pods = append(pods, p)
	}
	return pods
}

// containers request need together and score as scoring: so many of them lack a
// request that the default makes up the difference; the others request 0.
func containers(need []int64, scoring schedule.Scoring, ports []schedule.Port) []v1.Container {
	lack := [schedule.Resources]int64{}
	given := [schedule.Resources]int64{}
	for r := range lack {
		if r < len(need) {
			given[r] = need[r]
		}
	}
	lack[schedule.CPU] = (scoring.CPU - given[schedule.CPU]) / schedule.ScoringCPU
	lack[schedule.Memory] = (scoring.Memory - given[schedule.Memory]) / schedule.ScoringMemory
	n := int64(1)
	for r := range lack {
		if given[r] > 0 {
			n = max(n, lack[r]+1)
		}
		n = max(n, lack[r])
	}
	all := make([]v1.Container, n)
	for i := range all {
		all[i] = v1.Container{Name: fmt.Sprintf("c%d", i), Image: "i"}
		list := v1.ResourceList{}
		for r := range lack {
			switch {
			case int64(i) >= n-lack[r]: // the last ones lack a request
			case i == 0:
				list[resourceName(r)] = quantity(r, given[r])
			default:
				list[resourceName(r)] = quantity(r, 0)
			}
		}
		all[i].Resources.Requests = list
	}
	if len(need) > schedule.Resources {
		maps.Copy(all[0].Resources.Requests, amounts(append(make([]int64, schedule.Resources), need[schedule.Resources:]...)))
	}
	for _, p := range ports {
		all[0].Ports = append(all[0].Ports, v1.ContainerPort{HostIP: p.IP, Protocol: v1.Protocol(p.Protocol), HostPort: p.Port, ContainerPort: p.Port})
	}
	return all
}

func app(w int) string { return fmt.Sprintf("w%d", w) }

// ReplicaSet owns the pods of workload i.
func (w *World) ReplicaSet(i int) *appsv1.ReplicaSet {
	return &appsv1.ReplicaSet{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: app(i), UID: types.UID("rs-" + app(i))},
		Spec:       appsv1.ReplicaSetSpec{Selector: &metav1.LabelSelector{MatchLabels: map[string]string{appLabel: app(i)}}},
	}
}

// Pod is pod number n of workload i.
func (w *World) Pod(i, n int) *v1.Pod {
	l := &w.Workloads[i]
	p := &v1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: fmt.Sprintf("%s-%d", app(i), n), Labels: map[string]string{appLabel: app(i)}}}
	p.UID = types.UID(p.Name)
	p.Spec = v1.PodSpec{SchedulerName: v1.DefaultSchedulerName, Priority: &l.Priority, Containers: containers(l.Need, l.Scoring, l.Ports)}
	p.Status.Phase = v1.PodPending
	never := v1.PreemptNever // no plan relies on preemption
	p.Spec.PreemptionPolicy = &never
	if l.DefaultSpread {
		yes := true
		rs := w.ReplicaSet(i)
		p.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "ReplicaSet", Name: rs.Name, UID: rs.UID, Controller: &yes}}
	}
	for class := range w.Classes {
		if l.Tolerates == nil || l.Tolerates[class] {
			p.Spec.Tolerations = append(p.Spec.Tolerations, v1.Toleration{Key: "class", Value: strconv.Itoa(class), Effect: v1.TaintEffectNoSchedule})
		}
		most := w.preferTaints(int32(class))
		for t := range most {
			if l.Taints == nil || t >= l.Taints[class] {
				p.Spec.Tolerations = append(p.Spec.Tolerations, v1.Toleration{Key: softTaint(int32(class), t), Operator: v1.TolerationOpExists})
			}
		}
	}
	p.Spec.TopologySpreadConstraints = spreads(l)
	p.Spec.Affinity = &v1.Affinity{NodeAffinity: w.nodeAffinity(l)}
	podAffinity(p.Spec.Affinity, l)
	return p
}

func selector(set schedule.Set) *metav1.LabelSelector {
	values := []string{"none"}
	for _, w := range set {
		values = append(values, app(int(w)))
	}
	return &metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: appLabel, Operator: metav1.LabelSelectorOpIn, Values: values}}}
}

func spreads(l *schedule.Workload) (all []v1.TopologySpreadConstraint) {
	ignore, honor := v1.NodeInclusionPolicyIgnore, v1.NodeInclusionPolicyHonor
	for _, s := range l.Spreads {
		c := v1.TopologySpreadConstraint{MaxSkew: s.MaxSkew, TopologyKey: key(s.Key), WhenUnsatisfiable: v1.DoNotSchedule, LabelSelector: selector(s.Counts)}
		if s.Anyway {
			c.WhenUnsatisfiable = v1.ScheduleAnyway
		} else if s.MinDomains > 0 {
			c.MinDomains = &s.MinDomains
		}
		if s.IgnoreAffinity {
			c.NodeAffinityPolicy = &ignore
		}
		if s.HonorTaints {
			c.NodeTaintsPolicy = &honor
		}
		all = append(all, c)
	}
	return all
}

func (w *World) nodeAffinity(l *schedule.Workload) *v1.NodeAffinity {
	a := &v1.NodeAffinity{}
	in := func(classes ...string) v1.NodeSelectorTerm {
		return v1.NodeSelectorTerm{MatchExpressions: []v1.NodeSelectorRequirement{{Key: classLabel, Operator: v1.NodeSelectorOpIn, Values: classes}}}
	}
	if l.Selects != nil {
		classes := []string{"none"}
		for c, ok := range l.Selects {
			if ok {
				classes = append(classes, strconv.Itoa(c))
			}
		}
		a.RequiredDuringSchedulingIgnoredDuringExecution = &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{in(classes...)}}
	}
	for c, weight := range l.Prefers {
		if weight > 0 {
			a.PreferredDuringSchedulingIgnoredDuringExecution = append(a.PreferredDuringSchedulingIgnoredDuringExecution, v1.PreferredSchedulingTerm{Weight: weight, Preference: in(strconv.Itoa(c))})
		}
	}
	return a
}

func podAffinity(a *v1.Affinity, l *schedule.Workload) {
	if len(l.Terms) == 0 {
		return
	}
	a.PodAffinity, a.PodAntiAffinity = &v1.PodAffinity{}, &v1.PodAntiAffinity{}
	for _, t := range l.Terms {
		term := v1.PodAffinityTerm{TopologyKey: key(t.Key), LabelSelector: selector(t.Pods)}
		weighed := v1.WeightedPodAffinityTerm{Weight: t.Weight, PodAffinityTerm: term}
		switch {
		case t.Anti && t.Weight == 0:
			a.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution = append(a.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution, term)
		case t.Anti:
			a.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution = append(a.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution, weighed)
		case t.Weight == 0:
			a.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution = append(a.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution, term)
		default:
			a.PodAffinity.PreferredDuringSchedulingIgnoredDuringExecution = append(a.PodAffinity.PreferredDuringSchedulingIgnoredDuringExecution, weighed)
		}
	}
}
