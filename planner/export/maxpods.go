package export

import (
	"fmt"
	"slices"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/words"
)

// maxPods is the lowest max pods of the types: each of them holds its pods with
// that. why explains it.
func (p *part) maxPods() (n int, why string) {
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

// managed is the default max pods of a managed node group of these types, and the
// cap on any other value.
func (p *part) managed() (n, limit int) {
	limits := make([]eni.Limits, len(p.options))
	limit = eni.ManagedLargeCap
	for i, o := range p.options {
		limits[i] = o.Type.Limits()
		limit = min(limit, eni.ManagedLimit(o.Type.VCPUs))
	}
	n, _ = eni.MaxPods{Policy: eni.PolicyManaged}.OfGroup(limits, p.Option.Settings.CNI)
	return n, limit
}

// onManaged is the max pods of a part as a managed node group. set reports that it
// differs from the default.
func (p *part) onManaged() (n int, why string, set bool) {
	n, why = p.maxPods()
	of, limit := p.managed()
	switch {
	case n == of:
		return n, why + ", the EKS default", false
	case n > limit:
		why += fmt.Sprintf("; EKS caps it at %d unless the group has a custom AMI", limit)
	default:
		why += fmt.Sprintf("; the EKS default is %d", of)
	}
	return n, why, true
}

// Capped warns of managed node groups for which EKS would lower max pods.
func (r *Request) Capped() []planner.Warning {
	var all []planner.Warning
	for _, p := range r.parts() {
		n, _ := p.maxPods()
		if _, limit := p.managed(); n > limit {
			all = append(all, density.ManagedGroupCapped{Group: p.name, MaxPods: n, Cap: limit})
		}
	}
	return all
}

// onKarpenter is the max pods of a part as Karpenter launches it. Its default is
// E×(I−1)+2 for each type, with E lowered by RESERVED_ENIS.
func (p *part) onKarpenter() (n int, why string, set bool) {
	n, why = p.maxPods()
	policy := p.Option.Settings.MaxPods
	if policy.Policy == eni.PolicyKarpenter {
		return n, why, slices.ContainsFunc(p.options, func(o *density.Option) bool { return o.Override.MaxPods.Known() })
	}
	for _, o := range p.options {
		of, _ := eni.MaxPods{Policy: eni.PolicyKarpenter}.Of(o.Type.Limits(), o.Settings.CNI)
		if of != o.MaxPods.Or(0) {
			return n, fmt.Sprintf("%s; Karpenter's default is %d on %s", why, of, o.Type.Name), true
		}
	}
	return n, why, false
}

// reserves are what the kubelet keeps from pods, as far as the settings say so, under
// the keys of a KubeletConfiguration.
func reserves(s *planner.Settings) object {
	var o object
	o.addObject("kubeReserved", amounts(s.KubeReserved), "")
	o.addObject("systemReserved", amounts(s.SystemReserved), "")
	o.addObject("evictionHard", evictionHard(s), "")
	return o
}

func amounts(r planner.Resources) object {
	var o object
	if cpu := r.CPU; cpu > 0 {
		o.add("cpu", fmt.Sprintf("%dm", cpu), "")
	}
	if memory := r.Memory; memory > 0 {
		o.add("memory", quantity(memory), "")
	}
	return o
}

// evictionHard is empty at EKS's default. The kubelet drops the thresholds that are
// not listed, so those of the disk come along.
func evictionHard(s *planner.Settings) object {
	if s.EvictionMemory == planner.Default().EvictionMemory {
		return nil
	}
	const disk = "EKS's default: the kubelet would drop it otherwise"
	return object{
		{"memory.available", quantity(s.EvictionMemory), ""},
		{"nodefs.available", "10%", disk},
		{"nodefs.inodesFree", "5%", disk},
	}
}

// quantity is an exact amount in Kubernetes' notation.
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
