package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner/workload/workloadtest"
)

// deployment is one in a namespace, with the labels of its pods and a part of their
// spec.
func deployment(namespace, name, labels, spec string) string {
	return fmt.Sprintf("---\nkind: Deployment\napiVersion: apps/v1\nmetadata: {name: %s, namespace: %s}\nspec: {template: {metadata: {labels: {%s}}, spec: {%s, containers: [{name: c, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}}\n", name, namespace, labels, spec)
}

const none = "schedulerName: default-scheduler"

// What a selector means depends on the other pods of the input.
func TestConstraints(t *testing.T) {
	spread := func(more string) string {
		return "topologySpreadConstraints: [{maxSkew: 2, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, " + more + "}]"
	}
	rule := func(kind, term string) string {
		return "affinity: {" + kind + ": {requiredDuringSchedulingIgnoredDuringExecution: [{" + term + "}]}}"
	}
	const host, zone = "topologyKey: kubernetes.io/hostname, ", "topologyKey: topology.kubernetes.io/zone, "
	const web = "app: web, tier: front"
	const byApp, byTier, all = "labelSelector: {matchLabels: {app: web}}", "labelSelector: {matchLabels: {tier: front}}", "labelSelector: {}"
	const labels = " pod-labels=map[app:web tier:front]"
	for _, c := range []struct{ labels, spec, want string }{
		{web, spread(byApp), " zone-skew=2"},
		{web, strings.Replace(spread(byApp), "topology.kubernetes.io/zone", "topology.ebs.csi.aws.com/zone", 1), " zone-skew=2"},
		{web, strings.Replace(spread(byApp), "topology.kubernetes.io/zone", "topology.k8s.aws/zone-id", 1), " zone-skew=2"},
		{web, strings.Replace(spread(byApp), "topology.kubernetes.io/zone", "kubernetes.io/hostname", 1), " host-skew=2"},
		{web, strings.Replace(spread(byApp), "topology.kubernetes.io/zone", "rack", 1), " spreads=[rack 2 own]"},
		// Whatever the selector also matches in another namespace.
		{"app: far", spread("labelSelector: {matchLabels: {app: far}}"), " zone-skew=2"},
		{web, spread(byTier), " spreads=[zone 2 tier=front]" + labels},
		{web, spread(all), " spreads=[zone 2 !podfit/no-such-label]"},
		{web, spread("labelSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}"), " spreads=[zone 2 app!=web]" + labels},
		// Without a selector no pod counts, and every node has a zone.
		{web, spread("minDomains: 1"), ""},
		{web, strings.Replace(spread("minDomains: 1"), "topology.kubernetes.io/zone", "rack", 1), " spreads=[rack 2 podfit/no-such-label]"},
		{web, spread(byApp + ", minDomains: 1"), " zone-skew=2"},
		{web, spread(byApp + ", minDomains: 4"), " spreads=[zone 2 own min-domains=4]"},
		{web, spread(byApp + ", nodeAffinityPolicy: Ignore, nodeTaintsPolicy: Honor"), " spreads=[zone 2 own ignore-affinity honor-taints]"},
		{web, spread(byApp + ", nodeAffinityPolicy: Honor, nodeTaintsPolicy: Ignore"), " zone-skew=2"},
		// A hash is one revision's, and there is one revision.
		{web, spread(byTier + ", matchLabelKeys: [pod-template-hash]"), " zone-skew=2"},
		{web, spread("labelSelector: {matchLabels: {app: other}}, matchLabelKeys: [pod-template-hash]"), ""},
		{web, spread(byTier + ", matchLabelKeys: [app, none]"), " zone-skew=2"},
		{"app: other, tier: front", spread(byTier + ", matchLabelKeys: [app]"), " spreads=[zone 2 tier=front,app=other] pod-labels=map[app:other tier:front]"},
		{web, spread("matchLabelKeys: [app]"), ""},

		{web, rule("podAntiAffinity", host+byApp), " one-per-node"},
		{web, rule("podAntiAffinity", host+byTier), " one-per-node affinity=[not host tier=front]" + labels},
		{web, rule("podAntiAffinity", host+"labelSelector: {matchLabels: {app: other}}"), " affinity=[not host app=other]" + labels},
		{web, rule("podAntiAffinity", zone+byApp), " affinity=[not zone own]"},
		{web, rule("podAntiAffinity", host+byTier+", mismatchLabelKeys: [app]"), " affinity=[not host tier=front,app!=web]" + labels},
		{web, rule("podAntiAffinity", host+byTier+", mismatchLabelKeys: [pod-template-hash]"), " one-per-node affinity=[not host tier=front]" + labels + "\nignored: shop/web: mismatchLabelKeys with pod-template-hash is ignored"},
		{web, rule("podAntiAffinity", strings.TrimSuffix(host, ", ")), ""},
		{web, rule("podAffinity", zone+"labelSelector: {matchLabels: {app: other}}"), " affinity=[zone app=other]" + labels},
		// Pods that no label matches keep it Pending, and so does the plan.
		{web, rule("podAffinity", strings.TrimSuffix(host, ", ")), " affinity=[host podfit/no-such-label]"},
		{web, rule("podAffinity", host+byApp), " affinity=[host own]"},
		{web, rule("podAffinity", byApp), "\nignored: shop/web: pod affinity without a topology key is ignored"},
		// Namespaces.
		{web, rule("podAntiAffinity", host+byTier+", namespaces: [lab]"), " affinity=[not host tier=front in [lab]]" + labels},
		{web, rule("podAntiAffinity", host+byApp+", namespaces: [lab, shop]"), " one-per-node"},
		{web, rule("podAntiAffinity", host+byTier+", namespaceSelector: {}"), " one-per-node affinity=[not host tier=front in [*]]" + labels},
		{web, rule("podAntiAffinity", host+byTier+", namespaceSelector: {matchLabels: {team: red}}"), " affinity=[not host tier=front in [lab]]" + labels},
		{web, rule("podAntiAffinity", host+byTier+", namespaces: [shop], namespaceSelector: {matchLabels: {team: red}}"), " one-per-node affinity=[not host tier=front in [lab shop]]" + labels},
		{web, rule("podAntiAffinity", host+byTier+", namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}"), " one-per-node affinity=[not host tier=front]" + labels},
		{web, rule("podAffinity", host+byTier+", namespaceSelector: {matchLabels: {team: green}}"), " affinity=[host podfit/no-such-label]"},
		{web, "affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 100, podAffinityTerm: {" + host + byApp + "}}]}, podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 7, podAffinityTerm: {" + zone + byTier + "}}, {weight: 7, podAffinityTerm: {" + zone + byTier + "}}]}}",
			" affinity=[zone tier=front weight=7; not host own weight=100]" + labels},
		{web, rule("podAntiAffinity", host+"labelSelector: {matchLabels: {app: agent}}"), " affinity=[not host app=agent]" + labels + "\nignored: shop/web (shop/agent): a constraint that selects pods of a DaemonSet does not see them"},
	} {
		others := deployment("shop", "other", "app: other, tier: front", none) + deployment("lab", "web", "app: far, tier: front", none) +
			"---\nkind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: agent, namespace: shop}\nspec: {template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}}\n" +
			"---\nkind: Namespace\napiVersion: v1\nmetadata: {name: lab, labels: {team: red}}\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: shop, labels: {team: blue}}\n"
		first, rest, _ := strings.Cut(workloadtest.Describe(workloadtest.MustRead(t, deployment("shop", "web", c.labels, c.spec)+others)), "\n")
		got := strings.TrimPrefix(first, "shop/web 1 1000m 1024Mi")
		if i := strings.Index(rest, "ignored: "); i >= 0 {
			note, _, _ := strings.Cut(rest[i:], "\n")
			got += "\n" + note
		}
		// A selector over all pods of the namespace sees the DaemonSet's too.
		if want := c.want; got != want && got != want+"\nignored: shop/web (shop/agent): a constraint that selects pods of a DaemonSet does not see them" {
			t.Errorf("%s\n got %s\nwant %s", c.spec, got, want)
		}
	}
}

