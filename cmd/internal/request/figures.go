package request

import (
	"os"
	"strconv"
	"sync"
	"time"

	"podfit/data"
	"podfit/data/bundle"
	"podfit/planner"
)

// figures are the tables of this run: the updated ones, or the bundled ones with the
// reason why updated ones aren't used.
var figures = sync.OnceValues(func() (*data.Tables, error) { return bundle.Open("").Tables() })

// Tables are the tables of this run, below AWS's figures: those of podfit data update,
// or the bundled ones.
func Tables() *data.Tables {
	t, _ := figures()
	return t
}

// TablesDoubts is a warning if updated figures can't be used.
func TablesDoubts() []planner.Warning {
	if _, err := figures(); err != nil {
		return []planner.Warning{planner.TablesUnused{Why: err}}
	}
	return nil
}

// Today is the time of the question, by which the age of prices is judged.
// SOURCE_DATE_EPOCH replaces it, as in other programs whose output must not depend on
// when they run.
func Today() time.Time {
	if seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		return time.Unix(seconds, 0)
	}
	return time.Now()
}
