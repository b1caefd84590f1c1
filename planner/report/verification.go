package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/settings"
	"podfit/planner/verify"
)

// Verification is the item of `podfit verify`: nodes of a type that report the
// same figures. An error is predicted − actual, in percent of the actual
// figure; the first four figures are of the memory capacity.
type Verification struct {
	InstanceType *string  `json:"instanceType"`
	Nodes        int      `json:"nodes"`
	NodeNames    []string `json:"nodeNames"`

	PredictedMemory *float64 `json:"predictedMemoryMiB"`
	ActualMemory    *float64 `json:"actualMemoryMiB"`
	Error           *float64 `json:"errorMiB"`
	ErrorPercent    *float64 `json:"errorPercent"`

	PredictedAllocatableMemory    *float64 `json:"predictedAllocatableMemoryMiB"`
	ActualAllocatableMemory       *float64 `json:"actualAllocatableMemoryMiB"`
	AllocatableMemoryError        *float64 `json:"allocatableMemoryErrorMiB"`
	AllocatableMemoryErrorPercent *float64 `json:"allocatableMemoryErrorPercent"`

	PredictedAllocatableCPU *planner.Millis `json:"predictedAllocatableCPUMillis"`
	ActualAllocatableCPU    *planner.Millis `json:"actualAllocatableCPUMillis"`
	PredictedMaxPods        *int            `json:"predictedMaxPods"`
	ActualMaxPods           *int            `json:"actualMaxPods"`
	PredictedBranchENIs     *int            `json:"predictedBranchENIs"`
	ActualBranchENIs        *int            `json:"actualBranchENIs"`

	NodeKind             planner.NodeKind      `json:"nodeKind"`
	Image                string                `json:"image"`
	MemoryOverheadSource *planner.OverheadKind `json:"memoryOverheadSource"`
	WithinTolerance      bool                  `json:"withinTolerance"`
	Explanation          string                `json:"explanation"`
	Causes               []Cause               `json:"causes"`
}

// Cause is a reason why nodes have something other than was predicted.
type Cause struct {
	Code verify.CauseKind `json:"code"`
	Text string           `json:"text"`
	Fix  *string          `json:"mend"`
}

// Verifications is an answer of verified nodes.
type Verifications struct {
	Answer Answer
	Rows   []verify.Row
	items  []Verification
}

// NewVerifications wraps a verification as the answer to a query. Whether
// errors are within tolerance, in percent, is part of each item; flags in the
// texts come from the table.
func NewVerifications(q Query, v verify.Verification, tolerance float64, table settings.Table) Verifications {
	items := make([]Verification, len(v.Rows))
	var options []density.Option
	for i := range v.Rows {
		row := &v.Rows[i]
		items[i] = newVerification(row, table)
		items[i].WithinTolerance = row.Within(tolerance)
		if row.Predicted != nil && (len(options) == 0 || options[len(options)-1].Type.Name != row.InstanceType) {
			options = append(options, *row.Predicted)
		}
	}
	all := Verifications{Answer: NewAnswer("Verification", q, options, items), Rows: v.Rows, items: items}
	all.Answer.Warnings = append(all.Answer.Warnings, skippedNodes(v.Skipped)...)
	return all
}

func newVerification(v *verify.Row, table settings.Table) Verification {
	item := Verification{
		InstanceType: unlessZero(v.InstanceType), Nodes: len(v.Names), NodeNames: v.Names,
		PredictedMemory: tenthsOf(v.Memory.Predicted), ActualMemory: tenthsOf(v.Memory.Actual),
		Error: signedMiB(v.Memory.Error()), ErrorPercent: hundredths(v.Memory.ErrorPercent()),
		PredictedAllocatableMemory: tenthsOf(v.AllocatableMemory.Predicted), ActualAllocatableMemory: tenthsOf(v.AllocatableMemory.Actual),
		AllocatableMemoryError: signedMiB(v.AllocatableMemory.Error()), AllocatableMemoryErrorPercent: hundredths(v.AllocatableMemory.ErrorPercent()),
		PredictedAllocatableCPU: orNull(v.AllocatableCPU.Predicted), ActualAllocatableCPU: orNull(v.AllocatableCPU.Actual),
		PredictedMaxPods: orNull(v.MaxPods.Predicted), ActualMaxPods: orNull(v.MaxPods.Actual),
		PredictedBranchENIs: orNull(v.Branches.Predicted), ActualBranchENIs: orNull(v.Branches.Actual),
		NodeKind: v.Kind, Image: v.Image, Explanation: "as predicted", Causes: []Cause{},
	}
	if v.Predicted != nil {
		item.MemoryOverheadSource = &v.Predicted.Overhead.Kind
	}
	var texts []string
	for i := range v.Causes {
		c := newCause(v, &v.Causes[i], table)
		item.Causes = append(item.Causes, c)
		texts = append(texts, c.line())
	}
	if texts != nil {
		item.Explanation = strings.Join(texts, "; ")
	}
	return item
}

