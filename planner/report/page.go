package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/plan"
)

// PageFormats are the formats of a Page.
var PageFormats = []string{"html", "markdown"}

// Page is the answer to one question with all that it rests on, as a file for a
// migration document.
type Page struct {
	Title    string // empty for one that says what of
	Question plan.Question
	Plans    Plans
	// WhatIf are the alternatives, the first of them what was asked.
	WhatIf []WhatIf
	// Compared are this question and other scenarios; nil leaves them out.
	Compared *Diffs
	// Zones are the addresses that the first plan draws; none leaves them out.
	Zones []ZoneAddresses
	// Command gives the same page, where Scenario is in a file of the name that it
	// has there.
	Command  string
	Scenario string
	// Files are the scenarios compared, by name, as the command reads them.
	Files []PageFile
	// Program is who made it, with a version.
	Program string
}

// PageFile is a file that the command of a page reads.
type PageFile struct{ Name, Text string }

// ZoneAddresses are addresses of a zone's subnets.
type ZoneAddresses struct {
	Zone        string
	Drawn, Free planner.Maybe[int]
}

// Write writes the page in one of PageFormats.
func (p *Page) Write(w io.Writer, format string) error {
	switch format {
	case "html":
		return p.document().html(w)
	case "markdown":
		return p.document().markdown(w)
	default:
		return fmt.Errorf("%q is not one of %s", format, strings.Join(PageFormats, ", "))
	}
}

func (p *Page) document() *document {
	d := &document{Title: p.Title, Subject: "Amazon EKS capacity plan · " + p.settings().Region, Foot: "Made by " + p.Program}
	if d.Title == "" {
		d.Title = "Amazon EKS node groups in " + p.settings().Region
	}
	for _, s := range []section{
		{"question", "The question", p.questionBlocks()},
		{"answer", "The answer", p.answerBlocks()},
		{"plans", "Plans side by side", p.planBlocks()},
		{"alternatives", "Alternatives", p.alternativeBlocks()},
		{"scenarios", "Scenarios compared", p.comparedBlocks()},
		{"assumptions", "Assumptions and sources", p.assumptionBlocks()},
		{"warnings", "Warnings", p.warningBlocks()},
		{"reproduce", "How to reproduce it", p.reproduceBlocks()},
	} {
		if len(s.Blocks) > 0 {
			d.Sections = append(d.Sections, s)
		}
	}
	return d
}

func (p *Page) settings() *planner.Settings { return p.Question.Settings }

// best is the first plan; nil where there is none that has nodes.
func (p *Page) best() *plan.Plan {
	if plans := p.Plans.Found.Plans; len(plans) > 0 && len(plans[0].Groups) > 0 {
		return &plans[0]
	}
	return nil
}

// bought are the options of all plans, each once, as the plans first have them.
func (p *Page) bought() []density.Option {
	var options []density.Option
	seen := map[string]bool{}
	for i := range p.Plans.Found.Plans {
		for _, g := range p.Plans.Found.Plans[i].Groups {
			if name := g.Option.Type.Name; !seen[name] {
				seen[name] = true
				options = append(options, *g.Option)
			}
		}
	}
	return options
}

func (p *Page) currency() string {
	if len(p.Question.Candidates) == 0 {
		return "USD"
	}
	return currency(&p.Question.Candidates[0])
}

// reproduceBlocks are left out where there is no command.
func (p *Page) reproduceBlocks() []block {
	if p.Command == "" {
		return nil
	}
	blocks := []block{
		{Text: "The scenario below, saved as scenario.yaml, gives this report again:"},
		{Code: p.Command},
		{Text: "scenario.yaml:"},
		{Code: p.Scenario},
	}
	for _, f := range p.Files {
		blocks = append(blocks, block{Text: f.Name + ":"}, block{Code: f.Text})
	}
	return blocks
}

// comparedBlocks are what podfit diff says: the figures of each scenario, and
// which inputs differ.
func (p *Page) comparedBlocks() []block {
	if p.Compared == nil {
		return nil
	}
	d := *p.Compared
	titles := d.row("Figure", func(i int) string { return d.items[i].File }, "Difference")
	right := slices.Repeat([]bool{true}, len(titles))
	right[0] = false
	blocks := []block{
		{Text: "Each scenario lies over the one of this page and is planned anew."},
		{Sheet: &sheet{"The best plan of each scenario", titles, right, d.figures(false)}},
	}
	if inputs := d.inputs(); len(inputs) > 0 {
		titles := slices.Clone(titles)
		titles[0] = "Input"
		blocks = append(blocks, block{Sheet: &sheet{"The inputs that differ", titles, right, inputs}})
	}
	return blocks
}

// counting is a number of things as a fact.
func counting(n int, what string) fact {
	number, term, _ := strings.Cut(some(n, what), " ")
	return fact{term, number}
}

// some is a number of things with commas, in words that a person reads.
func some(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return grouped(float64(n)) + " " + what + "s"
}

// listed is words as a sentence has them: a, b and c.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
