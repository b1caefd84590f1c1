package workload

import (
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// CNI is how aws-node is configured.
type CNI struct {
	Config eni.Config
	// Warm are its warm targets, NAME=VALUE.
	Warm []string
	// Unread are variables of Config whose value means nothing.
	Unread []string
}

func readCNI(s *podSpec) *CNI {
	c := &CNI{}
	for _, container := range s.Containers {
		for _, e := range container.Env {
			c.set(e.Name, e.Value)
		}
	}
	slices.Sort(c.Warm)
	return c
}

func (c *CNI) set(name, value string) {
	on, err := strconv.ParseBool(value)
	switch name {
	case "ENABLE_PREFIX_DELEGATION":
		if on {
			c.Config.Mode = eni.PrefixDelegation
		}
	case "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG":
		c.Config.CustomNetworking = on
	case "ENABLE_POD_ENI":
		c.Config.SecurityGroupsForPods = on
	case "ENABLE_IPv6":
		if on {
			c.Config.Family = eni.IPv6
		}
	case "MAX_ENI":
		var n int
		if n, err = strconv.Atoi(value); err == nil && n > 0 { // -1 sets no limit
			c.Config.MaxENI = min(n, mostENIs)
		}
	default:
		if value != "" && (strings.HasPrefix(name, "WARM_") || name == "MINIMUM_IP_TARGET") {
			c.Warm = append(c.Warm, name+"="+value)
		}
		return
	}
	if err != nil && value != "" {
		c.Unread = append(c.Unread, name+"="+value)
	}
}

const mostENIs = 1000 // as in a scenario

// isNode says that an object is where EKS has its own DaemonSets.
func isNode(of ref) bool { return of.namespace == "" || of.namespace == "kube-system" }

// always finds the DaemonSet among those that every node has.
func always(of ref) (planner.DaemonSet, bool) {
	if of.kind == "DaemonSet" && isNode(of) {
		for _, ds := range planner.Always {
			if ds.Name == of.name {
				return ds, true
			}
		}
	}
	return planner.DaemonSet{}, false
}
