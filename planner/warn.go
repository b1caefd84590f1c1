package planner

// Warning is a problem that the user may not expect, and how to fix it.
type Warning struct {
	Code string // stable, for scripts
	Text string
	Fix  string
	// Summary and SummaryFix replace Text and Fix if several types have the warning:
	// they have no figures of one type.
	Summary    string
	SummaryFix string
	// Setting is the name of the setting that causes it; empty if the instance type
	// does.
	Setting string
	Topic   Topic
}

// Topic is what a warning is about.
type Topic uint8

// The topics.
const (
	AboutPods Topic = iota
	AboutMemory
	AboutMoney
)
