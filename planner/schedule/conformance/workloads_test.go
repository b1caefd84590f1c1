package conformance

import (
	"fmt"
	"math/rand/v2"

	"podfit/planner"
	"podfit/planner/systempods"
)

// Workloads of the table of plans. The same seed gives the same workloads.

func pods(name string, replicas int, cpu planner.Millis, mib planner.Memory, more ...func(*planner.Workload)) planner.Workload {
	k := planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mib * planner.MiB}, Labels: map[string]string{"app": name}}
	for _, m := range more {
		m(&k)
	}
	return k
}

// fiveKinds are pods of five sizes, many small ones and few large ones.
func fiveKinds(n int) planner.Workloads {
	return planner.Workloads{
		pods("a", n*30/100, 100, 128), pods("b", n*25/100, 250, 512), pods("c", n*20/100, 500, 1024),
		pods("d", n*15/100, 1000, 4096), pods("e", n*10/100, 2000, 8192),
	}
}

// smallKinds are fiveKinds that go into a node of two CPUs.
func smallKinds(n int) planner.Workloads {
	return planner.Workloads{
		pods("a", n*40/100, 50, 64), pods("b", n*30/100, 100, 256), pods("c", n*20/100, 150, 512), pods("d", n*10/100, 200, 768),
	}
}

func onePerNode(k *planner.Workload)     { k.OnePerNode = true }
func hostNetwork(k *planner.Workload)    { k.HostNetwork = true }
func securityGroups(k *planner.Workload) { k.SecurityGroups = true }

func statefulSet(k *planner.Workload) { k.Controller, k.Volumes = planner.StatefulSet, 1 }
func job(k *planner.Workload)         { k.Controller = planner.Job }
func onGPU(k *planner.Workload)       { k.Extended = map[string]int64{planner.GPUResource: 1} }

func noRequests(k *planner.Workload) {
	k.NoRequests, k.WithoutCPU, k.WithoutMemory = true, 1, 1
}

func priority(p int) func(*planner.Workload) { return func(k *planner.Workload) { k.Priority = p } }
func upTo(most int) func(*planner.Workload) {
	return func(k *planner.Workload) { k.MaxReplicas = most }
}

func zoneSkew(skew int) func(*planner.Workload) {
	return func(k *planner.Workload) { k.ZoneSkew = skew }
}
func hostSkew(skew int) func(*planner.Workload) {
	return func(k *planner.Workload) { k.HostSkew = skew }
}

func zones(names ...string) func(*planner.Workload) {
	return func(k *planner.Workload) { k.Nodes.Zones = names }
}

func bought(as ...planner.CapacityType) func(*planner.Workload) {
	return func(k *planner.Workload) { k.Nodes.CapacityTypes = as }
}

func spreading(s planner.Spread) func(*planner.Workload) {
	return func(k *planner.Workload) { k.Spreads = append(k.Spreads, s) }
}

// near and apart are terms of affinity and anti-affinity to pods of a workload.
func near(app, topology string, weight int) func(*planner.Workload) {
	return func(k *planner.Workload) {
		k.Affinity = append(k.Affinity, planner.PodTerm{Topology: topology, Selector: selectApp(app), Weight: weight})
	}
}

func apart(app, topology string, weight int) func(*planner.Workload) {
	return func(k *planner.Workload) {
		k.Affinity = append(k.Affinity, planner.PodTerm{Topology: topology, Selector: selectApp(app), Anti: true, Weight: weight})
	}
}

func selectApp(names ...string) planner.Selector {
	return planner.Selector{{Key: "app", Operator: planner.In, Values: names}}
}

func port(number int, protocol string) func(*planner.Workload) {
	return func(k *planner.Workload) {
		k.HostPorts = append(k.HostPorts, planner.HostPort{Port: number, Protocol: protocol})
	}
}

func claiming(name string, access planner.ClaimAccess, zones ...string) func(*planner.Workload) {
	return func(k *planner.Workload) {
		k.Claims = append(k.Claims, planner.Claim{Name: name, Access: access, Zones: zones})
	}
}

// of is a number of each of several kinds of constraint, for services of a seed.
type of struct{ spreads, volumes, apart, ranges, single, large bool }

// services are microservices: most are small, with few replicas. Which constraints
// some of them have is said.
func services(seed uint64, n int, with of) (all planner.Workloads) {
	r := rand.New(rand.NewPCG(seed, 0))
	chance := func(percent int) bool { return r.IntN(100) < percent }
	for i := range n {
		cpu := []planner.Millis{25, 50, 50, 100, 100, 100, 200, 250, 250, 500, 500, 1000}[r.IntN(12)]
		k := pods(fmt.Sprintf("shop/s%03d", i), 2+r.IntN(6), cpu, planner.Memory(cpu)*planner.Memory(1+r.IntN(4)))
		k.Service = chance(70)
		if with.single || chance(20) {
			k.Replicas = 1
		}
		if chance(10) {
			k.WithoutCPU, k.WithoutMemory = 1, r.IntN(2)
		}
		if with.large && chance(8) {
			k.Request = planner.Resources{CPU: 4000, Memory: planner.Memory(8+r.IntN(20)) * planner.GiB}
		}
		with.constrain(&k, r)
		all = append(all, k)
	}
	return all
}

func (with of) constrain(k *planner.Workload, r *rand.Rand) {
	zone := planner.Spread{Topology: planner.ZoneTopology, MaxSkew: 1}
	host := planner.Spread{Topology: planner.HostTopology, MaxSkew: 1 + r.IntN(2), Anyway: r.IntN(2) == 0}
	draw := r.IntN(100)
	switch {
	case with.spreads && draw < 20:
		zone.Anyway = r.IntN(2) == 0
		k.Spreads = []planner.Spread{zone}
	case with.spreads && draw < 30:
		k.Spreads = []planner.Spread{zone, host}
	case with.spreads && draw < 38:
		k.HostSkew = 1
	case with.apart && draw < 48:
		k.OnePerNode, k.Replicas = true, min(k.Replicas, 3)
	case with.apart && draw < 60:
		k.Affinity = []planner.PodTerm{{Topology: planner.HostTopology, Anti: true, Weight: 100}}
	case with.volumes && draw < 72:
		k.Controller, k.Volumes = planner.StatefulSet, 1+r.IntN(2)
	}
	if with.ranges && r.IntN(4) == 0 {
		k.MaxReplicas = 2 * k.Replicas
	}
}

// systemPods are all presets.
func systemPods() []string { return systempods.Names() }
