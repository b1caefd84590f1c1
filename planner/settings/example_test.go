package settings_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/settings"
)

// Settings are read from text and written again as text.
func Example() {
	table := settings.New(settings.Known{Regions: []string{"eu-west-1", "us-east-1"}})
	s := planner.Default()
	for _, v := range [][2]string{
		{"region", "eu-west-1"},
		{"pod-memory", "1.5Gi"},
		{"discount", "x0.72"},
		{"max-pods", "max_pods + "},
	} {
		setting, _ := table.Named(v[0])
		if err := setting.Set(&s, v[1]); err != nil {
			fmt.Printf("--%s %q: %v\n", setting.Name, v[1], err)
		}
	}
	for _, setting := range table {
		if setting.Changed(&s) {
			fmt.Println(setting.Name, setting.Text(&s))
		}
	}
	// Output:
	// --max-pods "max_pods + ": must be eni, managed, karpenter, auto-mode, a number or a CEL expression; as CEL, at column 11: Syntax error: mismatched input '<EOF>'
	// region eu-west-1
	// pod-memory 1536Mi
	// discount 28%
}
