package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"podfit/data/cluster"
	"podfit/planner"
	"podfit/planner/settings"
	"podfit/planner/workload"
)

// clusterOptions say which cluster to read in the place of files.
type clusterOptions struct{ cluster.Options }

func (o *clusterOptions) addFlags(cmd *cobra.Command) {
	inGroup(cmd, groupCluster, func() {
		flags := cmd.Flags()
		flags.StringVar(&o.Context, "context", "", "read the cluster of the context `NAME` of the kubeconfig; '' is the current one or, in a pod without a kubeconfig, the pod's own")
		flags.StringVar(&o.Kubeconfig, "kubeconfig", "", "kubeconfig `FILE` in the place of those of KUBECONFIG or ~/.kube/config; alone it reads the cluster of its current context")
		flags.DurationVar(&o.Timeout, "timeout", cluster.DefaultTimeout, "how long each request to the cluster may take")
	})
	cmd.MarkFlagFilename("kubeconfig")
	cmd.RegisterFlagCompletionFunc("context", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		names, _, _ := cluster.Contexts(o.Kubeconfig)
		return names, cobra.ShellCompDirectiveNoFileComp
	})
}

// asked says that a cluster is meant, and not files.
func (o *clusterOptions) asked(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("context") || cmd.Flags().Changed("kubeconfig")
}

// args wants files or a cluster.
func (o *clusterOptions) args(cmd *cobra.Command, files []string, such string) error {
	switch live := o.asked(cmd); {
	case live && len(files) > 0:
		return usagef("%s: %q and a live cluster: give one of them", cmd.Name(), files[0])
	case !live && len(files) == 0:
		return usagef("%s: which file? such as podfit %s %s, - for stdin, or --context for a live cluster", cmd.Name(), cmd.Name(), such)
	case o.Timeout <= 0:
		return usagef("--timeout %q: want more than 0", o.Timeout)
	}
	return nil
}

func (o *clusterOptions) workload(cmd *cobra.Command, files []string) (im workload.Import, err error) {
	if !o.asked(cmd) {
		if im, err = readWorkload(cmd.InOrStdin(), files); err != nil {
			err = usageError{err}
		}
		return im, err
	}
	err = o.read(cmd, func(ctx context.Context, c *cluster.Cluster) error {
		r := workload.NewReader()
		if err := c.Workloads(ctx, orEmpty(r.Read)); err != nil {
			return err
		}
		im, err = imported(r, c.Server())
		return err
	})
	return im, err
}

func (o *clusterOptions) nodes(cmd *cobra.Command, files []string) (nodes []planner.Node, err error) {
	if !o.asked(cmd) {
		if nodes, err = readNodes(cmd.InOrStdin(), files); err != nil {
			err = usageError{err}
		}
		return nodes, err
	}
	err = o.read(cmd, func(ctx context.Context, c *cluster.Cluster) error {
		r := workload.NewNodeReader()
		if err := c.Nodes(ctx, orEmpty(r.Read)); err != nil {
			return err
		}
		if nodes = r.Nodes(); len(nodes) == 0 {
			return fmt.Errorf("%s: it has no nodes", c.Server())
		}
		return nil
	})
	return nodes, err
}

// orEmpty takes a list without objects, which is a mistake of a file alone.
func orEmpty(read func(string, io.Reader) error) cluster.Each {
	return func(name string, page io.Reader) error {
		if err := read(name, page); !errors.Is(err, workload.ErrNoObject) {
			return err
		}
		return nil
	}
}

// read reads a cluster from the beginning, and once more where it changed
// faster than it was read.
func (o *clusterOptions) read(cmd *cobra.Command, from func(context.Context, *cluster.Cluster) error) error {
	c, err := cluster.Open(o.Options)
	if err != nil {
		return clusterError(err)
	}
	if isTerminal(os.Stderr) {
		defer startProgress(os.Stderr, "reading "+c.Server())()
	}
	err = from(cmd.Context(), c)
	var expired *cluster.Expired
	if errors.As(err, &expired) {
		err = from(cmd.Context(), c)
	}
	return err
}

// clusterError tells what the user has to change from what fails.
func clusterError(err error) error {
	var unknown *cluster.UnknownContext
	var none *cluster.NoKubeconfig
	switch {
	case errors.As(err, &unknown):
		return usageError{fmt.Errorf("%w%s", err, settings.DidYouMean(unknown.Name, unknown.Contexts))}
	case errors.As(err, &none):
		return usageError{err}
	}
	return err
}
