package sample

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

var (
	// AnyWorkload has no volumes, extended resources or node selector most of the
	// time, so that several workloads fit the same nodes.
	AnyWorkload = rapid.Custom(func(t *rapid.T) planner.Workload {
		k := planner.Workload{
			Name:     rapid.StringMatching(`[a-z]{1,8}`).Draw(t, "name"),
			Replicas: rapid.IntRange(0, 60).Draw(t, "replicas"),
			Request: planner.Resources{
				CPU:    planner.Millis(rapid.SampledFrom([]int{0, 50, 250, 1000, 3000, 20_000, 200_000}).Draw(t, "CPU")),
				Memory: planner.Memory(rapid.IntRange(0, 12_000).Draw(t, "MiB")) * planner.MiB,
			},
			MaxReplicas:   seldom(t, "max replicas", rapid.IntRange(1, 150)),
			OnePerNode:    rapid.IntRange(0, 6).Draw(t, "one per node") == 6,
			ZoneSkew:      seldom(t, "zone skew", rapid.IntRange(1, 3)),
			HostSkew:      seldom(t, "host skew", rapid.IntRange(1, 3)),
			Volumes:       seldom(t, "volumes", rapid.IntRange(1, 3)),
			HoursPerMonth: seldom(t, "hours a month", rapid.Float64Range(1, planner.HoursPerMonth)),
		}
		if k.Request == (planner.Resources{}) {
			k.NoRequests = rapid.Bool().Draw(t, "no requests")
		}
		switch rapid.IntRange(0, 7).Draw(t, "network") {
		case 6:
			k.HostNetwork = true
		case 7:
			k.SecurityGroups = true
		}
		if rapid.IntRange(0, 9).Draw(t, "devices") == 9 {
			resource := rapid.SampledFrom([]string{planner.GPUResource, planner.NeuronResource, "example.com/fpga", planner.Pages2Mi.Resource(), planner.EphemeralStorage}).Draw(t, "resource")
			k.Extended = map[string]int64{resource: rapid.Int64Range(1, 3).Draw(t, "of it")}
		}
		if rapid.IntRange(0, 3).Draw(t, "selects") == 3 {
			k.Nodes = AnySelector.Draw(t, "nodes")
		}
		if rapid.IntRange(0, 3).Draw(t, "constrained") == 3 {
			constrain(t, &k)
		}
		k.Init = seldom(t, "init containers", rapid.Just(planner.Resources{CPU: k.Request.CPU / 2, Memory: k.Request.Memory / planner.MiB / 3 * planner.MiB}))
		k.Usage = seldom(t, "usage", AnyUsage)
		return k
	})

	anyPodSelector = rapid.SampledFrom([]planner.Selector{nil, Conditions("app=web"), Conditions("tier in (front,back)"), Conditions("!app")})

	// AnySelector has one or two conditions.
	AnySelector = rapid.Custom(func(t *rapid.T) (n planner.NodeSelector) {
		words := func(name string, of ...string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, 2, rapid.ID).Draw(t, name)
		}
		for range rapid.IntRange(1, 2).Draw(t, "conditions") {
			switch rapid.IntRange(0, 5).Draw(t, "by") {
			case 0:
				n.Arch = words("arch", "amd64", "arm64")
			case 1:
				n.Types = words("types", Names()...)
			case 2:
				n.CapacityTypes = rapid.SliceOfNDistinct(rapid.SampledFrom([]planner.CapacityType{planner.OnDemand, planner.Spot}), 1, 2, rapid.ID).Draw(t, "capacity types")
			case 3:
				n.Zones = words("zones", "us-east-1a", "use1-az2")
			case 4:
				n.Labels = Conditions(words("labels", "team=web", "disk=ssd", "karpenter.k8s.aws/instance-cpu>3", "topology.kubernetes.io/zone notin (us-east-1a)")...)
			case 5:
				n.Tolerations = words("tolerations", "dedicated=web:NoSchedule", "gpu:NoExecute")
			}
		}
		return n
	})

	// AnyQuestion has a name of its own for each workload. Half of the time its
	// settings are plain, because with all of AnySettings many nodes have no room.
	AnyQuestion = rapid.Custom(func(t *rapid.T) *plan.Question {
		s := anyPlainSettings(t)
		if rapid.Bool().Draw(t, "any settings") {
			s = AnySettings.Draw(t, "settings")
		}
		s.Capacity = AnyCapacity.Draw(t, "capacity")
		s.Capacity.Nodes = 0                                          // the plan decides
		s.Capacity.DiscountPPM = min(s.Capacity.DiscountPPM, 999_000) // free nodes have no cheapest plan
		q := &plan.Question{
			Settings: s, Workload: rapid.SliceOfN(AnyWorkload, 1, 6).Draw(t, "workload"),
			Groups:    rapid.IntRange(1, plan.MaxGroups).Draw(t, "groups"),
			Objective: plan.Objective(rapid.IntRange(0, len(plan.Objectives)-1).Draw(t, "objective")),
			Zones:     rapid.IntRange(0, 4).Draw(t, "zones"),
			Spare:     plan.Spare(rapid.IntRange(0, len(plan.Spares)-1).Draw(t, "spare")),
			Scheduler: plan.Scheduler(rapid.IntRange(0, len(plan.Schedulers)-1).Draw(t, "scheduler")),
			Headroom:  seldom(t, "headroom", rapid.IntRange(1, 50)),
			MaxNodes:  seldom(t, "max nodes", rapid.IntRange(1, 30)),

			MaxNodeShare: seldom(t, "largest share", rapid.IntRange(5, 100)),
		}
		if rapid.Bool().Draw(t, "zones by name") {
			q.ZoneNames = []string{"us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"}[:q.Zones]
		}
		for i := range q.Workload {
			q.Workload[i].Name = fmt.Sprint(q.Workload[i].Name, "-", i)
		}
		q.AsSet = q.Workload
		for _, name := range rapid.SliceOfNDistinct(AnyType, 1, 8, rapid.ID).Draw(t, "types") {
			offering := Offering(name, regionOf(s))
			// A live spot price, now and then above the on-demand price.
			offering.Spot = seldom(t, "spot price", rapid.Map(rapid.Float64Range(0.01, 5), func(price float64) planner.Maybe[planner.Money] {
				return planner.Known(Units(price))
			}))
			q.Candidates = append(q.Candidates, density.Evaluate(Type(name), offering, s))
		}
		return q
	})
)