// Labels stand in the scenario, for shares and for what is added to it, but those of
// controllers only if a selector reads them.
func TestPodLabels(t *testing.T) {
	const hashed = "app: web, pod-template-hash: abc, controller-revision-hash: def"
	for _, c := range []struct{ spec, want string }{
		{none, "map[app:web] map[app:db]"},
		{"affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}]}}", "map[app:web] map[app:db]"},
		{"affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {pod-template-hash: x}}}]}}", "map[app:web pod-template-hash:abc] map[app:db]"},
	} {
		got := ""
		for _, w := range workloadtest.MustRead(t, deployment("shop", "web", hashed, c.spec)+deployment("shop", "db", "app: db", none)).Workload {
			if w.Labels != nil {
				got += fmt.Sprint(" ", w.Labels)
			}
		}
		if strings.TrimSpace(got) != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.spec, got, c.want)
		}
	}
}

func TestHostPorts(t *testing.T) {
	for _, c := range []struct{ spec, want string }{
		{"containers: [{name: a, ports: [{containerPort: 80}]}]", "[]"},
		{"containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 53, hostPort: 53, protocol: UDP}, {containerPort: 53, hostPort: 53, protocol: TCP}]}]", "[{8080  } {53 UDP } {53  }]"},
		{"containers: [{name: a, ports: [{hostPort: 80, hostIP: 10.0.0.1}, {hostPort: 80, hostIP: 0.0.0.0}, {hostPort: 80}]}]", "[{80  10.0.0.1} {80  }]"},
		{"hostNetwork: true\ncontainers: [{name: a, ports: [{containerPort: 80}, {containerPort: 90, hostPort: 90}]}]", "[{80  } {90  }]"},
		// Init containers count while they stay.
		{"initContainers: [{name: a, ports: [{hostPort: 1}]}, {name: b, restartPolicy: Always, ports: [{hostPort: 2}]}]\ncontainers: [{name: c}]", "[{2  }]"},
		{"containers: [{name: a, ports: [{hostPort: 70000}, {hostPort: -1}]}]", "[]"},
	} {
		if got := fmt.Sprint(workloadtest.MustRead(t, workloadtest.Deployment(c.spec)).Workload[0].HostPorts); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.spec, got, c.want)
		}
	}
}

