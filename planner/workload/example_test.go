package workload_test

import (
	"fmt"
	"strings"

	"podfit/planner/workload"
)

func Example() {
	const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - {name: app, resources: {requests: {cpu: 250m, memory: 512Mi}}}
        - {name: proxy, resources: {limits: {cpu: 100m, memory: 64Mi}}}
`
	r := workload.NewReader()
	if err := r.Read("web.yaml", strings.NewReader(manifest)); err != nil {
		fmt.Println(err)
		return
	}
	im, err := r.Import()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, k := range im.Workload {
		fmt.Printf("%d × %s: %dm, %.0f MiB\n", k.Replicas, k.Name, k.Request.CPU, k.Request.Memory.MiB())
	}
	// Output:
	// 3 × shop/web: 350m, 576 MiB
}
