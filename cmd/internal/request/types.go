package request

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"podfit/cmd/internal/cli"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/settings"
)

// Wanted are AWS's figures for the types that are named, or for all.
func (r *Request) Wanted(prices bool) Wanted {
	names := namesOf(r.Types)
	if names != nil {
		names = append(names, r.Scenario.Today.Types()...)
	}
	return Wanted{Names: names, Prices: prices}
}

// Find is the options of the types in question that pass the filter, in order, cut
// to the limit.
func (r *Request) Find(c *Catalogue) (query.Filter, []density.Option, error) {
	filter, err := r.Select.filter(r.Types)
	if err != nil {
		return nil, nil, err
	}
	options, err := r.pick(c, filter)
	return filter, options, err
}

// pick is Find with another filter.
func (r *Request) pick(c *Catalogue, filter query.Filter) ([]density.Option, error) {
	options, err := r.Candidates(c)
	if err != nil {
		return nil, err
	}
	if emptied := filter.Emptied(options); emptied != nil {
		return nil, cli.Usagef("%s", nothingLeft(emptied))
	}
	options = filter.Select(options)
	by, _ := query.FieldNamed(cmp.Or(r.List.By, "type"))
	query.Compare(options, by)
	if r.List.Reverse {
		query.Sort(options, by, true)
	}
	if n := r.List.Limit; n > 0 && n < len(options) {
		options = options[:n]
	}
	return options, nil
}

// Candidates are the options of the types that are named or, if none are, of the
// scenario's, before the filter of the flags.
func (r *Request) Candidates(c *Catalogue) ([]density.Option, error) {
	if len(r.Types) > 0 || len(r.Scenario.Options) == 0 {
		return r.evaluate(c, r.Types)
	}
	var all []density.Option
	seen := map[string]bool{}
	for _, part := range r.Scenario.Options {
		options, err := r.evaluate(c, part.Types)
		if err != nil {
			return nil, err
		}
		filter, err := query.ParseFilter(part.Filter)
		if err != nil {
			return nil, cli.UsageError{Err: err}
		}
		if emptied := filter.Emptied(options); emptied != nil {
			return nil, cli.Usagef("the scenario's filter %q: %s", part.Filter, nothingLeft(emptied))
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

// Predictions are the options of types by name, without those that the catalogue
// does not have.
func (r *Request) Predictions(c *Catalogue, names []string) (map[string]density.Option, error) {
	all := map[string]density.Option{}
	known := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, known := c.Type(name)
		return !known
	})
	if len(known) == 0 {
		return all, nil
	}
	options, err := r.evaluate(c, known)
	for i := range options {
		all[options[i].Type.Name] = options[i]
	}
	return all, err
}

// nothingLeft names the condition that emptied the list, and those before it.
func nothingLeft(f query.Filter) string {
	last := len(f) - 1
	kind, before := "instance type", []string{}
	for _, c := range f[:last] {
		if c.Text == query.OfferedNodes().Text {
			kind = "EKS-capable instance type"
			continue
		}
		before = append(before, c.Text)
	}
	text := fmt.Sprintf("no %s matches %s", kind, f[last].Text)
	if len(before) > 0 {
		text += ", of those that match " + strings.Join(before, ", ")
	}
	return text
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

// evaluate works out an option of each type that names mean, of all types if there
// are none. Of a type named in full no other is read.
func (r *Request) evaluate(c *Catalogue, names []string) ([]density.Option, error) {
	types, err := resolve(c, names)
	if err != nil {
		return nil, err
	}
	region := r.Settings().Region
	open := c.Offerings
	if _, reserved := r.Settings().Capacity.Term(); reserved {
		open = c.OfferingsWithReserved
	}
	offering, ok := open(region)
	if !ok {
		return nil, cli.Usagef("--region %q: no such AWS region%s", region, settings.DidYouMean(region, Tables().RegionNames()))
	}
	options := make([]density.Option, len(types))
	for i := range types {
		options[i] = density.Evaluate(&types[i], offering(types[i].Name), r.Settings())
	}
	for _, name := range slices.Sorted(maps.Keys(r.Settings().Overrides)) {
		if _, ok := c.Type(name); !ok {
			return nil, cli.Usagef("overrides %q: no such instance type%s", name, settings.DidYouMean(name, c.TypeNames()))
		}
	}
	return options, nil
}

// resolve finds the types of names, globs and families, each once, in the
// order in which they are first named.
func resolve(c *Catalogue, args []string) ([]planner.InstanceType, error) {
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

func matching(c *Catalogue, arg string) ([]planner.InstanceType, error) {
	if !isPattern(arg) {
		t, ok := c.Type(arg)
		if !ok {
			return nil, cli.Usagef("%q: no such instance type%s", arg, settings.DidYouMean(arg, c.TypeNames()))
		}
		return []planner.InstanceType{t}, nil
	}
	pattern := arg
	if !strings.ContainsAny(arg, "*?[") {
		pattern = arg + ".*"
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, cli.Usagef("%q: not a glob: a [ without its ]", arg)
	}
	found := slices.DeleteFunc(c.Types(), func(t planner.InstanceType) bool {
		match, _ := path.Match(pattern, t.Name)
		return !match
	})
	if len(found) == 0 {
		return nil, cli.Usagef("%q: matches no instance type%s", arg, settings.DidYouMean(arg, append(wordsOf("family"), c.TypeNames()...)))
	}
	return found, nil
}
