package usage_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/workload/usage"
)

// workload is what the files of tests are about.
var workload = planner.Workloads{
	{Name: "shop/web", Replicas: 2},
	{Name: "shop/db", Replicas: 2, Controller: planner.StatefulSet},
}

// shown is the usage of all workloads in one line, and what matches none.
func shown(t *testing.T, p planner.Percentile, sources ...[2]string) string {
	t.Helper()
	var s usage.Samples
	for _, of := range sources {
		source, err := usage.ParseSource(of[0])
		if err == nil {
			err = s.Read(source, strings.NewReader(of[1]))
		}
		if err != nil {
			return "error: " + err.Error()
		}
	}
	w, unmatched := s.Of(usage.Known{Workloads: workload}, p)
	return text(w, unmatched)
}

func text(w planner.Workloads, unmatched []string) string {
	var all []string
	for i := range w {
		if u := &w[i].Usage; u.IsKnown() || u.Containers != nil {
			all = append(all, w[i].Name+" "+usageText(u))
		}
	}
	for _, name := range unmatched {
		all = append(all, "? "+name)
	}
	return strings.Join(all, "; ")
}

func usageText(u *planner.Usage) string {
	parts := []string{amounts(u.CPU, u.Memory, u.MemoryPeak)}
	if p, known := u.Percentile.Value(); known {
		parts = append(parts, p.String())
	}
	if u.Window > 0 {
		parts = append(parts, u.Window.String())
	}
	if u.RecommendedBy != "" {
		parts = append(parts, u.RecommendedBy)
	}
	for _, c := range u.Containers {
		parts = append(parts, c.Name+":"+amounts(c.CPU, c.Memory, c.MemoryPeak))
	}
	return strings.Join(parts, " ")
}

func amounts(cpu planner.Maybe[planner.Millis], memory, peak planner.Maybe[planner.Memory]) string {
	parts := []string{"-", "-"}
	if v, known := cpu.Value(); known {
		parts[0] = fmt.Sprintf("%dm", v)
	}
	if v, known := memory.Value(); known {
		parts[1] = fmt.Sprintf("%dMi", v/planner.MiB)
	}
	if v, known := peak.Value(); known {
		parts[1] += fmt.Sprintf("^%d", v/planner.MiB)
	}
	return strings.Join(parts, "/")
}

const idle, busy = "web-6d4cf56db6-x7z2k", "web-6d4cf56db6-bcdfg"

// The printer of kubectl top: k8s.io/kubectl/pkg/metricsutil/metrics_printer.go.
func TestTop(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// One idle and one busy pod: the busy one counts, not their mean.
		{"NAME CPU(cores) MEMORY(bytes)\n" + idle + " 1m 20Mi\n" + busy + " 800m 1Gi\n", "shop/web 800m/1024Mi"},
		{"NAMESPACE     NAME    CPU(cores)   MEMORY(bytes)   \nshop   " + busy + "   12m   300Mi   \nshop   db-0   7m   9Mi\n", "shop/web 12m/300Mi; shop/db 7m/9Mi"},
		{"POD NAME CPU(cores) MEMORY(bytes)\n" + busy + " app 12m 300Mi\n" + busy + " proxy 3m 40Mi\n", "shop/web 15m/340Mi app:12m/300Mi proxy:3m/40Mi"},
		// Containers are added up at what each needs in its busiest pod.
		{"POD NAME CPU(cores) MEMORY(bytes)\n" + busy + " app 12m 300Mi\n" + busy + " proxy 3m 40Mi\n" + idle + " app 1m 30Mi\n" + idle + " proxy 30m 4Mi\n", "shop/web 42m/340Mi app:12m/300Mi proxy:30m/40Mi"},
		{"NAMESPACE POD NAME CPU(cores) MEMORY(bytes)\nshop db-1 pg 1 2Gi\n", "shop/db 1000m/2048Mi pg:1000m/2048Mi"},
		// --no-headers, with each number of columns.
		{"db-0 5m 6Mi\n", "shop/db 5m/6Mi"},
		{"shop db-0 5m 6Mi\nshop db-1 6m 5Mi\n", "shop/db 6m/6Mi"},
		{"db-0 pg 5m 6Mi\ndb-0 backup 1m 2Mi\n", "shop/db 6m/8Mi backup:1m/2Mi pg:5m/6Mi"},
		{"shop db-0 pg 5m 6Mi\n", "shop/db 5m/6Mi pg:5m/6Mi"},
		{"a b 5m 6Mi\n", "error: without its header nothing tells namespaces from containers: leave out --no-headers"},
		// --sum ends with a line and the sums; newer versions have swap as well.
		{"NAME CPU(cores) MEMORY(bytes)\ndb-0 5m 6Mi\n         ________     ________\n         5m           6Mi\n", "shop/db 5m/6Mi"},
		{"NAME CPU(cores) MEMORY(bytes) SWAP(bytes)\ndb-0 5m 6Mi 0Mi\n", "shop/db 5m/6Mi"},
		{"NAME CPU(cores) CPU(%) MEMORY(bytes) MEMORY(%)\nnode-1 5m 6% 7Mi 8%\n", "error: the usage of nodes: kubectl top pods --all-namespaces --containers prints that of pods"},
		{"NAME CPU(cores) MEMORY(bytes)\ndb-0 5m\n", `error: "db-0 5m": a column is missing`},
		{"NAME CPU(cores) MEMORY(bytes)\ndb-0 5x 6Mi\n", `error: db-0: "5x": must be a Kubernetes quantity such as 250m or 512Mi`},
		// Of another namespace, and of no workload.
		{"NAMESPACE NAME CPU(cores) MEMORY(bytes)\npay db-0 5m 6Mi\nshop cache-0 5m 6Mi\n", "? pay/db-0; ? shop/cache-0"},
		// kube-proxy's DaemonSet keeps its requests, which is no doubt.
		{"NAMESPACE NAME CPU(cores) MEMORY(bytes)\nkube-system kube-proxy-x7z2k 1m 15Mi\nshop db-0 1m 1Mi\n", "shop/db 1m/1Mi"},
	} {
		if got := shown(t, 950, [2]string{"top.txt", c.text}); got != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
}

