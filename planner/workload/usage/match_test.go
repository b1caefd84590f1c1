package usage_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/workload/usage"
)

// The names that controllers give their pods: generateName of ReplicaSets, DaemonSets and
// Jobs, ordinals of StatefulSets.
func TestPodsOfWorkloads(t *testing.T) {
	long := strings.Repeat("n", 60)
	all := planner.Workloads{
		{Name: "shop/web"}, {Name: "shop/web.500m-1gi"}, {Name: "shop/web-admin"}, {Name: "shop/db.statefulset", Controller: planner.StatefulSet}, {Name: "shop/db.deployment"},
		{Name: "shop/report", Controller: planner.Job}, {Name: "shop/legacy", Controller: planner.ReplicaSet}, {Name: "shop/alone", Controller: planner.BarePod},
		{Name: "handwritten"}, {Name: "pay/api"}, {Name: "ship/api"}, {Name: "shop/" + long}, {Name: "shop/unsaid"},
	}
	for _, c := range []struct{ pod, want string }{
		{"shop/web-6d4cf56db6-x7z2k", "shop/web shop/web.500m-1gi"}, // both sizes are of one Deployment
		{"shop/web-admin-6d4cf56db6-x7z2k", "shop/web-admin"},
		{"shop/db-0", "shop/db.statefulset"},
		{"shop/db-6d4cf56db6-x7z2k", "shop/db.deployment"},
		{"shop/report-x7z2k", "shop/report"},
		{"shop/report-3-x7z2k", "shop/report"},        // indexed
		{"shop/report-29405880-x7z2k", "shop/report"}, // of a CronJob
		{"shop/legacy-x7z2k", "shop/legacy"},
		{"shop/alone", "shop/alone"},
		{"shop/alone-1", "shop/alone"}, // of another kind than the scenario says, which may not know
		{"shop/unsaid-0", "shop/unsaid"},
		{"shop/web-7f9c8d-abcde", "shop/web shop/web.500m-1gi"}, // as examples have it
		{"shop/web-cache-abcde", ""},
		{"any/handwritten-6d4cf56db6-x7z2k", "handwritten"},
		{"pay/api-6d4cf56db6-x7z2k", "pay/api"},
		{"api-6d4cf56db6-x7z2k", ""}, // of which namespace?
		{"web-6d4cf56db6-x7z2k", "shop/web shop/web.500m-1gi"},
		{"other/web-6d4cf56db6-x7z2k", ""},
		{"shop/" + long[:58] + "x7z2k", "shop/" + long}, // cut to 63 letters
		{"shop/webx-6d4cf56db6-x7z2k", ""},
	} {
		var s usage.Samples
		namespace, pod, has := strings.Cut(c.pod, "/")
		if !has {
			namespace, pod = "", c.pod
		}
		if err := s.Read(usage.Source{Resource: usage.CPU}, strings.NewReader(vector(fmt.Sprintf(`"namespace":%q,"pod":%q`, namespace, pod), "0.1"))); err != nil {
			t.Fatal(err)
		}
		w, unmatched := s.Of(usage.Known{Workloads: all}, 950)
		var got []string
		for i := range w {
			if w[i].Usage.IsKnown() {
				got = append(got, w[i].Name)
			}
		}
		if strings.Join(got, " ") != c.want || (len(unmatched) == 0) != (c.want != "") {
			t.Errorf("%s: got %s, unmatched %s, want %s", c.pod, got, unmatched, c.want)
		}
	}
}

// What the objects of pods say takes precedence: two sizes of one Deployment are told
// apart, and pods that are not planned are no doubt.
func TestPodsOfTheInput(t *testing.T) {
	w := planner.Workloads{{Name: "shop/web"}, {Name: "shop/web.1-2gi"}}
	pods := map[string]string{"shop/web-6d4cf56db6-x7z2k": "shop/web", "shop/web-6d4cf56db6-bcdfg": "shop/web.1-2gi", "shop/odd-pod": "shop/odd"}
	var s usage.Samples
	top := "NAMESPACE NAME CPU(cores) MEMORY(bytes)\nshop web-6d4cf56db6-x7z2k 10m 1Mi\nshop web-6d4cf56db6-bcdfg 900m 1Gi\nshop odd-pod 1m 1Mi\n"
	if err := s.Read(usage.Source{}, strings.NewReader(top)); err != nil {
		t.Fatal(err)
	}
	got := text(s.Of(usage.Known{Workloads: w, Pods: pods}, 950))
	if want := "shop/web 10m/1Mi; shop/web.1-2gi 900m/1024Mi"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Pods of one name in two namespaces are not one workload.
func TestMixedNamespaces(t *testing.T) {
	var s usage.Samples
	for _, namespace := range []string{"staging", "prod"} {
		if err := s.Read(usage.Source{Resource: usage.CPU}, strings.NewReader(vector(fmt.Sprintf(`"namespace":%q,"pod":"db-0"`, namespace), "0.1"))); err != nil {
			t.Fatal(err)
		}
	}
	got := text(s.Of(usage.Known{Workloads: planner.Workloads{{Name: "db"}}}, 950))
	if want := "? prod/db-0; ? staging/db-0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParseSource(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"top.txt", "{top.txt usage 0 0}"},
		{"cpu=a.json", "{a.json CPU 0 0}"},
		{"memory,max,1d12h=a=b.json", "{a=b.json memory 1000 129600}"},
		{"p99.9=a.json", "{a.json usage 999 0}"},
		{"run=5.json", "{run=5.json usage 0 0}"}, // the name of a file
		{"7d=a.json", "error: a window belongs to a percentile, such as p95,7d=cpu.json; samples have their own"},
		{"cpu=", "error: which file? such as cpu,p95,7d=cpu.json"},
	} {
		s, err := usage.ParseSource(c.text)
		got := fmt.Sprintf("{%s %s %d %d}", s.Name, s.Resource, s.Percentile, s.Window)
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}
