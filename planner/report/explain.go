package report

import (
	"fmt"
	"io"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
)

// Explanations is an answer of derivations.
type Explanations struct {
	Answer  Answer
	Options []density.Option
}

// Write writes the derivations in a format.
func (e Explanations) Write(w io.Writer, format string) error {
	switch format {
	case "table", "wide":
		return e.pages(w)
	case "markdown":
		return e.markdown(w)
	case "csv":
		return e.csv(w)
	case "name":
		return Listing{Options: e.Options}.names(w)
	default:
		return e.Answer.Write(w, format)
	}
}

var stepTitles = []string{"STEP", "RESULT", "SUM", "SOURCE"}

func stepRows(o *density.Option) [][]string {
	var rows [][]string
	for _, s := range o.Steps() {
		rows = append(rows, []string{s.Name, Figure(s.Value, s.Unit), s.Formula, SourceText(s.Source)})
	}
	return rows
}

// SourceText names a source and its date.
func SourceText(s *planner.Source) string {
	switch {
	case s == nil:
		return Unknown
	case s.AsOf == "":
		return s.Name
	default:
		return s.Name + ", " + s.AsOf
	}
}

// Headline describes the type itself.
func Headline(o *density.Option) string {
	t := o.Type
	parts := []string{
		fmt.Sprintf("%d vCPUs", t.VCPUs),
		fmt.Sprintf("%g GiB", t.Memory.GiB()),
		t.Arch,
		t.Processor,
	}
	switch {
	case t.BareMetal:
		parts = append(parts, "bare metal")
	default:
		parts = append(parts, t.Hypervisor)
	}
	if t.GPU != "" {
		parts = append(parts, t.GPU)
	}
	return fmt.Sprintf("%s in %s: %s", t.Name, o.Settings.Region, strings.Join(parts, ", "))
}

func (e Explanations) pages(w io.Writer) error {
	for i := range e.Options {
		o := &e.Options[i]
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\n%s\n\n", Headline(o), o.Sum())
		warnings := o.Warnings()
		for _, warning := range warnings {
			fmt.Fprintf(w, "! %s\n  mend: %s\n", warning.Text, warning.Fix)
		}
		if len(warnings) > 0 {
			fmt.Fprintln(w)
		}
		if err := writeTable(w, stepTitles, []bool{false, true, false, false}, stepRows(o)); err != nil {
			return err
		}
	}
	return nil
}

func (e Explanations) markdown(w io.Writer) error {
	for i := range e.Options {
		o := &e.Options[i]
		fmt.Fprintf(w, "## %s\n\n%s\n\n", Headline(o), o.Sum())
		for _, warning := range o.Warnings() {
			fmt.Fprintf(w, "> **%s** %s\n\n", warning.Text, warning.Fix)
		}
		if _, err := fmt.Fprintf(w, "%s\n\n", newTable(stepTitles, stepRows(o)).RenderMarkdown()); err != nil {
			return err
		}
	}
	return nil
}

func (e Explanations) csv(w io.Writer) error {
	rows := [][]string{{"instanceType", "name", "formula", "value", "unit", "source", "asOf"}}
	for i := range e.Options {
		o := &e.Options[i]
		for _, s := range NewExplanation(o).Steps {
			value := ""
			if s.Value != nil {
				value = plainNumber(*s.Value)
			}
			rows = append(rows, []string{o.Type.Name, s.Name, s.Formula, value, s.Unit, orEmpty(s.Source), orEmpty(s.AsOf)})
		}
	}
	return writeCSV(w, rows)
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
