package worlds

import (
	"pgregory.net/rapid"

	"podfit/planner/schedule"
)

// Usual draws what a plan is about: services of a cluster on nodes of up to
// three sizes in three zones, as many as hold them by the sum of what they need
// and a little more, less up to five that were taken away.
func Usual(t *rapid.T) World { return services(t, 1) }

// Large is Usual with ten times as many pods, and mostly so many nodes that the
// scheduler looks at a part of them.
func Large(t *rapid.T) World { return services(t, 10) }

func services(t *rapid.T, times int32) World {
	d := draw{t}
	var w World
	for range d.number("shapes", 1, 3) {
		shape := d.instance()
		for z := range int32(3) {
			shape.Domains = []int32{0, z}
			w.Classes = append(w.Classes, shape)
		}
	}
	loads := d.number("workloads", 3, 25)
	for i := range loads {
		l := d.service(int32(i))
		l.Replicas *= times
		w.Workloads = append(w.Workloads, l)
	}
	w.Nodes = d.enough(&w)
	lost := min(d.number("nodes taken away", 0, 5), len(w.Nodes)-1)
	for range lost {
		i := d.number("node taken away", 0, len(w.Nodes)-1)
		w.Nodes = append(w.Nodes[:i], w.Nodes[i+1:]...)
	}
	return w
}

const mib = 1 << 20

// instance is one with aws-node and kube-proxy on it.
func (d draw) instance() schedule.Class {
	vcpus := int64(1 << d.number("vCPUs", 1, 4))
	memory := vcpus * rapid.SampledFrom([]int64{2, 4, 8}).Draw(d.t, "GiB per vCPU") * 1024
	return schedule.Class{
		Allocatable: []int64{vcpus*1000 - 70 - 2*vcpus, (memory*93/100 - 500) * mib},
		MaxPods:     min(110, int32(15*vcpus)), VolumeLimit: schedule.NoLimit, Addresses: [schedule.AddressKinds]int32{110, 0},
		UsedPods: 2, Used: []int64{150}, UsedScoring: schedule.Scoring{CPU: 150, Memory: schedule.ScoringMemory},
	}
}

// service is a Deployment.
func (d draw) service(self int32) schedule.Workload {
	cpu := rapid.SampledFrom([]int64{50, 100, 100, 200, 250, 250, 500, 500, 750, 1000}).Draw(d.t, "CPU")
	memory := cpu * rapid.SampledFrom([]int64{1, 2, 2, 4}).Draw(d.t, "MiB per millicore") * mib
	w := schedule.Workload{Need: []int64{cpu, memory}, Scoring: schedule.Scoring{CPU: cpu, Memory: memory}, Replicas: int32(d.number("replicas", 1, 12)), DefaultSpread: true}
	if d.chance("sidecar without requests", 5) {
		w.Scoring.CPU += schedule.ScoringCPU
		w.Scoring.Memory += schedule.ScoringMemory
	}
	own := schedule.Set{self}
	anyway := d.chance("anyway", 2)
	switch d.number("constraint", 1, 12) {
	case 1:
		w.Spreads = []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: own, Anyway: anyway}}
	case 2:
		w.Spreads = []schedule.Spread{{Key: schedule.Hostname, MaxSkew: 1, Counts: own, Anyway: anyway}}
	case 3:
		w.Spreads = []schedule.Spread{{Key: schedule.Zone, MaxSkew: 1, Counts: own}, {Key: schedule.Hostname, MaxSkew: 2, Counts: own, Anyway: anyway}}
	case 4:
		w.Replicas = min(w.Replicas, 5)
		w.Terms = []schedule.Term{{Key: schedule.Hostname, Anti: true, Pods: own}}
	case 5:
		w.Terms = []schedule.Term{{Key: schedule.Hostname, Anti: true, Weight: 100, Pods: own}}
	}
	return w
}

// enough is nodes that hold all workloads by the sum of each resource, of all
// classes in turn.
func (d draw) enough(w *World) (nodes []int32) {
	var need [3]float64 // CPU, memory, pods
	for _, l := range w.Workloads {
		for r := range schedule.Resources {
			need[r] += float64(l.Need[r]) * float64(l.Replicas)
		}
		need[2] += float64(l.Replicas)
	}
	spare := 1 + float64(d.number("spare percent", 0, 12))/100
	for i := int32(0); need[0] > 0 || need[1] > 0 || need[2] > 0; i++ {
		class := i % int32(len(w.Classes))
		c := &w.Classes[class]
		need[0] -= float64(c.Allocatable[schedule.CPU]-c.Used[schedule.CPU]) / spare
		need[1] -= float64(c.Allocatable[schedule.Memory]) / spare
		need[2] -= float64(c.MaxPods-c.UsedPods) / spare
		nodes = append(nodes, class)
	}
	return nodes
}
