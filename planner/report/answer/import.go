package answer

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/report/words"
)

// Import is the item of an import: what runs, summed up, and the scenario
// that asks for it.
type Import struct {
	Summary  ImportSummary `json:"summary"`
	Scenario any           `json:"scenario"`
}

// ImportSum is a number of pods and what they request together.
type ImportSum struct {
	Pods   int            `json:"pods"`
	CPU    planner.Millis `json:"cpuMillis"`
	Memory float64        `json:"memoryMiB"`
}

// NewImportSum sums pods up, to the byte.
func NewImportSum(pods int, request planner.Resources) ImportSum {
	return ImportSum{Pods: pods, CPU: request.CPU, Memory: float64(request.Memory) / float64(planner.MiB)}
}

// ImportSummary counts pods at their fewest, where they scale.
type ImportSummary struct {
	ImportSum
	Workloads  int `json:"workloads"`
	DaemonSets int `json:"daemonSets"`
	Jobs       int `json:"jobs"`
	// WithoutRequests are workloads and DaemonSets for which a plan is a guess.
	WithoutRequests int `json:"withoutRequests"`
	// Running are the pods of the input itself. The others are what templates want
	// beyond these.
	Running ImportSum `json:"running"`
	// Skipped are objects that are no part of the workload.
	Skipped int `json:"skipped"`
	// Unread are objects, documents and ends of files that could not be read.
	Unread int `json:"unread"`
}

// Line is the summary for a person.
func (s ImportSummary) Line() string {
	line := fmt.Sprintf("%s of %s request %dm CPU and %sMi memory, plus %s",
		words.Counted(s.Pods, "pod"), words.Counted(s.Workloads, "workload"), s.CPU, words.Plain(words.Round(s.Memory, "MiB")), words.Counted(s.DaemonSets, "DaemonSet"))
	if more := s.Pods - s.Running.Pods; s.Running.Pods > 0 && more > 0 {
		line += fmt.Sprintf("; %d of the pods exist, %d more wanted", s.Running.Pods, more)
	}
	if s.Unread > 0 {
		line += fmt.Sprintf("; %s not read", words.Counted(s.Unread, "object"))
	}
	return line
}
