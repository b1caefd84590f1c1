package main

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/settings"
)

// selection is which instance types are meant, by the flag names of
// ec2-instance-selector where it has the same notion.
type selection struct {
	text                            string
	vcpus, memory, gpus, price      string
	arch, family, hypervisor        []string
	current, bareMetal, burst, spot triState
	allTypes                        bool
}

// triState is a switch that may be left alone.
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
		return fmt.Errorf("want true or false")
	}
	t.Maybe = planner.Known(on)
	return nil
}

func (s *selection) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&s.text, "filter", "", "`CONDITIONS` such as 'vcpus>=4 mem<=64GiB arch=arm64 family=m,r price<0.5'; the fields are those of --by, with = != < <= > >=, and =4..16")
	flags.StringVar(&s.vcpus, "vcpus", "", "`RANGE` of vCPUs: 4, 4..16, 4.. or ..16")
	flags.StringVar(&s.memory, "memory", "", "`RANGE` of advertised memory: 16, ..64GiB, 8Gi..32Gi")
	flags.StringVar(&s.gpus, "gpus", "", "`RANGE` of GPUs")
	flags.StringVar(&s.price, "price-per-hour", "", "`RANGE` of the on-demand price of an hour; an unknown price is in none")
	flags.StringSliceVar(&s.arch, "arch", nil, "`ARCH`: amd64, arm64")
	flags.StringSliceVar(&s.family, "family", nil, "`FAMILIES`, such as m5,r5")
	flags.StringSliceVar(&s.hypervisor, "hypervisor", nil, "`HYPERVISOR`: nitro, xen")
	for _, f := range []struct {
		to          *triState
		name, usage string
	}{
		{&s.current, "current-generation", "current generation alone (=false: previous ones alone)"},
		{&s.bareMetal, "bare-metal", "bare metal alone (=false: none)"},
		{&s.burst, "burst-support", "burstable types alone (=false: none)"},
		{&s.spot, "spot", "types sold as spot alone (=false: the others)"},
	} {
		flags.Var(f.to, f.name, f.usage)
		flags.Lookup(f.name).NoOptDefVal = "true"
	}
	flags.BoolVar(&s.allTypes, "all-types", false, "also types that cannot be EKS nodes or that the region does not offer")
}

// filter makes the conditions. Types that are named one by one are answered
// for wherever they are offered, with a warning; lists leave those out.
func (s *selection) filter(args []string) (query.Filter, error) {
	var f query.Filter
	if !s.allTypes && !exact(args) {
		f = append(f, query.OfferedNodes())
	}
	asked, err := query.ParseFilter(s.text)
	if err != nil {
		return nil, usagef("--filter %w", err)
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
			return nil, usagef("--%s %q: %w", r.name, r.text, err)
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

// oneOf is the condition that a field is one of several words, each of which
// some instance type has.
func oneOf(field string, wanted []string) (query.Filter, error) {
	types := data.Types()
	for _, word := range wanted {
		c, err := query.ParseFilter(field + "=" + word)
		if err != nil {
			return nil, usagef("--%s %q: %w", field, word, err)
		}
		if !slices.ContainsFunc(types, func(t planner.InstanceType) bool { return c[0].Holds(&density.Option{Type: &t}) }) {
			return nil, usagef("--%s %q: no instance type has it%s", field, word, settings.DidYouMean(word, words(field)))
		}
	}
	return query.ParseFilter(field + "=" + strings.Join(wanted, ","))
}

func (s *selection) switches() (f query.Filter) {
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

// words are the values that a field of words has among the bundled types.
func words(field string) []string {
	f, _ := query.FieldNamed(field)
	types := data.Types()
	var all []string
	for i := range types {
		if w := f.Word(&density.Option{Type: &types[i]}); w != "" {
			all = append(all, w)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// exact says that every type is named in full.
func exact(args []string) bool {
	return len(args) > 0 && !slices.ContainsFunc(args, isPattern)
}

// isPattern: a glob, or a family, which has no dot.
func isPattern(arg string) bool {
	return strings.ContainsAny(arg, "*?[") || !strings.Contains(arg, ".")
}

// namesOf are the types that args name one by one; nil where all may be meant.
func namesOf(args []string) []string {
	if !exact(args) {
		return nil
	}
	return args
}

// evaluate works out an option of each type that args name, all types where
// there are none. Of a type named in full no other is read.
func (o *answerOptions) evaluate(args []string) ([]density.Option, error) {
	types, err := resolve(&o.catalogue, args)
	if err != nil {
		return nil, err
	}
	region := o.settings.Region
	offering, ok := o.catalogue.Offerings(region)
	if !ok {
		return nil, usagef("--region %q: no such AWS region%s", region, settings.DidYouMean(region, data.RegionNames()))
	}
	options := make([]density.Option, len(types))
	for i := range types {
		options[i] = density.Evaluate(&types[i], offering(types[i].Name), &o.settings)
	}
	for _, name := range slices.Sorted(maps.Keys(o.settings.Overrides)) {
		if _, ok := o.catalogue.Type(name); !ok {
			return nil, usagef("overrides %q: no such instance type%s", name, settings.DidYouMean(name, o.catalogue.TypeNames()))
		}
	}
	return options, nil
}

// resolve finds the types of names, globs and families, each once, in the
// order in which they are first named.
func resolve(c *data.Catalogue, args []string) ([]planner.InstanceType, error) {
	if len(args) == 0 {
		return c.Types(), nil
	}
	var found []planner.InstanceType
	seen := map[string]bool{}
	for _, arg := range args {
		matches, err := matching(c, arg)
		if err != nil {
			return nil, err
		}
		for _, t := range matches {
			if !seen[t.Name] {
				seen[t.Name] = true
				found = append(found, t)
			}
		}
	}
	return found, nil
}

func matching(c *data.Catalogue, arg string) ([]planner.InstanceType, error) {
	if !isPattern(arg) {
		t, ok := c.Type(arg)
		if !ok {
			return nil, usagef("%q: no such instance type%s", arg, settings.DidYouMean(arg, c.TypeNames()))
		}
		return []planner.InstanceType{t}, nil
	}
	pattern := arg
	if !strings.ContainsAny(arg, "*?[") {
		pattern = arg + ".*"
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, usagef("%q: not a glob: a [ without its ]", arg)
	}
	found := slices.DeleteFunc(c.Types(), func(t planner.InstanceType) bool {
		match, _ := path.Match(pattern, t.Name)
		return !match
	})
	if len(found) == 0 {
		return nil, usagef("%q: matches no instance type%s", arg, settings.DidYouMean(arg, append(words("family"), c.TypeNames()...)))
	}
	return found, nil
}
