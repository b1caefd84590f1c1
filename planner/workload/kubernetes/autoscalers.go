package kubernetes

import (
	"fmt"

	"podfit/planner/workload/importer"
)

// autoscaler is a HorizontalPodAutoscaler.
type autoscaler struct {
	importer.Ref
	target   importer.Ref
	min, max int
}

func (r *reader) readAutoscaler(o *object) error {
	var s autoscalerSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	least := int64(1)
	if s.Min != nil {
		least = *s.Min
	}
	switch {
	case least < 0:
		return fmt.Errorf("minReplicas \"%d\": must not be negative", least)
	case s.Max < 1 || s.Max > importer.MaxReplicas:
		return fmt.Errorf("maxReplicas \"%d\": must be 1 to %d", s.Max, importer.MaxReplicas)
	case s.Max < least:
		return fmt.Errorf("maxReplicas \"%d\": must not be below minReplicas, %d", s.Max, least)
	}
	target := identity(importer.Ref{Kind: s.Target.Kind, Namespace: o.Namespace, Name: s.Target.Name}, s.Target.APIVersion)
	r.autoscalers = append(r.autoscalers, autoscaler{o.Ref, target, int(least), int(s.Max)})
	return nil
}

// findAutoscalers finds what they scale.
func (r *reader) findAutoscalers(families []*family) {
	byID := map[importer.Ref]*family{}
	for _, f := range families {
		byID[f.id] = f
	}
	for i := range r.autoscalers {
		a := &r.autoscalers[i]
		f := byID[a.target]
		if f == nil {
			r.notes.Skip(fmt.Sprintf("scales %s, which is not in the input", display(a.target)), a.String())
			continue
		}
		f.scale = a
	}
}

// apply sets the range of replicas, each of which is several pods of a group. The current
// number counts as the minimum, as far as the autoscaler allows it; it does not take
// running pods away.
func (a *autoscaler) apply(c *controller, each int) {
	if c.Replicas == 0 {
		c.Notes.Add(importer.Assumed, "scaled to 0, where its autoscaler is inactive", "")
		return
	}
	c.Replicas = each * max(a.min, min(c.Replicas/each, a.max))
	c.MaxReplicas = min(each*a.max, importer.MaxReplicas)
}
