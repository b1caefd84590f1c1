package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// answerOptions are what every command that answers from the settings has.
type answerOptions struct {
	settings planner.Settings
	table    settings.Table
	files    []string
	// scenario is what the files hold besides the settings.
	scenario scenario.Scenario
	// aws is how to ask AWS, catalogue what is known with what it said, and talk
	// where to say that it said nothing.
	aws       awsOptions
	catalogue data.Catalogue
	freshened bool
	money     bool // prices are asked for as well
	talk      io.Writer
}

func newAnswerOptions() answerOptions {
	return answerOptions{settings: planner.Default(), table: knownSettings()}
}

// knownSettings is the table of settings, checked against the bundled tables.
func knownSettings() settings.Table {
	known := settings.Known{Regions: data.RegionNames(), Types: data.TypeNames, Memory: advertised}
	for _, preset := range data.DaemonSets() {
		known.DaemonSets = append(known.DaemonSets, preset.DaemonSet)
	}
	return settings.New(known)
}

func advertised(instanceType string) (planner.Memory, bool) {
	t, ok := data.Type(instanceType)
	return t.Memory, ok
}

// addSettings makes a flag of every setting, and has what no flag says come
// from scenario files, the environment and podfit.yaml before the command runs.
func (o *answerOptions) addSettings(cmd *cobra.Command) {
	for i := range o.table {
		s := &o.table[i]
		f := cmd.Flags().VarPF(&settingFlag{setting: s, to: &o.settings}, s.Name, "", s.Usage)
		if s.Kind == settings.Switch {
			f.NoOptDefVal = "true"
		}
		setGroup(f, string(s.Group))
		if s.Choices != nil {
			cmd.RegisterFlagCompletionFunc(s.Name, cobra.FixedCompletions(s.Choices, cobra.ShellCompDirectiveNoFileComp))
		}
	}
	cmd.Flags().StringArrayVarP(&o.files, fileFlag, "f", nil, "scenario `FILE` to start from, - for stdin; flags override it (repeatable, the later over the earlier)")
	setGroup(cmd.Flags().Lookup(fileFlag), string(settings.Cluster))
	cmd.Flags().SortFlags = false
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		o.talk = cmd.ErrOrStderr()
		if err := configure(cmd.Flags(), configKeys(cmd.Root())); err != nil {
			return err
		}
		if err := o.readScenarios(cmd, o.files); err != nil {
			return usageError{err}
		}
		if err := settings.Check(&o.settings); err != nil {
			return usageError{err}
		}
		return o.aws.check()
	}
}

const fileFlag = "file"

// readScenarios lays files over what the environment, podfit.yaml and earlier
// files say, and the flags over the files.
func (o *answerOptions) readScenarios(cmd *cobra.Command, files []string) error {
	if len(files) == 0 {
		return nil
	}
	o.scenario.Settings = o.settings
	for _, name := range files {
		text, err := readFile(cmd.InOrStdin(), name)
		if err != nil {
			return err
		}
		if o.scenario, err = scenario.Read(name, text, o.scenario, o.table); err != nil {
			return err
		}
	}
	flagged := o.settings
	o.settings = o.scenario.Settings
	for i := range o.table {
		s := &o.table[i]
		if !cmd.Flags().Changed(s.Name) {
			continue
		}
		if err := s.Set(&o.settings, s.Values(&flagged)...); err != nil {
			return err
		}
	}
	return nil
}

func readFile(stdin io.Reader, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}

// settingFlag is a setting as a flag; those of a list add up.
type settingFlag struct {
	setting *settings.Setting
	to      *planner.Settings
	texts   []string
}

func (f *settingFlag) String() string {
	if f.setting == nil { // pflag asks a zero value
		return ""
	}
	return f.setting.Text(f.to)
}

func (f *settingFlag) Type() string {
	if f.setting.Kind == settings.Switch {
		return "bool"
	}
	return f.setting.Value
}

func (f *settingFlag) Set(text string) error {
	if f.setting.Kind == settings.List {
		return f.Replace(append(f.texts, text))
	}
	return f.setting.Set(f.to, text)
}

// Replace sets a list as a whole.
func (f *settingFlag) Replace(texts []string) error {
	f.texts = texts
	return f.setting.Set(f.to, texts...)
}

// everyTopic is for answers that speak of all: pods, memory and money.
var everyTopic = []planner.Topic{planner.AboutPods, planner.AboutMemory, planner.AboutMoney}

// listOptions are those of a command that answers for a list of types.
type listOptions struct {
	answerOptions
	selection
	output  string
	by      string
	limit   int
	columns []string
	topics  []planner.Topic
	plain   []string // columns of --output table
	wide    []string // and those that --output wide adds
}

func (o *listOptions) addFlags(cmd *cobra.Command, by string) {
	o.addSettings(cmd)
	o.aws.addFlags(cmd)
	o.money = slices.Contains(o.topics, planner.AboutMoney)
	inGroup(cmd, groupSelection, func() { o.selection.addFlags(cmd) })
	inGroup(cmd, groupOutput, func() {
		flags := cmd.Flags()
		flags.StringVar(&o.by, "by", by, "`FIELD` to sort by, the best first: "+strings.Join(query.FieldNames(), ", "))
		flags.IntVar(&o.limit, "limit", 0, "show the first `N` alone; 0 shows all")
		flags.StringSliceVar(&o.columns, "columns", nil, "`FIELDS` to show as columns, in this order")
		addOutput(cmd, &o.output)
	})
	cmd.RegisterFlagCompletionFunc("by", cobra.FixedCompletions(query.FieldNames(), cobra.ShellCompDirectiveNoFileComp))
	cmd.RegisterFlagCompletionFunc("columns", cobra.FixedCompletions(report.ColumnNames(), cobra.ShellCompDirectiveNoFileComp))
	cmd.ValidArgsFunction = completeTypes
}

