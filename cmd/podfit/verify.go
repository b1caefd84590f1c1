package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/verify"
	"podfit/planner/workload"
)

type verifyOptions struct {
	answerOptions
	cluster   clusterOptions
	output    string
	save      string
	check     bool
	tolerance float64
}

func newCmdVerify() *cobra.Command {
	opts := &verifyOptions{answerOptions: newAnswerOptions()}
	cmd := &cobra.Command{
		Use:   "verify FILE… | - | --context NAME",
		Short: "What is predicted of nodes against what real ones report",
		Long: `verify reads nodes, as kubectl get nodes -o json or -o yaml writes them or from
the cluster of a --context, and puts what podfit predicts of their instance
types beside what they report: allocatable memory and CPU, and max pods, with
what explains each difference and the flags under which podfit predicts what is
there. An ERROR above 0 says that nodes have less than was predicted. -o wide
has memory capacity and branch ENIs besides.

Nodes that report the same are one row. Predictions are those of the settings:
give the scenario or the flags with which you plan.

--save writes the allocatable CPU and memory and the max pods of each type, the
smallest of its nodes, into a scenario as overrides, which win over every rule.`,
		Example: `  kubectl get nodes -o json | podfit verify -
  podfit verify nodes.json --max-pods managed --prefix-delegation -o wide
  podfit verify nodes.json -f scenario.yaml --check --tolerance 0.5
  podfit verify --context prod --save scenario.yaml`,
		Args: func(cmd *cobra.Command, args []string) error { return opts.cluster.args(cmd, args, "nodes.json") },
		RunE: func(cmd *cobra.Command, args []string) error { return runVerify(cmd, opts, args) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	opts.addSettings(cmd)
	opts.cluster.addFlags(cmd)
	opts.aws.addFlags(cmd)
	inGroup(cmd, groupVerify, func() {
		flags := cmd.Flags()
		flags.StringVar(&opts.save, "save", "", "write what nodes offer into the scenario `FILE` as overrides; an existing one keeps all else")
		flags.BoolVar(&opts.check, "check", false, "end with 3 where allocatable memory is off by more than the tolerance, or CPU or max pods are others")
		flags.Float64Var(&opts.tolerance, "tolerance", 1, "`PERCENT` by which allocatable memory may be off")
		cmd.MarkFlagFilename("save", "yaml", "yml")
	})
	inGroup(cmd, groupOutput, func() { addOutput(cmd, &opts.output) })
	return cmd
}

func runVerify(cmd *cobra.Command, opts *verifyOptions, args []string) error {
	if opts.tolerance < 0 {
		return usagef("--tolerance %q: want 0 or more", fmt.Sprint(opts.tolerance))
	}
	nodes, err := opts.cluster.nodes(cmd, args)
	if err != nil {
		return err
	}
	predicted, err := opts.predict(nodes)
	if err != nil {
		return err
	}
	v := verify.Nodes(nodes, predicted)
	save, err := opts.measured(&v)
	if err != nil {
		return err
	}
	query := report.Query{Settings: &opts.settings, Topics: []planner.Topic{planner.AboutMemory}}
	answer := report.NewVerifications(query, v, opts.tolerance, opts.table)
	if len(v.Rows) > 0 || opts.output == "json" || opts.output == "yaml" {
		if err := answer.Write(cmd.OutOrStdout(), opts.output); err != nil {
			return err
		}
	}
	talk(cmd, opts.output, answer.Answer)
	if err := save(cmd.ErrOrStderr()); err != nil {
		return err
	}
	return opts.verdict(&v)
}

func readNodes(stdin io.Reader, names []string) ([]planner.Node, error) {
	r := workload.NewNodeReader()
	for _, name := range names {
		if err := readInput(name, stdin, r.Read); err != nil {
			return nil, err
		}
	}
	return r.Nodes(), nil
}

// predict is the option of each type that nodes have and podfit knows.
func (o *verifyOptions) predict(nodes []planner.Node) (map[string]density.Option, error) {
	names := map[string]bool{}
	for i := range nodes {
		names[nodes[i].InstanceType] = true
	}
	o.aws.timeout = o.cluster.Timeout
	o.freshen(slices.Sorted(maps.Keys(names)))
	maps.DeleteFunc(names, func(name string, _ bool) bool {
		_, known := o.catalogue.Type(name)
		return !known
	})
	all := map[string]density.Option{}
	if len(names) == 0 {
		return all, nil
	}
	options, err := o.evaluate(slices.Sorted(maps.Keys(names)))
	for i := range options {
		all[options[i].Type.Name] = options[i]
	}
	return all, err
}

// measured is what saves the figures of the nodes, and says what it wrote.
func (o *verifyOptions) measured(v *verify.Verification) (save func(talk io.Writer) error, err error) {
	if o.save == "" {
		return func(io.Writer) error { return nil }, nil
	}
	figures := v.Measured()
	if len(figures) == 0 {
		return nil, usagef("--save: none of the nodes is of a type that podfit knows")
	}
	text, write, err := o.saved()
	if err != nil {
		return nil, err
	}
	if text, err = scenario.SetOverrides(o.save, text, figures); err != nil {
		return nil, usageError{err}
	}
	// What is written can be read: a figure that cannot is caught here.
	if _, err := scenario.Read(o.save, text, scenario.Scenario{Settings: planner.Default()}, o.table); err != nil {
		return nil, usageError{fmt.Errorf("--save: nothing is written: %w", err)}
	}
	names := slices.SortedFunc(maps.Keys(figures), planner.CompareNames)
	return func(talk io.Writer) error {
		if err := write(o.save, text); err != nil {
			return err
		}
		_, err := fmt.Fprintf(talk, "saved: %s has what nodes offer of %s, the smallest of each type\n", o.save, strings.Join(names, ", "))
		return err
	}, nil
}

// saved is the scenario to save into, and how: one with the settings of this
// run where there is none.
func (o *verifyOptions) saved() ([]byte, func(string, []byte) error, error) {
	text, err := readUpTo(o.save, mostScenario)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text, err = scenario.Write(scenario.Scenario{Settings: o.settings}, o.table)
		return text, createFile, err
	case err != nil:
		return nil, nil, err
	}
	_, err = scenario.Read(o.save, text, scenario.Scenario{Settings: planner.Default()}, o.table)
	if err != nil {
		err = usageError{err}
	}
	return text, replaceFile, err
}

func (o *verifyOptions) verdict(v *verify.Verification) error {
	if !o.check {
		return nil
	}
	if len(v.Rows) == 0 {
		return checkError{errors.New("check: no node to compare")}
	}
	var off []string
	nodes := 0
	for i := range v.Rows {
		if row := &v.Rows[i]; !row.Within(o.tolerance) {
			nodes += len(row.Names)
			if name := row.InstanceType; !slices.Contains(off, name) {
				off = append(off, name)
			}
		}
	}
	if nodes == 0 {
		return nil
	}
	return checkError{fmt.Errorf("check: %d of %d nodes are not as predicted: %s", nodes, v.Nodes(), strings.Join(off, ", "))}
}
