package screen

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/settings"
)

// DaemonSetSetting is the setting that has a page instead of a line.
const DaemonSetSetting = "daemonset"

// DaemonSetColumn is a column of the page: what it shows of a DaemonSet, and how
// a typed text sets it. A column with a Flag is switched instead.
type DaemonSetColumn struct {
	Head, Name string // Name is for sentences
	Text       func(*planner.DaemonSet) string
	Set        func(*planner.DaemonSet, string) error
	Flag       func(*planner.DaemonSet) *bool
}

// DaemonSetColumns are the columns of the page, in their order.
var DaemonSetColumns = []DaemonSetColumn{
	{"NAME", "name", func(d *planner.DaemonSet) string { return d.Name }, func(d *planner.DaemonSet, text string) error {
		d.Name = text
		return nil
	}, nil},
	{"CPU", "CPU", func(d *planner.DaemonSet) string { return settings.CPUText(d.Request.CPU) }, func(d *planner.DaemonSet, text string) (err error) {
		d.Request.CPU, err = settings.ParseCPU(text)
		return err
	}, nil},
	{"MEMORY", "memory", func(d *planner.DaemonSet) string { return settings.MemoryText(d.Request.Memory) }, func(d *planner.DaemonSet, text string) (err error) {
		d.Request.Memory, err = settings.ParseMemory(text)
		return err
	}, nil},
	flagColumn("HOST-NET", "host network", func(d *planner.DaemonSet) *bool { return &d.HostNetwork }),
	flagColumn("SG", "security groups", func(d *planner.DaemonSet) *bool { return &d.SecurityGroups }),
}

func flagColumn(head, name string, flag func(*planner.DaemonSet) *bool) DaemonSetColumn {
	return DaemonSetColumn{Head: head, Name: name, Flag: flag, Text: func(d *planner.DaemonSet) string {
		if *flag(d) {
			return "yes"
		}
		return "no"
	}}
}

// ValueText is a setting's value as the settings pane shows it.
func ValueText(s *settings.Setting, of *planner.Settings) string {
	text := s.Text(of)
	switch {
	case s.Kind == settings.Switch && text == "true":
		return "on"
	case s.Kind == settings.Switch:
		return "off"
	case s.Name == DaemonSetSetting && len(of.DaemonSets) > 1:
		return daemonSetCount(of.DaemonSets)
	case s.Kind == settings.List && text == "":
		return "none"
	}
	return text
}

// daemonSetDifference names what differs between two lists of DaemonSets.
func daemonSetDifference(before, after []planner.DaemonSet) string {
	var parts []string
	found := make([]bool, len(before)) // in after
	for i := range after {
		from := sameDaemonSet(before, after, i)
		if from < 0 {
			parts = append(parts, "+ "+after[i].Name)
			continue
		}
		found[from] = true
		if cells := cellDifference(&before[from], &after[i]); cells != "" {
			parts = append(parts, after[i].Name+" "+cells)
		}
	}
	for i := range before {
		if !found[i] {
			parts = append(parts, "− "+before[i].Name)
		}
	}
	switch n := len(parts); {
	case n == 0:
		return "DaemonSets in another order"
	case n > 2:
		return fmt.Sprintf("%d DaemonSets", n)
	}
	return "DaemonSet " + strings.Join(parts, ", ")
}

// sameDaemonSet finds what an item of a list was before; -1 where it is new.
// One that has another name in the same place was renamed.
func sameDaemonSet(before, after []planner.DaemonSet, i int) int {
	if i < len(before) && before[i].Name == after[i].Name {
		return i
	}
	if k := slices.IndexFunc(before, func(ds planner.DaemonSet) bool { return ds.Name == after[i].Name }); k >= 0 {
		return k
	}
	if len(before) == len(after) && !named(after, before[i].Name) {
		return i
	}
	return -1
}

func named(all []planner.DaemonSet, name string) bool {
	return slices.ContainsFunc(all, func(ds planner.DaemonSet) bool { return ds.Name == name })
}

// cellDifference names the cells that differ.
func cellDifference(before, after *planner.DaemonSet) string {
	var parts []string
	for _, c := range DaemonSetColumns {
		if was, is := c.Text(before), c.Text(after); was != is {
			parts = append(parts, fmt.Sprintf("%s %s → %s", c.Name, was, is))
		}
	}
	return strings.Join(parts, ", ")
}

// daemonSetCount tells those that take a pod's address from those that do not.
func daemonSetCount(all []planner.DaemonSet) string {
	host := 0
	for _, ds := range all {
		if ds.HostNetwork {
			host++
		}
	}
	if host == 0 {
		return fmt.Sprint(len(all))
	}
	return fmt.Sprintf("%d + %d host", len(all)-host, host)
}