func TestPriority(t *testing.T) {
	class := func(name string, value int, isDefault bool) string {
		return fmt.Sprintf("---\nkind: PriorityClass\napiVersion: scheduling.k8s.io/v1\nmetadata: {name: %s}\nvalue: %d\nglobalDefault: %t\n", name, value, isDefault)
	}
	web := func(spec string) string { return workloadtest.Deployment(spec + workloadtest.OneContainer) }
	const pod = "---\nkind: Pod\napiVersion: v1\nmetadata: {name: web-1, labels: {pod-template-hash: '1'}, ownerReferences: [{kind: ReplicaSet, name: web-1, controller: true}]}\nspec: {priority: 70, containers: [{name: app, resources: {requests: {cpu: 100m, memory: 64Mi}}}]}\n"
	const high = "priorityClassName: high\n"
	for _, c := range []struct {
		text string
		want int
		note string
	}{
		{web(""), 0, ""},
		{web(high) + class("high", 1000, false), 1000, ""},
		{web(high) + class("high", -5, false) + class("low", 9, true), -5, ""},
		{web("") + class("high", 1000, false), 0, ""},
		{web("") + class("high", 1000, true) + class("low", 10, true), 10, ""},
		{web("priorityClassName: system-cluster-critical\n"), 2_000_000_000, ""},
		{web("priorityClassName: system-node-critical\n"), 2_000_001_000, ""},
		{web(high), 0, "a priority class that is not in the input is assumed to have priority 0 (high)"},
		// Admission has resolved it on a running pod.
		{pod, 70, ""},
		{web(high) + pod, 70, ""},
		{strings.Replace(pod, "70", "-2147483648", 1), -2_000_001_000, ""},
	} {
		w := workloadtest.MustRead(t, c.text).Workload[0]
		if got := strings.Join(w.Notes, "\n"); w.Priority != c.want || got != c.note {
			t.Errorf("%s\n got %d %q\nwant %d %q", c.text, w.Priority, got, c.want, c.note)
		}
	}
}

