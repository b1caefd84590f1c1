// Package page writes a report on one question, as a self-contained HTML page or
// as Markdown, for a migration document: the question, the plans with plots, the
// alternatives, the assumptions, and how to reproduce it.
package page

import (
	"fmt"
	"io"
	"strings"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/words"
	"podfit/planner/share"
)

// Formats are the formats of a Page.
var Formats = []string{"html", "markdown"}

// Page is the answer to one question with all that it rests on, as a file for a
// migration document.
type Page struct {
	Title    string // empty for one that says what of
	Question plan.Question
	Plans    report.Plans
	// ShareBy is by what the first plan is shared.
	ShareBy share.By
	// WhatIf are the alternatives, the first of them what was asked; nil without any.
	WhatIf *report.WhatIf
	// WhatIfCommand finds them where they are not on the page, because that takes long.
	WhatIfCommand string
	// Compared are this question and other scenarios; nil leaves them out.
	Compared *report.Diffs
	// Zones are the addresses that the first plan draws; none leaves them out.
	Zones []ZoneAddresses
	// Command gives the same page, where Scenario is in a file of the name that it
	// has there.
	Command  string
	Scenario string
	// Files are the scenarios compared, by name, as the command reads them.
	Files []File
	// Program is who made it, with a version.
	Program string
}

// File is a file that the command of a page reads.
type File struct{ Name, Text string }

// ZoneAddresses are addresses of a zone's subnets.
type ZoneAddresses struct {
	Zone        string
	Drawn, Free planner.Maybe[int]
}

// Write writes the page in one of Formats.
func (p *Page) Write(w io.Writer, format string) error {
	switch format {
	case "html":
		return p.document().html(w)
	case "markdown":
		return p.document().markdown(w)
	default:
		return fmt.Errorf("%q is not one of %s", format, strings.Join(Formats, ", "))
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
		{"today", "Today's nodes", p.todayBlocks()},
		{"plans", "Plans side by side", p.planBlocks()},
		{"shares", "The first plan by " + p.ShareBy.String(), p.shareBlocks()},
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

func (p *Page) currency() string {
	if len(p.Question.Candidates) == 0 {
		return "USD"
	}
	return words.Currency(&p.Question.Candidates[0])
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
	figures := p.Compared.Figures("Figure", "Difference", false)
	figures.Caption = "The best plan of each scenario"
	blocks := []block{
		{Text: "Each scenario overrides the one of this page and is planned anew."},
		{Grid: &figures},
	}
	if costs := p.Compared.ShareCosts("Share", "Difference"); len(costs.Rows) > 0 {
		costs.Caption = "What each share costs a month"
		blocks = append(blocks, block{Grid: &costs})
	}
	if inputs := p.Compared.Inputs("Input", "Difference"); len(inputs.Rows) > 0 {
		inputs.Caption = "The inputs that differ"
		blocks = append(blocks, block{Grid: &inputs})
	}
	return blocks
}

// todayBlocks are the nodes that the cluster has, and the steps from them to the first
// plan.
func (p *Page) todayBlocks() []block {
	if p.Plans.Today == nil {
		return nil
	}
	now := &p.Plans.Today.Answer
	g := report.Today(now)
	g.Caption = "The cluster's nodes as they are"
	g.Titles = []string{"Group", "Type", "Bought", "Nodes", "Zones", "Pods", "Limited by", "Used", "Unused", "Unused cost", "Cost a month"}
	blocks := []block{}
	if saved := words.Saved(p.Plans.Today, 0); saved != "" {
		blocks = append(blocks, block{Lead: strings.ToUpper(saved[:1]) + saved[1:] + "."})
	}
	if differs := words.BoughtOtherwise(p.Plans.Today); differs != "" {
		blocks = append(blocks, block{Text: differs + "."})
	}
	blocks = append(blocks, block{Grid: &g}, block{Items: words.TodayLines(now)})
	if steps, known := p.Plans.Today.Steps.Value(); known {
		blocks = append(blocks, block{Text: "Steps from these nodes to the first plan:"}, block{Items: words.StepsToPlan(&steps, now.Nodes)})
	}
	return blocks
}

// counting is a number of things as a fact.
func counting(n int, what string) fact {
	number, term, _ := strings.Cut(words.CountedGrouped(n, what), " ")
	return fact{term, number}
}
