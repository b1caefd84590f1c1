package report

import (
	"fmt"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/verify"
)

// verificationColumn is a figure of verified nodes, for a person and as the
// plain figure that JSON has under the key.
type verificationColumn struct {
	title, key string
	wide       bool
	cell       func(*verify.Row) string
	plain      func(*Verification) string
}

var verificationColumns = []verificationColumn{
	{"TYPE", "instanceType", false, instanceTypeOf, func(v *Verification) string { return plainOf(v.InstanceType) }},
	{"NODES", "nodes", false, func(v *verify.Row) string { return fmt.Sprint(len(v.Names)) }, func(v *Verification) string { return fmt.Sprint(v.Nodes) }},
	{"CAPACITY", "predictedMemoryMiB", true, func(v *verify.Row) string { return orUnknown(v.Memory.Predicted, Memory) }, func(v *Verification) string { return plainOf(v.PredictedMemory) }},
	{"ACTUAL", "actualMemoryMiB", true, func(v *verify.Row) string { return orUnknown(v.Memory.Actual, Memory) }, func(v *Verification) string { return plainOf(v.ActualMemory) }},
	{"ERROR", "errorMiB", true, func(v *verify.Row) string { return orUnknown(v.Memory.Error(), memoryError) }, func(v *Verification) string { return plainOf(v.Error) }},
	{"ERROR%", "errorPercent", true, func(v *verify.Row) string { return orUnknown(v.Memory.ErrorPercent(), percentError) }, func(v *Verification) string { return plainOf(v.ErrorPercent) }},
	{"ALLOC-MEM", "predictedAllocatableMemoryMiB", false, func(v *verify.Row) string { return orUnknown(v.AllocatableMemory.Predicted, Memory) }, func(v *Verification) string { return plainOf(v.PredictedAllocatableMemory) }},
	{"ACTUAL", "actualAllocatableMemoryMiB", false, func(v *verify.Row) string { return orUnknown(v.AllocatableMemory.Actual, Memory) }, func(v *Verification) string { return plainOf(v.ActualAllocatableMemory) }},
	{"ERROR", "allocatableMemoryErrorMiB", false, func(v *verify.Row) string { return orUnknown(v.AllocatableMemory.Error(), memoryError) }, func(v *Verification) string { return plainOf(v.AllocatableMemoryError) }},
	{"ERROR%", "allocatableMemoryErrorPercent", false, func(v *verify.Row) string {
		return orUnknown(v.AllocatableMemory.ErrorPercent(), percentError)
	}, func(v *Verification) string { return plainOf(v.AllocatableMemoryErrorPercent) }},
	{"ALLOC-CPU", "predictedAllocatableCPUMillis", false, func(v *verify.Row) string { return orUnknown(v.AllocatableCPU.Predicted, CPU) }, func(v *Verification) string { return plainOf(v.PredictedAllocatableCPU) }},
	{"ACTUAL", "actualAllocatableCPUMillis", false, func(v *verify.Row) string { return orUnknown(v.AllocatableCPU.Actual, CPU) }, func(v *Verification) string { return plainOf(v.ActualAllocatableCPU) }},
	{"MAX-PODS", "predictedMaxPods", false, func(v *verify.Row) string { return Count(v.MaxPods.Predicted) }, func(v *Verification) string { return plainOf(v.PredictedMaxPods) }},
	{"ACTUAL", "actualMaxPods", false, func(v *verify.Row) string { return Count(v.MaxPods.Actual) }, func(v *Verification) string { return plainOf(v.ActualMaxPods) }},
	{"BRANCH-ENIS", "predictedBranchENIs", true, func(v *verify.Row) string { return Count(v.Branches.Predicted) }, func(v *Verification) string { return plainOf(v.PredictedBranchENIs) }},
	{"ACTUAL", "actualBranchENIs", true, func(v *verify.Row) string { return Count(v.Branches.Actual) }, func(v *Verification) string { return plainOf(v.ActualBranchENIs) }},
}

func instanceTypeOf(v *verify.Row) string {
	if v.InstanceType == "" {
		return Unknown
	}
	return v.InstanceType
}

// memoryError writes an error of prediction, to a tenth of a Mi.
func memoryError(m planner.Memory) string { return signed(m.MiB(), 1, "Mi") }

func percentError(f float64) string { return signed(f, 2, "%") }

// signed writes a figure with its sign, but for one that rounds to 0.
func signed(f float64, digits int, unit string) string {
	text := strconv.FormatFloat(f, 'f', digits, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-") + unit
	}
	return fmt.Sprintf("%+.*f%s", digits, f, unit)
}

// plainOf is a figure of JSON as CSV has it: empty where it is null.
func plainOf[T any](v *T) string {
	if v == nil {
		return ""
	}
	if f, is := any(*v).(float64); is {
		return plainNumber(f)
	}
	return fmt.Sprint(*v)
}
