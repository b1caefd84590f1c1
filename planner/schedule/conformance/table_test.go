package conformance

import (
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
)

// planned is a workload, what may be bought for it and on which terms.
type planned struct {
	name     string
	workload planner.Workloads
	types    []string // none: what a plan chooses from by default
	settings func(*planner.Settings)
	terms    func(*plan.Terms)
	pools    []plan.Pool
}

var everything = of{spreads: true, volumes: true, apart: true, ranges: true, large: true}

// table is what plans are made for and the real scheduler carries out.
func table() []planned {
	return slices.Concat(kinds(), microservices(), networks(), constraints(), pooled(), spares())
}

func kinds() []planned {
	return []planned{
		{name: "five kinds, 100 pods", workload: fiveKinds(100)},
		{name: "five kinds, 1000 pods", workload: fiveKinds(1000)},
		{name: "five kinds, 3000 pods", workload: fiveKinds(3000)},
		{name: "five kinds, 100 pods, m5.2xlarge", workload: fiveKinds(100), types: []string{"m5.2xlarge"}},
		{name: "five kinds, 1000 pods, m5.2xlarge", workload: fiveKinds(1000), types: []string{"m5.2xlarge"}},
		{name: "five kinds, 3000 pods, m5.2xlarge", workload: fiveKinds(3000), types: []string{"m5.2xlarge"}},
		{name: "five kinds, 1000 pods, r5.xlarge", workload: fiveKinds(1000), types: []string{"r5.xlarge"}},
		{name: "five kinds, 1000 pods, two types", workload: fiveKinds(1000), types: []string{"m5.xlarge", "m5.4xlarge"}},
		{name: "small kinds, 400 pods, m5.large", workload: smallKinds(400), types: []string{"m5.large"}},
		{name: "large pods", workload: planner.Workloads{pods("web", 40, 250, 512), pods("jvm", 12, 3000, 24*1024), pods("cache", 5, 1000, 60*1024), pods("build", 9, 7000, 8*1024, job)}},
		{name: "large pods, m5.4xlarge", workload: planner.Workloads{pods("web", 40, 250, 512), pods("jvm", 12, 3000, 24*1024), pods("build", 9, 7000, 8*1024, job)}, types: []string{"m5.4xlarge"}},
		{name: "without requests", workload: planner.Workloads{pods("none", 60, 0, 0, noRequests), pods("memory", 40, 0, 512), pods("web", 80, 200, 256)}},
		{name: "most allocated", workload: fiveKinds(400), types: []string{"m5.2xlarge"}, terms: func(t *plan.Terms) { t.Scheduler = plan.MostAllocated }},
		{name: "headroom", workload: fiveKinds(300), terms: func(t *plan.Terms) { t.Headroom = 15 }},
	}
}

func microservices() []planned {
	return []planned{
		{name: "60 services", workload: services(1, 60, of{})},
		{name: "60 services, spreads", workload: services(2, 60, of{spreads: true})},
		{name: "60 services, everything", workload: services(3, 60, everything)},
		{name: "60 services, everything, m5.2xlarge", workload: services(4, 60, of{spreads: true, volumes: true, apart: true, ranges: true}), types: []string{"m5.2xlarge"}},
		{name: "60 services, apart, r5.xlarge", workload: services(5, 60, of{apart: true, ranges: true}), types: []string{"r5.xlarge"}},
		{name: "200 services", workload: services(6, 200, of{ranges: true})},
		{name: "200 services, spreads and apart", workload: services(7, 200, of{spreads: true, apart: true})},
		{name: "200 services, everything, m5.4xlarge", workload: services(8, 200, everything), types: []string{"m5.4xlarge"}},
		{name: "single replicas", workload: services(9, 120, of{single: true})},
		{name: "single replicas, m5.large", workload: services(10, 50, of{single: true}), types: []string{"m5.large"}},
		{name: "system pods", workload: services(11, 30, of{spreads: true}), terms: func(t *plan.Terms) { t.SystemPods = systemPods() }},
	}
}

