package request

import (
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// Flags are those of one command, in parts: a command has the parts that it reads.
type Flags struct {
	cmd      *cobra.Command
	to       Request
	settings []settingValue
	// lists says that the command sorts types, by what the scenario says unless a
	// flag does.
	lists bool
	// used says which flags about asking AWS have an effect without --live; nil is
	// none.
	used func(flag string) bool
}

// NewFlags are no flags yet.
func NewFlags(cmd *cobra.Command) *Flags {
	cmd.Flags().SortFlags = false
	return &Flags{cmd: cmd, to: Request{Table: Known()}}
}

// Known is the table of settings, checked against the bundled tables.
var Known = sync.OnceValue(func() settings.Table {
	known := settings.Known{Regions: Tables().RegionNames(), Types: Tables().TypeNames, Memory: advertised}
	for _, preset := range Tables().DaemonSets() {
		known.DaemonSets = append(known.DaemonSets, preset.DaemonSet)
	}
	return settings.New(known)
})

func advertised(instanceType string) (planner.Memory, bool) {
	t, ok := Tables().Type(instanceType)
	return t.Memory, ok
}

// Settings adds a flag for every setting, and the scenario files.
func (f *Flags) Settings() *Flags {
	for i := range f.to.Table {
		f.setting(&f.to.Table[i])
	}
	f.cmd.Flags().StringArrayVarP(&f.to.Files, cli.FileFlag, "f", nil, "scenario `FILE` to start from, - for stdin; flags override it (repeatable; a later file overrides earlier ones)")
	cli.SetHeading(f.cmd.Flags().Lookup(cli.FileFlag), string(settings.Cluster))
	return f
}

func (f *Flags) setting(s *settings.Setting) {
	v := newSettingValue(s)
	f.settings = append(f.settings, v)
	flag := f.cmd.Flags().VarPF(v, s.Name, "", s.Usage)
	if s.Kind == settings.Switch {
		flag.NoOptDefVal = "true"
	}
	cli.SetHeading(flag, string(s.Group))
	if s.Choices != nil {
		cli.Complete(f.cmd, s.Name, s.Choices)
	}
}

// Region adds the region alone of the settings.
func (f *Flags) Region() *Flags {
	s, _ := f.to.Table.Named("region")
	f.setting(s)
	cli.SetHeading(f.cmd.Flags().Lookup(s.Name), "")
	return f
}

// AWS adds whether AWS is asked, and how.
func (f *Flags) AWS() *Flags { return f.AWSUsed(nil) }

// AWSUsed is AWS for a command that uses some of its flags for other things than
// live figures.
func (f *Flags) AWSUsed(used func(flag string) bool) *Flags {
	f.used = used
	f.to.AWS.addLive(f.cmd)
	f.to.AWS.addReach(f.cmd)
	return f
}

// Reach adds how AWS is asked by a command that always asks it.
func (f *Flags) Reach(timeout time.Duration) *Flags {
	f.to.AWS.addReach(f.cmd)
	f.to.AWS.Timeout = timeout
	f.cmd.Flags().Lookup("timeout").DefValue = timeout.String()
	return f
}

// Select adds which instance types are meant.
func (f *Flags) Select() *Flags {
	cli.Under(f.cmd, cli.Selection, f.to.Select.add)
	f.cmd.ValidArgsFunction = CompleteTypes
	return f
}

// CompleteTypes offers instance types.
func CompleteTypes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return Tables().TypeNames(), cobra.ShellCompDirectiveNoFileComp
}

// List adds how types are listed.
func (f *Flags) List(by string) *Flags {
	f.lists = true
	cli.Under(f.cmd, cli.Output, func(flags *pflag.FlagSet) {
		flags.StringVar(&f.to.List.By, "by", by, "`FIELD` to sort by, best first: "+strings.Join(query.FieldNames(), ", "))
		flags.BoolVar(&f.to.List.Reverse, "reverse", false, "the worst first; what is unknown stays last")
		flags.IntVar(&f.to.List.Limit, "limit", 0, "show only the first `N`; 0 shows all")
		flags.StringSliceVar(&f.to.List.Columns, "columns", nil, "`FIELDS` to show as columns, in this order")
	})
	cli.Complete(f.cmd, "by", query.FieldNames())
	cli.Complete(f.cmd, "columns", query.FieldNames())
	return f
}

// Plan adds what every command reads that finds a plan.
func (f *Flags) Plan() *Flags {
	cli.Under(f.cmd, cli.Plan, f.to.Plan.add)
	f.Usage()
	for i := range plan.TermsTable {
		switch t := &plan.TermsTable[i]; {
		case !t.OnLine || !t.OnScreen || t.Choices == nil:
		case t.Over != nil:
			cli.CompleteParts(f.cmd, t.Name, t.Choices, t.Parts)
		default:
			cli.Complete(f.cmd, t.Name, t.Choices)
		}
	}
	f.cmd.MarkFlagFilename("quotas", "json")
	return f
}

// Usage adds the files of what pods use.
func (f *Flags) Usage() *Flags {
	cli.Under(f.cmd, cli.Plan, func(flags *pflag.FlagSet) {
		flags.StringArrayVar(&f.to.UsageFiles, "usage", nil, "`FILE` with what pods use: kubectl top pods, the metrics API, Prometheus, KRR or VerticalPodAutoscalers; cpu,p95,7d=FILE says what a query is of (repeatable)")
	})
	f.cmd.MarkFlagFilename("usage", "json", "csv", "txt", "yaml", "yml")
	return f
}

