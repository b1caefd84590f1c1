package pending

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
)

// Template is a node that a group can launch, before any pod but those of DaemonSets.
type Template struct {
	Group              string
	InstanceType, Zone string
	Node               Node
	// Room is how many more nodes the group may have.
	Room planner.Maybe[int]

	daemons []*Pod
}

// Fleet is what can launch nodes.
type Fleet struct {
	Launchers []planner.Launcher
	// Nodes are those that a launcher can launch, in the order in which it prefers them. It
	// is not complete if an instance type
	// of the launcher is not known, or no zone.
	Nodes func(*planner.Launcher) (nodes []Node, complete bool)
}

const typeLabel = "node.kubernetes.io/instance-type"

// templates are the nodes that can be launched: one like each of those that a group has
// already, and those of its launcher. All says that no others can.
func (s *scene) templates(f Fleet) (list []Template, all bool) {
	room := map[string]planner.Maybe[int]{}
	for i := range f.Launchers {
		room[f.Launchers[i].Name] = roomOf(&f.Launchers[i])
	}
	known := map[string]bool{}
	add := func(group string, n Node) {
		t := Template{group, n.Labels[typeLabel], n.Labels[planner.ZoneTopology], fresh(n), room[group], nil}
		if id := group + " " + t.InstanceType + " " + t.Zone; !known[id] {
			known[id] = true
			t.daemons = s.daemons(&t.Node)
			list = append(list, t)
		}
	}
	for i := range s.Nodes {
		// A node that is cordoned may be one of a group that is being replaced.
		if group := planner.GroupOf(s.Nodes[i].Labels); group != "" && !s.Nodes[i].Unschedulable {
			add(group, s.Nodes[i])
		}
	}
	all = len(f.Launchers) > 0 && f.Nodes != nil
	for i := range f.Launchers {
		if f.Nodes == nil {
			break
		}
		nodes, complete := f.Nodes(&f.Launchers[i])
		all = all && complete
		for _, n := range nodes {
			add(f.Launchers[i].Name, n)
		}
	}
	slices.SortStableFunc(list, func(a, b Template) int { return cmp.Compare(a.Group, b.Group) })
	return list, all
}

// roomOf is how many more nodes a launcher may have.
func roomOf(l *planner.Launcher) (room planner.Maybe[int]) {
	most, limited := l.Most.Value()
	nodes, counted := l.Nodes.Value()
	if limited && counted {
		room = planner.Known(max(0, most-nodes))
	}
	return room
}

// freshName is that of a node that there is not yet. No node can have it.
const freshName = "(new node)"

// fresh is a new node like one that there is.
func fresh(n Node) Node {
	n.Name, n.Unschedulable = freshName, false
	n.Labels = maps.Clone(n.Labels)
	n.Labels[planner.HostTopology] = n.Name
	n.Taints = slices.DeleteFunc(slices.Clone(n.Taints), func(t planner.Taint) bool { return t == cordoned || passing(t) })
	return n
}

// launched is the scene with further nodes of a template.
func (s *scene) launched(t *Template, nodes int) *scene {
	to := *s
	to.Nodes, to.byNode, to.used, to.anti = slices.Clip(s.Nodes), slices.Clip(s.byNode), slices.Clip(s.used), slices.Clip(s.anti)
	for i := range nodes {
		n := t.Node
		n.Name = fmt.Sprintf("%s %d", freshName, i+1)
		n.Labels = maps.Clone(n.Labels)
		n.Labels[planner.HostTopology] = n.Name
		to.Nodes, to.byNode, to.used, to.anti = append(to.Nodes, n), append(to.byNode, t.daemons), append(to.used, usage{}), append(to.anti, nil)
		to.count(len(to.Nodes) - 1)
	}
	return &to
}

// suits reports whether anything of a new node itself keeps a pod away.
func (t *Template) suits(p *Pod) bool {
	for name, n := range p.Requests {
		if n > t.Node.Allocatable[name] {
			return false
		}
	}
	return p.affine(&t.Node) && len(p.untolerated(&t.Node)) == 0
}

// daemons are the pods that DaemonSets start on a node: one of each whose selectors and
// tolerations let it onto the node.
func (s *scene) daemons(n *Node) (pods []*Pod) {
	known := map[Name]bool{}
	for i := range s.byNode {
		for _, p := range s.byNode[i] {
			id := Name{p.Namespace, p.Owner.Name}
			if p.Owner.Kind != "DaemonSet" || known[id] || p.Deleted {
				continue
			}
			any := *p
			any.Affinity = nil
			for _, t := range p.Affinity {
				t.Names = nil // the DaemonSet controller names the node there
				any.Affinity = append(any.Affinity, t)
			}
			any.Affine = slices.ContainsFunc(any.Affinity, func(t NodeTerm) bool { return len(t.Labels) > 0 })
			if any.affine(n) && len(p.untolerated(n)) == 0 {
				known[id] = true
				pods = append(pods, p)
			}
		}
	}
	return pods
}

