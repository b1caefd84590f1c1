package main

import (
	"github.com/spf13/cobra"

	"podfit/planner"
	"podfit/planner/report/answer"
)

func newCmdMaxPods() *cobra.Command {
	opts := &listOptions{
		answerOptions: newAnswerOptions(),
		topics:        []planner.Topic{planner.AboutPods},
		plain:         []string{"type", "vcpus", "memory", "enis", "pod-ips", "branch-enis", "max-pods", "sg-pods", "app-pods"},
		wide:          []string{"arch", "hypervisor", "binds"},
	}
	cmd := &cobra.Command{
		Use:   "max-pods [TYPE…]",
		Short: "Max pods, with and without security groups for pods, less DaemonSets",
		Long: `max-pods says how many pods a node of each instance type admits, how many
get an address or a branch ENI, and what DaemonSets leave to applications.

TYPE is a name (m5.large), a family (m5) or a glob ('m*.large'); without one,
all types that EKS can run and the region offers.

MAX-PODS is the kubelet's, SG-PODS how many pods can have security groups, and
APP-PODS what is left to application pods under the settings.`,
		Example: `  podfit max-pods r5.xlarge
  podfit max-pods r5.xlarge --security-groups-for-pods --daemonsets 6 -o json
  podfit max-pods m5 c5 --prefix-delegation --max-pods managed
  podfit max-pods --vcpus 4..8 --arch arm64 --by app-pods --limit 10`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return list(cmd, opts, args, "MaxPods", answer.NewMaxPods)
		},
	}
	opts.addFlags(cmd, "type")
	return cmd
}
