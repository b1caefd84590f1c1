package cluster_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"

	"podfit/data/cluster"
	"podfit/planner/workload/kubernetes"
)

// The API server is a fake one here. Without Options, the cluster is that of
// kubectl's current context.
func Example() {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"kind": "NodeList", "apiVersion": "v1", "items": [{
			"metadata": {"name": "ip-10-0-0-1", "labels": {"node.kubernetes.io/instance-type": "m5.large"}},
			"status": {"capacity": {"pods": "29"}, "allocatable": {"pods": "29"}}}]}`)
	}))
	defer api.Close()
	kubeconfig := "kubeconfig.yaml"
	os.WriteFile(kubeconfig, []byte(`{"current-context": "dev",
		"clusters": [{"name": "dev", "cluster": {"server": "`+api.URL+`"}}],
		"users": [{"name": "me", "user": {}}],
		"contexts": [{"name": "dev", "context": {"cluster": "dev", "user": "me"}}]}`), 0o600)
	defer os.Remove(kubeconfig)

	c, err := cluster.Open(cluster.Options{Kubeconfig: kubeconfig})
	if err != nil {
		fmt.Println(err)
		return
	}
	nodes := kubernetes.NewNodeReader()
	if err := c.Nodes(context.Background(), nodes.Read); err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range nodes.Nodes() {
		fmt.Println(n.Name, n.InstanceType, n.Allocatable.Pods.Or(0), "pods")
	}
	// Output: ip-10-0-0-1 m5.large 29 pods
}
