package kubernetes_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/workload/workloadtest"
)

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }
func FuzzRoundTrip(f *testing.F) { sample.Fuzz(f, roundTrip) }

// roundTrip: the objects that make a workload are imported as that workload, in
// whatever order they come.
func roundTrip(t *rapid.T) {
	want := anyWorkload.Draw(t, "workload")
	objects := rapid.Permutation(manifests(t, want)).Draw(t, "objects")
	text, err := json.Marshal(map[string]any{"kind": "List", "apiVersion": "v1", "items": objects})
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(im.Workload) != 1 || !reflect.DeepEqual(im.Workload[0], want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", im.Workload, want, text)
	}
}

// anyWorkload draws every field that Kubernetes objects have; hours per month are
// podfit's own.
var anyWorkload = rapid.Custom(func(t *rapid.T) planner.Workload {
	w := planner.Workload{
		Name:     "shop/web",
		Replicas: rapid.IntRange(1, 20).Draw(t, "replicas"),
		Request: planner.Resources{
			CPU:    planner.Millis(rapid.IntRange(0, 4000).Draw(t, "CPU")),
			Memory: planner.Memory(rapid.Int64Range(1, 1<<14).Draw(t, "memory")) * planner.MiB,
		},
		Volumes:        rapid.IntRange(0, 3).Draw(t, "volumes"),
		SecurityGroups: rapid.Bool().Draw(t, "security groups"),
		OnePerNode:     rapid.Bool().Draw(t, "one per node"),
		ZoneSkew:       rapid.IntRange(0, 3).Draw(t, "zone skew"),
		HostSkew:       rapid.IntRange(0, 3).Draw(t, "host skew"),
		Nodes: planner.NodeSelector{
			Arch:          rapid.SampledFrom([][]string{nil, {"amd64"}, {"arm64"}, {"amd64", "arm64"}}).Draw(t, "arch"),
			Types:         rapid.SampledFrom([][]string{nil, {"m5.large"}, {"m5.large", "m6i.large"}}).Draw(t, "types"),
			CapacityTypes: rapid.SampledFrom([][]planner.CapacityType{nil, {planner.OnDemand}, {planner.Spot}, {planner.OnDemand, planner.Spot}}).Draw(t, "capacity types"),
			Zones:         rapid.SampledFrom([][]string{nil, {"eu-west-3a"}, {"eu-west-3a", "eu-west-3b"}}).Draw(t, "zones"),
			Labels:        rapid.SampledFrom([]planner.Selector{nil, sample.Conditions("disk=fast"), sample.Conditions("disk in (fast,slow)", "!old")}).Draw(t, "labels"),
			Tolerations:   rapid.SampledFrom([][]string{nil, {"db=yes:NoSchedule"}, {"gpu:NoExecute", "*"}}).Draw(t, "tolerations"),
		},
	}
	if rapid.Bool().Draw(t, "scales") {
		w.MaxReplicas = w.Replicas + rapid.IntRange(0, 5).Draw(t, "more replicas")
	}
	if rapid.Bool().Draw(t, "devices") {
		w.Extended = map[string]int64{"nvidia.com/gpu": rapid.Int64Range(1, 8).Draw(t, "GPUs")}
	}
	// Pods on the host network have no security groups of their own.
	w.HostNetwork = !w.SecurityGroups && rapid.Bool().Draw(t, "host network")
	if rapid.IntRange(0, 9).Draw(t, "requests") == 0 {
		w.NoRequests, w.Request = true, planner.Resources{}
	}
	return w
})

type object = map[string]any

func list(items ...any) []any { return items }

