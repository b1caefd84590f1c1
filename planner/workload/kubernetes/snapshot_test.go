package kubernetes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"podfit/planner/pending"
	"podfit/planner/workload"
)

func snapshotOf(text string) (*pending.Cluster, error) {
	r := workload.NewSnapshotReader()
	if err := r.Read("a.yaml", strings.NewReader(text)); err != nil {
		return nil, err
	}
	return r.Cluster()
}

const aNode = "{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {a: b}}, spec: {unschedulable: true, taints: [{key: k, value: v, effect: NoSchedule}]}, " +
	"status: {allocatable: {cpu: 1930m, memory: 6Gi, pods: 29, some/device: 2e18}, nodeInfo: {kubeletVersion: v1.34.1-eks-abc}}}\n"

// Every kind that kube-scheduler looks at, as JSON of what is kept.
func TestSnapshot(t *testing.T) {
	pod := func(spec string) string {
		return "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {" + spec + "containers: [{name: c}]}}"
	}
	of := func(c *pending.Cluster) any { return c.Pods[0] }
	for _, c := range []struct {
		name, object string
		of           func(*pending.Cluster) any
		want         string // a part of the JSON
	}{
		{"node", "", func(c *pending.Cluster) any { return c.Nodes[0] }, `{"Name":"n1","Labels":{"a":"b"},"Taints":[{"Key":"k","Value":"v","Effect":"NoSchedule"}],"Unschedulable":true,"Allocatable":{"cpu":1930,"memory":6442450944,"pods":29,"some/device":1152921504606846976},"MaxPods":29`},
		{"version of the nodes", "", func(c *pending.Cluster) any { return c.Version }, `{"Minor":34,"Server":false}`},
		{"version of the API server", `{"major": "1", "minor": "35+", "gitVersion": "v1.35.2-eks-1"}`, func(c *pending.Cluster) any { return c.Version }, `{"Minor":35,"Server":true}`},
		{"kubectl version", `{"clientVersion": {"gitVersion": "v1.36.0"}, "serverVersion": {"gitVersion": "v1.33.9"}}`, func(c *pending.Cluster) any { return c.Version }, `{"Minor":33,"Server":true}`},
		{"volume limits", "{apiVersion: storage.k8s.io/v1, kind: CSINode, metadata: {name: n1}, spec: {drivers: [{name: ebs, allocatable: {count: 24}}, {name: efs}]}}", func(c *pending.Cluster) any { return c.Nodes[0].VolumeLimits }, `{"ebs":24}`},
		{"attachment", "{apiVersion: storage.k8s.io/v1, kind: VolumeAttachment, metadata: {name: a}, spec: {attacher: ebs, nodeName: n1, source: {persistentVolumeName: pv}}}", func(c *pending.Cluster) any { return c.Attachments }, `[{"Node":"n1","Driver":"ebs","Volume":"pv"}]`},
		{"namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: red}}}", func(c *pending.Cluster) any { return c.Namespaces }, `{"shop":{"team":"red"}}`},
		{"class", "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: gp3}, provisioner: p, volumeBindingMode: WaitForFirstConsumer, allowedTopologies: [{matchLabelExpressions: [{key: z, values: [a]}]}]}",
			func(c *pending.Cluster) any { return c.StorageClasses }, `{"gp3":{"Provisioner":"p","Waits":true,"Topologies":["z=a"]}}`},
		{"bound claim", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, annotations: {pv.kubernetes.io/bind-completed: "yes"}}, spec: {storageClassName: gp3, volumeName: pv, accessModes: [ReadWriteOncePod], resources: {requests: {storage: 1Ki}}}}`,
			func(c *pending.Cluster) any { return c.Claims[pending.Name{Namespace: "default", Name: "data"}] }, `{"Class":"gp3","Volume":"pv","Bound":true,"Lost":false,"Deleted":false,"OnePod":true,"Selected":"","Modes":["ReadWriteOncePod"],"Storage":1024}`},
		// A claim with a volume's name is bound only when the binding is completed.
		{"claim that is about to be bound", `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, annotations: {volume.kubernetes.io/selected-node: n1}}, spec: {volumeName: pv}, status: {phase: Lost}}`,
			func(c *pending.Cluster) any { return c.Claims[pending.Name{Namespace: "default", Name: "data"}] }, `"Bound":false,"Lost":true,"Deleted":false,"OnePod":false,"Selected":"n1"`},
		{"volume", "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}, spec: {capacity: {storage: 8Ei}, csi: {driver: d, volumeHandle: h}, claimRef: {namespace: shop, name: data}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: z, operator: In, values: [a]}]}]}}}}",
			func(c *pending.Cluster) any { return c.Volumes["pv"] }, `"Driver":"d","Handle":"h","Affinity":[{"Labels":"z=a","Names":""}],"Labels":null,"Claim":{"Namespace":"shop","Name":"data"},"Modes":null,"Storage":1152921504606846976`},
		{"volume within Kubernetes", "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv}, spec: {awsElasticBlockStore: {volumeID: 'aws://eu-west-3a/vol-1'}}}", func(c *pending.Cluster) any { return c.Volumes["pv"] }, `"Driver":"ebs.csi.aws.com","Handle":"vol-1"`},

		{"requests", "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, resources: {requests: {cpu: 1}}}, {name: b, resources: {limits: {memory: 1Ki, nvidia.com/gpu: 1}}}]}}", of,
			`"Requests":{"cpu":1000,"memory":1024,"nvidia.com/gpu":1},"ScoringCPU":1100,"ScoringMemory":209716224`},
		{"tolerations", pod("tolerations: [{key: k, operator: Exists, effect: NoExecute}, {key: k}], "), of, `"Tolerations":[{"Key":"k","Operator":"Exists","Value":"","Effect":"NoExecute"},{"Key":"k","Operator":"","Value":"","Effect":""}]`},
		{"node selector and affinity", pod("nodeSelector: {a: b}, affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Gt, values: ['1']}]}, {matchFields: [{key: metadata.name, operator: In, values: [n1]}]}]}}}, "), of,
			`"Selector":"a=b","Affinity":[{"Labels":"a\u003e1","Names":""},{"Labels":"","Names":"metadata.name=n1"}],"Affine":true`},
		{"spread", "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {v: '2'}}, spec: {topologySpreadConstraints: [{maxSkew: 2, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}, matchLabelKeys: [v], minDomains: 3, nodeTaintsPolicy: Honor}], containers: [{name: c}]}}", of,
			`"Spreads":[{"Topology":"z","MaxSkew":2,"MinDomains":3,"Anyway":false,"Selector":"a=b,v=2","IgnoreNodeAffinity":false,"HonorTaints":true}]`},
		{"affinity to pods", pod("affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: z, labelSelector: {matchLabels: {a: b}}, namespaceSelector: {matchLabels: {t: r}}}]}}, "), of,
			`"Terms":[{"Topology":"z","Selector":"a=b","Namespaces":null,"NamespaceSelector":"t=r","Anti":true,"Weight":0}]`},
		{"claims", pod("volumes: [{name: v, persistentVolumeClaim: {claimName: data}}, {name: tmp, ephemeral: {volumeClaimTemplate: {spec: {}}}}, {name: none, emptyDir: {}}], "), of, `"Claims":[{"Claim":"data","Ephemeral":false},{"Claim":"tmp","Ephemeral":true}]`},
		{"gates, scheduler, devices", pod("schedulingGates: [{name: g}], schedulerName: s, resourceClaims: [{name: d}], "), of, `"Scheduler":"s","Gates":["g"]`},
		{"the Deployment of a ReplicaSet", "{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {pod-template-hash: 7f}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7f, controller: true}]}, spec: {containers: [{name: c}]}}", of, `"Owner":{"Kind":"Deployment","Name":"web"}`},
		{"what the scheduler wrote", "{apiVersion: v1, kind: Pod, metadata: {name: p, deletionTimestamp: '2026-11-30T09:00:00Z'}, spec: {containers: [{name: c}]}, status: {nominatedNodeName: n1, conditions: [{type: PodScheduled, status: 'False', message: m}, {type: Ready, status: 'False', message: other}]}}", of,
			`"Nominated":"n1","Priority":0,"Scheduler":"","Gates":null,"Deleted":true`},
		// The latest event of each reason, in either API group.
		{"events", pod("") + `
