package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/settings"
)

// mostPriority is the highest of a priority class that Kubernetes has.
const mostPriority = 2_000_001_000

// selectorKeys is a selector with a list of conditions.
type selectorKeys struct{ list[planner.Requirement] }

var selectorShape = selectorKeys{list[planner.Requirement]{of: scalar[planner.Requirement]{
	parse: planner.ParseRequirement, format: planner.Requirement.String, is: jsonType("string"),
}, flow: true}}

func (s selectorKeys) read(r *reader, n *yaml.Node, at string, to *planner.Selector) error {
	return s.list.read(r, n, at, (*[]planner.Requirement)(to))
}

func (s selectorKeys) write(v *planner.Selector) *yaml.Node {
	return s.list.write((*[]planner.Requirement)(v))
}

// selectorText is a selector in one text, as kubectl's --selector.
var selectorText = scalar[planner.Selector]{parse: planner.ParseSelector, format: planner.Selector.String, is: jsonType("string")}

var labelsShape = byName[string]{of: labelShape{text(any1)}, compare: cmp.Compare[string]}

// labelShape is the value of a label, which can be empty and yet is there.
type labelShape struct{ scalar[string] }

func (labelShape) write(v *string) *yaml.Node { return textNode(*v) }

// topologyShape is a label of nodes; zone and host are short for Kubernetes' own.
var topologyShape = scalar[string]{
	parse: func(text string) (string, error) {
		switch text {
		case "zone":
			return planner.ZoneTopology, nil
		case "host":
			return planner.HostTopology, nil
		}
		return word(text)
	},
	format: func(key string) string {
		switch key {
		case planner.ZoneTopology:
			return "zone"
		case planner.HostTopology:
			return "host"
		}
		return key
	},
	is: jsonType("string"),
}

// opposite is a switch that stands in the file as one of two words; the first is
// the default and not written.
func opposite(usual, other string) scalar[bool] {
	words := either(usual, other)
	return scalar[bool]{
		parse: func(text string) (bool, error) {
			word, err := words.parse(text)
			return word == other, err
		},
		format: func(is bool) string {
			if is {
				return other
			}
			return ""
		},
		is: words.is,
	}
}

var spreadShape = &object[planner.Spread]{
	keys: []key[planner.Spread]{
		required(field("topology", "zone, host or a label of nodes", topologyShape, func(s *planner.Spread) *string { return &s.Topology })),
		field("maxSkew", "by how many pods two domains may differ; 1 if left out", count(mostSkew), func(s *planner.Spread) *int { return &s.MaxSkew }),
		field("minDomains", "how many domains there must be", count(mostSkew), func(s *planner.Spread) *int { return &s.MinDomains }),
		field("whenUnsatisfiable", "DoNotSchedule if left out", opposite("DoNotSchedule", "ScheduleAnyway"), func(s *planner.Spread) *bool { return &s.Anyway }),
		field("selector", "whose pods count, such as app=web; its own if left out", selectorText, func(s *planner.Spread) *planner.Selector { return &s.Selector }),
		field("nodeAffinityPolicy", "", opposite("Honor", "Ignore"), func(s *planner.Spread) *bool { return &s.IgnoreNodeAffinity }),
		field("nodeTaintsPolicy", "", opposite("Ignore", "Honor"), func(s *planner.Spread) *bool { return &s.HonorTaints }),
	},
	check: func(r *reader, n *yaml.Node, at string, said map[string]*yaml.Node, s *planner.Spread) error {
		s.MaxSkew = max(1, s.MaxSkew)
		if s.Topology == "" {
			return r.errorf(n.Line, "%s: a spread must have a topology: zone, host or a label of nodes", at)
		}
		return nil
	},
}

var termShape = &object[planner.PodTerm]{
	keys: []key[planner.PodTerm]{
		required(field("topology", "zone, host or a label of nodes", topologyShape, func(t *planner.PodTerm) *string { return &t.Topology })),
		field("anti", "keep away from the pods", yes, func(t *planner.PodTerm) *bool { return &t.Anti }),
		field("selector", "which pods, such as app=web; its own if left out", selectorText, func(t *planner.PodTerm) *planner.Selector { return &t.Selector }),
		field("namespaces", "of the pods; its own if left out, * for all", list[string]{text(word), true}, func(t *planner.PodTerm) *[]string { return &t.Namespaces }),
		field("weight", "1 to 100 for a term that is preferred; required if left out", count(100), func(t *planner.PodTerm) *int { return &t.Weight }),
	},
	check: func(r *reader, n *yaml.Node, at string, _ map[string]*yaml.Node, t *planner.PodTerm) error {
		if t.Topology == "" {
			return r.errorf(n.Line, "%s: a term must have a topology: zone, host or a label of nodes", at)
		}
		return nil
	},
}

