package export_test

import (
	"slices"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner/export"
)

type writer = func(*export.Request) ([]byte, error)

// everyTool is the writers of all tools; those of a format other than the default
// are named cni-addon.
var everyTool = func() map[string]writer {
	all := map[string]writer{}
	for i := range export.Exporters {
		e := &export.Exporters[i]
		for j, f := range e.Formats {
			name := e.Tool
			if j > 0 {
				name += "-" + f.Name
			}
			all[name] = func(r *export.Request) ([]byte, error) { return e.Write(r, f.Name) }
		}
	}
	return all
}()

func eksctl(r *export.Request) ([]byte, error)    { return everyTool["eksctl"](r) }
func karpenter(r *export.Request) ([]byte, error) { return everyTool["karpenter"](r) }
func terraform(r *export.Request) ([]byte, error) { return everyTool["terraform"](r) }
func nodeadm(r *export.Request) ([]byte, error)   { return everyTool["nodeadm"](r) }

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
