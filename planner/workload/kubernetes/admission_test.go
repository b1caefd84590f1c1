package kubernetes_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// What the API server adds to the pods of a template, and what it refuses.
func TestAdmission(t *testing.T) {
	limits := func(items string) string {
		return "---\nkind: LimitRange\napiVersion: v1\nmetadata: {name: l}\nspec: {limits: [" + items + "]}\n"
	}
	class := func(name, rest string) string {
		return "---\nkind: RuntimeClass\napiVersion: node.k8s.io/v1\nmetadata: {name: " + name + "}\nhandler: h\n" + rest
	}
	quota := func(spec string) string {
		return "---\nkind: ResourceQuota\napiVersion: v1\nmetadata: {name: q}\nspec: {" + spec + "}\n"
	}
	const given = "counted: web: requests that its containers lack are the defaults of LimitRange l\n"
	for _, c := range []struct{ spec, around, want string }{
		// defaultRequest, else default, else max, else min.
		{"containers: [{name: a}, {name: b}]", limits("{type: Container, defaultRequest: {cpu: 200m, memory: 256Mi}, default: {cpu: 1, memory: 512Mi}}"), "400m 512Mi\n" + given},
		{"containers: [{name: a}]", limits("{type: Container, default: {cpu: 1, memory: 512Mi}}"), "1000m 512Mi\n" + given},
		{"containers: [{name: a}]", limits("{type: Container, max: {cpu: 1}, min: {cpu: 100m, memory: 64Mi}}"), "1000m 64Mi\n" + given},
		// A limit of its own has become the request before.
		{"containers: [{name: a, resources: {limits: {cpu: 300m}, requests: {memory: 1Gi}}}]", limits("{type: Container, defaultRequest: {cpu: 200m, memory: 256Mi}}"), "300m 1024Mi\n"},
		{"initContainers: [{name: i}]\n" + workloadtest.OneContainer, limits("{type: Container, defaultRequest: {cpu: 200m, memory: 256Mi}}"), "200m 256Mi\n" + given},
		// The first of several wins; those of other namespaces and of claims say nothing.
		{"containers: [{name: a}]", limits("{type: Container, defaultRequest: {cpu: 200m, memory: 1Mi}}, {type: Container, defaultRequest: {cpu: 300m}}, {type: PersistentVolumeClaim, min: {storage: 1Gi}}"), "200m 1Mi\n" + given},
		{workloadtest.OneContainer, strings.Replace(limits("{type: Container, max: {cpu: 10m}}"), "name: l", "name: l, namespace: other", 1), "100m 64Mi\n"},
		// Pods that it refuses.
		{workloadtest.OneContainer, limits("{type: Container, max: {cpu: 50m}, min: {memory: 1Gi}}"), "100m 64Mi\nassumed: web (max cpu of app), web (min memory of app): LimitRange l refuses these pods; they are counted all the same\n"},
		{workloadtest.OneContainer, limits("{type: Pod, max: {memory: 32Mi}}"), "100m 64Mi\nassumed: web (max memory of the pod): LimitRange l refuses these pods; they are counted all the same\n"},
		{"runtimeClassName: kata\n" + workloadtest.OneContainer, class("kata", "overhead: {podFixed: {cpu: 250m, memory: 160Mi}}\nscheduling: {nodeSelector: {kata: 'yes'}, tolerations: [{key: kata, operator: Exists}]}\n"), `350m 224Mi labels=["kata=yes"] tolerations=[kata]` + "\n"},
		{"runtimeClassName: kata\n" + workloadtest.OneContainer, class("gvisor", ""), "100m 64Mi\nassumed: web: runtime class kata is not in the input; its overhead is assumed to be 0\n"},
		{workloadtest.OneContainer, quota("hard: {requests.cpu: 100m, memory: 63Mi, pods: 5, limits.cpu: 1, count/services: 0}"),
			"100m 64Mi\nassumed: ResourceQuota q (memory): the pods of its namespace pass this quota at their most, so the API server refuses some; all are counted\n"},
		{workloadtest.OneContainer, quota("hard: {count/pods: 0}"),
			"100m 64Mi\nassumed: ResourceQuota q (pods): the pods of its namespace pass this quota at their most, so the API server refuses some; all are counted\n"},
		{workloadtest.OneContainer, quota("hard: {pods: 0}, scopes: [BestEffort]"), "100m 64Mi\nignored: ResourceQuota q: a quota for some of the pods only is not compared with them\n"},
	} {
		if got, want := workloadtest.Describe(workloadtest.MustRead(t, c.around+"---\n"+workloadtest.Deployment(c.spec))), "web 1 "+c.want; got != want {
			t.Errorf("%s\n%s\n got %s\nwant %s", c.spec, c.around, got, want)
		}
	}
}

