package main

import (
	"github.com/spf13/cobra"

	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/report/answer"
)

var maxPods = listing[answer.MaxPods]{
	kind: "MaxPods", topics: []planner.Topic{planner.AboutPods}, item: answer.NewMaxPods,
	plain: []string{"type", "vcpus", "memory", "enis", "pod-ips", "branch-enis", "max-pods", "sg-pods", "app-pods"},
	wide:  []string{"arch", "hypervisor", "limited-by"},
}

func newCmdMaxPods() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "max-pods [TYPE…]",
		Short: "Print max pods, with and without security groups for pods, less DaemonSets",
		Long: `max-pods prints how many pods a node of each instance type admits, how many
get an address or a branch ENI, and what DaemonSets leave to applications.

TYPE is a name (m5.large), a family (m5) or a glob ('m*.large'); without one,
all types that EKS can run and the region offers.

MAX-PODS is the kubelet's, SG-PODS how many pods can have security groups, and
APP-PODS what is left to application pods under the settings.`,
		Example: `  podfit max-pods r5.xlarge
  podfit max-pods r5.xlarge --security-groups-for-pods --daemonsets 6 -o json
  podfit max-pods m5 c5 --prefix-delegation --max-pods managed
  podfit max-pods --vcpus 4..8 --arch arm64 --by app-pods --limit 10`,
	}
	f := request.NewFlags(cmd).Settings().AWS().Select().List("type").Output().Strict()
	cmd.RunE = runs(f, maxPods.run)
	return cmd
}
