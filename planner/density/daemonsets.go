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

// daemonShareOf adds up the DaemonSets, with or without security groups for pods.
func daemonShareOf(s *planner.Settings, securityGroups bool) daemonShare {
	var d daemonShare
	always := s.SystemPods()
	for i := range always {
		d.add(&always[i], false)
	}
	all := securityGroups && s.SecurityGroupsScope == planner.ScopeAll
	for i := range s.DaemonSets {
		d.add(&s.DaemonSets[i], all || securityGroups && s.DaemonSets[i].SecurityGroups)
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
