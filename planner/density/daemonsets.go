package density

import (
	"podfit/planner"
)

// daemonShare is what DaemonSets need on each node.
type daemonShare struct {
	planner.Resources
	hostNetwork int
	podNetwork  int
	branchENIs  int // of those on the pod network
}

// daemonShareOf adds up the DaemonSets of a type, with or without security groups for
// pods.
func daemonShareOf(s *planner.Settings, t *planner.InstanceType, securityGroups bool) daemonShare {
	var d daemonShare
	always := len(s.SystemPods())
	all := securityGroups && s.SecurityGroupsScope == planner.ScopeAll
	for i, ds := range s.DaemonSetsOn(t) {
		d.add(&ds, i >= always && (all || securityGroups && ds.SecurityGroups))
	}
	d.podNetwork += s.UnnamedDaemonSets
	if all {
		d.branchENIs += s.UnnamedDaemonSets
	}
	return d
}

func (d *daemonShare) add(ds *planner.DaemonSet, securityGroups bool) {
	d.CPU += ds.Request.CPU
	d.Memory += ds.Request.Memory
	if ds.HostNetwork {
		d.hostNetwork++
		return
	}
	d.podNetwork++
	if securityGroups {
		d.branchENIs++
	}
}
