package query

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner/settings"
)

// Names are all that the field goes by in filters: its name, the head of its column,
// and its aliases.
func (f *Field) Names() []string {
	names := []string{f.Name}
	if title := plain(f.Title); title != f.Name {
		names = append(names, title)
	}
	return append(names, f.Aliases...)
}

// plain is a field's name as it is compared: Max_Pods is max-pods.
func plain(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "-") }

// fieldMeant is the field of a name, or the one that alone begins with it; names of
// fields come before heads of columns and aliases.
func fieldMeant(name string) (*Field, error) {
	text := plain(name)
	for i := range Fields {
		if slices.Contains(Fields[i].Names(), text) {
			return &Fields[i], nil
		}
	}
	for _, of := range []func(*Field) []string{func(f *Field) []string { return []string{f.Name} }, (*Field).Names} {
		switch found := beginning(text, of); {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			var names []string
			for _, f := range found {
				names = append(names, f.Name)
			}
			return nil, fmt.Errorf("%q could be %s", name, strings.Join(names, ", "))
		}
	}
	var all []string
	for i := range Fields {
		all = append(all, Fields[i].Names()...)
	}
	all = slices.DeleteFunc(all, func(name string) bool { return strings.Contains(name, "$") }) // so short that much is near
	if near := settings.DidYouMean(text, all); near != "" {
		return nil, fmt.Errorf("no field %q%s", name, near)
	}
	return nil, fmt.Errorf("no field %q; the fields are %s", name, strings.Join(FieldNames(), ", "))
}

// beginning are the fields of which a name begins with a text.
func beginning(text string, names func(*Field) []string) (found []*Field) {
	if text == "" {
		return nil
	}
	for i := range Fields {
		if slices.ContainsFunc(names(&Fields[i]), func(name string) bool { return strings.HasPrefix(name, text) }) {
			found = append(found, &Fields[i])
		}
	}
	return found
}