// PodMetrics of k8s.io/metrics/pkg/apis/metrics/v1beta1; metrics-server gives CPU in
// nanocores and memory in KiB.
func TestMetricsAPI(t *testing.T) {
	pod := func(name, at, cpu, memory string) string {
		return fmt.Sprintf(`{"metadata":{"name":%q,"namespace":"shop"},"timestamp":%q,"window":"10.2s","containers":[{"name":"app","usage":{"cpu":%q,"memory":%q}},{"name":"log","usage":{"cpu":"1u","memory":"1Mi"}}]}`, name, at, cpu, memory)
	}
	list := func(items ...string) string {
		return `{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[` + strings.Join(items, ",") + `]}`
	}
	for _, c := range []struct {
		files []string
		want  string
	}{
		{[]string{list(pod("db-0", "2026-11-30T10:00:00Z", "329087452n", "2748180Ki"))}, "shop/db 331m/2685Mi app:330m/2684Mi log:1m/1Mi"},
		{[]string{list(pod("db-0", "2026-11-30T10:00:00Z", "0", "1Gi"))}, "shop/db 1m/1025Mi app:0m/1024Mi log:1m/1Mi"},
		// The same file twice is the same snapshot.
		{[]string{list(pod("db-0", "2026-11-30T10:00:00Z", "5m", "1Gi")), list(pod("db-0", "2026-11-30T10:00:00Z", "5m", "1Gi"))}, "shop/db 6m/1025Mi app:5m/1024Mi log:1m/1Mi"},
		// Of several times they are a range.
		{[]string{list(pod("db-0", "2026-11-30T10:00:00Z", "5m", "1Gi")), list(pod("db-0", "2026-12-01T10:00:00Z", "7m", "512Mi"))}, "shop/db 8m/1025Mi^1025 p95 1d app:7m/1024Mi^1024 log:1m/1Mi^1"},
		{[]string{`{"kind":"PodMetrics","metadata":{"name":"db-0","namespace":"shop"},"containers":[{"name":"app","usage":{"cpu":"5x"}}]}`}, `error: "5x": must be a Kubernetes quantity such as 250m or 512Mi: ` + usage.Expected},
		{[]string{list()}, "error: no usage of any pod in it"},
	} {
		var sources [][2]string
		for i, file := range c.files {
			sources = append(sources, [2]string{fmt.Sprint(i), file})
		}
		if got := shown(t, 950, sources...); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.files, got, c.want)
		}
	}
}

// The vertical-pod-autoscaler's v1 types: Goldilocks makes the same objects, with
// updateMode Off.
func TestVPA(t *testing.T) {
	const vpa = `
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: {name: goldilocks-web, namespace: shop}
spec:
  targetRef: {apiVersion: apps/v1, kind: %s, name: %s}
  updatePolicy: {updateMode: "Off"}
status:
  conditions: [{status: "True", type: RecommendationProvided}]
  recommendation:
    containerRecommendations:
      - containerName: app
        lowerBound: {cpu: 15m, memory: 104857600}
        target: {cpu: 35m, memory: 262144k}
        uncappedTarget: {cpu: 35m, memory: 262144k}
        upperBound: {cpu: 350m, memory: 1Gi}
      - containerName: proxy
        target: {cpu: 11m, memory: 52428800}
`
	for _, c := range []struct{ kind, name, want string }{
		{"Deployment", "web", "shop/web 46m/300Mi VPA app:35m/250Mi proxy:11m/50Mi"},
		{"StatefulSet", "db", "shop/db 46m/300Mi VPA app:35m/250Mi proxy:11m/50Mi"},
		{"Deployment", "cache", "? Deployment shop/cache"},
		{"DaemonSet", "kube-proxy", ""},
	} {
		if got := shown(t, 950, [2]string{"vpa.yaml", fmt.Sprintf(vpa, c.kind, c.name)}); got != c.want {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.kind, c.name, got, c.want)
		}
	}
	// What was measured takes precedence.
	both := [][2]string{{"vpa.yaml", fmt.Sprintf(vpa, "Deployment", "web")}, {"top.txt", "NAME CPU(cores) MEMORY(bytes)\n" + busy + " 12m 300Mi\n"}}
	if got, want := shown(t, 950, both...), "shop/web 12m/300Mi"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// tests/formatters/test_csv_formatter.py and robusta_krr/formatters of robusta-dev/krr.
