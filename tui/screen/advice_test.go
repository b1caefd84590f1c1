package screen_test

import (
	"testing"

	"podfit/tui/tuitest"
)

// A flag is the key or the setting that does the same, with its value.
func TestOnScreen(t *testing.T) {
	s := tuitest.Open(80, 24)
	for text, want := range map[string]string{
		"no flag":                        "no flag",
		"what podfit explain gives":      "what the explanation of a type (enter on Types) gives",
		"ask AWS for it with --live":     "ask AWS for it with live (key r)",
		"add it with --node-adder":       "add it with Per node (settings)",
		"plan with --max-pods managed":   "plan with Max pods managed (settings)",
		"keep one (--spare node), or":    "keep one (settings: Spare node), or",
		"--on-demand-percent 74 buys":    "On-demand, % 74 (settings) buys",
		"(--filter 'gpu-memory>=16')":    "(key /: filter 'gpu-memory>=16')",
		"raise --groups":                 "raise Groups (settings)",
		"set --huge-pages and --os":      "set Huge pages (settings) and OS (settings)",
		"give them with --quotas":        "give them with quotas (a flag of podfit plan)",
		"run once without --offline":     "run once without offline (a flag)",
		"set --region eu-west-1; then":   "set Region eu-west-1 (settings); then",
		"--memory-capacity m5.large=8Gi": "Measured m5.large=8Gi (settings)",
	} {
		if got := s.OnScreen(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
