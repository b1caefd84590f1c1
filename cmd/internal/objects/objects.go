// Package objects reads what runs, from files or from a live cluster: workloads
// for podfit import, nodes for podfit verify.
package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/data/cluster"
	"podfit/planner"
	"podfit/planner/pending"
	"podfit/planner/printable"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/planner/workload"
)

// Source is files, or the cluster of a kubeconfig.
type Source struct {
	Files   []string
	Render  bool // what Helm and Kustomize have to render first
	Live    bool // the cluster, not files
	Cluster cluster.Options
	Choices workload.Choices

	namespaced bool // --namespace is what a cluster is asked for
}

// CustomResources are those that a cluster is asked for, where it has them.
func CustomResources() (all []cluster.Resource) {
	for _, r := range workload.CustomResources() {
		all = append(all, cluster.Resource{Group: r.Group, Resource: r.Plural, Launches: r.Launches})
	}
	return all
}

// Add adds the flags of a live cluster.
func (s *Source) Add(cmd *cobra.Command) {
	cli.Under(cmd, cli.LiveCluster, func(flags *pflag.FlagSet) {
		flags.StringVar(&s.Cluster.Context, "context", "", "read the cluster of the kubeconfig's context `NAME`; '' is the current one or, in a pod without a kubeconfig, the pod's own cluster")
		flags.StringVar(&s.Cluster.Kubeconfig, "kubeconfig", "", "kubeconfig `FILE` instead of those in KUBECONFIG or ~/.kube/config; without --context its current one")
		flags.DurationVar(&s.Cluster.Timeout, "timeout", cluster.DefaultTimeout, "how long each request to the cluster may take")
	})
	cmd.MarkFlagFilename("kubeconfig")
	cmd.RegisterFlagCompletionFunc("context", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		names, _, _ := cluster.Contexts(s.Cluster.Kubeconfig)
		names = slices.DeleteFunc(names, func(name string) bool { return !printable.IsText(name) }) // the shell shows them
		return names, cobra.ShellCompDirectiveNoFileComp
	})
}

// AddNamespace adds the flag of a command that reads workloads.
func (s *Source) AddNamespace(cmd *cobra.Command) {
	s.namespaced = true
	cli.Under(cmd, cli.LiveCluster, func(flags *pflag.FlagSet) {
		flags.StringVarP(&s.Cluster.Namespace, "namespace", "n", "", "read the workloads of namespace `NAME` alone; DaemonSets are those of all namespaces, because they run on the nodes")
	})
}

// AddRender adds the flag of a command that reads workloads.
func (s *Source) AddRender(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.Render, "render", false, "run helm template for charts, and kubectl kustomize or kustomize build for kustomizations, and import what they print")
}

