package planner

import "podfit/eni"

// Warning is a problem that the user may not expect. It holds the facts; package
// report/words says what will happen and what to set.
type Warning interface {
	About() WarningID
}

// WarningID identifies a warning. Warnings of many instance types merge by code.
type WarningID struct {
	Code string // stable, for scripts
	// Severity is the only thing that --strict goes by.
	Severity Severity
	// Fails is set if --check exits 3 because of it.
	Fails bool
	Topic Topic
	// Setting is the name of the setting that causes it; empty if the instance
	// type does.
	Setting string
	// Subject is what it is about if that is not an instance type: workloads, a zone, a
	// quota. It may be empty.
	Subject string
}

// Severity is how far the answer can be relied on.
type Severity uint8

// The severities, the least serious first.
const (
	_ Severity = iota
	// SeverityNote is true and worth knowing: the answer holds.
	SeverityNote
	// SeverityUnknown is a figure or fact that the answer needs and that was missing,
	// estimated or guessed.
	SeverityUnknown
	// SeverityWrong is something that the cluster will not do as the inputs ask: pods
	// stay pending, a limit is passed.
	SeverityWrong
)

// Severities are the words, in order.
var Severities = []string{"", "note", "unknown", "wrong"}

func (s Severity) String() string                { return Severities[s] }
func (s Severity) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *Severity) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, Severities) }

// Topic is what a warning is about.
type Topic uint8

// The topics.
const (
	AboutPods Topic = iota
	AboutMemory
	AboutMoney
)

// Topics are all of them.
var Topics = []Topic{AboutPods, AboutMemory, AboutMoney}
