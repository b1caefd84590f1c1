package plan

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// PoolKeys are the attributes of a pool in its spec, name=pci,label=team=pci, in order.
var PoolKeys = func() (keys []string) {
	for _, a := range poolAttributes {
		keys = append(keys, a.key)
	}
	return keys
}()

// poolAttribute is one key of a spec. Its empty value is that of a pool that says nothing.
type poolAttribute struct {
	key string
	// lists says that commas are part of the value.
	lists bool
	// set takes all values that the spec has for the key, none of them empty.
	set   func(p *Pool, values []string) error
	texts func(p *Pool) []string
}

var poolAttributes = []poolAttribute{
	{"name", false, single(CheckPoolName, func(p *Pool) *string { return &p.Name }), nil},
	{"label", false, setPoolLabels, poolLabelTexts},
	{"taint", false, setPoolTaints, poolTaintTexts},
	{"filter", true, func(p *Pool, values []string) error {
		p.Candidates = strings.ReplaceAll(strings.Join(values, " "), "+", " ")
		return CheckCandidates(p.Candidates)
	}, func(p *Pool) []string { return oneText(strings.ReplaceAll(p.Candidates, " ", "+")) }},
	{"arch", true, setPoolArch, func(p *Pool) []string { return oneText(strings.Join(p.Arch, "+")) }},
	{"on-demand-percent", false, setMix(100, func(m *Mix) *int { return &m.OnDemandPercent }), func(p *Pool) []string {
		return knownText(eni.Map(p.Mix, func(m Mix) int { return m.OnDemandPercent }))
	}},
	{"on-demand-base", false, setMix(MostOnDemandBase, func(m *Mix) *int { return &m.OnDemandBase }), func(p *Pool) []string { return countText(p.Mix.Or(Mix{}).OnDemandBase) }},
	{"zones", true, setPoolZones, func(p *Pool) []string { return oneText(strings.Join(p.Zones, "+")) }},
	{"groups", false, func(p *Pool, values []string) (err error) {
		p.Groups, err = count(1, MaxGroups)(values[0])
		return err
	}, func(p *Pool) []string { return countText(p.Groups) }},
	{"spare", false, setKnown(parsed[Spare], func(p *Pool) *planner.Maybe[Spare] { return &p.Spare }), func(p *Pool) []string { return knownText(p.Spare) }},
	{"headroom", false, setKnown(parsed[Percent], func(p *Pool) *planner.Maybe[Percent] { return &p.Headroom }), func(p *Pool) []string { return knownText(p.Headroom) }},
}

// PoolSpec is a pool as PoolsOver reads it.
func PoolSpec(p *Pool) string {
	parts := []string{"name=" + p.Name}
	for _, a := range poolAttributes[1:] {
		for _, text := range a.texts(p) {
			parts = append(parts, a.key+"="+text)
		}
	}
	return strings.Join(parts, ",")
}

