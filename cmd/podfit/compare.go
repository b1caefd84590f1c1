package main

import (
	"github.com/spf13/cobra"

	"podfit/planner/report/answer"
)

const comparison = "Comparison" // the kind of the answer

func newCompareOptions() *listOptions {
	return &listOptions{
		answerOptions: newAnswerOptions(),
		topics:        everyTopic,
		plain:         []string{"type", "vcpus", "memory", "max-pods", "sg-pods", "app-pods", "ram-per-pod", "pods", "binds", "on-demand", "spot", "cost-per-pod", "dominated-by"},
		wide:          []string{"arch", "cpu-per-pod", "allocatable-memory", "allocatable-cpu", "price-per-hour", "cost", "stranded", "interruption"},
	}
}

func newCmdCompare() *cobra.Command {
	opts := newCompareOptions()
	cmd := &cobra.Command{
		Use:   "compare [TYPE…]",
		Short: "Node-group options by RAM per pod and cost, spot beside on-demand",
		Long: `compare ranks instance types as node groups: what fits, what each pod gets,
what a node and a pod cost a month, on demand and on spot.

RAM/POD is the node's free memory over its application pods: pods that ask for
less run out of addresses first, pods that ask for more run out of memory. FIT
is how many pods fit, by the pod request as well where one is given. COST/POD
is a node's month, as the capacity settings buy it, over FIT. DOMINATED-BY
names a type that offers at least as much RAM per pod for less money a pod.
Spot is an estimate: the list price less the Spot Advisor's average saving.`,
		Example: `  podfit compare m5.xlarge r5.xlarge --daemonsets 6
  podfit compare m5 r5 --pod-cpu 250m --pod-memory 512Mi --by cost-per-pod
  podfit compare --vcpus 4..16 --current-generation --by ram-per-pod --limit 10
  podfit compare m5 --on-demand-base 2 --on-demand-percent 30 --nodes 12 -o wide`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return list(cmd, opts, args, comparison, answer.NewComparison)
		},
	}
	opts.addFlags(cmd, "cost-per-pod")
	return cmd
}
