package planner

// Warning is a problem that the user may not expect. It holds the facts; package
// report/words says what will happen and what to set.
type Warning interface {
	About() WarningID
}

// WarningID identifies a warning. Warnings of many instance types merge by code.
type WarningID struct {
	Code  string // stable, for scripts
	Topic Topic
	// Setting is the name of the setting that causes it; empty if the instance
	// type does.
	Setting string
}

// Topic is what a warning is about.
type Topic uint8

// The topics.
const (
	AboutPods Topic = iota
	AboutMemory
	AboutMoney
)