// PoolsOver are pools with specs over them: a spec with the name of a pool replaces what it
// names of it, another is a further pool, and none leaves out the pools before it. The
// pools do not change.
func PoolsOver(pools []Pool, specs []string) ([]Pool, error) {
	all := slices.Clone(pools)
	for _, spec := range specs {
		if strings.TrimSpace(spec) == NoPools {
			all = nil
			continue
		}
		said, err := splitSpec(spec)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(p Pool) bool { return said["name"] != nil && p.Name == said["name"][0] })
		if i < 0 {
			i = len(all)
			all = append(all, Pool{})
		}
		if err := all[i].say(said); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// say sets the attributes that a spec has.
func (p *Pool) say(said map[string][]string) error {
	for _, a := range poolAttributes {
		values, has := said[a.key]
		switch {
		case !has && a.key == "name":
			return fmt.Errorf("missing name=…: each pool must have a name")
		case !has:
			continue
		}
		if err := a.set(p, values); err != nil {
			return fmt.Errorf("%s=%s: %w", a.key, strings.Join(values, ", "), err)
		}
	}
	return nil
}

// splitSpec has the values of a spec by their keys. The first part may be a name alone. A
// part that begins with no key goes on with a list before it, such as that of m7i,m7a in
// filter=family=m7i,m7a.
func splitSpec(spec string) (map[string][]string, error) {
	said := map[string][]string{}
	last := ""
	for i, part := range strings.Split(strings.TrimSpace(spec), ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		at := slices.IndexFunc(poolAttributes, func(a poolAttribute) bool { return a.key == key })
		isKey := strings.Contains(part, "=") && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz-") == ""
		switch {
		case i == 0 && !strings.Contains(part, "="):
			key, value = "name", key
		case at < 0 && !isKey && last != "":
			values := said[last]
			values[len(values)-1] += "," + part
			continue
		case at < 0:
			return nil, fmt.Errorf("%q: must begin with one of %s, each with =, and a + between conditions of a filter, architectures and zones", part, strings.Join(PoolKeys, ", "))
		}
		said[key], last = append(said[key], value), ""
		if at >= 0 && poolAttributes[at].lists {
			last = key
		}
	}
	for key, values := range said {
		if len(values) > 1 && key != "label" && key != "taint" {
			return nil, fmt.Errorf("%s: given twice", key)
		}
	}
	return said, nil
}

func single(check func(string) error, at func(*Pool) *string) func(*Pool, []string) error {
	return func(p *Pool, values []string) error {
		*at(p) = values[0]
		return check(values[0])
	}
}

func setPoolLabels(p *Pool, values []string) error {
	p.Labels = nil // a map that other pools may share
	for _, label := range values {
		key, value, has := strings.Cut(label, "=")
		if !has {
			return fmt.Errorf("must be key=value, such as label=team=pci")
		}
		if err := CheckPoolLabel(key, value); err != nil {
			return err
		}
		if _, twice := p.Labels[key]; twice {
			return fmt.Errorf("%s is given twice", key)
		}
		if p.Labels == nil {
			p.Labels = map[string]string{}
		}
		p.Labels[key] = value
	}
	return nil
}

func poolLabelTexts(p *Pool) (texts []string) {
	for _, key := range slices.Sorted(maps.Keys(p.Labels)) {
		texts = append(texts, key+"="+p.Labels[key])
	}
	return texts
}

func setPoolTaints(p *Pool, values []string) error {
	p.Taints = nil
	for _, text := range values {
		t, ok := planner.ParseTaint(text)
		if !ok {
			return ErrTaint
		}
		if err := CheckPoolTaint(t); err != nil {
			return err
		}
		if err := CheckAnotherTaint(p.Taints, t); err != nil {
			return err
		}
		p.Taints = append(p.Taints, t)
	}
	return nil
}

// ErrTaint is the error of a text that is no taint.
var ErrTaint = fmt.Errorf("must be key=value:Effect, with the effect NoSchedule, PreferNoSchedule or NoExecute")

// CheckAnotherTaint refuses what a node cannot have beside other taints: one key and effect
// twice.
func CheckAnotherTaint(taints []planner.Taint, t planner.Taint) error {
	if slices.ContainsFunc(taints, func(other planner.Taint) bool { return other.Key == t.Key && other.Effect == t.Effect }) {
		return fmt.Errorf("%s with the effect %s is given twice", t.Key, t.Effect)
	}
	return nil
}

func poolTaintTexts(p *Pool) (texts []string) {
	for _, t := range p.Taints {
		texts = append(texts, t.String())
	}
	return texts
}

// listed splits at + and commas.
func listed(values []string) []string {
	return strings.FieldsFunc(strings.Join(values, ","), func(c rune) bool { return c == '+' || c == ',' })
}

// Architectures are those of a pool.
var Architectures = []string{"amd64", "arm64"}

func setPoolArch(p *Pool, values []string) error {
	p.Arch = listed(values)
	for _, arch := range p.Arch {
		if !slices.Contains(Architectures, arch) {
			return fmt.Errorf("must be %s", strings.Join(Architectures, " or "))
		}
	}
	return nil
}

func setPoolZones(p *Pool, values []string) error {
	var z Zones
	if err := z.UnmarshalText([]byte(strings.Join(listed(values), ","))); err != nil || len(z.Names) != z.Count {
		return fmt.Errorf("must be names of zones with + between them, each once")
	}
	p.Zones = z.Names
	return nil
}

// MostOnDemandBase is the largest base of a mix.
const MostOnDemandBase = mostNodes

// DefaultMix is that of a pool of which one of its figures is given: as of the settings, all
// nodes are on-demand.
var DefaultMix = Mix{OnDemandPercent: planner.Default().Capacity.OnDemandPercent}

func setMix(most int, at func(*Mix) *int) func(*Pool, []string) error {
	return func(p *Pool, values []string) (err error) {
		m := p.Mix.Or(DefaultMix)
		if *at(&m), err = count(0, most)(values[0]); err != nil {
			return err
		}
		p.Mix = planner.Known(m)
		return nil
	}
}

func setKnown[T any](parse func(string) (T, error), at func(*Pool) *planner.Maybe[T]) func(*Pool, []string) error {
	return func(p *Pool, values []string) error {
		v, err := parse(values[0])
		if err == nil {
			*at(p) = planner.Known(v)
		}
		return err
	}
}

func countText(n int) []string {
	if n == 0 {
		return nil
	}
	return []string{strconv.Itoa(n)}
}

func oneText(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func knownText[T any](m planner.Maybe[T]) []string {
	v, known := m.Value()
	if !known {
		return nil
	}
	return []string{fmt.Sprint(v)}
}