// mostLaunched bounds how many nodes a fix adds.
const mostLaunched = 100

// launch is whether anything could launch a node on which a pod fits, and for each group
// the fewest nodes that place all of some alike pods, or as many of them as nodes can: of
// the type and zone of which one node places the most.
func (s *scene) launch(p *Pod, pods int, templates []Template, all bool) (launchable planner.Maybe[bool], fixes []Fix) {
	best := map[string]int{} // by group
	var of []*Template
	for i := range templates {
		t := &templates[i]
		at, has := best[t.Group]
		if has && fixes[at].Places == pods {
			continue // one that comes later is no smaller change
		}
		fix, fits := s.launchFix(p, pods, t)
		if !fits {
			continue
		}
		switch {
		case !has:
			best[t.Group] = len(fixes)
			fixes, of = append(fixes, fix), append(of, t)
		case better(&fix, &fixes[at]):
			fixes[at], of[at] = fix, t
		}
	}
	for i := range fixes {
		room := of[i].Room.Or(mostLaunched)
		s.launchMore(p, pods, of[i], max(1, min(room, mostLaunched)), &fixes[i])
		if room == 0 {
			fixes[i].Changes = append([]Change{{Kind: RaiseGroup, Group: of[i].Group}}, fixes[i].Changes...)
		} else {
			launchable = planner.Known(true)
		}
	}
	if !launchable.Known() && all {
		launchable = planner.Known(false)
	}
	return launchable, fixes
}

// launchFix adds one node, on which a pod fits.
func (s *scene) launchFix(p *Pod, pods int, t *Template) (fix Fix, fits bool) {
	if !t.suits(p) {
		return fix, false
	}
	to := s.launched(t, 1)
	if v := to.judge(p); v.Rejection != nil || len(v.ByNode[len(s.Nodes)]) > 0 {
		return fix, false
	}
	fix.Places = 1
	if pods > 1 {
		fix.Places = to.place(p, pods)
	}
	fix.Changes = []Change{{Kind: AddNodes, Group: t.Group, InstanceType: t.InstanceType, Zone: t.Zone, To: 1}}
	return fix, fix.Places > 0
}

// launchMore adds nodes to those of a fix until they place all pods, or place no more.
func (s *scene) launchMore(p *Pod, pods int, t *Template, most int, fix *Fix) {
	nodes := 1
	for fix.Places < pods && len(p.Claims) == 0 && nodes < most {
		each := max(1, fix.Places/nodes)
		more := min(most, nodes+max(1, (pods-fix.Places)/each))
		placed := s.launched(t, more).place(p, pods)
		if placed <= fix.Places {
			break
		}
		nodes, fix.Places = more, placed
	}
	fix.Changes[0].To = int64(nodes)
}

// launchAtVolume adds a node in the zone of a pod's volume, where no group is known to have
// one: like those of a group elsewhere, of which nothing says whether it may be there.
func (s *scene) launchAtVolume(p *Pod, pods int, templates []Template) (fixes []Fix) {
	for _, zone := range s.zonesOf(p) {
		if slices.ContainsFunc(templates, func(t Template) bool { return t.Zone == zone }) {
			continue
		}
		known := map[string]bool{}
		for _, t := range templates {
			t.Zone, t.Node = zone, inZone(t.Node, zone)
			id := t.Group + " " + t.InstanceType
			if f, fits := s.launchFix(p, pods, &t); fits && !known[id] {
				known[id] = true
				f.Changes[0].Kind = AddZone
				fixes = append(fixes, f)
			}
		}
	}
	return fixes
}

// inZone is a node in another zone, by each label that says so.
func inZone(n Node, zone string) Node {
	from := n.Labels[planner.ZoneTopology]
	n.Labels = maps.Clone(n.Labels)
	for key, value := range n.Labels {
		if value == from {
			n.Labels[key] = zone
		}
	}
	n.Labels[planner.ZoneTopology] = zone
	return n
}

// zonesOf are the zones of the volumes that a pod has already.
func (s *scene) zonesOf(p *Pod) (zones []string) {
	for _, ref := range p.Claims {
		c, _, _ := s.claim(p, ref)
		v := s.Volumes[c.Volume]
		for _, t := range v.Affinity {
			for _, r := range t.Labels {
				if r.Operator == planner.In && strings.HasSuffix(r.Key, "/zone") {
					zones = append(zones, r.Values...)
				}
			}
		}
		if zone := v.Labels[planner.ZoneTopology]; zone != "" {
			zones = append(zones, strings.Split(zone, "__")...)
		}
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}
