package sample

import (
	"fmt"
	"math/rand/v2"

	"podfit/planner"
	"podfit/planner/plan"
)

// LargePools are those of Large: a label parts them, and some keep others away.
func LargePools() []plan.Pool {
	names := []string{"web", "api", "batch", "data", "cache", "pci", "ml", "ops"}
	pools := make([]plan.Pool, len(names))
	for i, name := range names {
		pools[i] = plan.Pool{Name: name, Labels: map[string]string{"pool": name}, Groups: 1}
		if i%2 == 1 {
			pools[i].Taints = []planner.Taint{{Key: "dedicated", Value: name, Effect: planner.NoSchedule}}
		}
	}
	return pools
}

// Large is a company's cluster: workloads of several teams' namespaces, each of which is in
// one of LargePools, and some that say nothing of pools. Of 3,000 workloads there are about
// 10,000 pods.
func Large(workloads, namespaces int) planner.Workloads {
	draw, pools := rand.New(rand.NewPCG(17, 5)), LargePools()
	w := make(planner.Workloads, workloads)
	for i := range w {
		team := i % namespaces
		w[i] = planner.Workload{
			Name:     fmt.Sprintf("team-%02d/app-%04d", team, i),
			Replicas: []int{1, 1, 2, 2, 3, 3, 4, 10}[draw.IntN(8)],
			Request: planner.Resources{
				CPU:    []planner.Millis{50, 100, 100, 250, 250, 500, 1000, 2000}[draw.IntN(8)],
				Memory: []planner.Memory{64, 128, 256, 256, 512, 1024, 2048, 4096}[draw.IntN(8)] * planner.MiB,
			},
			Labels: map[string]string{"app": fmt.Sprintf("app-%04d", i)},
		}
		pool := &pools[team%len(pools)]
		if draw.IntN(20) > 0 || len(pool.Taints) > 0 {
			w[i].Nodes.Labels = Conditions("pool=" + pool.Name)
		}
		for _, t := range pool.Taints {
			w[i].Nodes.Tolerations = append(w[i].Nodes.Tolerations, t.String())
		}
	}
	return w
}
