package kubernetes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// cniSettings are the containers of aws-node as settings.
type cniSettings importer.CNI

func readCNI(s *podSpec) (*importer.CNI, error) {
	c := &cniSettings{}
	for _, container := range s.Containers {
		var env []struct {
			Name  string       `json:"name"`
			Value objects.Text `json:"value"`
		}
		if err := objects.DecodePart("env", container.Env, &env); err != nil {
			return nil, fmt.Errorf("container %s: %w", container.Name, err)
		}
		for _, e := range env {
			c.set(e.Name, string(e.Value))
		}
	}
	slices.Sort(c.Warm)
	return (*importer.CNI)(c), nil
}

func (c *cniSettings) set(name, value string) {
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
		if n, err = strconv.Atoi(value); err == nil && n > 0 { // -1 is no limit
			c.Config.MaxENI = min(n, maxENIs)
		}
	default:
		if value != "" && (strings.HasPrefix(name, "WARM_") || name == "MINIMUM_IP_TARGET") {
			c.Warm = append(c.Warm, name+"="+value)
		}
		return
	}
	if err != nil && value != "" {
		c.Invalid = append(c.Invalid, name+"="+value)
	}
}

const maxENIs = 1000 // a scenario has the same

// Cluster is the configuration of aws-node, and the doubts about it. Call it
// after Workloads.
func (r *reader) Cluster() importer.Cluster {
	switch c := r.cni; {
	case c == nil && len(r.policies) > 0:
		r.notes.Add(importer.Assumed, "aws-node is not in the input; security groups for pods are assumed to be on", "SecurityGroupPolicy "+r.policies[0].Path())
	case c != nil && !c.Config.SecurityGroupsForPods && len(r.policies) > 0:
		r.notes.Add(importer.Assumed, "ENABLE_POD_ENI is off, so no policy takes effect; the pods that it selects are marked anyway", "SecurityGroupPolicy "+r.policies[0].Path())
	case c != nil && c.Config.SecurityGroupsForPods && len(r.policies) == 0:
		r.notes.Add(importer.Assumed, "security groups for pods are on, but no SecurityGroupPolicy is in the input: add them (kubectl get sgp -A) to mark the pods", "aws-node")
	}
	if r.cni != nil {
		for _, variable := range r.cni.Invalid {
			r.notes.Add(importer.Assumed, "aws-node does not accept this value; its default is used", variable)
		}
	}
	return importer.Cluster{CNI: r.cni, SecurityGroupPolicies: len(r.policies), Nodes: r.clusterNodes()}
}
