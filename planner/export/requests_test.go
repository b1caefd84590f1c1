package export_test

import (
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/export"
)

// A patch names the containers of a controller that has a template; what cannot be
// patched is a comment.
func TestRequestPatches(t *testing.T) {
	memory := func(n planner.Memory) planner.Maybe[planner.Memory] { return planner.Known(n * planner.MiB) }
	container := func(name string, cpu planner.Millis, mib planner.Memory) planner.ContainerUsage {
		return planner.ContainerUsage{Name: name, CPU: planner.Known(cpu), Memory: memory(mib)}
	}
	workload := func(name string, c planner.Controller, cpu planner.Millis, mib planner.Memory, containers ...planner.ContainerUsage) planner.Workload {
		return planner.Workload{
			Name: name, Controller: c, Replicas: 2, Request: planner.Resources{CPU: 1000, Memory: planner.GiB},
			Usage: planner.Usage{CPU: planner.Known(cpu), Memory: memory(mib), Containers: containers, Percentile: planner.Known[planner.Percentile](950), Window: 7 * planner.Day},
		}
	}
	for _, c := range []struct {
		name     string
		workload planner.Workloads
		want     string
	}{
		{"containers", planner.Workloads{workload("shop/web", planner.Deployment, 110, 340, container("app", 100, 300), container("proxy", 10, 40))}, `---
# shop/web, 2 pods: 1000m 1024Mi → 132m 408Mi, from p95 of 7d
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: app
          resources:
            requests:
              cpu: 120m
              memory: 360Mi
        - name: proxy
          resources:
            requests:
              cpu: 12m
              memory: 48Mi
`},
		// Two sizes of one controller are one patch, with the larger of each.
		{"variants", planner.Workloads{workload("db.statefulset", planner.StatefulSet, 100, 300, container("pg", 100, 300)), workload("db.500m-1gi.statefulset", planner.StatefulSet, 200, 200, container("pg", 200, 200))}, `---
# db.statefulset, 2 pods: 1000m 1024Mi → 120m 360Mi, from p95 of 7d; db.500m-1gi.statefulset, 2 pods: 1000m 1024Mi → 240m 240Mi, from p95 of 7d
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  template:
    spec:
      containers:
        - name: pg
          resources:
            requests:
              cpu: 240m
              memory: 360Mi
`},
		{"a Job", planner.Workloads{workload("shop/report", planner.Job, 100, 300, container("run", 100, 300))},
			"# not patched, as a job has no template to change: shop/report, 2 pods: 1000m 1024Mi → 120m 360Mi, from p95 of 7d; run 120m 360Mi\n# no request changes\n"},
		{"no containers", planner.Workloads{workload("shop/web", planner.Deployment, 100, 300)},
			"# not patched, as the usage does not name its containers: divide it among them: shop/web, 2 pods: 1000m 1024Mi → 120m 360Mi, from p95 of 7d\n# no request changes\n"},
		{"no usage", planner.Workloads{{Name: "web", Replicas: 1}}, "# no request changes\n"},
	} {
		e, _ := export.Named("requests")
		text, err := e.Write(&export.Request{Resized: planner.UsualRequests.ResizeAll(c.workload), Header: []string{"podfit"}}, "")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# podfit\n# apply with kubectl apply --server-side") || !strings.HasSuffix(string(text), c.want) {
			t.Errorf("%s:\n%s", c.name, text)
		}
	}
}
