package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// Which requests a plan changes, and how far usage can be relied on.
func TestRequestWarnings(t *testing.T) {
	used := func(change func(*planner.Usage)) planner.Usage {
		u := planner.Usage{
			CPU: planner.Known[planner.Millis](100), Memory: planner.Known(300 * planner.MiB),
			Percentile: planner.Known[planner.Percentile](950), Window: 7 * planner.Day,
		}
		change(&u)
		return u
	}
	pods := func(name string, change func(*planner.Usage)) planner.Workload {
		w := sample.Pods(name, 2, 1000, 1024)
		w.Usage = used(change)
		return w
	}
	asIs := func(*planner.Usage) {}
	for _, c := range []struct {
		name     string
		requests planner.Requests
		w        planner.Workload
		want     string
	}{
		{"as set", planner.Requests{}, pods("web", asIs), ""},
		{"as used", planner.UsualRequests, pods("web", asIs), "requests-as-used web"},
		{"what it requests already", planner.UsualRequests, sample.But(pods("web", asIs), func(k *planner.Workload) { k.Request = planner.Resources{CPU: 120, Memory: 360 * planner.MiB} }), ""},
		{"without usage", planner.UsualRequests, sample.Pods("web", 2, 1000, 1024), "usage-missing web"},
		{"one resource", planner.UsualRequests, pods("web", func(u *planner.Usage) { u.Memory = planner.Maybe[planner.Memory]{} }), "requests-as-used web, usage-missing web"},
		{"a snapshot", planner.UsualRequests, pods("web", func(u *planner.Usage) { u.Percentile, u.Window = planner.Maybe[planner.Percentile]{}, 0 }), "requests-as-used web, usage-short web"},
		{"two hours", planner.UsualRequests, pods("web", func(u *planner.Usage) { u.Window = 7200 }), "requests-as-used web, usage-short web"},
		{"another percentile", planner.Requests{AsUsed: true, Percentile: 990}, pods("web", asIs), "requests-as-used web, usage-percentile web"},
		{"recommended", planner.UsualRequests, pods("web", func(u *planner.Usage) { u.RecommendedBy = "KRR" }), "requests-as-used web, usage-recommended web"},
		{"autoscaled", planner.UsualRequests, sample.But(pods("web", asIs), func(k *planner.Workload) { k.MaxReplicas = 9 }), "requests-as-used web, requests-autoscaled web"},
		{"no pods", planner.UsualRequests, planner.Workload{Name: "web"}, ""},
	} {
		s := sample.Settings()
		s.Requests = c.requests
		terms := plan.DefaultTerms()
		q := terms.Ask(planner.Workloads{c.w}, s, 0, nil)
		var got []string
		for _, w := range q.RequestWarnings() {
			got = append(got, fmt.Sprint(w.About().Code, " ", w.About().Subject))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s: got %s, want %s", c.name, text, c.want)
		}
		// The question has the requests that are asked for, and the system pods their own.
		if to, known := c.requests.Resize(&c.w); q.Workload[0].Request != c.w.Request && (!c.requests.AsUsed || !known || q.Workload[0].Request != to.To) {
			t.Errorf("%s: planned with %+v", c.name, q.Workload[0].Request)
		}
	}
}
