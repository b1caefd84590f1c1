package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/pending"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
)

func newCmdPending() *cobra.Command {
	var from objects.Source
	cmd := &cobra.Command{
		Use:   "pending FILE|FOLDER… | - | --context NAME",
		Short: "Say why pods are Pending, and what would place them",
		Long: `pending reads a cluster, as kubectl get -o json writes it or from a --context, and
says of each Pending pod which filter of kube-scheduler turns away each node, in the
scheduler's own words and counts, those of the cluster's version. Pods that are alike
are one row. It compares this with the pod's event FailedScheduling, if that is in the
input, and says if they differ: then the cluster has changed since.

Below the table are the smallest changes that place the pod, the best first. Each was
tried on podfit's simulated scheduler: a lower request, a label or a toleration, more
max pods, further nodes of a group, a relaxed constraint. LAUNCHABLE says whether a
group of nodes could launch one on which the pod fits; - is unknown. Groups are those of
the nodes, and what the input has of NodePools with their node classes, of eksctl, and of
node groups and Auto Scaling groups as the AWS CLI and Terraform print them.

Pods that are on a node and wait in ContainerCreating are among them if an event says
that the node has no address for them, or cannot use their volume.

Read all of nodes, pods, events, pvc, pv, sc, csinodes, volumeattachments and ns: a
warning names what is missing and what is unknown because of that. A list of pods of one
namespace is not enough, because pods of all namespaces take room.`,
		Example: `  kubectl get nodes,pods,events,pvc,pv,sc,csinodes,volumeattachments,ns -A -o json | podfit pending -
  podfit pending cluster.json nodepools.yaml nodegroup.json
  podfit pending cluster.json -n shop --pod 'web-*'
  podfit pending --context prod -o json
  podfit pending --context prod --check`,
		Args: func(cmd *cobra.Command, args []string) error { return from.Args(cmd, args, "cluster.json") },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	var choice pending.Choice
	var check bool
	f := request.NewFlags(cmd).Output().Strict()
	from.Add(cmd)
	cli.Under(cmd, cli.Selection, func(flags *pflag.FlagSet) {
		flags.StringVarP(&choice.Namespace, "namespace", "n", "", "show the pods of namespace `NAME` alone")
		flags.StringArrayVar(&choice.Pods, "pod", nil, "show the pods of this `NAME` alone: web-7f9-abcde, shop/web-7f9-abcde, or a pattern such as 'web-*' (repeatable)")
	})
	cmd.Flags().BoolVar(&check, "check", false, "exit 3 if a pod is Pending")
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error {
		return runPending(ctx, pendingRequest{r, from, choice, check}, io)
	})
	return cmd
}

type pendingRequest struct {
	request.Request
	from   objects.Source
	choice pending.Choice
	check  bool
}

func runPending(ctx context.Context, r pendingRequest, io request.IO) error {
	in, err := r.from.Snapshot(ctx, io)
	if err != nil {
		return err
	}
	if err := r.UseRegion(regionOf(in.Cluster)); err != nil {
		fmt.Fprintln(io.Err, err)
	}
	launchPolicy(r.Settings(), in.Launchers)
	catalogue := r.Catalogue(ctx, io, request.Wanted{})
	fleet, err := newFleet(&r.Request, &catalogue, &in)
	if err != nil {
		return err
	}
	found := pending.Find(in.Cluster, fleet, r.choice)
	found.Warnings = append(in.Unread, found.Warnings...)
	query := answer.Query{Settings: r.Settings(), Topics: []planner.Topic{planner.AboutPods}}
	pods := report.PendingPods(query, found)
	if err := pods.Write(io.Out, r.Output); err != nil {
		return err
	}
	talk(io, report.Structured(r.Output), pods.Answer)
	if n := found.Pods(); r.check && n > 0 {
		return cli.Checkf("%s Pending", words.Counted(n, "pod"))
	}
	return strict(&r.Request, pods.Answer.Warnings)
}

// regionOf is that of a cluster's nodes; empty if they name none.
func regionOf(c *pending.Cluster) string {
	for i := range c.Nodes {
		if region := c.Nodes[i].Labels[planner.RegionLabel]; region != "" {
			return region
		}
	}
	return ""
}
