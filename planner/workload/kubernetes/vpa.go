package kubernetes

import (
	"fmt"
	"maps"
	"slices"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// recommendation is that of a VerticalPodAutoscaler, by container.
type recommendation struct {
	importer.Ref
	containers map[string]map[string]request.Amounts // by kind of recommendation
}

// readRecommendation reads a VerticalPodAutoscaler.
func (r *reader) readRecommendation(o *object) error {
	var s struct {
		Target struct {
			APIVersion string `json:"apiVersion"`
			Kind       string `json:"kind"`
			Name       string `json:"name"`
		} `json:"targetRef"`
		Policy struct {
			Containers []struct {
				Name string `json:"containerName"`
				Mode string `json:"mode"`
			} `json:"containerPolicies"`
		} `json:"resourcePolicy"`
	}
	if err := o.spec(&s); err != nil {
		return err
	}
	var st struct {
		Recommendation struct {
			Containers []struct {
				Name       string  `json:"containerName"`
				Target     amounts `json:"target"`
				UpperBound amounts `json:"upperBound"`
			} `json:"containerRecommendations"`
		} `json:"recommendation"`
	}
	if err := objects.DecodePart("status", o.Status, &st); err != nil {
		return err
	}
	rec := recommendation{o.Ref, map[string]map[string]request.Amounts{}}
	for _, c := range st.Recommendation.Containers {
		var off *bool // of its own policy, or else that of all
		for _, p := range s.Policy.Containers {
			if p.Name == c.Name || p.Name == "*" && off == nil {
				is := p.Mode == "Off"
				off = &is
			}
		}
		if off != nil && *off {
			continue
		}
		target, err := request.ParseAll("status.recommendation.target", c.Target)
		if err != nil {
			return err
		}
		upper, err := request.ParseAll("status.recommendation.upperBound", c.UpperBound)
		if err != nil {
			return err
		}
		rec.containers[c.Name] = map[string]request.Amounts{importer.VPATarget: target, importer.VPAUpper: upper}
	}
	target := identity(importer.Ref{Kind: s.Target.Kind, Namespace: o.Namespace, Name: s.Target.Name}, s.Target.APIVersion)
	r.recommendations[target] = rec
	return nil
}

// recommend sets the requests of a family's pods to what its VerticalPodAutoscaler
// recommends, if that is asked for.
func (r *reader) recommend(f *family) error {
	rec, has := r.recommendations[f.id]
	if !has {
		return nil
	}
	all := slices.DeleteFunc(slices.Concat(f.templates, f.running), func(c *controller) bool {
		return !slices.ContainsFunc(c.pod.Containers, func(of request.Container) bool { return rec.containers[of.Name] != nil })
	})
	if len(all) == 0 {
		return nil
	}
	if r.chosen.VPA == "" {
		all[0].Notes.Add(importer.Counted, "VerticalPodAutoscaler "+rec.Path()+" recommends other requests: --vpa "+importer.VPATarget+" takes them", "")
		return nil
	}
	for _, c := range all {
		for i := range c.pod.Containers {
			of := &c.pod.Containers[i]
			if by, is := rec.containers[of.Name]; is {
				of.Requests = maps.Clone(of.Requests)
				maps.Copy(of.Requests, by[r.chosen.VPA])
			}
		}
		c.Missing = nil
		if err := c.setPod(c.pod); err != nil {
			return fmt.Errorf("%s: %s: %w", c.Place, c, err)
		}
		c.alike = r.hash(c)
		c.Notes.Add(importer.Counted, "its requests are the "+r.chosen.VPA+" recommendation of VerticalPodAutoscaler "+rec.Path(), "")
	}
	return nil
}