// manifests are the objects of a workload: a Deployment or a StatefulSet with what
// else it takes.
func manifests(t *rapid.T, w planner.Workload) []object {
	kind := rapid.SampledFrom([]string{"Deployment", "StatefulSet"}).Draw(t, "kind")
	spec := object{"template": object{"metadata": object{"labels": object{"app": "web"}}, "spec": podSpec(t, w)}}
	all := []object{{"kind": kind, "apiVersion": "apps/v1", "metadata": object{"name": "web", "namespace": "shop"}, "spec": spec}}
	replicas := w.Replicas
	if w.MaxReplicas > 0 {
		// The current replicas, raised to the minimum of the autoscaler, are the lower end.
		least := rapid.IntRange(1, w.Replicas).Draw(t, "minReplicas")
		if least == w.Replicas {
			replicas = rapid.IntRange(1, w.Replicas).Draw(t, "current replicas")
		}
		all = append(all, object{"kind": "HorizontalPodAutoscaler", "apiVersion": "autoscaling/v2", "metadata": object{"name": "web", "namespace": "shop"},
			"spec": object{"scaleTargetRef": object{"kind": kind, "name": "web"}, "minReplicas": least, "maxReplicas": w.MaxReplicas}})
	}
	spec["replicas"] = replicas
	all = append(all, claims(t, w.Volumes, spec)...)
	if w.SecurityGroups {
		all = append(all, object{"kind": "SecurityGroupPolicy", "apiVersion": "vpcresources.k8s.aws/v1beta1", "metadata": object{"name": "web", "namespace": "shop"},
			"spec": object{"podSelector": object{"matchLabels": object{"app": "web"}}}})
	}
	// It selects other pods.
	all = append(all, object{"kind": "SecurityGroupPolicy", "apiVersion": "vpcresources.k8s.aws/v1beta1", "metadata": object{"name": "other", "namespace": "other"},
		"spec": object{"podSelector": object{}}})
	return all
}

