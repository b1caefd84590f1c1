package data

import "podfit/planner"

// Preset is a DaemonSet that many clusters run, with the default requests of its
// manifest or chart.
type Preset struct {
	planner.DaemonSet
	Note string
}

// DaemonSets are the presets by name, including those that every node runs.
func (t *Tables) DaemonSets() []Preset {
	var presets []Preset
	for rest := t.daemonSets(); rest.body != ""; {
		r := rest.next()
		var p Preset
		p.Name = r.key
		p.Request.CPU = planner.Millis(r.whole())
		p.Request.Memory = planner.Memory(r.whole()) * planner.MiB
		p.HostNetwork = r.flag()
		p.Note = r.text()
		presets = append(presets, p)
	}
	return presets
}