func networks() []planned {
	groups := func(s *planner.Settings) {
		s.CNI.SecurityGroupsForPods, s.SecurityGroupsScope = true, planner.ScopeApps
	}
	tiny := planner.Workloads{pods("big", 6, 5000, 8192), pods("tiny", 240, 25, 64)}
	return []planned{
		{name: "security groups", workload: planner.Workloads{pods("sg", 60, 50, 64, securityGroups), pods("plain", 200, 25, 64)}, settings: groups},
		{name: "security groups, m5.large", workload: planner.Workloads{pods("sg", 60, 50, 64, securityGroups), pods("plain", 100, 25, 64)}, types: []string{"m5.large"}, settings: groups},
		{name: "custom networking", workload: tiny, settings: func(s *planner.Settings) { s.CNI.CustomNetworking = true }},
		{name: "custom networking, m5.2xlarge", workload: tiny, types: []string{"m5.2xlarge"}, settings: func(s *planner.Settings) {
			s.CNI.CustomNetworking, s.MaxPods.Policy = true, eni.PolicyManaged
		}},
		{name: "prefixes", workload: tiny, types: []string{"m5.large", "m5.2xlarge"}, settings: func(s *planner.Settings) { s.CNI.Mode = eni.PrefixDelegation }},
		{name: "IPv6", workload: slices.Concat(tiny, fiveKinds(200)), settings: func(s *planner.Settings) { s.CNI.Family = eni.IPv6 }},
		{name: "Karpenter's max pods", workload: fiveKinds(300), settings: func(s *planner.Settings) { s.MaxPods.Policy = eni.PolicyKarpenter }},
		{name: "DaemonSets", workload: fiveKinds(300), settings: func(s *planner.Settings) {
			s.DaemonSets = []planner.DaemonSet{
				{Name: "agent", Request: planner.Resources{CPU: 200, Memory: 512 * planner.MiB}},
				{Name: "node-exporter", Request: planner.Resources{CPU: 20, Memory: 64 * planner.MiB}, HostNetwork: true},
			}
			s.UnnamedDaemonSets = 2
		}},
		{name: "host network", workload: planner.Workloads{pods("web", 100, 100, 128), pods("proxy", 4, 100, 64, hostNetwork, port(8443, ""))}, types: []string{"m5.large"}},
	}
}

func constraints() []planned {
	zone, host := planner.ZoneTopology, planner.HostTopology
	gpus := planner.Workloads{pods("web", 40, 250, 512), pods("train", 5, 2000, 8192, onGPU)}
	spot := func(s *planner.Settings) { s.Capacity.OnDemandPercent = 50 }
	return []planned{
		{name: "GPUs", workload: gpus},
		{name: "GPUs, two types", workload: gpus, types: []string{"m5.xlarge", "g4dn.xlarge"}},
		{name: "mixed spot", settings: spot, workload: planner.Workloads{
			pods("web", 40, 500, 1024), pods("batch", 10, 500, 1024, bought(planner.Spot)), pods("db", 3, 500, 1024, bought(planner.OnDemand)),
		}},
		{name: "host ports", workload: planner.Workloads{
			pods("tcp", 5, 100, 128, port(53, "TCP")), pods("udp", 5, 100, 128, port(53, "UDP")), pods("edge", 6, 200, 256, port(443, "")), pods("web", 60, 250, 512),
		}},
		{name: "zone spread", workload: planner.Workloads{pods("web", 30, 1000, 2048, zoneSkew(1))}},
		{name: "zone spread with minDomains", workload: planner.Workloads{
			pods("web", 30, 500, 1024, spreading(planner.Spread{Topology: zone, MaxSkew: 1, MinDomains: 3})), pods("api", 45, 250, 512),
		}},
		{name: "zone spread over two workloads", workload: planner.Workloads{
			pods("blue", 10, 500, 1024, spreading(planner.Spread{Topology: zone, MaxSkew: 1, Selector: selectApp("blue", "green")})),
			pods("green", 11, 500, 1024, spreading(planner.Spread{Topology: zone, MaxSkew: 1, Selector: selectApp("blue", "green")})),
			pods("web", 50, 250, 512),
		}},
		{name: "host spread, m5.2xlarge", workload: slices.Concat(fiveKinds(150), planner.Workloads{pods("even", 30, 200, 256, hostSkew(1))}), types: []string{"m5.2xlarge"}},
		{name: "anti-affinity", workload: planner.Workloads{
			pods("db", 5, 1000, 4096, onePerNode, statefulSet), pods("cache", 4, 500, 2048, apart("cache", host, 0), apart("db", host, 0)),
			pods("lead", 3, 100, 128, apart("lead", zone, 0)), pods("web", 50, 250, 512),
		}},
		{name: "pod affinity", workload: planner.Workloads{
			pods("db", 3, 1000, 4096, zoneSkew(1)), pods("reader", 6, 250, 512, near("db", host, 0)), pods("zoned", 12, 250, 256, near("db", zone, 0)),
			pods("close", 20, 100, 128, near("db", zone, 50)), pods("web", 40, 250, 512),
		}},
		{name: "volumes", workload: planner.Workloads{
			pods("db", 9, 500, 2048, statefulSet, zoneSkew(1)), pods("queue", 24, 250, 512, statefulSet), pods("web", 80, 250, 512),
		}},
		{name: "shared claims", workload: planner.Workloads{
			pods("wiki", 4, 250, 512, claiming("wiki", planner.ReadWriteOnce)), pods("one", 1, 250, 512, claiming("one", planner.ReadWriteOncePod)),
			pods("there", 3, 250, 512, claiming("data", planner.ReadWriteOnce, "us-east-1b")), pods("files", 6, 250, 512, claiming("files", planner.ManyNodes)),
			pods("web", 40, 250, 512),
		}},
		{name: "zones", workload: planner.Workloads{pods("a", 9, 500, 1024, zones("us-east-1a")), pods("bc", 12, 500, 1024, zones("us-east-1b", "us-east-1c")), pods("web", 30, 250, 512)}},
		{name: "priorities", workload: planner.Workloads{
			pods("low", 60, 250, 512, priority(-10)), pods("web", 60, 250, 512), pods("high", 12, 2000, 8192, priority(1000)), pods("top", 4, 1000, 1024, priority(2000), onePerNode),
		}},
	}
}