// Recommendations replace requests if that is asked for, of templates and pods alike.
func TestRecommendations(t *testing.T) {
	const vpa = "---\nkind: VerticalPodAutoscaler\napiVersion: autoscaling.k8s.io/v1\nmetadata: {name: v}\nspec: {targetRef: {kind: Deployment, apiVersion: apps/v1, name: web}%s}\n" +
		"status: {recommendation: {containerRecommendations: [{containerName: app, target: {cpu: 250m, memory: 300Mi}, upperBound: {cpu: 1}}, {containerName: gone, target: {cpu: 9}}]}}\n"
	const pod = "---\nkind: Pod\napiVersion: v1\nmetadata: {name: web-1, ownerReferences: [{kind: ReplicaSet, apiVersion: apps/v1, name: web-a, controller: true}], labels: {app: web, pod-template-hash: a}}\n" +
		"spec: {containers: [{name: app, resources: {requests: {cpu: 150m, memory: 64Mi}}}]}\n"
	const off = ", resourcePolicy: {containerPolicies: [{containerName: app, mode: 'Off'}]}"
	for _, c := range []struct{ more, policy, vpa, want string }{
		{"", "", "", "web 1 100m 64Mi\ncounted: web: VerticalPodAutoscaler v recommends other requests: --vpa target takes them\n"},
		{"", "", "target", "web 1 250m 300Mi\ncounted: web: its requests are the target recommendation of VerticalPodAutoscaler v\n"},
		{"", "", "upper", "web 1 1000m 64Mi\ncounted: web: its requests are the upper recommendation of VerticalPodAutoscaler v\n"},
		{"", off, "target", "web 1 100m 64Mi\n"},
		{pod, "", "target", "web 1 250m 300Mi\ncounted: web: its requests are the target recommendation of VerticalPodAutoscaler v\n"},
		{strings.Replace(pod, "}]}\n", "}, {name: proxy, resources: {requests: {cpu: 10m, memory: 1Mi}}}]}\n", 1), "", "upper",
			"web 1 1010m 65Mi\ncounted: web: its requests are the upper recommendation of VerticalPodAutoscaler v\ncounted: web (1 CPU and 64Mi memory in the template): running pods count with their own request, which is not the template's\n"},
	} {
		r := workload.NewReader()
		r.Choose(workload.Choices{VPA: c.vpa})
		if err := r.Read("a.yaml", strings.NewReader(workloadtest.Deployment(workloadtest.OneContainer)+fmt.Sprintf(vpa, c.policy)+c.more)); err != nil {
			t.Fatal(err)
		}
		im, err := r.Import()
		if got := workloadtest.Describe(im); err != nil || got != c.want {
			t.Errorf("%+v\n got %s%v", c, got, err)
		}
	}
}

// Policies that do not do what their author meant.
func TestPolicies(t *testing.T) {
	policy := func(namespace, by string, groups int) string {
		return fmt.Sprintf("---\nkind: SecurityGroupPolicy\napiVersion: vpcresources.k8s.aws/v1beta1\nmetadata: {name: p, namespace: %s}\nspec: {podSelector: {%s}, securityGroups: {groupIds: [%s]}}\n", namespace, by, strings.Trim(strings.Repeat("sg-1, ", groups), ", "))
	}
	for _, c := range []struct {
		policy string
		most   int
		want   string
	}{
		{policy("default", "matchLabels: {app: web}", 5), 0, "web 1 100m 64Mi security-groups\n"},
		{policy("default", "matchLabels: {app: db}", 1), 0, "web 1 100m 64Mi\nassumed: SecurityGroupPolicy default/p: it selects no pods of the input\n"},
		{policy("shop", "matchLabels: {app: web}", 1), 0, "web 1 100m 64Mi\nassumed: SecurityGroupPolicy shop/p: it selects no pods of the input; pods in namespace default have the labels, but a policy is for its own namespace\n"},
		{policy("default", "", 6), 0, "web 1 100m 64Mi security-groups\nassumed: SecurityGroupPolicy default/p (6): it names more security groups than the 5 that an interface takes, so its pods never start; --security-groups-per-interface has a raised quota\n"},
		{policy("default", "", 6), 6, "web 1 100m 64Mi security-groups\n"},
	} {
		r := workload.NewReader()
		r.Choose(workload.Choices{GroupsPerInterface: c.most})
		if err := r.Read("a.yaml", strings.NewReader(workloadtest.Deployment(workloadtest.OneContainer)+c.policy)); err != nil {
			t.Fatal(err)
		}
		im, err := r.Import()
		got := strings.ReplaceAll(workloadtest.Describe(im), "assumed: SecurityGroupPolicy default/p: aws-node is not in the input; security groups for pods are assumed to be on\n", "")
		got = strings.ReplaceAll(got, "assumed: SecurityGroupPolicy shop/p: aws-node is not in the input; security groups for pods are assumed to be on\n", "")
		if err != nil || got != c.want {
			t.Errorf("%s\n got %s%v\nwant %s", c.policy, got, err, c.want)
		}
	}
}
