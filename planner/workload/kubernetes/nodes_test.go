package kubernetes_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/workload"
)

func nodesOf(text string) ([]planner.Node, error) {
	r := workload.NewNodeReader()
	err := r.Read("a.yaml", strings.NewReader(text))
	return r.Nodes(), err
}

func node(labels, status string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: Node\nmetadata: {name: n1, labels: {%s}}\nstatus: {%s}\n", labels, status)
}

const m5Large = `capacity: {cpu: "2", memory: 7816499Ki, pods: "29", hugepages-2Mi: "0"}, allocatable: {cpu: 1930m, memory: 7126323Ki, pods: "29"}`

func describeNode(n planner.Node) string {
	resources := func(r planner.NodeResources) string {
		return strings.Join([]string{orDash(r.CPU), orDash(r.Memory), orDash(r.Pods), orDash(r.BranchENIs), fmt.Sprint(r.HugePages)}, "/")
	}
	return fmt.Sprintf("%s %s %s ami=%s policy=%s %s %s", n.Name, n.InstanceType, n.Kind, orDash(n.AMI), orDash(n.Policy), resources(n.Capacity), resources(n.Allocatable))
}

func orDash[T any](m planner.Maybe[T]) string {
	v, known := m.Value()
	if !known {
		return "-"
	}
	return fmt.Sprint(v)
}