var preferenceShape = &object[planner.Preference]{keys: []key[planner.Preference]{
	field("weight", "1 to 100", count(100), func(p *planner.Preference) *int { return &p.Weight }),
	field("labels", "conditions on labels of nodes", selectorShape, func(p *planner.Preference) *planner.Selector { return &p.Nodes }),
}}

func required[T any](k key[T]) key[T] {
	k.required = true
	return k
}

var portShape = scalar[planner.HostPort]{
	parse: func(text string) (p planner.HostPort, err error) {
		address, protocol, _ := strings.Cut(text, "/")
		if i := strings.LastIndex(address, ":"); i >= 0 {
			p.IP, address = address[:i], address[i+1:]
		}
		p.Protocol = strings.ToUpper(protocol)
		if p.Port, err = strconv.Atoi(address); err != nil || p.Port < 1 || p.Port > 65535 {
			return p, errors.New("must be a port from 1 to 65535, such as 8080, 53/UDP or 10.0.0.1:80")
		}
		switch p.Protocol {
		case "TCP":
			p.Protocol = ""
		case "", "UDP", "SCTP":
		default:
			return p, errors.New("the protocol must be TCP, UDP or SCTP")
		}
		return p, nil
	},
	format: func(p planner.HostPort) string {
		text := strconv.Itoa(p.Port)
		if p.IP != "" {
			text = p.IP + ":" + text
		}
		if p.Protocol != "" {
			text += "/" + p.Protocol
		}
		return text
	},
	is: ordered.Object{{Key: "type", Value: []string{"integer", "string"}}},
}

var priorityShape = scalar[int]{
	parse: func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < -mostPriority || n > mostPriority {
			return 0, fmt.Errorf("must be a whole number from %d to %d", -mostPriority, mostPriority)
		}
		return n, nil
	},
	format: func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	},
	is: jsonType("integer"),
}

var claimShape = &object[planner.Claim]{keys: []key[planner.Claim]{
	field("name", "", text(any1), func(c *planner.Claim) *string { return &c.Name }),
	field("access", "ReadWriteOnce if left out", words[planner.ClaimAccess](planner.ReadWriteOnce, planner.ReadWriteOncePod, planner.ManyNodes), func(c *planner.Claim) *planner.ClaimAccess { return &c.Access }),
	field("zones", "where the volume is, if it exists and is zonal", list[string]{text(word), true}, func(c *planner.Claim) *[]string { return &c.Zones }),
}}

var controllerShape = words[planner.Controller](planner.Deployment, planner.ReplicaSet, planner.StatefulSet, planner.Job, planner.BarePod)

// words are the values of a type that reads and writes itself as words; the first is
// the default and not written.
func words[T interface {
	comparable
	String() string
}](values ...T) scalar[T] {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = v.String()
	}
	return scalar[T]{
		parse: func(text string) (T, error) {
			for i, name := range names {
				if name == text {
					return values[i], nil
				}
			}
			return values[0], fmt.Errorf("must be %s%s", strings.Join(names, " or "), settings.DidYouMean(text, names))
		},
		format: func(v T) string {
			if v == values[0] {
				return ""
			}
			return v.String()
		},
		is: ordered.Object{{Key: "enum", Value: names}},
	}
}

var portionShape = maybe(scalar[planner.Portion]{parse: planner.ParsePortion, format: planner.Portion.String, is: ordered.Object{{Key: "type", Value: []string{"integer", "string"}}}})

var rolloutShape = &object[planner.Rollout]{keys: []key[planner.Rollout]{
	field("recreate", "stop the old pods first", yes, func(r *planner.Rollout) *bool { return &r.Recreate }),
	field("maxSurge", "pods or a percentage; 25% if left out", portionShape, func(r *planner.Rollout) *planner.Maybe[planner.Portion] { return &r.MaxSurge }),
	field("maxUnavailable", "pods or a percentage; 25% if left out", portionShape, func(r *planner.Rollout) *planner.Maybe[planner.Portion] { return &r.MaxUnavailable }),
}}