func completeTypes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return data.TypeNames(), cobra.ShellCompDirectiveNoFileComp
}

func addOutput(cmd *cobra.Command, output *string) {
	*output = "table"
	cmd.Flags().VarP(&choiceFlag{output, report.Formats}, "output", "o", "output format: "+strings.Join(report.Formats, ", "))
	cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(report.Formats, cobra.ShellCompDirectiveNoFileComp))
}

// choiceFlag is one word of several.
type choiceFlag struct {
	to      *string
	choices []string
}

func (f *choiceFlag) String() string { return *f.to }
func (f *choiceFlag) Type() string   { return "FORMAT" }
func (f *choiceFlag) Set(text string) error {
	for _, c := range f.choices {
		if c == text {
			*f.to = text
			return nil
		}
	}
	return fmt.Errorf("want one of %s%s", strings.Join(f.choices, ", "), settings.DidYouMean(text, f.choices))
}

// find answers for the types that args name, else those of the scenario:
// evaluated, filtered, sorted and cut to the limit.
func (o *listOptions) find(args []string) (report.Query, []density.Option, error) {
	q := report.Query{Settings: &o.settings, Topics: o.topics, Types: args, Limit: o.limit}
	if o.limit < 0 {
		return q, nil, usagef("--limit \"%d\": want 0 or more", o.limit)
	}
	by, ok := query.FieldNamed(o.by)
	if !ok {
		return q, nil, usagef("--by %q: want one of %s%s", o.by, strings.Join(query.FieldNames(), ", "), settings.DidYouMean(o.by, query.FieldNames()))
	}
	q.By = by
	options, err := o.candidates(args)
	if err != nil {
		return q, nil, err
	}
	if q.Filter, err = o.selection.filter(args); err != nil {
		return q, nil, err
	}
	if emptied := q.Filter.Emptied(options); emptied != nil {
		return q, nil, usagef("%s", nothingLeft(emptied))
	}
	options = q.Filter.Select(options)
	query.Compare(options, by)
	if o.limit > 0 && o.limit < len(options) {
		options = options[:o.limit]
	}
	return q, options, nil
}

// candidates are the types of args or, without any, of the scenario's options.
func (o *answerOptions) candidates(args []string) ([]density.Option, error) {
	if len(args) > 0 || len(o.scenario.Options) == 0 {
		o.freshen(namesOf(args))
		return o.evaluate(args)
	}
	o.freshen(nil)
	var all []density.Option
	seen := map[string]bool{}
	for _, part := range o.scenario.Options {
		options, err := o.evaluate(part.Types)
		if err != nil {
			return nil, err
		}
		filter, err := query.ParseFilter(part.Filter)
		if err != nil {
			return nil, usageError{err}
		}
		if emptied := filter.Emptied(options); emptied != nil {
			return nil, usagef("the scenario's filter %q: %s", part.Filter, nothingLeft(emptied))
		}
		for _, option := range filter.Select(options) {
			if !seen[option.Type.Name] {
				seen[option.Type.Name] = true
				all = append(all, option)
			}
		}
	}
	return all, nil
}

// nothingLeft names the condition that emptied the list and those before it.
func nothingLeft(f query.Filter) string {
	last := len(f) - 1
	if last == 0 {
		return fmt.Sprintf("no instance type satisfies %q", f[0].Text)
	}
	before := make([]string, last)
	for i := range before {
		before[i] = f[i].Text
	}
	return fmt.Sprintf("no instance type is left by %q, of those that pass %q", f[last].Text, strings.Join(before, ", "))
}

// columnsShown are those asked for, or those of the format.
func (o *listOptions) columnsShown() ([]report.Column, error) {
	names := o.columns
	if len(names) == 0 {
		names = slices.Clone(o.plain)
		if o.output == "wide" || o.output == "csv" {
			names = append(names, o.wide...)
		}
		if !o.settings.Pod.Given() { // then as many fit as have an address
			names = slices.DeleteFunc(names, func(n string) bool { return n == "pods" || n == "stranded" })
		}
	}
	columns, err := report.ColumnsNamed(names...)
	if err != nil {
		return nil, usagef("--columns: %w", err)
	}
	return columns, nil
}

// list runs a command of this kind; item makes the items of its answer.
func list[T any](cmd *cobra.Command, o *listOptions, args []string, kind string, item func(*density.Option) T) error {
	if by := o.scenario.By; by != "" && !cmd.Flags().Changed("by") {
		o.by = by
	}
	q, options, err := o.find(args)
	if err != nil {
		return err
	}
	columns, err := o.columnsShown()
	if err != nil {
		return err
	}
	l := report.Listing{Answer: report.NewAnswer(kind, q, options, report.Each(options, item)), Options: options, Columns: columns}
	if err := l.Write(cmd.OutOrStdout(), o.output); err != nil {
		return err
	}
	talk(cmd, o.output, l.Answer)
	return nil
}

// talk tells a person on stderr what JSON has in its envelope: the warnings,
// and on a terminal where the figures come from.
func talk(cmd *cobra.Command, output string, a report.Answer) {
	if output == "json" || output == "yaml" {
		return
	}
	for _, w := range a.Warnings {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning:", w.Line())
	}
	if isTerminal(os.Stdout) && isTerminal(os.Stderr) {
		fmt.Fprintln(cmd.ErrOrStderr(), "figures:", report.SourcesLine(a.Sources))
	}
}