func spares() []planned {
	spare := func(s plan.Spare) func(*plan.Terms) { return func(t *plan.Terms) { t.Spare = s } }
	return []planned{
		{name: "spare node", workload: fiveKinds(200), types: []string{"m5.2xlarge"}, terms: spare(plan.SpareNode)},
		{name: "spare zone", workload: fiveKinds(200), terms: spare(plan.SpareZone)},
		{name: "spare zone, m5.2xlarge", workload: fiveKinds(200), types: []string{"m5.2xlarge"}, terms: spare(plan.SpareZone)},
		{name: "spare zone, volumes and pinned pods", terms: spare(plan.SpareZone), workload: planner.Workloads{
			pods("db", 3, 1000, 4096, statefulSet), pods("there", 2, 250, 512, zones("us-east-1a")), pods("web", 60, 250, 512, zoneSkew(1)),
		}},
		{name: "spare zone, zone anti-affinity and minDomains", terms: spare(plan.SpareZone), workload: planner.Workloads{
			pods("lead", 3, 100, 128, apart("lead", planner.ZoneTopology, 0)), pods("web", 60, 250, 512),
			pods("even", 12, 250, 512, spreading(planner.Spread{Topology: planner.ZoneTopology, MaxSkew: 1, MinDomains: 3})),
		}},
		{name: "spare zone, 60 services", workload: services(12, 60, of{spreads: true, volumes: true, apart: true}), terms: spare(plan.SpareZone)},
	}
}

// pooled are workloads on nodes of their own, some of which may be on others as well.
func pooled() []planned {
	pool := func(name string, tainted bool) plan.Pool {
		p := plan.Pool{Name: name, Labels: map[string]string{"team": name}}
		if tainted {
			p.Taints = []planner.Taint{{Key: "dedicated", Value: name, Effect: planner.NoSchedule}}
		}
		return p
	}
	selects := func(team string) func(*planner.Workload) {
		return func(k *planner.Workload) {
			k.Nodes.Labels = planner.Selector{{Key: "team", Operator: planner.In, Values: []string{team}}}
		}
	}
	tolerates := func(teams ...string) func(*planner.Workload) {
		return func(k *planner.Workload) {
			for _, team := range teams {
				k.Nodes.Tolerations = append(k.Nodes.Tolerations, "dedicated="+team+":NoSchedule")
			}
		}
	}
	spot := pool("batch", true)
	spot.Mix = planner.Known(plan.Mix{})
	zonal := pool("pci", true)
	zonal.Zones = []string{"us-east-1a", "us-east-1c"}
	pci := []func(*planner.Workload){selects("pci"), tolerates("pci")}
	return []planned{
		{name: "pools", pools: []plan.Pool{pool("pci", true), pool("web", false)}, workload: planner.Workloads{
			pods("cards", 12, 500, 1024, pci...), pods("vault", 5, 1000, 4096, append(pci, statefulSet)...), pods("web", 60, 250, 512, selects("web")), pods("tools", 20, 250, 256),
		}},
		{name: "pools that pods may share", pools: []plan.Pool{pool("pci", true), spot}, workload: planner.Workloads{
			pods("cards", 12, 500, 1024, pci...), pods("either", 40, 250, 1024, tolerates("pci", "batch")), pods("train", 30, 1000, 2048, selects("batch"), tolerates("batch"), job), pods("web", 50, 250, 512),
		}},
		{name: "pools with labels alone", pools: []plan.Pool{pool("a", false), pool("b", false)}, workload: planner.Workloads{
			pods("on-a", 20, 500, 1024, selects("a")), pods("on-b", 20, 1000, 2048, selects("b")), pods("anywhere", 60, 250, 512),
		}},
		{name: "pools that share one workload", pools: []plan.Pool{pool("a", false), pool("b", false), pool("c", false)}, workload: planner.Workloads{
			pods("on-a", 12, 500, 2048, selects("a")), pods("on-b", 30, 500, 1024, selects("b")), pods("on-c", 8, 1000, 512, selects("c")), pods("anywhere", 90, 500, 1024),
		}},
		{name: "pools and spreads", pools: []plan.Pool{zonal, pool("web", true)}, workload: planner.Workloads{
			pods("cards", 8, 500, 1024, append(pci, zoneSkew(1))...), pods("web", 30, 500, 1024, selects("web"), tolerates("web"), zoneSkew(1), hostSkew(3)), pods("tools", 12, 250, 256, hostSkew(2)),
		}},
		{name: "pools with a spare zone", pools: []plan.Pool{pool("pci", true), spot}, terms: func(t *plan.Terms) { t.Spare = plan.SpareZone }, workload: planner.Workloads{
			pods("cards", 12, 500, 1024, pci...), pods("web", 60, 250, 512), pods("either", 20, 500, 1024, tolerates("batch")),
		}},
	}
}
