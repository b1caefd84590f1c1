package planner

// Warning is something that will surprise whoever builds what it is about. It
// holds the facts; package report/words says what will happen and what to set.
type Warning interface {
	About() WarningID
}

// WarningID says which warning it is. Those of many instance types are told as
// one for each code.
type WarningID struct {
	Code  string // stable, for scripts
	Topic Topic
	// Setting is the name of the setting that causes it; empty where the instance
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