// anyPlainSettings vary in the number of DaemonSets, security groups and prefixes.
func anyPlainSettings(t *rapid.T) *planner.Settings {
	s := Settings(DaemonSets(rapid.IntRange(0, 5).Draw(t, "DaemonSets")))
	s.CNI.SecurityGroupsForPods = rapid.Bool().Draw(t, "security groups for pods")
	if rapid.Bool().Draw(t, "prefixes") {
		Prefixes(s)
		Managed(s)
	}
	return s
}

// Question asks for the cheapest plan of up to three groups.
func Question(w planner.Workloads, s *planner.Settings, types ...string) *plan.Question {
	q := &plan.Question{Workload: w, Settings: s, Groups: plan.MaxGroups, Zones: 1}
	for _, name := range types {
		q.Candidates = append(q.Candidates, density.Evaluate(Type(name), Offering(name, regionOf(s)), s))
	}
	return q
}

// Pods is a workload with a number of replicas and a request.
func Pods(name string, replicas int, cpu planner.Millis, mib planner.Memory) planner.Workload {
	return planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mib * planner.MiB}}
}

// But is a workload with a change.
func But(k planner.Workload, change func(*planner.Workload)) planner.Workload {
	change(&k)
	return k
}

// Conditions are a selector of conditions that can be read.
func Conditions(texts ...string) planner.Selector {
	all, err := planner.ParseSelector(strings.Join(texts, ","))
	if err != nil {
		panic(err)
	}
	return all
}

