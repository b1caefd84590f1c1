package export

import (
	"fmt"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
)

// maxPods is what the plan counts on: of several types the lowest, which each of
// them holds its pods with. why is the sum behind it.
func (p *pool) maxPods() (n int, why string) {
	lowest := slices.MinFunc(p.options, func(a, b *density.Option) int { return a.MaxPods.Or(0) - b.MaxPods.Or(0) })
	n = lowest.MaxPods.Or(0)
	why = fmt.Sprintf("%d = %s", n, maxPodsFormula(lowest))
	if slices.ContainsFunc(p.options, func(o *density.Option) bool { return o.MaxPods != lowest.MaxPods }) {
		why += fmt.Sprintf("; %s has the lowest of the types", lowest.Type.Name)
	}
	return n, why
}

func maxPodsFormula(o *density.Option) string {
	step, _ := words.StepOf(o, density.StepMaxPods)
	return step.Formula
}

// managed is the max pods that EKS gives a managed node group of these types of
// itself, and the number that it caps any other at.
func (p *pool) managed() (n, limit int) {
	limits := make([]eni.Limits, len(p.options))
	limit = eni.ManagedLargeCap
	for i, o := range p.options {
		limits[i] = o.Type.Network
		if o.Type.VCPUs < eni.ManagedLargeVCPUs {
			limit = eni.ManagedCap
		}
	}
	n, _ = eni.MaxPods{Policy: eni.PolicyManaged}.OfGroup(limits, p.Option.Settings.CNI)
	return n, limit
}

// onManaged is the max pods of the pool as a managed node group. set says that
// EKS would give it another number of itself.
func (p *pool) onManaged() (n int, why string, set bool) {
	n, why = p.maxPods()
	of, limit := p.managed()
	switch {
	case n == of:
		return n, why + ", which EKS sets itself", false
	case n > limit:
		why += fmt.Sprintf("; EKS caps it at %d unless the group has an AMI of its own", limit)
	default:
		why += fmt.Sprintf("; EKS itself would set %d", of)
	}
	return n, why, true
}

// Capped says of which node groups EKS would admit fewer pods than the plan
// counts on, were they managed ones.
func (r *Request) Capped() []string {
	var all []string
	for _, p := range r.pools() {
		n, _ := p.maxPods()
		if _, limit := p.managed(); n > limit {
			all = append(all, fmt.Sprintf("%s: the plan counts on %d max pods, and EKS caps a managed node group at %d unless it has an AMI of its own; plan with --max-pods managed", p.name, n, limit))
		}
	}
	return all
}

// onKarpenter is the same where Karpenter makes the nodes: it sets no max pods
// but E×(I−1)+2, of each type its own, less RESERVED_ENIS.
func (p *pool) onKarpenter() (n int, why string, set bool) {
	n, why = p.maxPods()
	policy := p.Option.Settings.MaxPods
	if policy.Policy == eni.PolicyKarpenter {
		return n, why, slices.ContainsFunc(p.options, func(o *density.Option) bool { return o.Override.MaxPods.Known() })
	}
	for _, o := range p.options {
		of, _ := eni.MaxPods{Policy: eni.PolicyKarpenter}.Of(o.Type.Network, o.Settings.CNI)
		if of != o.MaxPods.Or(0) {
			return n, fmt.Sprintf("%s; Karpenter itself would set %d on %s", why, of, o.Type.Name), true
		}
	}
	return n, why, false
}

// reserved are the settings of the kubelet besides max pods.
func reserved(s *planner.Settings) object {
	var r object
	if cpu := s.SystemReserved.CPU; cpu > 0 {
		r = append(r, field{"cpu", fmt.Sprintf("%dm", cpu), ""})
	}
	if memory := s.SystemReserved.Memory; memory > 0 {
		r = append(r, field{"memory", quantity(memory), ""})
	}
	return r
}

// quantity is an amount as Kubernetes writes it, to the byte.
func quantity(m planner.Memory) string {
	for _, unit := range []struct {
		of   planner.Memory
		name string
	}{{planner.GiB, "Gi"}, {planner.MiB, "Mi"}, {planner.KiB, "Ki"}} {
		if m%unit.of == 0 {
			return fmt.Sprintf("%d%s", m/unit.of, unit.name)
		}
	}
	return fmt.Sprint(int64(m))
}
