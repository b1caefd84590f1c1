package scenario

import (
	"cmp"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
	"podfit/planner/plan"
)

// poolKeys are a pool's.
var poolKeys = newPoolKeys()

func newPoolKeys() *object[plan.Pool] {
	type pool = plan.Pool
	o := &object[pool]{}
	o.add(
		required(field("name", "unique, and the beginning of the names of its node groups", text(named(plan.CheckPoolName)), func(p *pool) *string { return &p.Name })),
		field("labels", "those of its nodes, besides those that every node has", byName[string]{of: labelShape{text(any1)}, compare: cmp.Compare[string], check: func(key string, value *string) error { return plan.CheckPoolLabel(key, *value) }},
			func(p *pool) *map[string]string { return &p.Labels }),
		field("taints", "those of its nodes, such as dedicated=pci:NoSchedule", taintsShape{}, func(p *pool) *[]planner.Taint { return &p.Taints }),
		field("types", "the types to choose from; those of the plan if left out", poolTypes, func(p *pool) *string { return &p.Candidates }),
		field("arch", "architectures; those of the plan if left out", list[string]{either(plan.Architectures...), true}, func(p *pool) *[]string { return &p.Arch }),
		field("capacity", "how its nodes are bought; as those of the plan if left out", poolMix, func(p *pool) *planner.Maybe[plan.Mix] { return &p.Mix }),
		field("zones", "some of the plan's; all if left out", list[string]{text1, true}, func(p *pool) *[]string { return &p.Zones }),
		field("groups", "the maximum number of its node groups; the plan's if left out", count1(plan.MaxGroups), func(p *pool) *int { return &p.Groups }),
		field("spare", "the failure to survive; the plan's if left out", maybe(anyWord[plan.Spare](plan.Spares)), func(p *pool) *planner.Maybe[plan.Spare] { return &p.Spare }),
		field("headroom", "of its workloads' pods to keep free, such as 10%; the plan's if left out", maybe(anyPercent), func(p *pool) *planner.Maybe[plan.Percent] { return &p.Headroom }),
	)
	return o
}

// named checks a text as it is.
func named(check func(string) error) func(string) (string, error) {
	return func(text string) (string, error) { return text, check(text) }
}

// count1 is a number of 1 or more; 0 is not written.
func count1(most int) scalar[int] {
	s := count(most)
	s.parse = parseCount(1, most)
	return s
}

// poolShape is a pool whose errors say its name.
type poolShape struct{ lines map[string]int }

func (s poolShape) read(r *reader, n *yaml.Node, at string, to *plan.Pool) error {
	name := valueOf(n, "name")
	if name == nil || name.Kind != yaml.ScalarNode || isNull(name) {
		if err := poolKeys.read(r, n, at, to); err != nil { // such as a misspelt name
			return err
		}
		return r.errorf(n.Line, "%s: each must have a name", at)
	}
	if err := poolKeys.read(r, n, "pool "+name.Value+": ", to); err != nil {
		return err
	}
	if line := s.lines[to.Name]; line > 0 {
		return r.errorf(name.Line, "pool %s: already named at line %d: each needs a name of its own", to.Name, line)
	}
	s.lines[to.Name] = name.Line
	return nil
}

func (poolShape) write(p *plan.Pool) *yaml.Node { return poolKeys.write(p) }
func (poolShape) schema() ordered.Object        { return poolKeys.schema() }

// poolsShape is pools, each with its own name.
type poolsShape struct{}

func (poolsShape) read(r *reader, n *yaml.Node, at string, to *[]plan.Pool) error {
	if isNull(n) {
		return nil
	}
	return list[plan.Pool]{of: poolShape{map[string]int{}}}.read(r, n, at, to)
}

func (poolsShape) write(p *[]plan.Pool) *yaml.Node { return list[plan.Pool]{of: poolShape{}}.write(p) }
func (poolsShape) schema() ordered.Object          { return list[plan.Pool]{of: poolShape{}}.schema() }

// taintsShape is taints that a node can have together.
type taintsShape struct{}

