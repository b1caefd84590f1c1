package sample

import (
	"fmt"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

var (
	AnyWorkload = rapid.Custom(func(t *rapid.T) planner.Workload {
		k := planner.Workload{
			Replicas: rapid.IntRange(0, 60).Draw(t, "replicas"),
			Request: planner.Resources{
				CPU:    planner.Millis(rapid.SampledFrom([]int{0, 50, 250, 1000, 3000, 20_000, 200_000}).Draw(t, "CPU")),
				Memory: planner.Memory(rapid.IntRange(0, 12_000).Draw(t, "MiB")) * planner.MiB,
			},
			OnePerNode: rapid.IntRange(0, 6).Draw(t, "one per node") == 6,
			Volumes:    max(0, rapid.IntRange(-6, 3).Draw(t, "volumes")),
		}
		switch rapid.IntRange(0, 7).Draw(t, "network") {
		case 6:
			k.HostNetwork = true
		case 7:
			k.SecurityGroups = true
		}
		switch rapid.IntRange(0, 9).Draw(t, "selects") {
		case 7:
			k.Extended = map[string]int64{planner.GPUResource: 1}
		case 8:
			k.Nodes.Arch = []string{rapid.SampledFrom([]string{"amd64", "arm64"}).Draw(t, "arch")}
		case 9:
			k.Nodes.Types = []string{AnyType.Draw(t, "type")}
		}
		return k
	})

	AnyQuestion = rapid.Custom(func(t *rapid.T) *plan.Question {
		s := Settings(DaemonSets(rapid.IntRange(0, 5).Draw(t, "DaemonSets")))
		s.CNI.SecurityGroupsForPods = rapid.Bool().Draw(t, "security groups for pods")
		if rapid.Bool().Draw(t, "prefixes") {
			Prefixes(s)
			Managed(s)
		}
		s.Capacity = AnyCapacity.Draw(t, "capacity")
		s.Capacity.Nodes = 0
		s.Capacity.DiscountPPM = min(s.Capacity.DiscountPPM, 999_000) // what costs nothing has no cheapest plan
		q := &plan.Question{
			Settings: s, Workload: rapid.SliceOfN(AnyWorkload, 1, 6).Draw(t, "kinds"),
			Groups:    rapid.IntRange(1, plan.MaxGroups).Draw(t, "groups"),
			Objective: plan.Objective(rapid.IntRange(0, 1).Draw(t, "objective")),
			Zones:     rapid.IntRange(1, 4).Draw(t, "zones"),
			Spare:     plan.Spare(rapid.IntRange(0, 2).Draw(t, "spare")),
		}
		for i := range q.Workload {
			q.Workload[i].Name = fmt.Sprint("kind-", i)
		}
		for _, name := range rapid.SliceOfNDistinct(AnyType, 1, 8, rapid.ID).Draw(t, "types") {
			q.Candidates = append(q.Candidates, density.Evaluate(Type(name), Offering(name, Virginia), s))
		}
		return q
	})
)

// question asks for the cheapest plan of up to three groups.
func Question(w planner.Workloads, s *planner.Settings, types ...string) *plan.Question {
	q := &plan.Question{Workload: w, Settings: s, Groups: plan.MaxGroups, Zones: 1}
	for _, name := range types {
		region := Virginia
		if s.Region == Beijing.Name {
			region = Beijing
		}
		q.Candidates = append(q.Candidates, density.Evaluate(Type(name), Offering(name, region), s))
	}
	return q
}

// pods are replicas of a kind.
func Pods(name string, replicas int, cpu planner.Millis, mib planner.Memory) planner.Workload {
	return planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mib * planner.MiB}}
}

func But(k planner.Workload, change func(*planner.Workload)) planner.Workload {
	change(&k)
	return k
}
