package plan

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
)

// NoPools is the word for none.
const NoPools = "none"

// mostPoolName leaves room for what a node group's name adds to its pool's: EKS takes
// names of 63 characters.
const mostPoolName = 32

// CheckPoolName refuses what cannot begin the names of node groups, and words with another
// meaning.
func CheckPoolName(name string) error {
	inner := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-")
	switch {
	case name == "":
		return fmt.Errorf("each pool must have a name")
	case name == DefaultPool:
		return fmt.Errorf("%s is the pool of the workloads that no other takes, on the plan's own terms: use another name", DefaultPool)
	case name == NoPools:
		return fmt.Errorf("%s is the word for no pools: use another name", NoPools)
	case inner != "" || strings.Trim(name, "-") != name || len(name) > mostPoolName:
		return fmt.Errorf("must be at most %d lower-case letters, digits and dashes, with a letter or digit at both ends", mostPoolName)
	}
	return nil
}

// CheckPoolLabel refuses a label that nobody can give to a node group.
func CheckPoolLabel(key, value string) error {
	switch {
	case !planner.IsLabelKey(key):
		return fmt.Errorf("not a label's key: it has letters, digits, dots, dashes and underscores, and perhaps a domain and / before them")
	case planner.FollowsFromNode(key):
		return fmt.Errorf("every node has this label, by its type, its zone and how it is bought: use types, arch, zones or capacity")
	case planner.IsPlatformKey(key):
		return fmt.Errorf("labels of this domain are set by Kubernetes and EKS, which reject them in a node group: use another key")
	case !planner.IsLabelValue(value):
		return fmt.Errorf("not a label's value: it has at most 63 letters, digits, dots, dashes and underscores, with a letter or digit at both ends")
	}
	return nil
}

// CheckPoolTaint refuses a taint that nobody can give to a node group.
func CheckPoolTaint(t planner.Taint) error {
	switch {
	case !planner.IsLabelKey(t.Key) || !planner.IsLabelValue(t.Value):
		return fmt.Errorf("its key and its value have letters, digits, dots, dashes and underscores, as those of labels")
	case t.Passes() || planner.IsPlatformKey(t.Key):
		return fmt.Errorf("taints of this domain are set by Kubernetes and EKS: use another key")
	}
	return nil
}

// CheckPools finds pools that contradict each other or the plan's other terms.
func (t *Terms) CheckPools() error {
	for i := range t.Pools {
		p := &t.Pools[i]
		if slices.ContainsFunc(t.Pools[:i], func(other Pool) bool { return other.Name == p.Name }) {
			return fmt.Errorf("pool %s: given twice", p.Name)
		}
		if err := t.CheckPool(p); err != nil {
			return fmt.Errorf("pool %s: %w", p.Name, err)
		}
	}
	return nil
}

// CheckPool finds what contradicts the plan's other terms in a pool.
func (t *Terms) CheckPool(p *Pool) error {
	if len(t.Zones.Names) > 0 {
		if err := zonesAmong(p.Zones, t.Zones.Names); err != nil {
			return err
		}
	}
	if p.Spare.Or(t.Spare) == SpareZone && len(p.Zones) == 1 {
		return fmt.Errorf("spare zone: it has one zone: name 2 or more, or set spare to node or none in the pool")
	}
	return nil
}

func zonesAmong(zones, all []string) error {
	for _, zone := range zones {
		if !slices.Contains(all, zone) {
			return fmt.Errorf("zone %s: not among the plan's zones, %s: add it there, or use one of them", zone, strings.Join(all, ", "))
		}
	}
	return nil
}

// PoolIdle is a pool that no workload may be in.
type PoolIdle struct{ Pool string }

// About identifies the warning.
func (w PoolIdle) About() planner.WarningID {
	return planner.WarningID{Code: "pool-idle", Severity: planner.SeverityNote, Setting: "pool", Subject: w.Pool}
}

// idlePools warns of pools that none of the workloads may be in.
func (t *Terms) idlePools(w planner.Workloads) (all []planner.Warning) {
	for i := range t.Pools {
		p := &t.Pools[i]
		if !slices.ContainsFunc(w, func(k planner.Workload) bool { return k.Replicas > 0 && p.takes(&k) }) {
			all = append(all, PoolIdle{p.Name})
		}
	}
	return all
}

// DaemonSetsKeptOff are DaemonSets that do not run on the nodes of a pool, because they do not
// tolerate its taints.
type DaemonSetsKeptOff struct {
	DaemonSets []string
	Pool       string
}

// About identifies the warning.
func (w DaemonSetsKeptOff) About() planner.WarningID {
	return planner.WarningID{Code: "daemonsets-kept-off", Severity: planner.SeverityNote, Setting: "daemonset", Subject: w.Pool}
}

// TolerationsUnknown are DaemonSets that are counted on the nodes of pools with taints, as it
// is not known whether they tolerate these.
type TolerationsUnknown struct{ DaemonSets, Pools []string }

// About identifies the warning.
func (TolerationsUnknown) About() planner.WarningID {
	return planner.WarningID{Code: "tolerations-unknown", Severity: planner.SeverityNote, Setting: "daemonset"}
}

// daemonSetDoubts are about DaemonSets and the taints of pools in which they would run.
func (t *Terms) daemonSetDoubts(s *planner.Settings) (all []planner.Warning) {
	var unknown TolerationsUnknown
	with := func(names []string, name string) []string {
		if slices.Contains(names, name) {
			return names
		}
		return append(names, name)
	}
	for i := range t.Pools {
		p := t.Pools[i]
		p.decided = decides(t.Pools)
		if planner.Tolerates(nil, p.Taints) {
			continue
		}
		off := DaemonSetsKeptOff{Pool: p.Name}
		for k := range s.DaemonSets {
			switch ds := &s.DaemonSets[k]; {
			case !p.meets(ds.Nodes) || ds.Name == "":
			case !p.tolerated(ds):
				off.DaemonSets = append(off.DaemonSets, ds.Name)
			case ds.Tolerations == nil:
				unknown.DaemonSets = with(unknown.DaemonSets, ds.Name)
				unknown.Pools = with(unknown.Pools, p.Name)
			}
		}
		if off.DaemonSets != nil {
			all = append(all, off)
		}
	}
	if unknown.DaemonSets != nil {
		all = append(all, unknown)
	}
	return all
}
