package export_test

import (
	"slices"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner/export"
)

var everyTool = map[string]func(*export.Request) ([]byte, error){
	"eksctl": export.Eksctl, "karpenter": export.Karpenter, "terraform": export.Terraform,
	"nodeadm": export.Nodeadm, "cni": export.CNIEnvironment, "cni-addon": export.CNIAddOn,
}

// The texts as a whole, of cases that have most keys.
func TestTexts(t *testing.T) {
	shown := []string{
		"mixed/eksctl", "mixed/karpenter", "zonal/eksctl", "zonal/terraform", "zonal/nodeadm", "zonal/cni", "zonal/cni-addon",
		"bottlerocket/terraform", "bottlerocket/eksctl", "karpenter/karpenter", "default/cni", "auto-mode/karpenter",
	}
	for _, c := range cases {
		r := request(t, c.workload, c.change, c.ask, c.types...)
		r.ZoneNames = c.zones
		for tool, write := range everyTool {
			name := c.name + "/" + tool
			if !slices.Contains(shown, name) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				text, err := write(r)
				if err != nil {
					t.Fatal(err)
				}
				golden.RequireEqual(t, text)
			})
		}
	}
}
