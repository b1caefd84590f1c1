package planner

// Warning is something that will surprise whoever builds the option: what
// goes wrong, and what to do about it.
type Warning struct {
	Code string // stable, for scripts
	Text string
	Fix  string
	// Summary and SummaryMend are what can be said of many types at once, where
	// Text and Mend have figures of one.
	Summary    string
	SummaryFix string
	// Setting is the name of the setting that causes it; empty where the
	// instance type does.
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
