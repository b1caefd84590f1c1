package planner_test

import (
	"encoding"
	"fmt"
	"testing"

	"podfit/planner"
)

// Files and scripts of users have these words.
func TestWords(t *testing.T) {
	for _, c := range []struct {
		value interface {
			fmt.Stringer
			encoding.TextMarshaler
		}
		want string
	}{
		{planner.ScopeAll, "all"}, {planner.ScopeApps, "apps"},
		{planner.AL2023, "al2023"}, {planner.Bottlerocket, "bottlerocket"},
		{planner.Fitted, "formula"}, {planner.Measured, "measured"}, {planner.UserMeasured, "yours"},
		{planner.Band(0), "<5%"}, {planner.Band(1), "5-10%"}, {planner.Band(2), "10-15%"}, {planner.Band(3), "15-20%"}, {planner.Band(4), ">20%"},
	} {
		text, err := c.value.MarshalText()
		if err != nil || string(text) != c.want || c.value.String() != c.want {
			t.Errorf("%q, %v and %q, want %q", text, err, c.value.String(), c.want)
		}
	}
}

func TestReadWords(t *testing.T) {
	scope, ami := planner.ScopeAll, planner.AL2023
	for _, c := range []struct {
		to   encoding.TextUnmarshaler
		text string
		want string
	}{
		{&scope, "apps", ""},
		{&ami, "bottlerocket", ""},
		{&scope, "none", `"none" is not one of all, apps`},
		{&ami, "al2", `"al2" is not one of al2023, bottlerocket`},
	} {
		got := ""
		if err := c.to.UnmarshalText([]byte(c.text)); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
	if scope != planner.ScopeApps || ami != planner.Bottlerocket {
		t.Errorf("read %v and %v", scope, ami)
	}
}

func TestUnits(t *testing.T) {
	if got := (1536 * planner.MiB).GiB(); got != 1.5 {
		t.Errorf("1536 MiB are %v GiB", got)
	}
	if got := (512 * planner.KiB).MiB(); got != 0.5 {
		t.Errorf("512 KiB are %v MiB", got)
	}
	if got := planner.Millis(250).Cores(); got != 0.25 {
		t.Errorf("250m are %v cores", got)
	}
	if got := planner.Money(2_500_000).Float(); got != 2.5 {
		t.Errorf("2,500,000 millionths are %v", got)
	}
}
