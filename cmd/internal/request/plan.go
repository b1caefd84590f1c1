package request

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/data/boundedfile"
	"podfit/planner/plan"
	"podfit/planner/subnet"
)

// Plan is what a plan is to be like.
type Plan struct {
	plan.Terms
	TimeLimit time.Duration
	// QuotaFile has the quotas of the account, which are Limits once it is read.
	QuotaFile string
	Limits    subnet.Limits
}

func (p *Plan) add(flags *pflag.FlagSet) {
	p.Terms = plan.DefaultTerms()
	for i := range plan.TermsTable {
		if t := &plan.TermsTable[i]; t.OnLine && t.OnScreen {
			p.addTerm(flags, t)
		}
	}
	flags.StringVar(&p.QuotaFile, "quotas", "", "`FILE` with what aws service-quotas list-service-quotas prints for ec2, vpc and eks, one after the other; AWS's defaults if left out")
	flags.DurationVar(&p.TimeLimit, "time-limit", plan.TimeLimit*time.Second, "time after which the best plan so far is the answer")
}

// addTerm adds the flag of a term.
func (p *Plan) addTerm(flags *pflag.FlagSet, t *plan.Term) {
	if t.Over != nil {
		flags.Var(&repeatedTerm{term: t}, t.Name, t.Usage)
		return
	}
	flag := flags.VarPF(&termFlag{term: t, to: &p.Terms}, t.Name, "", t.Usage)
	flag.NoOptDefVal = t.Bare
}

// termFlag is a term as a flag.
type termFlag struct {
	term  *plan.Term
	to    *plan.Terms
	given bool
}

func (f *termFlag) Type() string { return f.term.Value }
func (f *termFlag) String() string {
	if f.term == nil { // pflag asks a zero value
		return ""
	}
	return f.term.Text(f.to)
}

func (f *termFlag) Set(text string) error {
	if f.term.List && f.given {
		text = f.String() + "," + text
	}
	f.given = true
	return f.term.Set(f.to, text)
}

// repeatedTerm is a term whose texts go over what a scenario says, one after the other.
type repeatedTerm struct {
	term  *plan.Term
	texts []string
}

func (f *repeatedTerm) Type() string             { return f.term.Value }
func (f *repeatedTerm) String() string           { return strings.Join(f.texts, "; ") }
func (f *repeatedTerm) Set(text string) error    { return f.Replace(append(f.texts, text)) }
func (f *repeatedTerm) Append(text string) error { return f.Set(text) }
func (f *repeatedTerm) GetSlice() []string       { return f.texts }

// Replace sets all texts. What stands in files is checked once these are read.
func (f *repeatedTerm) Replace(texts []string) error {
	err := f.term.Over(&plan.Terms{}, slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return f.term.Files && isFile(text) }))
	if err == nil {
		f.texts = texts
	}
	return err
}

// isFile tells the name of a file from a term: it begins with @, or as no term does.
func isFile(text string) bool {
	return strings.HasPrefix(text, "@") || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../")
}

// readFiles has in place of files the texts that are in them, a line each; a # begins a comment.
func (f *repeatedTerm) readFiles(from IO) (all []string, err error) {
	for _, text := range f.texts {
		if !f.term.Files || !isFile(text) {
			all = append(all, text)
			continue
		}
		name := strings.TrimPrefix(text, "@")
		content, err := from.read(name, boundedfile.Terms)
		if err != nil {
			return nil, cli.Usagef("--%s %s: %w", f.term.Name, text, err)
		}
		all = append(all, plan.NoImage) // an empty file has none
		for n, line := range strings.Split(string(content), "\n") {
			line, _, _ = strings.Cut(line, "#")
			if line = strings.Trim(line, ", \t\r\ufeff"); line == "" {
				continue
			}
			if err := f.term.Over(&plan.Terms{}, []string{line}); err != nil {
				return nil, cli.Usagef("--%s %s, line %d: %w", f.term.Name, text, n+1, err)
			}
			all = append(all, line)
		}
	}
	return all, nil
}

// flaggedTerm is a term of the command line. Its texts are those of one that is repeated.
type flaggedTerm struct {
	*plan.Term
	texts []string
}

// readTerms keeps the terms of the command line.
func (r *Request) readTerms(flags *pflag.FlagSet, from IO) (err error) {
	r.flaggedTerms.Terms = r.Plan.Terms
	for i := range plan.TermsTable {
		t := &plan.TermsTable[i]
		if !flags.Changed(t.Name) {
			continue
		}
		named := flaggedTerm{Term: t}
		if f, is := flags.Lookup(t.Name).Value.(*repeatedTerm); is {
			if named.texts, err = f.readFiles(from); err != nil {
				return err
			}
		}
		r.flaggedTerms.changed = append(r.flaggedTerms.changed, named)
	}
	return nil
}

// putTerms makes a plan's terms those of the scenario, under the command line's.
func (r *Request) putTerms() error {
	for _, t := range r.flaggedTerms.changed {
		if t.Over == nil {
			t.Copy(&r.Scenario.Plan, &r.flaggedTerms.Terms)
		} else if err := t.Over(&r.Scenario.Plan, t.texts); err != nil {
			return cli.Usagef("--%s: %w", t.Name, err)
		}
	}
	r.Plan.Terms = r.Scenario.Plan
	return nil
}

func (p *Plan) check() error {
	if err := p.Terms.Check(); err != nil {
		return cli.UsageError{Err: err}
	}
	return nil
}
