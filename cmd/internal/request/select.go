package request

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/settings"
)

// Select is which instance types are meant, by the flag names of
// ec2-instance-selector where it has the same notion.
type Select struct {
	// Filter is conditions in words; a plan without any has its default ones.
	Filter   string
	AllTypes bool

	vcpus, memory, gpus, price      string
	arch, family, hypervisor        []string
	current, bareMetal, burst, spot triState
}

// triState is a switch that may be unset.
type triState struct{ planner.Maybe[bool] }

func (t *triState) String() string {
	if on, known := t.Value(); known {
		return strconv.FormatBool(on)
	}
	return ""
}
func (t *triState) Type() string { return "bool" }
func (t *triState) Set(text string) error {
	on, err := strconv.ParseBool(text)
	if err != nil {
		return fmt.Errorf("must be true or false")
	}
	t.Maybe = planner.Known(on)
	return nil
}

func (s *Select) add(flags *pflag.FlagSet) {
	flags.StringVar(&s.Filter, "filter", "", "`CONDITIONS` such as 'm7g.* or r7g.* vcpus>=4 ram/pod>=500Mi -metal': names, globs, and fields (those of --by, or heads of columns) with = != < <= > >=, and =4..16; - negates, or joins two (docs/filter.md)")
	flags.StringVar(&s.vcpus, "vcpus", "", "`RANGE` of vCPUs: 4, 4..16, 4.. or ..16")
	flags.StringVar(&s.memory, "memory", "", "`RANGE` of advertised memory: 16, ..64GiB, 8Gi..32Gi")
	flags.StringVar(&s.gpus, "gpus", "", "`RANGE` of GPUs")
	flags.StringVar(&s.price, "price-per-hour", "", "`RANGE` of the on-demand price per hour; types without a price never match")
	flags.StringSliceVar(&s.arch, "arch", nil, "`ARCH`: amd64, arm64")
	flags.StringSliceVar(&s.family, "family", nil, "`FAMILIES`, such as m5,r5")
	flags.StringSliceVar(&s.hypervisor, "hypervisor", nil, "`HYPERVISOR`: nitro, xen")
	for _, f := range []struct {
		to          *triState
		name, usage string
	}{
		{&s.current, "current-generation", "only current generations (=false: only previous generations)"},
		{&s.bareMetal, "bare-metal", "only bare metal (=false: none)"},
		{&s.burst, "burst-support", "only burstable types (=false: none)"},
		{&s.spot, "spot", "only types sold as spot (=false: only the others)"},
	} {
		flags.Var(f.to, f.name, f.usage)
		flags.Lookup(f.name).NoOptDefVal = "true"
	}
	flags.BoolVar(&s.AllTypes, "all-types", false, "include types that cannot be EKS nodes or that the region does not offer")
}

// filter makes the conditions. Types that are named one by one are answered for
// even where they are not offered, with a warning; lists leave those out.
func (s *Select) filter(args []string) (query.Filter, error) {
	var f query.Filter
	if !s.AllTypes && !exact(args) {
		f = append(f, query.OfferedNodes())
	}
	asked, err := query.ParseFilter(s.Filter)
	if err != nil {
		return nil, cli.Usagef("--filter %w", err)
	}
	f = append(f, asked...)
	for _, r := range []struct{ name, text string }{
		{"vcpus", s.vcpus}, {"memory", s.memory}, {"gpus", s.gpus}, {"price-per-hour", s.price},
	} {
		if r.text == "" {
			continue
		}
		field, _ := query.FieldNamed(r.name)
		c, err := field.Range(r.text)
		if err != nil {
			return nil, cli.Usagef("--%s %q: %w", r.name, r.text, err)
		}
		f = append(f, c)
	}
	for _, w := range []struct {
		field string
		words []string
	}{
		{"arch", s.arch},
		{"family", s.family},
		{"hypervisor", s.hypervisor},
	} {
		if len(w.words) == 0 {
			continue
		}
		c, err := oneOf(w.field, w.words)
		if err != nil {
			return nil, err
		}
		f = append(f, c...)
	}
	return append(f, s.switches()...), nil
}

// none says that flags select nothing: their filter is only what EKS can run.
func (s *Select) none(filter query.Filter) bool { return !s.AllTypes && len(filter) == 1 }

// oneOf is the condition that a field is one of several words, each of which
// some instance type has.
func oneOf(field string, wanted []string) (query.Filter, error) {
	types := Tables().Types()
	for _, word := range wanted {
		c, err := query.ParseFilter(field + "=" + word)
		if err != nil {
			return nil, cli.Usagef("--%s %q: %w", field, word, err)
		}
		if !slices.ContainsFunc(types, func(t planner.InstanceType) bool { return c[0].Holds(&density.Option{Type: &t}) }) {
			return nil, cli.Usagef("--%s %q: no instance type has it%s", field, word, settings.DidYouMean(word, wordsOf(field)))
		}
	}
	return query.ParseFilter(field + "=" + strings.Join(wanted, ","))
}

func (s *Select) switches() (f query.Filter) {
	for _, c := range []struct {
		is          triState
		name, field string
		of          func(*planner.InstanceType) bool
	}{
		{s.current, "current-generation", "generation", func(t *planner.InstanceType) bool { return t.CurrentGeneration }},
		{s.bareMetal, "bare-metal", "metal", func(t *planner.InstanceType) bool { return t.BareMetal }},
		{s.burst, "burst-support", "burstable", func(t *planner.InstanceType) bool { return t.Burstable }},
		{s.spot, "spot", "spot", func(t *planner.InstanceType) bool { return t.Spot }},
	} {
		if want, asked := c.is.Value(); asked {
			f = append(f, query.Condition{
				Text:  fmt.Sprintf("%s %t", c.name, want),
				Field: c.field,
				Holds: func(o *density.Option) bool { return c.of(o.Type) == want },
			})
		}
	}
	return f
}

// wordsOf are the values that a field of words has among the bundled types.
func wordsOf(field string) []string {
	f, _ := query.FieldNamed(field)
	types := Tables().Types()
	var all []string
	for i := range types {
		if w := f.Word(&density.Option{Type: &types[i]}); w != "" {
			all = append(all, w)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
