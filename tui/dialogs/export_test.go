package dialogs

import "podfit/tui/widget"

// Names are the actions that the palette shows, List its cursor in them.
func (p *Palette) Names() []string {
	var names []string
	for _, a := range p.shown {
		names = append(names, a.name)
	}
	return names
}

// List is the palette's cursor.
func (p *Palette) List() *widget.List { return &p.list }