func TestKRR(t *testing.T) {
	scan := func(kind, name, container, cpu, memory string) string {
		return fmt.Sprintf(`{"object":{"cluster":"c","name":%q,"container":%q,"pods":[{"name":"p","deleted":false}],"hpa":null,"namespace":"shop","kind":%q,"allocations":{"requests":{"cpu":"50m","memory":"2048Mi"},"limits":{"cpu":2.0,"memory":2.0},"info":{}},"warnings":[]},
"recommended":{"requests":{"cpu":%s,"memory":%s},"limits":{"cpu":{"value":"?","severity":"UNKNOWN"},"memory":{"value":0.5,"severity":"CRITICAL"}},"info":{"cpu":"","memory":""}},"severity":"CRITICAL"}`, name, container, kind, cpu, memory)
	}
	result := func(scans ...string) string {
		return `{"scans":[` + strings.Join(scans, ",") + `],"score":100,"resources":["cpu","memory"],"strategy":{"name":"simple","settings":{"history_duration":336.0,"timeframe_duration":1.25,"cpu_percentile":95.0,"memory_buffer_percentage":15.0}}}`
	}
	for _, c := range []struct{ text, want string }{
		{result(scan("Deployment", "web", "app", `{"value":0.0065,"severity":"UNKNOWN"}`, `{"value":104857600.0,"severity":"OK"}`)), "shop/web 7m/100Mi p95 14d KRR app:7m/100Mi"},
		{result(scan("Deployment", "web", "app", `{"value":0.25,"severity":"OK"}`, `{"value":104857600.0,"severity":"OK"}`), scan("Deployment", "web", "proxy", `{"value":0.01,"severity":"OK"}`, `{"value":52428800,"severity":"OK"}`)), "shop/web 260m/150Mi p95 14d KRR app:250m/100Mi proxy:10m/50Mi"},
		// "?" is not enough data, and null no request: neither is 0, and a sum without it is unknown.
		{result(scan("StatefulSet", "db", "pg", `{"value":"?","severity":"UNKNOWN"}`, `{"value":104857600.0,"severity":"OK"}`)), "shop/db -/100Mi p95 14d KRR pg:-/100Mi"},
		{result(scan("StatefulSet", "db", "pg", `{"value":null,"severity":"UNKNOWN"}`, `{"value":1048576,"severity":"OK"}`), scan("StatefulSet", "db", "log", `{"value":0.1,"severity":"OK"}`, `{"value":1048576,"severity":"OK"}`)), "shop/db -/2Mi p95 14d KRR log:100m/1Mi pg:-/1Mi"},
		// Before severities: the value alone.
		{result(scan("Deployment", "web", "app", "0.1", "1048576.0")), "shop/web 100m/1Mi p95 14d KRR app:100m/1Mi"},
		{"Namespace,Name,Pods,Old Pods,Type,Container,Severity,CPU Diff,CPU Requests,CPU Limits,Memory Diff,Memory Requests,Memory Limits\r\n" +
			"shop,web,2,1,Deployment,app,CRITICAL,-87m,(-43m) 50m -> 6m,2.0 -> ?,-4096Mi,(-1948Mi) 2048Mi -> 100Mi,2.0 -> 500m\r\n" +
			",,,,,proxy,OK,,unset -> 10m,unset,,50Mi -> 50Mi,unset\r\n", "shop/web 16m/150Mi KRR app:6m/100Mi proxy:10m/50Mi"},
		{"Namespace,Name,Pods,Old Pods,Type,Container,CPU Requests Current,CPU Requests Recommended,CPU Limits Current,CPU Limits Recommended,Memory Requests Current,Memory Requests Recommended,Memory Limits Current,Memory Limits Recommended\n" +
			"shop,db,2,0,StatefulSet,pg,0.05,0.0065,unset,?,2147483648,104857600,unset,?\n", "shop/db 7m/100Mi KRR pg:7m/100Mi"},
		{"scans:\n- object: {kind: Deployment, namespace: shop, name: web, container: app}\n  recommended:\n    requests:\n      cpu: {value: 0.1, severity: OK}\n      memory: {value: 1048576.0, severity: OK}\nstrategy:\n  name: simple\n  settings: {history_duration: 168.0, cpu_percentile: 99}\n", "shop/web 100m/1Mi p99 7d KRR app:100m/1Mi"},
	} {
		if got := shown(t, 950, [2]string{"krr", c.text}); got != c.want {
			t.Errorf("%.200s:\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
}
