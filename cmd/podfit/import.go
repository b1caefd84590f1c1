package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/workload"
)

// importFormats: the scenario, or the answer with its summary.
var importFormats = []string{"yaml", "json"}

type importOptions struct {
	answerOptions
	cluster clusterOptions
	output  string
}

func newCmdImport() *cobra.Command {
	opts := &importOptions{answerOptions: newAnswerOptions()}
	cmd := &cobra.Command{
		Use:   "import FILE… | - | --context NAME",
		Short: "A scenario from Kubernetes manifests, kubectl, a live cluster, ECS or CSV",
		Long: `import makes a scenario of what runs: manifests in YAML or JSON, and what
kubectl get -o json or -o yaml writes, of any size in JSON. Requests count as
the scheduler counts them, pods once with what owns them, finished ones not at
all. DaemonSets, aws-node's configuration, autoscalers, volume claims and
SecurityGroupPolicies are taken over where they are among the objects.
--context reads all of these from a cluster, and writes nothing to it.

Of ECS it reads what aws ecs describe-services and describe-task-definition
print, and what register-task-definition is given: a service is a kind of pods
with the size of its task, or else of its containers, and a definition that no
service has is one task. Tasks with security groups of their own become pods
with security groups, daemons DaemonSets.

A CSV file has a header with name, replicas, cpu and memory, in any order, and
if need be securityGroups (true or false) and hoursPerMonth.

The scenario goes to stdout; what was summed up, guessed and left out to
stderr. -o json has both in one answer. Settings, and a scenario given with
-f, lie under what is imported; a flag lies over it.`,
		Example: `  podfit import manifests/*.yaml --region eu-west-3 > scenario.yaml
  kubectl get deploy,sts,ds,job,cronjob,hpa,pvc,pods -A -o json | podfit import -
  helm template ./chart | podfit import - -o json
  podfit import --context prod > scenario.yaml
  aws ecs describe-services --cluster shop --services web api > services.json
  podfit import services.json web.json api.json
  podfit import workloads.csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			return opts.cluster.args(cmd, args, "manifests.yaml")
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runImport(cmd, opts, args) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	opts.addSettings(cmd)
	opts.cluster.addFlags(cmd)
	inGroup(cmd, groupOutput, func() { addOutput(cmd, &opts.output) })
	opts.output = importFormats[0]
	f := cmd.Flags().Lookup("output")
	f.DefValue, f.Usage = opts.output, "output format: yaml is the scenario, json the answer that holds it"
	return cmd
}

func runImport(cmd *cobra.Command, opts *importOptions, args []string) error {
	if cmd.Flags().Changed("output") && !slices.Contains(importFormats, opts.output) {
		return usagef("--output %q: import writes a scenario (yaml) or an answer (json)", opts.output)
	}
	im, err := opts.cluster.workload(cmd, args)
	if err != nil {
		return err
	}
	opts.lay(cmd, &im)
	return writeImport(cmd, &opts.answerOptions, &im, opts.output)
}

func readWorkload(stdin io.Reader, names []string) (workload.Import, error) {
	r := workload.NewReader()
	for _, name := range names {
		if err := readInput(name, stdin, r.Read); err != nil {
			return workload.Import{}, err
		}
	}
	return imported(r, strings.Join(names, ", "))
}

// imported is what was read, of which something has to run pods.
func imported(r *workload.Reader, from string) (workload.Import, error) {
	im, err := r.Import()
	if err == nil && len(im.Workload) == 0 && len(im.DaemonSets) == 0 && im.CNI == nil {
		err = fmt.Errorf("%s: nothing in it runs pods on nodes%s", from, leftOut(im.Notes))
	}
	return im, err
}

// readInput reads a file, or stdin by the name of -.
func readInput(name string, stdin io.Reader, read func(string, io.Reader) error) error {
	if name == "-" {
		return read("stdin", stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return read(name, f)
}

func leftOut(notes []workload.Note) string {
	var parts []string
	for _, n := range notes {
		if n.Kind == workload.Skipped {
			parts = append(parts, objectsText(n.Objects)+": "+n.Text)
		}
	}
	if parts == nil {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

// lay puts what was imported over the settings, and the flags over that.
func (o *answerOptions) lay(cmd *cobra.Command, im *workload.Import) {
	flagged, s := o.settings, &o.settings
	if im.CNI != nil {
		s.CNI = im.CNI.Config
		o.warmTargets(im.CNI)
	}
	if im.Policies > 0 || im.Secured() {
		s.CNI.SecurityGroupsForPods = true
		s.SecurityGroupsScope = planner.ScopeApps // each DaemonSet is marked by itself
		s.SecurityGroupsPercent = securedPercent(im.Workload)
	}
	all := slices.Clone(s.DaemonSets)
	for _, ds := range im.DaemonSets {
		same := func(d planner.DaemonSet) bool { return d.Name == ds.Name }
		if i := slices.IndexFunc(all, same); i >= 0 {
			all[i] = ds
		} else {
			all = append(all, ds)
		}
	}
	s.DaemonSets = all
	for i := range o.table {
		setting := &o.table[i]
		if cmd.Flags().Changed(setting.Name) && setting.Name != "daemonset" {
			setting.Set(s, setting.Values(&flagged)...) // which took it before
		}
	}
	at := map[string]int{}
	for i, k := range o.scenario.Workload {
		at[k.Name] = i
	}
	for _, k := range im.Workload {
		if i, there := at[k.Name]; there {
			o.scenario.Workload[i] = k
		} else {
			o.scenario.Workload = append(o.scenario.Workload, k)
		}
	}
}

// warmTargets are settings by the names of aws-node's own variables. What means
// nothing there is as if it were not set.
func (o *answerOptions) warmTargets(cni *workload.CNI) {
	o.settings.Warm = eni.WarmTargets{}
	for _, warm := range cni.Warm {
		name, value, _ := strings.Cut(warm, "=")
		if setting, ok := o.table.Named(strings.ToLower(strings.ReplaceAll(name, "_", "-"))); ok {
			setting.Set(&o.settings, value)
		}
	}
}

// securedPercent is how many of the pods have security groups, rounded up.
func securedPercent(w planner.Workloads) int {
	secured, all := 0, 0
	for _, k := range w {
		all += k.Replicas
		if k.SecurityGroups {
			secured += k.Replicas
		}
	}
	if all == 0 {
		return 100
	}
	return (100*secured + all - 1) / all
}

func writeImport(cmd *cobra.Command, o *answerOptions, im *workload.Import, output string) error {
	s := o.scenario
	s.Settings = o.settings
	text, err := scenario.Write(s, o.table)
	if err != nil {
		return err
	}
	// What is written can be read: a file that cannot is caught here.
	if _, err := scenario.Read("the imported scenario", text, scenario.Scenario{Settings: planner.Default()}, o.table); err != nil {
		return usageError{err}
	}
	summary := report.NewImportSummary(im.Total())
	summary.Workloads, summary.DaemonSets, summary.Jobs = len(im.Workload), len(im.DaemonSets), im.Jobs
	summary.WithoutRequests, summary.Skipped = im.Unrequested(), im.Skipped
	if output != "json" {
		if _, err := cmd.OutOrStdout().Write(text); err != nil {
			return err
		}
		fmt.Fprintln(cmd.ErrOrStderr(), "imported:", summary.Line())
		for _, n := range im.Notes {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s: %s\n", strings.ReplaceAll(n.Kind.String(), "-", " "), objectsText(n.Objects), n.Text)
		}
		return nil
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return err
	}
	answer := report.NewAnswer("Import", report.Query{Settings: &o.settings}, nil, []report.Import{{Summary: summary, Scenario: tree}})
	for _, n := range im.Notes {
		answer.Warnings = append(answer.Warnings, report.Warning{
			Code: n.Kind.String(), Text: objectsText(n.Objects) + ": " + n.Text, InstanceTypes: []string{},
		})
	}
	return answer.Write(cmd.OutOrStdout(), output)
}

// mostNamed objects in a note, of which there can be thousands.
const mostNamed = 12

// objectsText names objects, those that are alike once with their number.
func objectsText(objects []string) string {
	var names []string
	count := map[string]int{}
	for _, o := range objects {
		if count[o]++; count[o] == 1 {
			names = append(names, o)
		}
	}
	more := ""
	if len(names) > mostNamed {
		more = fmt.Sprintf(" and %d more", len(names)-mostNamed)
		names = names[:mostNamed]
	}
	for i, name := range names {
		if n := count[name]; n > 1 {
			names[i] = fmt.Sprintf("%d × %s", n, name)
		}
	}
	return strings.Join(names, ", ") + more
}
