package screen

import (
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/settings"
)

// Contender is a type in all variants of the settings; one that does not exist is
// nil.
type Contender [settings.Variants]*density.Option

// Name is the type's.
func (c *Contender) Name() string { return c[settings.AsSet].Type.Name }

// Contenders are types by name, whether the table shows them or not. A name of
// no type is left out.
func (s *Session) Contenders(names []string) []Contender {
	var under [settings.Variants]*planner.Settings
	for v := range settings.Variants {
		if varied, exists := settings.Variant(v).Alone(*s.Settings); exists {
			under[v] = &varied
		}
	}
	var all []Contender
	for _, name := range names {
		o := s.Option(name)
		if o == nil {
			continue
		}
		var c Contender
		for v, set := range under {
			if set == nil {
				continue
			}
			other := density.Evaluate(o.Type, o.Offering, set)
			c[v] = &other
		}
		all = append(all, c)
	}
	return all
}
