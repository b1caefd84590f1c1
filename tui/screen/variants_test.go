package screen_test

import (
	"fmt"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/tui/screen"
)

// No variant changes the settings that it is made from.
func TestVariantsLeaveTheSettings(t *testing.T) {
	s := planner.Default()
	s.Capacity.OnDemandPercent = 30
	before := fmt.Sprintf("%+v", s)
	for v := range screen.Variants {
		v.Settings(&s)
	}
	if after := fmt.Sprintf("%+v", s); after != before {
		t.Errorf("%s\n%s", before, after)
	}
}

func TestAutoModeHasNoSecurityGroups(t *testing.T) {
	s := planner.Default()
	s.MaxPods.Policy = eni.PolicyAutoMode
	if screen.WithSG.Settings(&s) != nil || screen.SecondaryIPWithSG.Settings(&s) != nil || screen.WithoutSG.Settings(&s) == nil {
		t.Error("Auto Mode with security groups for pods")
	}
}
