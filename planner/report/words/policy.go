package words

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/settings"
)

// The sentences of max-pods policies: to add one, add its row to eni/policy.go and a
// case to each of the two functions here.

// MaxPods says how the kubelet gets its max pods.
func MaxPods(s *planner.Settings) string {
	switch m := s.MaxPods; m.Policy {
	case eni.PolicyENI:
		return "by ENIs, as nodeadm sets it: ENIs × (addresses − 1) + 2"
	case eni.PolicyManaged:
		return fmt.Sprintf("as EKS managed node groups set it: by addresses, at most %d below %d vCPUs and %d from there", eni.ManagedCap, eni.ManagedLargeVCPUs, eni.ManagedLargeCap)
	case eni.PolicyKarpenter:
		text := "as Karpenter sets it"
		if m.ReservedENIs > 0 {
			text += fmt.Sprintf(", %s reserved", CountedGrouped(m.ReservedENIs, "ENI"))
		}
		if m.PodsPerCore > 0 {
			text += fmt.Sprintf(", %s for each core", CountedGrouped(m.PodsPerCore, "pod"))
		}
		return text
	case eni.PolicyAutoMode:
		return fmt.Sprintf("as EKS Auto Mode sets it, at most %d", eni.AutoModeCap)
	case eni.PolicyExpression:
		return "by the expression " + settings.MaxPodsText(m)
	default:
		return settings.MaxPodsText(m) + " on every node"
	}
}

// maxPodsFormula writes the policy out for the type.
func maxPodsFormula(o *density.Option) string {
	if o.Override.MaxPods.Known() {
		return "overridden for " + o.Type.Name
	}
	l, m := o.Type.Network, o.Settings.MaxPods
	enis := fmt.Sprintf("%d ENIs × (%d − 1)", l.ENIs, l.IPv4PerENI)
	if l.ENIs == 0 && m.Policy == eni.PolicyENI {
		return "nodeadm's default for types that it does not know"
	}
	switch m.Policy {
	case eni.PolicyManaged:
		return fmt.Sprintf("managed node group: %s pod IPs + %d, at most %d", countOf(eni.ManagedPodIPs(l, o.Settings.CNI)), eni.HostPods, eni.ManagedLimit(l.VCPUs))
	case eni.PolicyNumber:
		return "maxPods as set"
	case eni.PolicyExpression:
		return fmt.Sprintf("%s (default_enis %d, ips_per_eni %d)", m.Expression, l.ENIs, l.IPv4PerENI)
	case eni.PolicyKarpenter:
		rule := enis
		if m.ReservedENIs > 0 {
			rule = fmt.Sprintf("(%d − %d reserved) ENIs × (%d − 1)", l.ENIs, m.ReservedENIs, l.IPv4PerENI)
		}
		rule = fmt.Sprintf("Karpenter: %s + %d", rule, eni.HostPods)
		if m.PodsPerCore > 0 {
			rule = fmt.Sprintf("%s, at most %d × %d vCPUs", rule, m.PodsPerCore, l.VCPUs)
		}
		return rule
	case eni.PolicyAutoMode:
		return fmt.Sprintf("Auto Mode: %s, at most %d", enis, eni.AutoModeCap)
	default:
		return fmt.Sprintf("%s + %d", enis, eni.HostPods)
	}
}