// claims makes n EBS volumes of claims and templates, and others that are none.
func claims(t *rapid.T, n int, spec object) (all []object) {
	var volumes, templates []any
	add := func(class, mode string) {
		claim := object{"storageClassName": class, "accessModes": list(mode)}
		if rapid.Bool().Draw(t, "template") {
			templates = append(templates, object{"spec": claim})
			return
		}
		name := fmt.Sprint("claim-", len(all))
		volumes = append(volumes, object{"name": name, "persistentVolumeClaim": object{"claimName": name}})
		all = append(all, object{"kind": "PersistentVolumeClaim", "apiVersion": "v1", "metadata": object{"name": name, "namespace": "shop"}, "spec": claim})
	}
	for range n {
		add(rapid.SampledFrom([]string{"gp3", "", "fast"}).Draw(t, "EBS class"), rapid.SampledFrom([]string{"ReadWriteOnce", "ReadWriteOncePod"}).Draw(t, "EBS mode"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "other volumes") {
		switch rapid.IntRange(0, 2).Draw(t, "other volume") {
		case 0:
			add("gp3", rapid.SampledFrom([]string{"ReadWriteMany", "ReadOnlyMany"}).Draw(t, "mode of many nodes"))
		case 1:
			add("efs-sc", "ReadWriteOnce")
		default:
			add("shared", "ReadWriteOnce")
		}
	}
	spec["volumeClaimTemplates"] = templates
	spec["template"].(object)["spec"].(object)["volumes"] = volumes
	return append(all,
		object{"kind": "StorageClass", "apiVersion": "storage.k8s.io/v1", "metadata": object{"name": "fast"}, "provisioner": "ebs.csi.aws.com"},
		object{"kind": "StorageClass", "apiVersion": "storage.k8s.io/v1", "metadata": object{"name": "shared"}, "provisioner": "fsx.csi.aws.com"})
}

func podSpec(t *rapid.T, w planner.Workload) object {
	spec := object{"containers": containers(t, w), "hostNetwork": w.HostNetwork}
	var terms []any
	in := func(key string, values []string) {
		if len(values) > 0 {
			terms = append(terms, object{"key": key, "operator": "In", "values": values})
		}
	}
	in("kubernetes.io/arch", w.Nodes.Arch)
	in("node.kubernetes.io/instance-type", w.Nodes.Types)
	in("topology.kubernetes.io/zone", w.Nodes.Zones)
	var capacity []string
	for _, c := range w.Nodes.CapacityTypes {
		capacity = append(capacity, c.String())
	}
	in("karpenter.sh/capacity-type", capacity)
	for _, l := range w.Nodes.Labels {
		terms = append(terms, map[string]object{
			"disk=fast":           {"key": "disk", "operator": "In", "values": list("fast")},
			"disk in (fast,slow)": {"key": "disk", "operator": "In", "values": list("fast", "slow")},
			"!old":                {"key": "old", "operator": "DoesNotExist"},
		}[l.String()])
	}
	affinity := object{}
	if terms != nil {
		affinity["nodeAffinity"] = object{"requiredDuringSchedulingIgnoredDuringExecution": object{"nodeSelectorTerms": list(object{"matchExpressions": terms})}}
	}
	self := object{"matchLabels": object{"app": "web"}}
	if w.OnePerNode {
		affinity["podAntiAffinity"] = object{"requiredDuringSchedulingIgnoredDuringExecution": list(object{"topologyKey": "kubernetes.io/hostname", "labelSelector": self})}
	}
	spec["affinity"] = affinity
	var spreads []any
	for key, skew := range map[string]int{"topology.kubernetes.io/zone": w.ZoneSkew, "kubernetes.io/hostname": w.HostSkew} {
		if skew > 0 {
			spreads = append(spreads, object{"topologyKey": key, "maxSkew": skew, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": self})
			// A wider one of the same kind changes nothing.
			spreads = append(spreads, object{"topologyKey": key, "maxSkew": skew + 1, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": self})
		}
	}
	spec["topologySpreadConstraints"] = spreads
	var tolerations []any
	for _, toleration := range w.Nodes.Tolerations {
		tolerations = append(tolerations, map[string]object{
			"db=yes:NoSchedule": {"key": "db", "value": "yes", "effect": "NoSchedule"},
			"gpu:NoExecute":     {"key": "gpu", "operator": "Exists", "effect": "NoExecute"},
			"*":                 {"operator": "Exists"},
		}[toleration])
	}
	spec["tolerations"] = append(tolerations, object{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"})
	return spec
}

// containers split the request of a pod among one to three of them.
func containers(t *rapid.T, w planner.Workload) (all []any) {
	cpu, memory := w.Request.CPU, w.Request.Memory/planner.MiB
	n := rapid.IntRange(1, 3).Draw(t, "containers")
	for i := range n {
		c, m := cpu, memory
		if i < n-1 {
			c = planner.Millis(rapid.Int64Range(0, int64(cpu)).Draw(t, "container's CPU"))
			m = planner.Memory(rapid.Int64Range(0, int64(memory)).Draw(t, "container's memory"))
		}
		cpu, memory = cpu-c, memory-m
		amounts := object{"cpu": fmt.Sprintf("%dm", c), "memory": fmt.Sprintf("%dMi", m)}
		if w.NoRequests {
			amounts = object{}
		}
		if i == 0 {
			for name, count := range w.Extended {
				amounts[name] = count
			}
		}
		key := rapid.SampledFrom([]string{"requests", "limits"}).Draw(t, "given as")
		all = append(all, object{"name": fmt.Sprint("c", i), "resources": object{key: amounts}})
	}
	return all
}

func TestOwnersLaw(t *testing.T) { rapid.Check(t, eachPodOnce) }

// eachPodOnce: whichever of a Deployment, its ReplicaSets and its pods are in the
// input, its pods count once, with the largest request.
func eachPodOnce(t *rapid.T) {
	pods := rapid.IntRange(1, 5).Draw(t, "pods")
	largest := 0
	var items []object
	controlled := func(kind, name string) []any { return list(object{"kind": kind, "name": name, "controller": true}) }
	template := func(cpu int) object {
		return object{"metadata": object{}, "spec": object{"containers": list(object{"name": "app", "resources": object{"requests": object{"cpu": fmt.Sprintf("%dm", cpu), "memory": "64Mi"}}})}}
	}
	for i := range pods {
		cpu := rapid.IntRange(100, 200).Draw(t, "pod's CPU")
		largest = max(largest, cpu)
		items = append(items, object{"kind": "Pod", "apiVersion": "v1", "spec": template(cpu)["spec"],
			"metadata": object{"name": fmt.Sprint("web-1-", i), "namespace": "shop", "labels": object{"pod-template-hash": "1"}, "ownerReferences": controlled("ReplicaSet", "web-1")}})
	}
	deployment, replicaSet := rapid.Bool().Draw(t, "with the Deployment"), rapid.Bool().Draw(t, "with the ReplicaSet")
	if deployment {
		items = append(items, object{"kind": "Deployment", "apiVersion": "apps/v1", "metadata": object{"name": "web", "namespace": "shop"},
			"spec": object{"replicas": pods, "template": template(100)}})
	}
	if replicaSet {
		items = append(items, object{"kind": "ReplicaSet", "apiVersion": "apps/v1", "metadata": object{"name": "web-1", "namespace": "shop", "ownerReferences": controlled("Deployment", "web")},
			"spec": object{"replicas": pods, "template": template(100)}})
	}
	text, err := json.Marshal(rapid.Permutation(items).Draw(t, "items"))
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	name := "shop/web"
	if replicaSet && !deployment {
		name = "shop/web-1"
	}
	if len(im.Workload) != 1 || im.Workload[0].Name != name || im.Workload[0].Replicas != pods || im.Workload[0].Request.CPU != planner.Millis(largest) {
		t.Fatalf("got %+v, want %d pods of %s with %dm", im.Workload, pods, name, largest)
	}
}

func TestSelectors(t *testing.T) {
	const policy = "---\nkind: SecurityGroupPolicy\napiVersion: vpcresources.k8s.aws/v1beta1\nmetadata: {name: p}\nspec: {%s}\n"
	const account = "---\nkind: ServiceAccount\napiVersion: v1\nmetadata: {name: default, labels: {role: web}}\n"
	for spec, want := range map[string]bool{
		"podSelector: {matchLabels: {app: web}}": true,
		"podSelector: {matchLabels: {app: db}}":  false,
		"podSelector: {}":                        true,
		"":                                       false,
		"podSelector: {matchExpressions: [{key: app, operator: In, values: [db, web]}]}":                        true,
		"podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [db]}]}":                          true,
		"podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}":                         false,
		"podSelector: {matchExpressions: [{key: role, operator: NotIn, values: [web]}]}":                        true,
		"podSelector: {matchExpressions: [{key: app, operator: Exists}]}":                                       true,
		"podSelector: {matchExpressions: [{key: role, operator: Exists}]}":                                      false,
		"podSelector: {matchExpressions: [{key: role, operator: DoesNotExist}]}":                                true,
		"podSelector: {matchExpressions: [{key: app, operator: Near}]}":                                         false,
		"serviceAccountSelector: {matchLabels: {role: web}}":                                                    true,
		"serviceAccountSelector: {matchLabels: {role: db}}":                                                     false,
		"podSelector: {matchLabels: {app: db}}, serviceAccountSelector: {matchLabels: {role: web}}":             false,
		"podSelector: {matchLabels: {app: web}}, serviceAccountSelector: {matchLabels: {role: web}}":            true,
		"podSelector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: In, values: [other]}]}": false,
	} {
		im := workloadtest.MustRead(t, workloadtest.Deployment(workloadtest.OneContainer)+fmt.Sprintf(policy, spec)+account)
		if got := im.Workload[0].SecurityGroups; got != want {
			t.Errorf("%s: %t", spec, got)
		}
	}
}

// How many pods there are at a time, with a job's and an autoscaler's rules.
func TestReplicas(t *testing.T) {
	scaled := func(replicas, least, most int) string {
		minReplicas := fmt.Sprintf("minReplicas: %d, ", least)
		if least < 0 {
			minReplicas = ""
		}
		return strings.Replace(workloadtest.Deployment(workloadtest.OneContainer), "spec:\n", fmt.Sprintf("spec:\n  replicas: %d\n", replicas), 1) +
			fmt.Sprintf("---\nkind: HorizontalPodAutoscaler\napiVersion: autoscaling/v2\nmetadata: {name: web}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, %smaxReplicas: %d}\n", minReplicas, most)
	}
	job := func(spec, status string) string {
		return "kind: Job\napiVersion: batch/v1\nmetadata: {name: web}\nspec: {" + spec + "template: {spec: {" + strings.TrimSpace(workloadtest.OneContainer) + "}}}\nstatus: {" + status + "}\n"
	}
	for _, c := range []struct {
		text string
		want string // replicas..maxReplicas, or nothing
	}{
		{scaled(3, 2, 5), "3..5"},
		{scaled(1, 2, 5), "2..5"},
		{scaled(9, 2, 5), "5..5"},
		{scaled(3, -1, 5), "3..5"}, // minReplicas is 1 by default
		{scaled(3, 0, 5), "3..5"},
		{scaled(0, 2, 5), "0..0"}, // the autoscaler is inactive
		{job("", ""), "1..0"},
		{job("parallelism: 3, ", ""), "3..0"},
		{job("parallelism: 3, completions: 2, ", ""), "2..0"},
		{job("parallelism: 3, completions: 5, ", "succeeded: 3"), "2..0"},
		{job("parallelism: 3, completions: 5, ", "succeeded: 5"), ""},
		{job("suspend: true, ", ""), ""},
		{job("", "completionTime: '2026-01-01T00:00:00Z'"), ""},
		{job("", "conditions: [{type: Failed, status: 'True'}]"), ""},
		{job("", "conditions: [{type: Failed, status: 'False'}]"), "1..0"},
	} {
		got := ""
		for _, w := range workloadtest.MustRead(t, c.text).Workload {
			got += fmt.Sprintf("%d..%d", w.Replicas, w.MaxReplicas)
		}
		if got != c.want {
			t.Errorf("%s\ngot %q, want %q", c.text, got, c.want)
		}
	}
}

// What aws-node's environment is as settings.
func TestCNI(t *testing.T) {
	for env, want := range map[string]string{
		"":                                       "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0} [] []",
		"ENABLE_PREFIX_DELEGATION: 'true'":       "{Family:ipv4 Mode:prefix-delegation CustomNetworking:false SecurityGroupsForPods:false MaxENI:0} [] []",
		"ENABLE_IPv6: 'true'":                    "{Family:ipv6 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0} [] []",
		"MAX_ENI: '-1'":                          "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0} [] []",
		"MAX_ENI: '4'":                           "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:4} [] []",
		"ENABLE_POD_ENI: perhaps":                "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0} [] [ENABLE_POD_ENI=perhaps]",
		"WARM_ENI_TARGET: '2', OTHER: x":         "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0} [WARM_ENI_TARGET=2] []",
		"WARM_IP_TARGET: '', ENABLE_POD_ENI: ''": "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0} [] []",
		"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true', ENABLE_POD_ENI: '1'": "{Family:ipv4 Mode:secondary-ip CustomNetworking:true SecurityGroupsForPods:true MaxENI:0} [] []",
	} {
		var list []string
		for _, pair := range strings.Split(env, ", ") {
			if name, value, is := strings.Cut(pair, ": "); is {
				list = append(list, "{name: "+name+", value: "+value+"}")
			}
		}
		text := "kind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: aws-node, namespace: kube-system}\nspec: {template: {spec: {containers: [{name: aws-node, env: [" + strings.Join(list, ", ") + "]}]}}}\n"
		cni := workloadtest.MustRead(t, text).CNI
		if got := fmt.Sprintf("%+v %v %v", cni.Config, cni.Warm, cni.Invalid); got != want {
			t.Errorf("%s\n got %s\nwant %s", env, got, want)
		}
	}
}

// Which claims are EBS volumes, and what is only assumed.
func TestVolumes(t *testing.T) {
	claim := func(spec string) string {
		return "---\nkind: PersistentVolumeClaim\napiVersion: v1\nmetadata: {name: data}\nspec: {" + spec + "}\n"
	}
	const class = "---\nkind: StorageClass\napiVersion: storage.k8s.io/v1\nmetadata: {name: %s}\nprovisioner: %s\n"
	for _, c := range []struct{ text, want string }{
		{"", " volumes=1\nassumed: web: a PersistentVolumeClaim that is not in the input is assumed to be an EBS volume\n"},
		{claim(""), " volumes=1\n"}, // EKS's default class is EBS
		{claim("accessModes: [ReadWriteOnce]"), " volumes=1\n"},
		{claim("accessModes: [ReadWriteOncePod]"), " volumes=1\n"},
		{claim("accessModes: [ReadWriteMany]"), "\n"},
		{claim("accessModes: [ReadOnlyMany]"), "\n"},
		{claim("accessModes: [ReadWriteOnce, ReadOnlyMany]"), "\n"},
		{claim("storageClassName: gp3"), " volumes=1\n"},
		{claim("storageClassName: efs-sc"), "\n"},
		{claim("storageClassName: fast"), " volumes=1\nassumed: web: storage class fast is not in the input and is assumed to be EBS\n"},
		{claim("storageClassName: fast") + fmt.Sprintf(class, "fast", "ebs.csi.aws.com"), " volumes=1\n"},
		{claim("storageClassName: fast") + fmt.Sprintf(class, "fast", "ebs.csi.eks.amazonaws.com"), " volumes=1\n"},
		{claim("storageClassName: fast") + fmt.Sprintf(class, "fast", "kubernetes.io/aws-ebs"), " volumes=1\n"},
		{claim("storageClassName: gp3") + fmt.Sprintf(class, "gp3", "efs.csi.aws.com"), "\n"}, // whatever its name
	} {
		web := workloadtest.Deployment("volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n" + workloadtest.OneContainer)
		if got, want := workloadtest.Describe(workloadtest.MustRead(t, web+c.text)), "web 1 100m 64Mi"+c.want; got != want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, want)
		}
	}
}