func TestNodes(t *testing.T) {
	const figures = " 2000/8004094976/29/0/0 1930/7297354752/29/0/0"
	const none = " -/-/-/0/0 -/-/-/0/0"
	for _, c := range []struct{ name, labels, status, want string }{
		{"managed AL2023", "node.kubernetes.io/instance-type: m5.large, eks.amazonaws.com/nodegroup: a", m5Large + `, nodeInfo: {osImage: "Amazon Linux 2023.8.20250818", operatingSystem: linux}`,
			"n1 m5.large ec2 ami=al2023 policy=managed" + figures},
		{"Karpenter, Bottlerocket", "node.kubernetes.io/instance-type: m5.large, karpenter.sh/nodepool: a", m5Large + `, nodeInfo: {osImage: "Bottlerocket OS 1.44.0 (aws-k8s-1.33)"}`,
			"n1 m5.large ec2 ami=bottlerocket policy=karpenter" + figures},
		{"Auto Mode", "node.kubernetes.io/instance-type: m5.large, karpenter.sh/nodepool: a, eks.amazonaws.com/compute-type: auto", m5Large + `, nodeInfo: {osImage: "Bottlerocket (EKS Auto, Standard) 2025.8"}`,
			"n1 m5.large auto-mode ami=bottlerocket policy=auto-mode" + figures},
		{"the label's old name", "beta.kubernetes.io/instance-type: m5.large", m5Large + `, nodeInfo: {osImage: "Ubuntu 22.04.5 LTS"}`,
			"n1 m5.large ec2 ami=- policy=-" + figures},
		{"Fargate", "eks.amazonaws.com/compute-type: fargate", "capacity: {x: 1}, allocatable: {x: 1}", "n1  fargate ami=- policy=-" + none},
		{"hybrid", "eks.amazonaws.com/compute-type: hybrid", "capacity: {x: 1}, allocatable: {x: 1}", "n1  hybrid ami=- policy=-" + none},
		{"Windows", "kubernetes.io/os: windows", "capacity: {x: 1}, allocatable: {x: 1}", "n1  windows ami=- policy=-" + none},
		{"Windows by the kubelet", "", "capacity: {x: 1}, allocatable: {x: 1}, nodeInfo: {operatingSystem: windows}", "n1  windows ami=- policy=-" + none},
		{"huge pages and branch ENIs", "", `capacity: {hugepages-2Mi: 512Mi, hugepages-1Gi: 1Gi, vpc.amazonaws.com/pod-eni: "9"}, allocatable: {vpc.amazonaws.com/pod-eni: "9", hugepages-2Mi: 512Mi, some/device: 2e18}`,
			"n1  ec2 ami=- policy=- -/-/-/9/1610612736 -/-/-/9/536870912"},
	} {
		t.Run(c.name, func(t *testing.T) {
			nodes, err := nodesOf(node(c.labels, c.status))
			if err != nil {
				t.Fatal(err)
			}
			if got := describeNode(nodes[0]); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// Nodes come in every form of list, among other objects.
func TestNodeLists(t *testing.T) {
	const item = `{"apiVersion":"v1","kind":"Node","metadata":{"name":%q},"status":{"capacity":{"cpu":"2"},"allocatable":{"cpu":"1930m"}}}`
	a, b := fmt.Sprintf(item, "a"), fmt.Sprintf(item, "b")
	untyped := strings.ReplaceAll(a+","+b, `"apiVersion":"v1","kind":"Node",`, "")
	for _, text := range []string{
		`{"apiVersion":"v1","kind":"List","items":[` + a + "," + b + `]}`,
		`{"apiVersion":"v1","items":[` + a + "," + b + `],"kind":"List"}`,
		`{"kind":"NodeList","apiVersion":"v1","metadata":{"continue":"x"},"items":[` + untyped + `]}`,
		a + b,
		"[" + a + "," + b + "]",
		a + "\n---\n" + b,
		"---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n---\n" + a + "\n---\n" + b,
	} {
		nodes, err := nodesOf(text)
		if err != nil || len(nodes) != 2 || nodes[0].Name != "a" || nodes[1].Name != "b" {
			t.Errorf("%s: %v %v", text, nodes, err)
		}
	}
}

func TestNodeErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "a.yaml: nothing in it: expected the output of kubectl get nodes -o json"},
		{`{"kind":"NodeList","apiVersion":"v1","items":[]}`, "a.yaml: nothing in it: expected the output of kubectl get nodes -o json"},
		{"apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n", "a.yaml: no node in it: expected the output of kubectl get nodes -o json"},
		{"a: 1\n", "a.yaml:1: no kind: expected the output of kubectl get nodes -o json"},
		{"kind: Node\napiVersion: v1\n", "a.yaml:1: Node: missing metadata.name"},
		{"kind: Node\napiVersion: v1\nmetadata: {name: n1}\n", "a.yaml:1: Node n1: no status.capacity and status.allocatable: read the node from a cluster, not from a manifest"},
		{node("", "capacity: {cpu: 2}"), "a.yaml:1: Node n1: no status.capacity and status.allocatable: read the node from a cluster, not from a manifest"},
		{node("", "capacity: {memory: 7Gx}, allocatable: {cpu: 1}"), `a.yaml:1: Node n1: status.capacity.memory "7Gx": not a Kubernetes quantity such as 512Mi or 4Gi`},
		{node("", "capacity: {memory: 7Gi}, allocatable: {pods: 1.5}"), `a.yaml:1: Node n1: status.allocatable.pods "1.5": must be a whole number`},
		{node("", "capacity: {memory: -1}, allocatable: {pods: 1}"), `a.yaml:1: Node n1: status.capacity.memory "-1": must not be negative`},
		{node("", "capacity: [1], allocatable: {pods: 1}"), `a.yaml:1: Node n1: status.capacity: must be keys and values, not array`},
		{strings.Replace(node("", m5Large), "n1", `"\e[2J"`, 1), "a.yaml:1: Node \x1b[2J: its name has a character that is not printable"},
		{node(`node.kubernetes.io/instance-type: "\e[2J"`, m5Large), `a.yaml:1: Node n1: instance type "\x1b[2J": must consist of letters, digits, dots and dashes`},
		{node("", m5Large) + "---\n" + node("", m5Large), "a.yaml:6: Node n1: duplicate of a.yaml:1"},
		{`{"kind": "Node", `, "a.yaml:1:18: unexpected end of JSON"},
	} {
		if _, err := nodesOf(c.text); err == nil || err.Error() != c.want {
			t.Errorf("\n got %v\nwant %s", err, c.want)
		}
	}
	if _, err := nodesOf(`{"kind":"NodeList","items":[]}`); !errors.Is(err, workload.ErrNoObject) {
		t.Error(err)
	}
}

// Whatever is read, it takes no long time and does not panic; nodes that are
// read have names, one each, and amounts that are none below 0.
func FuzzNodes(f *testing.F) {
	f.Add(node("node.kubernetes.io/instance-type: m5.large", m5Large))
	f.Add(`{"kind":"List","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"a"},"status":{"capacity":{"pods":"1e3"},"allocatable":{"memory":"1Ei"}}}]}`)
	if dump, err := os.ReadFile("../testdata/dump.json"); err == nil {
		f.Add(string(dump))
	}
	f.Fuzz(func(t *testing.T, text string) {
		nodes, err := nodesOf(text)
		if err != nil {
			return
		}
		named := map[string]bool{}
		for _, n := range nodes {
			if n.Name == "" || named[n.Name] {
				t.Errorf("named %q", n.Name)
			}
			named[n.Name] = true
			for _, r := range []planner.NodeResources{n.Capacity, n.Allocatable} {
				if r.CPU.Or(0) < 0 || r.Memory.Or(0) < 0 || r.Pods.Or(0) < 0 || r.BranchENIs.Or(0) < 0 || r.HugePages < 0 {
					t.Errorf("%+v", r)
				}
			}
		}
	})
}
