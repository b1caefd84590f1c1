package report

import (
	"fmt"
	"io"
	"strings"

	"podfit/planner"
)

// PageFormats are the formats of a Page.
var PageFormats = []string{"html", "markdown"}

// Page is the answer to one question with all that it rests on, as a file for a
// migration document.
type Page struct {
	Title    string // empty for one that says what of
	Question planner.Question
	Plans    Plans
	// WhatIf are the alternatives, the first of them what was asked.
	WhatIf []WhatIf
	// Zones are the addresses that the first plan draws; none leaves them out.
	Zones []ZoneAddresses
	// Command gives the same page, where Scenario is in a file of the name that it
	// has there.
	Command  string
	Scenario string
	// Program is who made it, with a version.
	Program string
}

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
func (p *Page) best() *planner.Plan {
	if plans := p.Plans.Found.Plans; len(plans) > 0 && len(plans[0].Groups) > 0 {
		return &plans[0]
	}
	return nil
}

// bought are the options of all plans, each once, as the plans first have them.
func (p *Page) bought() []planner.Option {
	var options []planner.Option
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
	return []block{
		{Text: "The scenario below, saved as scenario.yaml, gives this report again:"},
		{Code: p.Command},
		{Text: "scenario.yaml:"},
		{Code: p.Scenario},
	}
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
