// Package systempods has what runs in a cluster besides its workloads: CoreDNS in
// every cluster but those of EKS Auto Mode, and what people install. DaemonSets have
// a list of their own.
package systempods

import (
	"slices"
	"strings"

	"podfit/planner"
)

// Preset is the pods of an add-on or chart with the figures that it sets by default.
type Preset struct {
	Name     string // coredns
	Workload planner.Workload
	Source   planner.Source
}

// CoreDNS is what EKS installs.
const CoreDNS = "coredns"

// critical is the priority of system-cluster-critical.
const critical = 2_000_000_000

var (
	addOns = planner.Source{Name: "EKS add-on defaults", AsOf: "2026-11"}
	charts = planner.Source{Name: "Helm chart defaults", AsOf: "2026-11"}
)

// Presets are all of them. Replicas, requests and constraints are the defaults of the
// add-on or chart; one that sets no requests has none.
func Presets() []Preset {
	zone := planner.Spread{Topology: planner.ZoneTopology, MaxSkew: 1, Anyway: true}
	apart := planner.PodTerm{Topology: planner.HostTopology, Anti: true, Weight: 100}
	oneAtATime := planner.Rollout{MaxUnavailable: planner.Known(planner.Portion{Pods: 1})}
	pods := func(name string, replicas int, cpu planner.Millis, memory planner.Memory) planner.Workload {
		return planner.Workload{
			Name: "kube-system/" + name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: memory * planner.MiB},
			NoRequests: cpu == 0 && memory == 0, Priority: critical,
		}
	}
	addOn := []string{"CriticalAddonsOnly"} // the taint of nodes for add-ons alone
	with := func(k planner.Workload, change func(*planner.Workload)) planner.Workload {
		change(&k)
		return k
	}
	return []Preset{
		{CoreDNS, with(pods("coredns", 2, 100, 70), func(k *planner.Workload) {
			k.Service, k.Rollout, k.Spreads, k.Affinity = true, oneAtATime, []planner.Spread{zone}, []planner.PodTerm{apart}
			k.Nodes.Tolerations = append(addOn, "node-role.kubernetes.io/control-plane:NoSchedule")
		}), addOns},
		{"metrics-server", with(pods("metrics-server", 2, 100, 200), func(k *planner.Workload) { k.Service = true }), addOns},
		{"ebs-csi-controller", with(pods("ebs-csi-controller", 2, 60, 240), func(k *planner.Workload) {
			k.Rollout, k.Affinity, k.Nodes.Tolerations = oneAtATime, []planner.PodTerm{apart}, addOn
		}), addOns},
		{"aws-load-balancer-controller", with(pods("aws-load-balancer-controller", 2, 0, 0), func(k *planner.Workload) {
			k.Service, k.Affinity = true, []planner.PodTerm{apart}
		}), charts},
		{"cluster-autoscaler", pods("cluster-autoscaler", 1, 0, 0), charts},
		{"karpenter", with(pods("karpenter", 2, 0, 0), func(k *planner.Workload) {
			k.Affinity = []planner.PodTerm{{Topology: planner.HostTopology, Anti: true}}
			k.Spreads, k.Rollout, k.Nodes.Tolerations = []planner.Spread{zone}, oneAtATime, addOn
		}), charts},
		{"external-dns", pods("external-dns", 1, 0, 0), charts},
		{"cert-manager", pods("cert-manager", 1, 0, 0), charts},
	}
}

// Names are those of the presets.
func Names() (names []string) {
	for _, p := range Presets() {
		names = append(names, p.Name)
	}
	return names
}

// With is workloads with presets behind them, without those that the workloads have
// already, by the last part of their names, and without CoreDNS in Auto Mode, which
// runs it on the nodes themselves.
func With(w planner.Workloads, names []string, s *planner.Settings) planner.Workloads {
	all := append(make(planner.Workloads, 0, len(w)+len(names)), w...)
	for _, p := range Presets() {
		there := slices.ContainsFunc(w, func(k planner.Workload) bool { return k.Name[strings.LastIndex(k.Name, "/")+1:] == p.Name })
		if slices.Contains(names, p.Name) && !there && !(p.Name == CoreDNS && s.AutoMode()) {
			all = append(all, p.Workload)
		}
	}
	return all
}

// Is reports whether a workload is one of the presets.
func Is(workload string) bool {
	return slices.ContainsFunc(Presets(), func(p Preset) bool { return p.Workload.Name == workload })
}
