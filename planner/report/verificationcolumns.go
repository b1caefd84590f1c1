package report

import (
	"fmt"

	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/verify"
)

// verificationColumn is a figure of verified nodes, for a person and as the
// plain figure that JSON has under the key.
type verificationColumn struct {
	title, key string
	wide       bool
	cell       func(*verify.Row) string
	plain      func(*answer.Verification) string
}

var verificationColumns = []verificationColumn{
	{"TYPE", "instanceType", false, instanceTypeOf, func(v *answer.Verification) string { return words.CSV(v.InstanceType) }},
	{"NODES", "nodes", false, func(v *verify.Row) string { return fmt.Sprint(len(v.Names)) }, func(v *answer.Verification) string { return fmt.Sprint(v.Nodes) }},
	{"CAPACITY", "predictedMemoryMiB", true, func(v *verify.Row) string { return words.OrUnknown(v.Memory.Predicted, words.Memory) }, func(v *answer.Verification) string { return words.CSV(v.PredictedMemory) }},
	{"ACTUAL", "actualMemoryMiB", true, func(v *verify.Row) string { return words.OrUnknown(v.Memory.Actual, words.Memory) }, func(v *answer.Verification) string { return words.CSV(v.ActualMemory) }},
	{"ERROR", "errorMiB", true, func(v *verify.Row) string { return words.OrUnknown(v.Memory.Error(), words.MemoryError) }, func(v *answer.Verification) string { return words.CSV(v.Error) }},
	{"ERROR%", "errorPercent", true, func(v *verify.Row) string { return words.OrUnknown(v.Memory.ErrorPercent(), words.PercentError) }, func(v *answer.Verification) string { return words.CSV(v.ErrorPercent) }},
	{"ALLOC-MEM", "predictedAllocatableMemoryMiB", false, func(v *verify.Row) string { return words.OrUnknown(v.AllocatableMemory.Predicted, words.Memory) }, func(v *answer.Verification) string { return words.CSV(v.PredictedAllocatableMemory) }},
	{"ACTUAL", "actualAllocatableMemoryMiB", false, func(v *verify.Row) string { return words.OrUnknown(v.AllocatableMemory.Actual, words.Memory) }, func(v *answer.Verification) string { return words.CSV(v.ActualAllocatableMemory) }},
	{"ERROR", "allocatableMemoryErrorMiB", false, func(v *verify.Row) string {
		return words.OrUnknown(v.AllocatableMemory.Error(), words.MemoryError)
	}, func(v *answer.Verification) string { return words.CSV(v.AllocatableMemoryError) }},
	{"ERROR%", "allocatableMemoryErrorPercent", false, func(v *verify.Row) string {
		return words.OrUnknown(v.AllocatableMemory.ErrorPercent(), words.PercentError)
	}, func(v *answer.Verification) string { return words.CSV(v.AllocatableMemoryErrorPercent) }},
	{"ALLOC-CPU", "predictedAllocatableCPUMillis", false, func(v *verify.Row) string { return words.OrUnknown(v.AllocatableCPU.Predicted, words.CPU) }, func(v *answer.Verification) string { return words.CSV(v.PredictedAllocatableCPU) }},
	{"ACTUAL", "actualAllocatableCPUMillis", false, func(v *verify.Row) string { return words.OrUnknown(v.AllocatableCPU.Actual, words.CPU) }, func(v *answer.Verification) string { return words.CSV(v.ActualAllocatableCPU) }},
	{"MAX-PODS", "predictedMaxPods", false, func(v *verify.Row) string { return words.Count(v.MaxPods.Predicted) }, func(v *answer.Verification) string { return words.CSV(v.PredictedMaxPods) }},
	{"ACTUAL", "actualMaxPods", false, func(v *verify.Row) string { return words.Count(v.MaxPods.Actual) }, func(v *answer.Verification) string { return words.CSV(v.ActualMaxPods) }},
	{"BRANCH-ENIS", "predictedBranchENIs", true, func(v *verify.Row) string { return words.Count(v.Branches.Predicted) }, func(v *answer.Verification) string { return words.CSV(v.PredictedBranchENIs) }},
	{"ACTUAL", "actualBranchENIs", true, func(v *verify.Row) string { return words.Count(v.Branches.Actual) }, func(v *answer.Verification) string { return words.CSV(v.ActualBranchENIs) }},
}

func instanceTypeOf(v *verify.Row) string {
	if v.InstanceType == "" {
		return words.Unknown
	}
	return v.InstanceType
}
