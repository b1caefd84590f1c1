package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/report/words"
)

// Warning is a doubt about an answer. One of several instance types has no figures
// where they differ.
type Warning struct {
	Code     string           `json:"code"`
	Severity planner.Severity `json:"severity"`
	// Subject is what it is about: instance types, workloads, a zone, a setting.
	Subject       string                `json:"subject"`
	Text          string                `json:"text"`
	Fix           string                `json:"fix"`
	Setting       planner.Maybe[string] `json:"setting"`
	InstanceTypes []string              `json:"instanceTypes"`
	// File is the scenarios that it is of, where there are several.
	File string `json:"-"`
	// Fails is set if --check exits 3 because of it.
	Fails bool `json:"-"`
}

// Warnings are what is known beforehand, then those of the settings and of the options,
// one for each code.
func Warnings(q Query, options []density.Option) []Warning {
	all := density.SettingsWarnings(q.Settings)
	if group := density.GroupWarning(q.Settings, options); group != nil {
		all = append(all, group)
	}
	return warnings(q, all, options)
}

// PlanWarnings are all doubts about an answer: those of the plans, then those of the
// types that they buy or, without a plan, of all candidates.
func PlanWarnings(q Query, found *fargate.Answer, candidates []density.Option) []Warning {
	options := Bought(found)
	if len(found.Plans) == 0 {
		options = candidates
	}
	return warnings(q, append(PlanDoubts(found, q.Settings.Region), density.SettingsWarnings(q.Settings)...), options)
}

// PlanDoubts are the doubts about an answer that are of no instance type.
func PlanDoubts(found *fargate.Answer, region string) (all []planner.Warning) {
	for _, u := range found.Unplaced {
		all = append(all, u)
	}
	all = append(all, found.Warnings...)
	if found.Fargate != nil {
		all = append(all, found.Fargate.Prices.Warnings(region)...)
	}
	return all
}

// Bought are the options of all plans, each once, as the plans first have them.
func Bought(found *fargate.Answer) (options []density.Option) {
	for i := range found.Plans {
		for _, g := range found.Plans[i].Groups {
			if !slices.ContainsFunc(options, func(o density.Option) bool { return o.Type == g.Option.Type }) {
				options = append(options, *g.Option)
			}
		}
	}
	return options
}

// warnings are some that are of no instance type, then those of options by code.
func warnings(q Query, own []planner.Warning, options []density.Option) []Warning {
	var codes []string
	raised := map[string][]planner.Warning{}
	types := map[string][]string{}
	add := func(w planner.Warning, instanceType string) {
		id := w.About()
		if !slices.Contains(q.Topics, id.Topic) {
			return
		}
		if raised[id.Code] == nil {
			codes = append(codes, id.Code)
		}
		raised[id.Code] = append(raised[id.Code], w)
		types[id.Code] = append(types[id.Code], instanceType)
	}
	all := []Warning{}
	for _, w := range slices.Concat(q.Doubts, own) {
		if slices.Contains(q.Topics, w.About().Topic) {
			all = append(all, NewWarning(w))
		}
	}
	for i := range options {
		for _, w := range options[i].Warnings() {
			add(w, options[i].Type.Name)
		}
	}
	for _, code := range codes {
		all = append(all, newWarning(words.WarnMany(raised[code]), types[code]...))
	}
	return all
}

// NewWarning is a warning, with the instance types that it is about.
func NewWarning(w planner.Warning, instanceTypes ...string) Warning {
	return newWarning(words.Warn(w), instanceTypes...)
}

func newWarning(w words.Warning, instanceTypes ...string) Warning {
	subject := cmp.Or(w.Subject, w.Setting, w.Code)
	if len(instanceTypes) > 0 {
		subject = counted(instanceTypes)
	}
	return Warning{
		Code: w.Code, Severity: w.Severity, Fails: w.Fails, Subject: subject, Text: w.Text, Fix: w.Fix,
		Setting: nonZero(w.Setting), InstanceTypes: append([]string{}, instanceTypes...),
	}
}

// counted is the first of some types, and how many more there are.
func counted(types []string) string {
	if n := len(types); n > 1 {
		return fmt.Sprintf("%s and %d more", types[0], n-1)
	}
	return types[0]
}

// Line is the warning on one line, for people.
func (w Warning) Line() string {
	line := words.Warning{Text: w.Text, Fix: w.Fix}.Line()
	if len(w.InstanceTypes) > 0 {
		line = counted(w.InstanceTypes) + ": " + line
	}
	return line
}

// Of reports whether the warning is of a scenario; one without a file is of all.
func (w Warning) Of(file string) bool {
	return w.File == "" || slices.Contains(strings.Split(w.File, fileSeparator), file)
}

const fileSeparator = ", "

// AddOnce adds a warning of a file, or its file to the same warning of another.
func AddOnce(all []Warning, w Warning) []Warning {
	for i := range all {
		if of := &all[i]; of.Code == w.Code && of.Subject == w.Subject && of.Text == w.Text && slices.Equal(of.InstanceTypes, w.InstanceTypes) {
			if w.File != "" && !slices.Contains(strings.Split(of.File, fileSeparator), w.File) {
				of.File += fileSeparator + w.File
			}
			return all
		}
	}
	return append(all, w)
}

// WithoutFile takes the files off warnings that all of them share.
func WithoutFile(all []Warning, files []string) []Warning {
	for i := range all {
		if !slices.ContainsFunc(files, func(file string) bool { return !all[i].Of(file) }) {
			all[i].File = ""
		}
	}
	return all
}

// Labelled is the line with its scenario and what kind of warning it is.
func (w Warning) Labelled() string {
	line := words.Label(w.Code) + ": " + w.Line()
	if w.File != "" {
		line = w.File + ": " + line
	}
	return line
}

// Doubtful are the codes of warnings that --strict does not accept.
func Doubtful(all []Warning) []string {
	return codesOf(all, func(w *Warning) bool { return w.Severity > planner.SeverityNote })
}

// Failing are the codes of warnings that --check does not accept.
func Failing(all []Warning) []string { return codesOf(all, func(w *Warning) bool { return w.Fails }) }

func codesOf(all []Warning, is func(*Warning) bool) (codes []string) {
	for i := range all {
		if is(&all[i]) && !slices.Contains(codes, all[i].Code) {
			codes = append(codes, all[i].Code)
		}
	}
	return codes
}
