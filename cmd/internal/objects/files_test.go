package objects_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
)

// write makes files in a folder of their own.
func write(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var system = request.IO{Open: func(name string) (io.ReadCloser, error) { return os.Open(name) }}

// A chart and a kustomization are rendered by what is on the path, and by nothing else.
func TestRender(t *testing.T) {
	const pod = "#!/bin/sh\necho '{apiVersion: v1, kind: Pod, metadata: {name: '$1'}, spec: {containers: [{}]}}'\n"
	files := map[string]string{
		"chart/Chart.yaml": "", "chart/templates/a.yaml": "{{}}", "k/kustomization.yaml": "",
		"none/none": "", "one/kustomize": pod, "two/kustomize": pod, "two/kubectl": pod,
	}
	dir := write(t, files)
	t.Chdir(dir)
	for _, c := range []struct{ path, name, want string }{
		{"none", "chart", "--render: chart is a Helm chart, and helm is not on the PATH"},
		{"none", "k", "--render: k is a kustomization, and kubectl or kustomize is not on the PATH"},
		{"one", "k", "build"},
		{"two", "k", "kustomize"},
	} {
		t.Setenv("PATH", filepath.Join(dir, c.path))
		from := objects.Source{Files: []string{c.name}, Render: true}
		im, err := from.Workload(context.Background(), system)
		got := ""
		if err != nil {
			got = err.Error()
		} else if len(im.Workload) == 1 {
			got = im.Workload[0].Name
		}
		if got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.path, c.name, got, c.want)
		}
	}
}

// Nodes are found among other objects.
func TestNodesInFolder(t *testing.T) {
	const node = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {capacity: {cpu: 2, memory: 8Gi, pods: 29}, allocatable: {cpu: 2, memory: 7Gi, pods: 29}}\n"
	dir := write(t, map[string]string{"a/nodes.yaml": node, "a/values.yaml": "x: 1\n", "a/pods.json": `{"apiVersion": "v1", "kind": "Pod"}`, "b/c.yaml": "kind: Pod\n"})
	for _, c := range []struct {
		name, want string
		nodes      int
	}{
		{"a", "", 1},
		{"b", filepath.Join(dir, "b", "c.yaml") + ": no node in it: expected the output of kubectl get nodes -o json", 0},
	} {
		from := objects.Source{Files: []string{filepath.Join(dir, c.name)}}
		nodes, err := from.Nodes(context.Background(), system)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if len(nodes) != c.nodes || got != c.want {
			t.Errorf("%s: got %d nodes, %q, want %q", c.name, len(nodes), got, c.want)
		}
	}
}