// signedMiB is an error to a tenth of a MiB.
func signedMiB(m planner.Maybe[planner.Memory]) *float64 {
	v, known := m.Value()
	if !known {
		return nil
	}
	f := math.Round(v.MiB()*10)/10 + 0 // no -0
	return &f
}

func hundredths(m planner.Maybe[float64]) *float64 {
	v, known := m.Value()
	if !known {
		return nil
	}
	f := math.Round(v*100)/100 + 0
	return &f
}

// skippedNodes are a warning for each kind of node that nothing is predicted of.
func skippedNodes(skipped map[planner.NodeKind]int) []Warning {
	var all []Warning
	for _, k := range []struct {
		kind planner.NodeKind
		what string
	}{
		{planner.NodeFargate, "on Fargate, which has no instance types"},
		{planner.NodeHybrid, "on machines outside of EC2"},
		{planner.NodeWindows, "that run Windows, for which podfit has no rules"},
	} {
		if n := skipped[k.kind]; n > 0 {
			all = append(all, Warning{Code: k.kind.String() + "-nodes", Text: fmt.Sprintf("left out: %s %s", counted(n, "node"), k.what), InstanceTypes: []string{}})
		}
	}
	return all
}

// Write writes the verification in a format.
func (a Verifications) Write(w io.Writer, format string) error {
	switch format {
	case "table", "wide":
		return a.table(w, format == "wide")
	case "markdown":
		titles, _, rows := a.cells(true)
		titles = append(titles, "EXPLANATION")
		for i := range rows {
			rows[i] = append(rows[i], a.items[i].Explanation)
		}
		_, err := fmt.Fprintln(w, newTable(titles, rows).RenderMarkdown())
		return err
	case "csv":
		return a.csv(w)
	case "name":
		return a.names(w)
	default:
		return a.Answer.Write(w, format)
	}
}

func (a Verifications) cells(wide bool) (titles []string, right []bool, rows [][]string) {
	rows = make([][]string, len(a.Rows))
	for i, c := range verificationColumns {
		if c.wide && !wide {
			continue
		}
		titles = append(titles, c.title)
		right = append(right, i > 0)
		for k := range a.Rows {
			rows[k] = append(rows[k], c.cell(&a.Rows[k]))
		}
	}
	return titles, right, rows
}

// table has what explains the differences under it.
func (a Verifications) table(w io.Writer, wide bool) error {
	titles, right, rows := a.cells(wide)
	if err := writeTable(w, titles, right, rows); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	for i := range a.items {
		if len(a.items[i].Causes) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s (%s):\n", instanceTypeOf(&a.Rows[i]), firstOf(a.items[i].NodeNames))
		for _, c := range a.items[i].Causes {
			fmt.Fprintf(b, "  %s\n", c.line())
		}
	}
	return b.Flush()
}

// firstOf names one node of several.
func firstOf(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return fmt.Sprintf("%s and %d more", names[0], len(names)-1)
}

func (a Verifications) csv(w io.Writer) error {
	var header []string
	for _, c := range verificationColumns {
		header = append(header, c.key)
	}
	rows := [][]string{append(header, "explanation")}
	for i := range a.items {
		var row []string
		for _, c := range verificationColumns {
			row = append(row, c.plain(&a.items[i]))
		}
		rows = append(rows, append(row, a.items[i].Explanation))
	}
	return writeCSV(w, rows)
}

// names are the types, each once.
func (a Verifications) names(w io.Writer) error {
	var names []string
	for i := range a.Rows {
		if name := a.Rows[i].InstanceType; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	b := bufio.NewWriter(w)
	for _, name := range names {
		fmt.Fprintln(b, name)
	}
	return b.Flush()
}