var namespaceName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`) })

// CheckNamespace refuses what cannot be a namespace's name.
func CheckNamespace(name string) error {
	if !namespaceName().MatchString(name) {
		return fmt.Errorf("namespace %q: must be the name of a namespace, such as shop", name)
	}
	return nil
}

// Args takes files, or none if a cluster is read; example is a file's name.
func (s *Source) Args(cmd *cobra.Command, files []string, example string) error {
	flags := cmd.Flags()
	s.Live = flags.Changed("context") || flags.Changed("kubeconfig")
	s.Files = files
	switch {
	case s.Live && s.Render:
		return cli.Usagef("--render: only with files")
	case s.Live && len(files) > 0:
		return cli.Usagef("%s: %q and a live cluster: give one of them", cmd.Name(), files[0])
	case !s.Live && len(files) == 0:
		return cli.Usagef("%s: which file? such as podfit %s %s, - for stdin, or --context for a live cluster", cmd.Name(), cmd.Name(), example)
	case flags.Changed("namespace") && CheckNamespace(flags.Lookup("namespace").Value.String()) != nil:
		return cli.Usagef("--%w", CheckNamespace(flags.Lookup("namespace").Value.String()))
	case s.Cluster.Timeout <= 0:
		return cli.Usagef("--timeout %q: must be more than 0", s.Cluster.Timeout)
	case !s.Live && flags.Lookup("live") == nil: // where it is not AWS's as well
		idle := []string{"timeout"}
		if s.namespaced {
			idle = append(idle, "namespace")
		}
		if err := cli.Unused(flags, "--context or --kubeconfig", idle...); err != nil {
			return err
		}
	}
	return s.checkChoices(flags)
}

// AddChoices adds the flags of what a user decides about an import.
func (s *Source) AddChoices(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&s.Choices.VPA, "vpa", "", "replace requests by what VerticalPodAutoscalers recommend: "+strings.Join(workload.VPA, " or "))
	flags.IntVar(&s.Choices.GroupsPerInterface, "security-groups-per-interface", defaultGroups, "how many security groups your account lets an interface have; pods of a SecurityGroupPolicy with more never start")
	cmd.RegisterFlagCompletionFunc("vpa", cobra.FixedCompletions(workload.VPA, cobra.ShellCompDirectiveNoFileComp))
}

// AWS's quota "Security groups per network interface": its default, and the most that
// it can be raised to.
const (
	defaultGroups = 5
	mostGroups    = 16
)

func (s *Source) checkChoices(flags *pflag.FlagSet) error {
	if s.Choices.VPA != "" && !slices.Contains(workload.VPA, s.Choices.VPA) {
		return cli.Usagef("--vpa %q: must be %s%s", s.Choices.VPA, strings.Join(workload.VPA, " or "), settings.DidYouMean(s.Choices.VPA, workload.VPA))
	}
	if n := s.Choices.GroupsPerInterface; n > mostGroups || n < 1 && flags.Changed("security-groups-per-interface") {
		return cli.Usagef("--security-groups-per-interface \"%d\": must be 1 to %d", n, mostGroups)
	}
	return nil
}

func (s *Source) reader() *workload.Reader {
	r := workload.NewReader()
	r.Choose(s.Choices)
	return r
}

// Workload reads what runs pods.
func (s *Source) Workload(ctx context.Context, io request.IO) (im workload.Import, err error) {
	if !s.Live {
		if im, err = s.fileWorkload(ctx, io); err != nil {
			err = cli.UsageError{Err: err}
		}
		return im, err
	}
	err = s.live(ctx, io, func(ctx context.Context, c *cluster.Cluster) error {
		s.Choices.OneNamespace = s.Cluster.Namespace != ""
		r := s.reader()
		unread, err := c.Workloads(ctx, orEmpty(r.Read))
		if err != nil {
			return err
		}
		im, err = imported(r, c.Server(), unread)
		return err
	})
	return im, err
}

// Nodes reads nodes.
func (s *Source) Nodes(ctx context.Context, io request.IO) (nodes []planner.Node, err error) {
	if !s.Live {
		nodes, err := s.fileNodes(io)
		if err != nil {
			err = cli.UsageError{Err: err}
		}
		return nodes, err
	}
	err = s.live(ctx, io, func(ctx context.Context, c *cluster.Cluster) error {
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

// Snapshot is a cluster object by object.
type Snapshot struct {
	*pending.Cluster
	Launchers []planner.Launcher
	// Unread is what could not be read, or may not.
	Unread []planner.Warning
}

// Snapshot reads a cluster object by object, and what launches its nodes.
func (s *Source) Snapshot(ctx context.Context, io request.IO) (all Snapshot, err error) {
	finish := func(r *workload.SnapshotReader) (err error) {
		var lost []workload.Note
		all.Launchers, lost = r.Launchers()
		for _, n := range lost {
			all.Unread = append(all.Unread, n)
		}
		all.Cluster, err = r.Cluster()
		return err
	}
	if !s.Live {
		r := workload.NewSnapshotReader()
		if err = s.fileSnapshot(io, r); err == nil {
			err = finish(r)
		}
		if err != nil {
			err = cli.UsageError{Err: err}
		}
		return all, err
	}
	err = s.live(ctx, io, func(ctx context.Context, from *cluster.Cluster) error {
		r := workload.NewSnapshotReader()
		all = Snapshot{}
		lists, err := from.Snapshot(ctx, orEmpty(r.Read))
		if err != nil {
			return err
		}
		for _, u := range lists {
			all.Unread = append(all.Unread, notListed(u))
		}
		return finish(r)
	})
	return all, err
}

// notListed is the note of a list that may not be read.
func notListed(u cluster.Unread) workload.Note {
	return workload.Note{Kind: workload.Unread, Objects: []string{u.Resource},
		Text: "not allowed to list (403): " + u.Without + "; podfit data rbac prints a ClusterRole that allows it"}
}

// imported is what was read, of which something has to run pods or be about nodes.
func imported(r *workload.Reader, from string, unread []cluster.Unread) (workload.Import, error) {
	im, err := r.Import()
	for _, u := range unread {
		n := notListed(u)
		im.Notes = append(im.Notes, n)
		im.Guesses = append(im.Guesses, "not read: "+u.Resource+": "+n.Text)
	}
	if err == nil && len(im.Workload) == 0 && len(im.DaemonSets) == 0 && im.CNI == nil && !im.Today.IsKnown() && len(im.Today.Launchers) == 0 {
		err = fmt.Errorf("%s: nothing in it runs pods on nodes%s", from, skipped(im.Notes))
	}
	return im, err
}

func skipped(notes []workload.Note) string {
	var parts []string
	for _, n := range notes {
		if n.Kind == workload.Skipped || n.Kind == workload.Unread {
			parts = append(parts, words.Warn(n).Line())
		}
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

// orEmpty accepts a list without objects, which is a mistake only in a file.
func orEmpty(read func(string, io.Reader) error) cluster.Each {
	return func(name string, page io.Reader) error {
		if err := read(name, page); !errors.Is(err, workload.ErrNoObject) {
			return err
		}
		return nil
	}
}

// live reads a cluster from the beginning, and once more if it changed faster than
// it was read.
func (s *Source) live(ctx context.Context, io request.IO, read func(context.Context, *cluster.Cluster) error) error {
	options := s.Cluster
	options.Custom = CustomResources()
	c, err := cluster.Open(options)
	if err != nil {
		return clusterError(err)
	}
	defer io.Progress("reading " + c.Server())()
	err = read(ctx, c)
	var expired *cluster.Expired
	if errors.As(err, &expired) {
		err = read(ctx, c)
	}
	return err
}

// clusterError tells what the user has to change from what fails.
func clusterError(err error) error {
	var unknown *cluster.UnknownContext
	var none *cluster.NoKubeconfig
	switch {
	case errors.As(err, &unknown):
		return cli.UsageError{Err: fmt.Errorf("%w%s", err, settings.DidYouMean(unknown.Name, unknown.Contexts))}
	case errors.As(err, &none):
		return cli.UsageError{Err: err}
	}
	return err
}
