package tui

import (
	"podfit/tui/chartview"
	"podfit/tui/compareview"
	"podfit/tui/daemonsets"
	"podfit/tui/dialogs"
	"podfit/tui/explainview"
	"podfit/tui/newview"
	"podfit/tui/notesview"
	"podfit/tui/planview"
	"podfit/tui/screen"
	"podfit/tui/settingsview"
	"podfit/tui/subnetsview"
	"podfit/tui/todayview"
	"podfit/tui/typesview"
	"podfit/tui/variantsview"
	"podfit/tui/workloadview"
)

// table is every view of the screen: those with a key have a tab, the others are
// boxes over them. A view is added by a line here.
func table() []screen.Entry {
	beside := settingsview.BesidePages()
	return []screen.Entry{
		{Key: "1", Place: screen.Types, Help: "the table of instance types", New: beside(typesview.New)},
		{Key: "2", Place: screen.Workload, Help: "the workloads to plan for", New: workloadview.New},
		{Key: "3", Place: screen.Plan, Help: "node groups for the workload", New: beside(planview.New)},
		{Key: "4", Place: "Subnets", Help: "the VPC addresses that the plan uses", New: beside(subnetsview.New)},
		{Key: "5", Place: screen.Chart, Help: "RAM per pod by cost, pods by CNI mode", New: beside(chartview.New)},
		{Key: "6", Place: "Today", Help: "the nodes that the cluster has, beside the plan", New: beside(todayview.New)},
		{Key: "7", Place: "Variants", Help: "plans of pinned states side by side (V pins one)", New: beside(variantsview.New)},
		{Key: "8", Place: screen.Notes, Help: "what was assumed, skipped or is in doubt", New: notesview.New},

		{Place: screen.NewWorkload, New: newview.New},
		{Place: screen.Explain, New: explainview.New},
		{Place: screen.Compare, New: compareview.New},
		{Place: screen.Columns, New: typesview.NewColumns},
		{Place: screen.Filter, New: typesview.NewFilter},
		{Place: screen.DaemonSets, New: daemonsets.New},
		{Place: screen.File, New: dialogs.NewFile},
		{Place: screen.Outputs, New: dialogs.NewOutputs},
		{Place: screen.Palette, New: dialogs.NewPalette},
		{Place: screen.Command, New: dialogs.NewCommand},
		{Place: screen.Find, New: dialogs.NewFind},
		{Place: screen.Help, New: dialogs.NewHelp},
	}
}