// constrain adds what only some workloads have.
func constrain(t *rapid.T, k *planner.Workload) {
	topology := rapid.SampledFrom([]string{planner.HostTopology, planner.ZoneTopology})
	k.Labels = rapid.SampledFrom([]map[string]string{nil, {"app": "web"}, {"app": "db", "tier": "back"}, {"tier": "front"}}).Draw(t, "labels")
	k.Spreads = seldom(t, "spreads", rapid.SliceOfN(rapid.Custom(func(t *rapid.T) planner.Spread {
		return planner.Spread{
			Topology: topology.Draw(t, "topology"), MaxSkew: rapid.IntRange(1, 3).Draw(t, "skew"), MinDomains: seldom(t, "min domains", rapid.IntRange(1, 4)),
			Anyway: rapid.Bool().Draw(t, "anyway"), Selector: anyPodSelector.Draw(t, "selector"),
			IgnoreNodeAffinity: rapid.Bool().Draw(t, "ignore affinity"), HonorTaints: rapid.Bool().Draw(t, "honor taints"),
		}
	}), 1, 2))
	k.Affinity = seldom(t, "affinity", rapid.SliceOfN(rapid.Custom(func(t *rapid.T) planner.PodTerm {
		return planner.PodTerm{
			Topology: topology.Draw(t, "topology"), Selector: anyPodSelector.Draw(t, "selector"), Anti: rapid.IntRange(0, 3).Draw(t, "anti") > 0,
			Namespaces: seldom(t, "namespaces", rapid.SampledFrom([][]string{{"*"}, {"shop", "default"}})), Weight: seldom(t, "weight", rapid.IntRange(1, 100)),
		}
	}), 1, 2))
	k.Prefers = seldom(t, "prefers", rapid.SliceOfN(rapid.Custom(func(t *rapid.T) planner.Preference {
		return planner.Preference{Weight: rapid.IntRange(1, 100).Draw(t, "weight"), Nodes: rapid.SampledFrom([]planner.Selector{Conditions("kubernetes.io/arch=arm64"), Conditions("kubernetes.io/arch!=arm64", "disk"), Conditions("cores>4")}).Draw(t, "nodes")}
	}), 1, 2))
	k.HostPorts = seldom(t, "ports", rapid.SliceOfN(rapid.SampledFrom([]planner.HostPort{{Port: 80}, {Port: 53, Protocol: "UDP"}, {Port: 80, IP: "10.0.0.1"}}), 1, 2))
	k.Priority = seldom(t, "priority", rapid.IntRange(-10, 1000))
	k.Claims = seldom(t, "claims", rapid.SliceOfN(rapid.Custom(func(t *rapid.T) planner.Claim {
		return planner.Claim{
			Name: rapid.StringMatching(`[a-z]{1,4}`).Draw(t, "name"), Access: rapid.SampledFrom([]planner.ClaimAccess{planner.ReadWriteOnce, planner.ReadWriteOncePod, planner.ManyNodes}).Draw(t, "access"),
			Zones: seldom(t, "zones", rapid.SampledFrom([][]string{{"us-east-1a"}, {"us-east-1b", "us-east-1a"}})),
		}
	}), 1, 2))
	k.WithoutCPU = seldom(t, "without CPU", rapid.IntRange(1, 3))
	k.WithoutMemory = seldom(t, "without memory", rapid.IntRange(1, 3))
	k.Controller = planner.Controller(rapid.IntRange(0, len(planner.Controllers)-1).Draw(t, "controller"))
	k.Service = rapid.Bool().Draw(t, "service")
	portion := rapid.SampledFrom([]planner.Maybe[planner.Portion]{{}, planner.Known(planner.Portion{}), planner.Known(planner.Portion{Pods: 2}), planner.Known(planner.Portion{Percent: 50})})
	k.Rollout = planner.Rollout{Recreate: seldom(t, "recreate", rapid.Just(true)), MaxSurge: portion.Draw(t, "surge"), MaxUnavailable: portion.Draw(t, "unavailable")}
	k.Images = seldom(t, "images", rapid.SampledFrom([][]string{{"team/app:1.2"}, {"envoyproxy/envoy:v1.30", "team/app:1.2"}, {"nginx"}}))
	k.Notes = seldom(t, "notes", rapid.SampledFrom([][]string{{"requests are those of the LimitRange"}, {"a guess", "another"}}))
}
