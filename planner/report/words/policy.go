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
	case eni.PolicyManagedExpression:
		return fmt.Sprintf("by the expression %s, which EKS managed node groups cap at %d below %d vCPUs and %d from there", m.Expression, eni.ManagedCap, eni.ManagedLargeVCPUs, eni.ManagedLargeCap)
	case eni.PolicyKarpenterExpression:
		return fmt.Sprintf("by the expression %s in Karpenter's node class", m.Expression)
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
	l, m := o.Type.Limits(), o.Settings.KubeletMaxPods()
	if o.Settings.Windows() && !m.Policy.Reads(eni.ParamNumber|eni.ParamExpression) {
		return windowsFormula(o)
	}
	enis := fmt.Sprintf("%s × (%d − 1)", Counted(l.ENIs, "ENI"), l.IPv4PerENI)
	if l.ENIs == 0 && m.Policy == eni.PolicyENI {
		return "nodeadm's default for types that it does not know"
	}
	switch m.Policy {
	case eni.PolicyManaged:
		return fmt.Sprintf("managed node group: %s pod IPs + %d, at most %d", countOf(eni.ManagedPodIPs(l, o.Settings.CNI)), eni.HostPods, eni.ManagedLimit(l.VCPUs))
	case eni.PolicyNumber:
		return "maxPods as set"
	case eni.PolicyExpression:
		return expressionFormula(o)
	case eni.PolicyManagedExpression:
		return fmt.Sprintf("%s, at most %d in a managed node group", expressionFormula(o), eni.ManagedLimit(l.VCPUs))
	case eni.PolicyKarpenterExpression:
		rule := "Karpenter: " + expressionFormula(o)
		if m.PodsPerCore > 0 {
			rule = fmt.Sprintf("%s, at most %d × %d vCPUs", rule, m.PodsPerCore, l.VCPUs)
		}
		return rule
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

// expressionFormula is an expression with the variables of the type. A value below 1
// is none.
func expressionFormula(o *density.Option) string {
	l, m := o.Type.Limits(), o.Settings.MaxPods
	text := fmt.Sprintf("%s (default_enis %d, ips_per_eni %d)", m.Expression, l.ENIs, l.IPv4PerENI)
	if m.FallsBack(l, o.Settings.CNI) {
		text += ": below 1, so the default applies"
	}
	return text
}

// windowsFormula is the rule of Windows nodes.
func windowsFormula(o *density.Option) string {
	if o.Settings.MaxPods.Policy.Karpenter() {
		return fmt.Sprintf("Karpenter on Windows: the kubelet's default of %d", eni.WindowsCap)
	}
	rule := fmt.Sprintf("Windows: %d addresses of the primary ENI − 1", o.Type.Network.IPv4PerENI)
	if o.Addresses.Mode == eni.PrefixDelegation {
		rule = fmt.Sprintf("Windows: (%d − 1) × %d, at most %d", o.Type.Network.IPv4PerENI, eni.PrefixIPs, eni.WindowsCap)
	}
	return rule
}
