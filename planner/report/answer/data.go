package answer

import (
	"podfit/planner"
)

// DataTable is the item of `podfit data status` and of `podfit data refresh`:
// figures of one table and day.
type DataTable struct {
	Name     string                `json:"name"`
	Location string                `json:"location"` // bundled, updated, cache, damaged or not used
	Rows     planner.Maybe[int]    `json:"rows"`
	Regions  planner.Maybe[int]    `json:"regions"`
	Source   planner.Maybe[string] `json:"source"`
	AsOf     planner.Maybe[string] `json:"asOf"`
	Age      planner.Maybe[int64]  `json:"ageSeconds"`
	Bytes    planner.Maybe[int64]  `json:"bytes"`
	File     planner.Maybe[string] `json:"file"`
	Note     planner.Maybe[string] `json:"note"`
}

// DataChange is the item of `podfit data diff`: a figure of an instance type that
// differs between two sources. For a type that only one has, the figure is
// instanceType.
type DataChange struct {
	InstanceType string                `json:"instanceType"`
	Figure       string                `json:"figure"`
	From         planner.Maybe[string] `json:"from"`
	To           planner.Maybe[string] `json:"to"`
}
