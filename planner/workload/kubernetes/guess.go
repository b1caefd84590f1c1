package kubernetes

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// countKeys are keys that hold a number of pods beside or above a template.
var countKeys = []string{"replicas", "replicaCount", "count", "instances", "size"}

// notPods are keys below which pods are described but not made.
var notPods = []string{"openAPIV3Schema", "override", "overrides", "patch", "patches", "values", "valuesObject"}

// guess finds pod templates in an object of a kind that no table has: objects with
// containers, with the nearest number of pods beside or above them.
func guess(o *object) ([]part, error) {
	spec, err := parse("spec", o.Spec)
	if err != nil {
		return nil, err
	}
	g := guesser{kind: fmt.Sprintf("%s of %s", o.Ref.Kind, o.APIVersion)}
	g.search(spec, nil, found{n: 1})
	if g.err == nil && len(g.all) == 1 {
		g.all[0].name = ""
	}
	return g.all, g.err
}

type guesser struct {
	kind string
	all  []part
	err  error
}

// found is a number of pods and where it stands; nowhere, and it is 1.
type found struct {
	n  int
	at string
}

// search looks through a value. names are the keys that led to it, and the names of
// list items.
func (g *guesser) search(v value, names []string, count found) {
	if g.err != nil {
		return
	}
	switch of := v.v.(type) {
	case map[string]any:
		count = countIn(v, count)
		if isPodSpec(of) {
			g.add(v, names, count)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(of)) {
			if slices.Contains(notPods, key) {
				continue
			}
			if spec, is := of[key].(map[string]any); is && key == "spec" && isPodSpec(spec) {
				g.addTemplate(v, names, count)
				continue
			}
			g.search(value{path: v.path + "." + key, v: of[key]}, append(slices.Clone(names), key), count)
		}
	case []any:
		for i, item := range of {
			in := value{path: fmt.Sprintf("%s[%d]", v.path, i), v: item}
			name := in.at("name").text()
			if name == "" {
				name = strconv.Itoa(i)
			}
			g.search(in, append(slices.Clone(names), name), count)
		}
	}
}

// countIn is the number of pods that an object has, or that of those above it.
func countIn(v value, above found) found {
	for _, key := range countKeys {
		of := v.at(key)
		if n, err := strconv.ParseInt(of.text(), 10, 64); err == nil && n >= 0 && n <= importer.MaxReplicas {
			return found{int(n), of.path}
		}
	}
	return above
}

// isPodSpec reports containers, at least one of which has an image or resources.
func isPodSpec(of map[string]any) bool {
	list, _ := of["containers"].([]any)
	return slices.ContainsFunc(list, func(item any) bool {
		c, _ := item.(map[string]any)
		return c["image"] != nil || c["resources"] != nil
	})
}

func (g *guesser) add(spec value, names []string, count found) {
	g.addTemplate(value{path: spec.path, v: map[string]any{"spec": spec.v}}, names, count)
}

func (g *guesser) addTemplate(template value, names []string, count found) {
	p := part{name: guessedName(names), replicas: count.n, controller: planner.BarePod}
	if g.err = template.decode(&p.template); g.err != nil {
		return
	}
	number := "no number of pods stands beside it"
	if count.at != "" {
		number = fmt.Sprintf("the number of pods is that of %s", count.at)
	}
	p.notes = []string{fmt.Sprintf("unknown kind %s: assumed to make pods from %s; %s", g.kind, template.path, number)}
	g.all = append(g.all, p)
}

// guessedName is the keys that led to a template without those that every one has.
func guessedName(names []string) string {
	var kept []string
	for _, name := range names {
		switch name {
		case "template", "podTemplate", "podSpec", "spec":
		default:
			kept = append(kept, strings.ToLower(name))
		}
	}
	return strings.Join(kept, "-")
}
