package scenario

import (
	"encoding"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/plan"
	"podfit/planner/systempods"
)

// usual are the terms that are not written.
var usual = plan.DefaultTerms()

var planShape = newPlanShape()

func newPlanShape() *object[plan.Terms] {
	o := &object[plan.Terms]{help: "what a plan is to be like; flags of podfit plan override it"}
	o.add(
		field("zones", "a number of zones or their names; three, or as many as the region has, if left out", zonesShape{}, func(t *plan.Terms) *plan.Zones { return &t.Zones }),
		field("groups", "the maximum number of node groups", unless(usual.Groups, scalar[int]{parseCount(1, plan.MaxGroups), strconv.Itoa, countSchema}), func(t *plan.Terms) *int { return &t.Groups }),
		field("pools", "parts of the nodes for the workloads that select their labels and tolerate their taints; the others go to nodes on the plan's own terms", poolsShape{}, func(t *plan.Terms) *[]plan.Pool { return &t.Pools }),
		field("arm64Images", "the images that are built for arm64: repo/app, repo/app:1.2, or registry/path/ for all below; workloads with others stay on amd64; left out, all count as built", orNone[string]{of: list[string]{of: text(func(name string) (string, error) { return name, planner.CheckImage(name) })}, check: plan.CheckImages}, func(t *plan.Terms) *[]string { return &t.Arm64Images }),
		field("candidates", "the types to choose from, instead of options: conditions, such as vcpus<=16 family=m6i, of those that EKS can run, "+plan.DefaultCandidates+" or "+plan.AllCandidates,
			scalar[string]{parseCandidates, asIs, jsonType("string")}, func(t *plan.Terms) *string { return &t.Candidates }),
		field("spare", "the failure to survive", word1[plan.Spare](plan.Spares), func(t *plan.Terms) *plan.Spare { return &t.Spare }),
		field("objective", "what to minimize", word1[plan.Objective](plan.Objectives), func(t *plan.Terms) *plan.Objective { return &t.Objective }),
		field("scheduler", "the profile of kube-scheduler", word1[plan.Scheduler](plan.Schedulers), func(t *plan.Terms) *plan.Scheduler { return &t.Scheduler }),
		field("headroom", "of every workload's pods to keep free, such as 10%", percentShape, func(t *plan.Terms) *plan.Percent { return &t.Headroom }),
		field("maxNodes", "the maximum number of nodes; 0 is no limit", count(mostReplicas), func(t *plan.Terms) *int { return &t.MaxNodes }),
		field("maxNodeShare", "the largest part of the pods that one node may hold, such as 30%", percentShape, func(t *plan.Terms) *plan.Percent { return &t.MaxNodeShare }),
		field("maxPerMonth", "a budget in the region's currency, for --check; 0 is none", amountShape, func(t *plan.Terms) *float64 { return &t.MaxPerMonth }),
		field("systemPods", "what else runs in the cluster: "+strings.Join(systempods.Names(), ", "), systemPodsShape{}, func(t *plan.Terms) *[]string { return &t.SystemPods }),
	)
	return o
}

func parseCandidates(text string) (string, error) { return text, plan.CheckCandidates(text) }

// unless leaves one value out of the file.
func unless[T comparable](usual T, s scalar[T]) scalar[T] {
	format := s.format
	s.format = func(v T) string {
		if v == usual {
			return ""
		}
		return format(v)
	}
	return s
}

// word1 is one of a type's words; the first is the default.
func word1[T interface {
	comparable
	fmt.Stringer
}, P interface {
	*T
	encoding.TextUnmarshaler
}](words []string) scalar[T] {
	var first T
	return unless(first, anyWord[T, P](words))
}

// anyWord is one of a type's words.
func anyWord[T fmt.Stringer, P interface {
	*T
	encoding.TextUnmarshaler
}](words []string) scalar[T] {
	return scalar[T]{
		parse: func(text string) (v T, err error) {
			err = P(&v).UnmarshalText([]byte(text))
			return v, err
		},
		format: func(v T) string { return v.String() },
		is:     ordered.Object{{Key: "enum", Value: words}},
	}
}

var percentShape = unless(0, anyPercent)

var anyPercent = scalar[plan.Percent]{
	parse: func(text string) (p plan.Percent, err error) {
		err = p.UnmarshalText([]byte(text))
		return p, err
	},
	format: plan.Percent.String,
	is:     ordered.Object{{Key: "type", Value: []string{"string", "integer"}}},
}

var amountShape = unless(0, scalar[float64]{
	parse:  plan.ParseAmount,
	format: plan.FormatAmount,
	is:     ordered.Object{{Key: "type", Value: "number"}, {Key: "minimum", Value: 0}},
})

// zonesShape is a number or a list of names.
type zonesShape struct{}

func (zonesShape) read(r *reader, n *yaml.Node, at string, to *plan.Zones) error {
	text := n.Value
	if n.Kind == yaml.SequenceNode {
		var names []string
		if err := (list[string]{of: text1}).read(r, n, at, &names); err != nil {
			return err
		}
		text = strings.Join(names, ",")
	} else if n.Kind != yaml.ScalarNode {
		return r.errorf(n.Line, "%s: must be a number or a list of names", at)
	}
	if isNull(n) {
		return nil
	}
	if err := to.UnmarshalText([]byte(text)); err != nil {
		return r.refuse(n.Line, at, text, err)
	}
	return nil
}

func (zonesShape) write(z *plan.Zones) *yaml.Node {
	switch {
	case len(z.Names) > 0:
		return list[string]{of: text1, flow: true}.write(&z.Names)
	case z.Count > 0:
		return textNode(strconv.Itoa(z.Count))
	}
	return nil
}

func (zonesShape) schema() ordered.Object {
	return ordered.Object{{Key: "anyOf", Value: []ordered.Object{countSchema, list[string]{of: text1}.schema()}}}
}

var text1 = text(word)

// systemPodsShape is names of presets; [] is none of them.
type systemPodsShape struct{}

func (systemPodsShape) read(r *reader, n *yaml.Node, at string, to *[]string) error {
	if isNull(n) {
		return nil
	}
	var names []string
	if err := (list[string]{of: text1}).read(r, n, at, &names); err != nil {
		return err
	}
	names, err := plan.CheckSystemPods(names)
	if err != nil {
		return r.errorf(n.Line, "%s: %w", at, err)
	}
	*to = append([]string{}, names...) // [] is none of them, not the default
	return nil
}

func (systemPodsShape) write(names *[]string) *yaml.Node {
	switch {
	case slices.Equal(*names, usual.SystemPods):
		return nil
	case len(*names) == 0:
		return &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	}
	return list[string]{of: text1, flow: true}.write(names)
}

func (systemPodsShape) schema() ordered.Object {
	return list[string]{of: either(systempods.Names()...)}.schema()
}