// Who creates the pods, how they are replaced, and whether a Service selects them.
func TestControllers(t *testing.T) {
	of := func(kind, group, spec string) string {
		return fmt.Sprintf("kind: %s\napiVersion: %s\nmetadata: {name: web}\nspec: {%s, template: {metadata: {labels: {app: web}}, spec: {%s}}}\n", kind, group, spec, strings.TrimSpace(workloadtest.OneContainer))
	}
	service := func(namespace, selector string) string {
		return fmt.Sprintf("---\nkind: Service\napiVersion: v1\nmetadata: {name: web%s}\nspec: {selector: {%s}}\n", namespace, selector)
	}
	deploy := func(strategy string) string { return of("Deployment", "apps/v1", "strategy: {"+strategy+"}") }
	for _, c := range []struct{ text, want string }{
		{of("Deployment", "apps/v1", "replicas: 1"), ""},
		{of("ReplicaSet", "apps/v1", "replicas: 1"), " controller=replicaset"},
		{of("ReplicationController", "v1", "replicas: 1"), " controller=replicaset"},
		{of("StatefulSet", "apps/v1", "replicas: 1"), " controller=statefulset"},
		{of("Job", "batch/v1", "parallelism: 1"), " controller=job"},
		{"kind: Pod\napiVersion: v1\nmetadata: {name: web}\nspec: {" + strings.TrimSpace(workloadtest.OneContainer) + "}\n", " controller=pod"},
		{deploy("type: Recreate"), " rollout=recreate"},
		{deploy("type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}"), ""},
		{deploy("rollingUpdate: {maxSurge: 1, maxUnavailable: 0}"), " rollout=surge 1 unavailable 0"},
		{deploy("rollingUpdate: {maxSurge: 50%}"), " rollout=surge 50% unavailable -"},
		// The strategy of another kind is no rollout.
		{of("ReplicaSet", "apps/v1", "strategy: {type: Recreate}"), " controller=replicaset"},
		{deploy("") + service("", "app: web"), " service"},
		{deploy("") + service(", namespace: default", "app: web"), " service"},
		{deploy("") + service(", namespace: other", "app: web"), ""},
		{deploy("") + service("", "app: web, tier: x"), ""},
		{deploy("") + service("", ""), ""}, // no pod at all
	} {
		first, _, _ := strings.Cut(workloadtest.Describe(workloadtest.MustRead(t, c.text)), "\n")
		if got := strings.TrimPrefix(first, "web 1 100m 64Mi"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	if _, err := workloadtest.Read(deploy("rollingUpdate: {maxSurge: some}")); err == nil || err.Error() != `a.yaml:1: Deployment web: maxSurge "some": must be a number of pods or a percentage, such as 1 or 25%` {
		t.Error(err)
	}
}

// Containers without a request, as the scores of kube-scheduler count them.
func TestWithout(t *testing.T) {
	for _, c := range []struct {
		spec        string
		cpu, memory int
	}{
		{workloadtest.OneContainer, 0, 0},
		{"containers: [{name: a, resources: {requests: {cpu: 0, memory: 0}}}]", 0, 0},
		{"containers: [{name: a}, {name: b, resources: {limits: {cpu: 1}}}]", 1, 2},
		{"initContainers: [{name: a, restartPolicy: Always}]\n" + workloadtest.OneContainer, 1, 1},
		// An ordinary init container of 200 MiB and 100m is as large as the app.
		{"initContainers: [{name: a}]\n" + workloadtest.OneContainer, 0, 1},
		{"resources: {requests: {cpu: 1}}\ncontainers: [{name: a}]", 0, 1},
		{"resources: {limits: {cpu: 1, memory: 1Gi}}\ncontainers: [{name: a}, {name: b, resources: {requests: {cpu: 1}}}]", 1, 0},
	} {
		w := workloadtest.MustRead(t, workloadtest.Deployment(c.spec)).Workload[0]
		if w.WithoutCPU != c.cpu || w.WithoutMemory != c.memory {
			t.Errorf("%s\ngot %d and %d, want %d and %d", c.spec, w.WithoutCPU, w.WithoutMemory, c.cpu, c.memory)
		}
	}
}

// What was guessed or ignored goes with the workload; what is known does not.
func TestNotes(t *testing.T) {
	w := workloadtest.MustRead(t, workloadtest.Deployment("containers: [{name: a, resources: {requests: {cpu: 1, ephemeral-storage: 1Gi}}}]\nresourceClaims: [{name: gpu, resourceClaimTemplateName: one-gpu}]")).Workload[0]
	want := []string{"devices of a resource claim are a resource that no table has: a plan cannot tell which nodes have them (resourceclaim/one-gpu)", "missing requests are counted as 0 (memory of a)"}
	if fmt.Sprint(w.Notes) != fmt.Sprint(want) {
		t.Errorf("%q", w.Notes)
	}
	if w := workloadtest.MustRead(t, workloadtest.Deployment(workloadtest.OneContainer)).Workload[0]; w.Notes != nil {
		t.Errorf("%q", w.Notes)
	}
}
