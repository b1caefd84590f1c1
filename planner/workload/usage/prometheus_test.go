package usage_test

import (
	"fmt"
	"strings"
	"testing"
)

// series is one of an answer, whose samples are a minute apart; "_" is a gap.
func series(labels, values string) string {
	var points []string
	for i, v := range strings.Fields(values) {
		if v != "_" {
			points = append(points, fmt.Sprintf(`[%d,"%s"]`, 1435781430+60*i, v))
		}
	}
	return fmt.Sprintf(`{"metric":{%s},"values":[%s]}`, labels, strings.Join(points, ","))
}

func matrix(all ...string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + strings.Join(all, ",") + `]}}`
}

func vector(labels, value string) string {
	return fmt.Sprintf(`{"status":"success","data":{"resultType":"vector","result":[{"metric":{%s},"value":[1435781451.781,"%s"]}]}}`, labels, value)
}

func named(name, pod, container string) string {
	return fmt.Sprintf(`"__name__":%q,"namespace":"shop","pod":%q,"container":%q`, name, pod, container)
}

const (
	cpuTotal  = "container_cpu_usage_seconds_total"
	memorySet = "container_memory_working_set_bytes"
	noName    = `"namespace":"shop","pod":"db-0","container":"pg"`
)

// The answers of docs/querying/api.md of prometheus/prometheus, for the metrics of
// cAdvisor in the kubelet and the recording rules of kubernetes-mixin.
func TestPrometheus(t *testing.T) {
	mib := func(n ...int) string {
		var all []string
		for _, n := range n {
			all = append(all, fmt.Sprint(n<<20))
		}
		return strings.Join(all, " ")
	}
	for _, c := range []struct{ name, source, text, want string }{
		{"a range of memory", "m.json", matrix(series(named(memorySet, "db-0", "pg"), mib(100, 300, 200))), "shop/db -/300Mi^300 p95 2m pg:-/300Mi^300"},
		// By nearest rank, 19 of 20 samples are at or below p95.
		{"p95 of 20 samples", "m.json", matrix(series(named(memorySet, "db-0", "pg"), mib(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 900))), "shop/db -/19Mi^900 p95 19m pg:-/19Mi^900"},
		{"a gap is no 0", "m.json", matrix(series(named(memorySet, "db-0", "pg"), mib(100)+" _ _ "+mib(100))), "shop/db -/100Mi^100 p95 3m pg:-/100Mi^100"},
		{"NaN is no sample", "m.json", matrix(series(named(memorySet, "db-0", "pg"), "NaN "+mib(100, 50))), "shop/db -/100Mi^100 p95 1m pg:-/100Mi^100"},
		{"only NaN", "m.json", matrix(series(named(memorySet, "db-0", "pg"), "NaN NaN")), "error: no usage of any pod in it"},
		// https://github.com/google/cadvisor/issues/2688: a row without a container is the
		// pod as a whole, and POD is its pause container.
		{"the pod as a whole", "m.json", matrix(series(named(memorySet, "db-0", ""), mib(150, 150)), series(named(memorySet, "db-0", "POD"), mib(1, 1)), series(named(memorySet, "db-0", "pg"), mib(100, 100))), "shop/db -/100Mi^100 p95 1m pg:-/100Mi^100"},
		// https://github.com/kubernetes-sigs/kubernetes-mixin/issues/769: so is the pause
		// container under containerd; the larger of both is the pod's.
		{"the pod as a whole alone", "m.json", matrix(series(named(memorySet, "db-0", ""), mib(1, 1)), series(named(memorySet, "db-0", ""), mib(150, 150))), "shop/db -/150Mi^150 p95 1m"},
		// A container that was restarted has a new id, and so a new series.
		{"a restart", "m.json", matrix(series(named(memorySet, "db-0", "pg")+`,"id":"/a"`, mib(100, 120)+" _ _"), series(named(memorySet, "db-0", "pg")+`,"id":"/b"`, "_ _ "+mib(40, 60))), "shop/db -/120Mi^120 p95 3m pg:-/120Mi^120"},
		// Two Prometheus servers, or the kubelet and cAdvisor: the same samples.
		{"two scrapers", "m.json", matrix(series(named(memorySet, "db-0", "pg")+`,"prometheus_replica":"a"`, mib(100, 120)), series(named(memorySet, "db-0", "pg")+`,"prometheus_replica":"b"`, mib(100, 120))), "shop/db -/120Mi^120 p95 1m pg:-/120Mi^120"},
		// A pod of before a rollout is one of the workload's.
		{"a rollout", "m.json", matrix(series(named(memorySet, "web-6d4cf56db6-x7z2k", "app"), mib(500, 500)+" _ _"), series(named(memorySet, "web-5c8f7d9b4d-bcdfg", "app"), "_ _ "+mib(300, 300))), "shop/web -/500Mi^500 p95 1m app:-/500Mi^500"},
		{"cgroups of the node", "m.json", matrix(series(`"__name__":"`+memorySet+`","id":"/system.slice"`, mib(900)), series(named(memorySet, "db-0", "pg"), mib(100, 100))), "shop/db -/100Mi^100 p95 1m pg:-/100Mi^100"},
		{"only cgroups of the node", "m.json", matrix(series(`"__name__":"`+memorySet+`","id":"/"`, mib(900))), `error: no series has the label pod: query sum by (namespace, pod, container) (container_memory_working_set_bytes{container!=""})`},
		{"old labels", "m.json", matrix(series(`"__name__":"`+memorySet+`","namespace":"shop","pod_name":"db-0","container_name":"pg"`, mib(100, 100))), "shop/db -/100Mi^100 p95 1m pg:-/100Mi^100"},

		{"a counter", "c.json", matrix(series(named(cpuTotal, "db-0", "pg")+`,"cpu":"total"`, "100 106 130")), "shop/db 400m/- p95 1m pg:400m/-"},
		// 6 s, then a restart and 12 s since, then 6 s in a minute each.
		{"a counter that begins again", "c.json", matrix(series(named(cpuTotal, "db-0", "pg"), "1000 1006 12 18")), "shop/db 200m/- p95 2m pg:200m/-"},
		// Over the gap of 5 minutes there is no rate.
		{"a counter with a gap", "c.json", matrix(series(named(cpuTotal, "db-0", "pg"), "0 6 12 _ _ _ _ 3000 3006")), "shop/db 100m/- p95 7m pg:100m/-"},
		{"one sample of a counter", "c.json", vector(named(cpuTotal, "db-0", "pg"), "5"), "error: " + cpuTotal + " of db-0 has not two samples to compute a rate from: query rate(container_cpu_usage_seconds_total[5m])"},
		{"a counter for each CPU", "c.json", matrix(series(named(cpuTotal, "db-0", "pg")+`,"cpu":"cpu00"`, "1 2 3")), "error: db-0: a series for each CPU: query sum by (namespace, pod, container) (rate(container_cpu_usage_seconds_total[5m]))"},
		{"a percentile of a counter", "p95,7d=c.json", vector(named(cpuTotal, "db-0", "pg"), "5"), "error: " + cpuTotal + " is a counter: query quantile_over_time(0.95, rate(container_cpu_usage_seconds_total[5m])[7d:5m])"},
		{"a counter without its name", "cpu=c.json", matrix(series(noName, "1 2 3 4 5 6 7 8 9 10 11")), "error: CPU that never falls, as a counter of seconds does: query rate(container_cpu_usage_seconds_total[5m])"},
		{"too many cores", "cpu=c.json", vector(noName, "123456"), "error: db-0: more than 10000 cores: not CPU in cores, but perhaps a counter of seconds; query rate(container_cpu_usage_seconds_total[5m])"},

		{"a rate", "cpu=c.json", matrix(series(noName, "0.1 0.3 0.2")), "shop/db 300m/- p95 2m pg:300m/-"},
		{"a recording rule", "c.json", matrix(series(named("node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate", "db-0", "pg"), "0.1 0.3")), "shop/db 300m/- p95 1m pg:300m/-"},
		{"by pod alone", "cpu=c.json", matrix(series(`"namespace":"shop","pod":"db-0"`, "0.1 0.3")), "shop/db 300m/- p95 1m"},
		{"a vector is a snapshot", "cpu=c.json", vector(noName, "0.25"), "shop/db 250m/- pg:250m/-"},
		{"quantile_over_time", "cpu,p95,7d=c.json", vector(noName, "0.25"), "shop/db 250m/- p95 7d pg:250m/-"},
		{"max_over_time", "memory,max,7d=m.json", vector(noName, "104857600"), "shop/db -/100Mi^100 max 7d pg:-/100Mi^100"},
		{"no name", "c.json", vector(noName, "0.25"), "error: CPU or memory? the query has dropped the metric's name: --usage cpu=FILE or --usage memory=FILE"},
		{"requests", "c.json", vector(named("kube_pod_container_resource_requests", "db-0", "pg"), "0.25"), "error: kube_pod_container_resource_requests is not what pods use: query rate(container_cpu_usage_seconds_total[5m]) or container_memory_working_set_bytes"},
		{"the other resource", "cpu=m.json", vector(named(memorySet, "db-0", "pg"), "100"), "error: container_memory_working_set_bytes is not CPU"},
		{"an error", "c.json", `{"status":"error","errorType":"bad_data","error":"parse error"}`, "error: Prometheus answers with an error: parse error"},
		{"a scalar", "c.json", `{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"1"]}}`, "error: a scalar of Prometheus: query by (namespace, pod, container)"},
		{"a negative value", "memory=m.json", vector(noName, "-1"), "error: memory of db-0: -1 is no amount"},

		// promtool query range -o json prints the result alone.
		{"promtool in JSON", "cpu=c.json", "[" + series(noName, "0.1 0.3") + "]", "shop/db 300m/- p95 1m pg:300m/-"},
		// https://gist.github.com/christian-korneck/f6d6cf5ba92636cdcea72b8867a7c36a
		{"promtool query instant", "m.txt", memorySet + `{container="pg", namespace="shop", pod="db-0"} => 104857600 @[1690724237.225]` + "\n", "shop/db -/100Mi pg:-/100Mi"},
		{"promtool query range", "cpu=c.txt", `{container="pg", namespace="shop", pod="db-0"} =>` + "\n0.1 @[1690724700]\n0.3 @[1690724760]\n", "shop/db 300m/- p95 1m pg:300m/-"},
		{"promtool cut short", "cpu=c.txt", "0.1 @[1690724700]\n{pod=\"db-0\"} => 1 @[5]\n", `error: line 1: "0.1 @[1690724700]" must be a value and its time, such as 1 @[1435781451.781]`},
	} {
		if got := shown(t, 950, [2]string{c.source, c.text}); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
	// CPU and memory of two files: the weaker percentile and the shorter window.
	both := shown(t, 990, [2]string{"cpu,p95,7d=c.json", vector(noName, "0.25")}, [2]string{"memory,max,1d=m.json", vector(noName, "104857600")})
	if want := "shop/db 250m/100Mi^100 p95 1d pg:250m/100Mi^100"; both != want {
		t.Errorf("got %s, want %s", both, want)
	}
}

// Grafana's exports: series as columns and as rows
// (https://github.com/grafana/grafana/pull/4041), with thousands
// (https://github.com/grafana/grafana/issues/14578), and its line for Excel.
func TestCSV(t *testing.T) {
	for _, c := range []struct{ name, source, text, want string }{
		{"series as columns", "memory=m.csv", "\"Time\",\"db-0\",\"db-1\"\n2026-11-30 10:00:00,104857600,\n2026-11-30 10:01:00,null,209715200\n2026-11-30 10:02:00,104857600,209715200\n", "shop/db -/200Mi^200 p95 2m"},
		{"labels in the head", "m.csv", "Time,\"container_memory_working_set_bytes{container=\"\"pg\"\", namespace=\"\"shop\"\", pod=\"\"db-0\"\"}\"\n1732960800000,104857600\n1732960860000,52428800\n", "shop/db -/100Mi^100 p95 1m pg:-/100Mi^100"},
		{"units", "m.csv", "Time,db-0\n2026-11-30 10:00:00,100 MiB\n2026-11-30 10:01:00,0.5 GiB\n", "shop/db -/512Mi^512 p95 1m"},
		{"Excel", "cpu=c.csv", "sep=,\nTime,shop/db-0\n2026-11-30T10:00:00Z,0.25\n2026-11-30T10:01:00Z,0.2\n", "shop/db 250m/- p95 1m"},
		{"series as rows", "cpu=c.csv", "\"Series\";\"Time\";\"Value\"\n\"db-0\";\"2018-12-12T12:00:00+11:00\";0.25\n\"db-0\";\"2018-12-12T12:01:00+11:00\";0.5\n\"db-1\";\"2018-12-12T12:00:00+11:00\";0.1\n", "shop/db 500m/- p95 1m"},
		{"thousands", "memory=m.csv", "Series;Time;Value\ndb-0;2018-12-12T12:00:00+11:00;104,857,600\n", "shop/db -/100Mi"},
		{"a table", "cpu=c.csv", "Time,namespace,pod,container,cpu,Value #A\n2026-11-30 10:00:00,shop,db-0,pg,total,0.25\n2026-11-30 10:01:00,shop,db-0,pg,total,0.3\n2026-11-30 10:00:00,shop,db-0,POD,total,0.9\n", "shop/db 300m/- p95 1m pg:300m/-"},
		{"own columns", "u.csv", "pod,cpu,memory\ndb-0,250m,100Mi\n", "shop/db 250m/100Mi"},
		{"which resource", "c.csv", "Time,db-0\n2026-11-30 10:00:00,5\n", "error: CPU or memory? the query has dropped the metric's name: --usage cpu=FILE or --usage memory=FILE"},
		{"percent", "cpu=c.csv", "Time,db-0\n2026-11-30 10:00:00,5%\n", `error: row 2, db-0: "5%": its unit must be one of cores or bytes, such as 0.25, 250m or 300MiB`},
		{"a decimal comma", "cpu=c.csv", "Time;db-0\n2026-11-30 10:00:00;0,25\n", `error: row 2, db-0: "0,25": must be a number`},
		{"a time", "cpu=c.csv", "Time,db-0\n30/11,5\n", `error: row 2, db-0: "30/11": must be a time such as 2026-11-30 12:00:00, or seconds of Unix time`},
		{"no values", "cpu=c.csv", "pod,node\ndb-0,a\n", "error: no column with values: name one cpu, memory or value"},
		{"another table", "c.csv", "a,b\n1,2\n", "error: " + "expected the output of kubectl top pods, a PodMetricsList, Prometheus' answer to a query or its export in CSV, KRR's output or VerticalPodAutoscalers"},
	} {
		if got := shown(t, 950, [2]string{c.source, c.text}); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}
