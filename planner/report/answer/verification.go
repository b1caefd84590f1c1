package answer

import (
	"math"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/report/words"
	"podfit/planner/settings"
	"podfit/planner/verify"
)

// Verification is the item of `podfit verify`: nodes of a type that report the
// same figures. An error is predicted − actual, in percent of the actual
// figure; the first four figures are of the memory capacity.
type Verification struct {
	InstanceType planner.Maybe[string] `json:"instanceType"`
	Nodes        int                   `json:"nodes"`
	NodeNames    []string              `json:"nodeNames"`

	PredictedMemory planner.Maybe[float64] `json:"predictedMemoryMiB"`
	ActualMemory    planner.Maybe[float64] `json:"actualMemoryMiB"`
	Error           planner.Maybe[float64] `json:"errorMiB"`
	ErrorPercent    planner.Maybe[float64] `json:"errorPercent"`

	PredictedAllocatableMemory    planner.Maybe[float64] `json:"predictedAllocatableMemoryMiB"`
	ActualAllocatableMemory       planner.Maybe[float64] `json:"actualAllocatableMemoryMiB"`
	AllocatableMemoryError        planner.Maybe[float64] `json:"allocatableMemoryErrorMiB"`
	AllocatableMemoryErrorPercent planner.Maybe[float64] `json:"allocatableMemoryErrorPercent"`

	PredictedAllocatableCPU planner.Maybe[planner.Millis] `json:"predictedAllocatableCPUMillis"`
	ActualAllocatableCPU    planner.Maybe[planner.Millis] `json:"actualAllocatableCPUMillis"`
	PredictedMaxPods        planner.Maybe[int]            `json:"predictedMaxPods"`
	ActualMaxPods           planner.Maybe[int]            `json:"actualMaxPods"`
	PredictedBranchENIs     planner.Maybe[int]            `json:"predictedBranchENIs"`
	ActualBranchENIs        planner.Maybe[int]            `json:"actualBranchENIs"`

	NodeKind             planner.NodeKind                    `json:"nodeKind"`
	Image                string                              `json:"image"`
	MemoryOverheadSource planner.Maybe[planner.OverheadKind] `json:"memoryOverheadSource"`
	WithinTolerance      bool                                `json:"withinTolerance"`
	Explanation          string                              `json:"explanation"`
	Causes               []Cause                             `json:"causes"`
}

// Cause is a reason why nodes have something other than was predicted.
type Cause struct {
	Code verify.CauseKind      `json:"code"`
	Text string                `json:"text"`
	Fix  planner.Maybe[string] `json:"fix"`
}

// Line is the cause for a person.
func (c Cause) Line() string {
	fix, known := c.Fix.Value()
	if !known {
		return c.Text
	}
	return c.Text + ": " + fix
}

// NewVerification makes the item of nodes; flags in its texts come from the
// table, and the tolerance of errors is in percent.
func NewVerification(v *verify.Row, tolerance float64, table settings.Table) Verification {
	item := Verification{
		InstanceType: nonZero(v.InstanceType), Nodes: len(v.Names), NodeNames: v.Names,
		PredictedMemory: mib(v.Memory.Predicted), ActualMemory: mib(v.Memory.Actual),
		Error: eni.Map(v.Memory.Error(), errorMiB), ErrorPercent: eni.Map(v.Memory.ErrorPercent(), words.Hundredths),
		PredictedAllocatableMemory: mib(v.AllocatableMemory.Predicted), ActualAllocatableMemory: mib(v.AllocatableMemory.Actual),
		AllocatableMemoryError: eni.Map(v.AllocatableMemory.Error(), errorMiB), AllocatableMemoryErrorPercent: eni.Map(v.AllocatableMemory.ErrorPercent(), words.Hundredths),
		PredictedAllocatableCPU: v.AllocatableCPU.Predicted, ActualAllocatableCPU: v.AllocatableCPU.Actual,
		PredictedMaxPods: v.MaxPods.Predicted, ActualMaxPods: v.MaxPods.Actual,
		PredictedBranchENIs: v.Branches.Predicted, ActualBranchENIs: v.Branches.Actual,
		NodeKind: v.Kind, Image: v.Image, WithinTolerance: v.Within(tolerance), Explanation: "as predicted", Causes: []Cause{},
	}
	if v.Predicted != nil {
		item.MemoryOverheadSource = planner.Known(v.Predicted.Overhead.Kind)
	}
	var texts []string
	for i := range v.Causes {
		text, fix := words.Cause(v, &v.Causes[i], table)
		c := Cause{v.Causes[i].Kind, text, nonZero(fix)}
		item.Causes = append(item.Causes, c)
		texts = append(texts, c.Line())
	}
	if texts != nil {
		item.Explanation = strings.Join(texts, "; ")
	}
	return item
}

// errorMiB is an error to a tenth of a MiB.
func errorMiB(m planner.Memory) float64 { return math.Round(m.MiB()*10)/10 + 0 } // no -0