var poolTaint = func() scalar[planner.Taint] {
	s := taintShape
	s.parse = func(text string) (planner.Taint, error) {
		t, err := taintShape.parse(text)
		if err == nil {
			err = plan.CheckPoolTaint(t)
		}
		return t, err
	}
	return s
}()

var poolTaints = list[planner.Taint]{of: poolTaint, flow: true}

func (taintsShape) read(r *reader, n *yaml.Node, at string, to *[]planner.Taint) error {
	if err := poolTaints.read(r, n, at, to); err != nil {
		return err
	}
	for i, t := range *to {
		if err := plan.CheckAnotherTaint((*to)[:i], t); err != nil {
			return r.errorf(n.Line, "%s: %w", at, err)
		}
	}
	return nil
}

func (taintsShape) write(v *[]planner.Taint) *yaml.Node { return poolTaints.write(v) }
func (taintsShape) schema() ordered.Object              { return poolTaints.schema() }

// poolTypes are the conditions of types.
var poolTypes = &object[string]{keys: []key[string]{
	field("filter", "conditions, such as vcpus<=16 family=m7i, of those that EKS can run, "+plan.DefaultCandidates+" or "+plan.AllCandidates,
		scalar[string]{parseCandidates, asIs, jsonType("string")}, func(s *string) *string { return s }),
}}

type mix = planner.Maybe[plan.Mix]

// poolMix is how many nodes of each group are on-demand.
var poolMix = &object[mix]{keys: []key[mix]{
	field[mix, mix]("onDemandBase", "the first nodes of each node group", mixCount(plan.MostOnDemandBase, func(m *plan.Mix) *int { return &m.OnDemandBase }), itself),
	field[mix, mix]("onDemandPercent", "of the nodes beyond onDemandBase; 100 if left out", mixCount(100, func(m *plan.Mix) *int { return &m.OnDemandPercent }), itself),
}}

func itself(m *mix) *mix { return m }

// mixKey is one number of a mix, which is known once one of them is.
type mixKey struct {
	scalar[int]
	at func(*plan.Mix) *int
}

func mixCount(most int, at func(*plan.Mix) *int) mixKey {
	return mixKey{scalar[int]{parseCount(0, most), strconv.Itoa, countSchema}, at}
}

func (k mixKey) read(r *reader, n *yaml.Node, at string, to *mix) error {
	next := to.Or(plan.DefaultMix)
	if isNull(n) {
		return nil
	}
	if err := k.scalar.read(r, n, at, k.at(&next)); err != nil {
		return err
	}
	*to = planner.Known(next)
	return nil
}

func (k mixKey) write(v *mix) *yaml.Node {
	m, known := v.Value()
	if usual := plan.DefaultMix; !known || *k.at(&m) == 0 && *k.at(&usual) == 0 {
		return nil
	}
	return k.scalar.write(k.at(&m))
}

// checkPools is what pools must meet together with the plan's other terms.
func checkPools(r *reader, pools *yaml.Node, t *plan.Terms) error {
	for i := range t.Pools {
		if err := t.CheckPool(&t.Pools[i]); err != nil {
			return r.errorf(lineOfPool(pools, t.Pools[i].Name), "pool %s: %w", t.Pools[i].Name, err)
		}
	}
	return nil
}

// lineOfPool is where a pool has its zones or, without, where it stands.
func lineOfPool(pools *yaml.Node, name string) int {
	for _, item := range pools.Content {
		if n := valueOf(item, "name"); n == nil || n.Value != name {
			continue
		}
		if zones := valueOf(item, "zones"); zones != nil {
			return zones.Line
		}
		return item.Line
	}
	return pools.Line
}

// pools are inputs by their names.
func (in *inputs) pools(pools []plan.Pool) {
	const path = planName + ".pools"
	var names []string
	for _, p := range pools {
		names = append(names, p.Name)
		says := fmt.Sprintf("%s.%s", path, p.Name)
		p.Name = ""
		if n := poolKeys.write(&p); n != nil {
			in.add(says, n)
		}
	}
	in.list(path, names)
}