// Budget adds what a plan may cost.
func (f *Flags) Budget(flags *pflag.FlagSet) {
	t, _ := plan.TermNamed("max-per-month")
	f.to.Plan.addTerm(flags, t)
}

// Files is the scenario files of the command line.
func (f *Flags) Files() *[]string { return &f.to.Files }

// Output adds the format of the answer.
func (f *Flags) Output() *Flags { return f.OutputOf(report.Formats) }

// OutputOf is Output with other formats; the first is the default.
func (f *Flags) OutputOf(formats []string) *Flags {
	cli.Under(f.cmd, cli.Output, func(flags *pflag.FlagSet) {
		flags.VarP(cli.NewChoice(&f.to.Output, formats).Ignoring(report.Formats), "output", "o", "output format: "+strings.Join(formats, ", "))
	})
	cli.Complete(f.cmd, "output", formats)
	return f
}

// Strict adds whether doubts about the answer are an error.
func (f *Flags) Strict() *Flags {
	cli.Under(f.cmd, cli.Output, func(flags *pflag.FlagSet) {
		flags.BoolVar(&f.to.Strict, "strict", false, "exit 3 if the answer has warnings of severity unknown or wrong")
	})
	return f
}

// Changed says whether the command line has a flag.
func (f *Flags) Changed(name string) bool { return f.cmd.Flags().Changed(name) }

// Set is the command's flags, for those of its own.
func (f *Flags) Set() *pflag.FlagSet { return f.cmd.Flags() }

// Request is what was asked: the flags, and what no flag says from scenario
// files, the environment and podfit.yaml, in this order. configKeys are what the
// latter two may set.
func (f *Flags) Request(io IO, types []string, configKeys func() []string) (Request, error) {
	flags := f.cmd.Flags()
	if err := cli.Configure(flags, configKeys); err != nil {
		return Request{}, err
	}
	r := f.to
	r.Types = types
	r.Scenario.Settings, r.Scenario.Plan = planner.Default(), plan.DefaultTerms()
	if flags.Lookup("groups") != nil {
		r.Scenario.Plan = r.Plan.Terms
	}
	for _, v := range f.settings {
		switch value, given := v.value(); {
		case !given:
		case flags.Changed(v.of().Name):
			r.flagged = append(r.flagged, flagged{v.of(), value})
		default: // the environment's or podfit.yaml's
			v.of().Put(r.Settings(), value)
			if v.of().Name == settings.RegionName {
				r.Settings().RegionSource = configuredRegion()
			}
		}
	}
	f.awsRegion(&r, io)
	for _, name := range r.Files {
		text, err := io.ReadScenario(name)
		if err == nil {
			r.Scenario, err = scenario.Read(name, text, r.Scenario, r.Table)
		}
		if err != nil {
			return r, cli.UsageError{Err: err}
		}
	}
	if err := r.putFlags(); err != nil {
		return r, err
	}
	if err := r.readTerms(flags, io); err != nil {
		return r, err
	}
	if err := r.putTerms(); err != nil {
		return r, err
	}
	if err := r.readQuotas(io); err != nil {
		return r, err
	}
	if err := r.readUsage(io); err != nil {
		return r, err
	}
	if by := r.Scenario.By; f.lists && by != "" && !flags.Changed("by") {
		r.List.By = by
	}
	r.Options = f.words()
	return r, r.check(flags, f.used)
}

// check refuses values that no flag of the command can have together.
func (r *Request) check(flags *pflag.FlagSet, used func(flag string) bool) error {
	if err := r.AWS.check(flags, used); err != nil {
		return err
	}
	if r.List.Limit < 0 {
		return cli.Usagef("--limit \"%d\": must be 0 or more", r.List.Limit)
	}
	if r.List.By != "" {
		if _, ok := query.FieldNamed(r.List.By); !ok {
			return cli.Usagef("--by %q: must be one of %s%s", r.List.By, strings.Join(query.FieldNames(), ", "), settings.DidYouMean(r.List.By, query.FieldNames()))
		}
		if r.Output == "json" || r.Output == "yaml" || r.Output == "name" {
			return cli.Unused(flags, "a table: -o "+r.Output+" has its own fields", "columns")
		}
	}
	if flags.Lookup("groups") != nil {
		return r.Plan.check()
	}
	return nil
}

// words are the flags that are not settings and differ from their defaults.
func (f *Flags) words() []string {
	var words []string
	f.cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		_, isSetting := f.to.Table.Named(flag.Name)
		value := flag.Value.String()
		if isSetting || flag.Name == cli.FileFlag || value == flag.DefValue {
			return
		}
		if specs, is := flag.Value.(*repeatedTerm); is {
			for _, spec := range specs.texts {
				words = append(words, "--"+flag.Name, spec)
			}
			return
		}
		if list, is := flag.Value.(pflag.SliceValue); is {
			value = strings.Join(list.GetSlice(), ",")
		}
		if flag.NoOptDefVal != "" { // takes no word of its own
			words = append(words, "--"+flag.Name+"="+value)
			return
		}
		words = append(words, "--"+flag.Name, value)
	})
	return words
}
