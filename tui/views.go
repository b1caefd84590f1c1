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
	"podfit/tui/poolsview"
	"podfit/tui/screen"
	"podfit/tui/settingsview"
	"podfit/tui/subnetsview"
	"podfit/tui/todayview"
	"podfit/tui/typesview"
	"podfit/tui/variantsview"
	"podfit/tui/whatifview"
	"podfit/tui/workloadview"
)

// table is every view of the screen: those with a key have a tab, the others are
// boxes over them. A view is added by a line here.
func table() []screen.Entry {
	beside := settingsview.BesidePages()
	return []screen.Entry{
		{Key: "1", Place: screen.Types, Help: "the table of instance types", New: beside(typesview.New), Writes: "the table, as podfit compare"},
		{Key: "2", Place: screen.Workload, Help: "the workloads to plan for", New: workloadview.New, Writes: "the table, which podfit import reads"},
		{Key: "3", Place: screen.Plan, Help: "node groups for the workload", New: beside(planview.New), Writes: "the best plans, with their node groups"},
		{Key: "4", Place: "Subnets", Help: "the VPC addresses that the plan uses", New: beside(subnetsview.New), Writes: "addresses in each zone, nodes, quotas and warm targets"},
		{Key: "5", Place: screen.Chart, Help: "RAM per pod by cost, pods by CNI mode", New: beside(chartview.New), Writes: "what the dots are, as podfit compare"},
		{Key: "6", Place: "Today", Help: "the nodes that the cluster has, beside the plan", New: beside(todayview.New), Writes: "today's nodes, and the steps to the plan"},
		{Key: "7", Place: "Variants", Help: "plans of pinned states side by side (V pins one)", New: beside(variantsview.New), Writes: "side by side, as podfit diff"},
		{Key: "8", Place: screen.Notes, Help: "what was assumed, skipped or is in doubt", New: notesview.New, Writes: "what was assumed, skipped or is in doubt"},
		{Key: "9", Place: screen.WhatIfs, Help: "one thing done otherwise, line by line", New: beside(whatifview.New), Writes: "what each line comes to and needs"},

		{Place: screen.NewWorkload, New: newview.New},
		{Place: screen.Explain, New: explainview.New, Writes: "every figure of the type, step by step"},
		{Place: screen.Compare, New: compareview.New, Writes: "the types side by side, as podfit compare"},
		{Place: screen.Columns, New: typesview.NewColumns},
		{Place: screen.Filter, New: typesview.NewFilter},
		{Place: screen.DaemonSets, New: daemonsets.New},
		{Place: screen.Pools, New: poolsview.New},
		{Place: screen.File, New: dialogs.NewFile},
		{Place: screen.Outputs, New: dialogs.NewOutputs},
		{Place: screen.Palette, New: dialogs.NewPalette},
		{Place: screen.Command, New: dialogs.NewCommand},
		{Place: screen.Find, New: dialogs.NewFind},
		{Place: screen.Help, New: dialogs.NewHelp},
	}
}