---
{apiVersion: v1, kind: Event, metadata: {name: e1}, involvedObject: {kind: Pod, namespace: default, name: p}, reason: FailedScheduling, message: old, lastTimestamp: '2026-11-30T09:00:00Z'}
---
{apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e2}, regarding: {kind: Pod, namespace: default, name: p}, reason: FailedScheduling, note: new, eventTime: '2026-11-30T09:00:00.000000Z', series: {lastObservedTime: '2026-11-30T10:00:00.000000Z'}}
---
{apiVersion: v1, kind: Event, metadata: {name: e3}, involvedObject: {kind: Node, name: p}, reason: NodeNotReady, message: other}`, of,
			`"Events":[{"Reason":"FailedScheduling","Text":"new","Time":"2026-11-30T10:00:00.000000Z"}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster, err := snapshotOf(aNode + "---\n" + c.object)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(c.of(cluster))
			if err != nil || !strings.Contains(string(got), c.want) {
				t.Errorf("got\n%s, %v\nwhich has no\n%s", got, err, c.want)
			}
		})
	}
}

// An event that is a file of its own has its message after its kind.
func TestSnapshotOfJSONLines(t *testing.T) {
	r := workload.NewSnapshotReader()
	lines := `{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"2","pods":"9"}}}
{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c"}]}}
{"apiVersion":"v1","kind":"Event","involvedObject":{"kind":"Pod","name":"p"},"message":"m","metadata":{"name":"e"},"reason":"FailedScheduling"}
{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"gp3"},"provisioner":"p","volumeBindingMode":"WaitForFirstConsumer"}`
	if err := r.Read("a.json", strings.NewReader(lines)); err != nil {
		t.Fatal(err)
	}
	c, err := r.Cluster()
	if err != nil || len(c.Pods[0].Events) != 1 || c.Pods[0].Events[0].Text != "m" || !c.StorageClasses["gp3"].Waits {
		t.Error(c, err)
	}
}

// Errors name the place and what to do.
func TestSnapshotErrors(t *testing.T) {
	const fix = "no nodes in it, so nothing says where a pod could go: kubectl get nodes,pods,events,pvc,pv,sc,csinodes,ns -A -o json > cluster.json"
	for _, c := range []struct{ text, want string }{
		{"{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c}]}}", fix},
		{"a: b", "a.yaml:1: no kind: expected the output of kubectl get nodes,pods,events,pvc,pv,sc,csinodes,ns -A -o json"},
		{"", "a.yaml: nothing in it: expected the output of kubectl get nodes,pods,events,pvc,pv,sc,csinodes,ns -A -o json"},
		{"{apiVersion: v1, kind: Node, metadata: {name: n1}}", "a.yaml:1: Node n1: no status.allocatable: read the node from a cluster, not from a manifest"},
		{"{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {allocatable: {cpu: many}}}", `a.yaml:1: Node n1: status.allocatable.cpu "many": not a Kubernetes quantity such as 250m or 2`},
		{aNode + "---\n{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: {requests: {cpu: -1}}}]}}", `a.yaml:3: Pod p: container c: requests.cpu "-1": must not be negative`},
	} {
		if _, err := snapshotOf(c.text); fmt.Sprint(err) != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}
