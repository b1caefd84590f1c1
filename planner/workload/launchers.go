package workload

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// launchers are what launches nodes, by kind and name. What several formats say of the same
// group becomes one launcher, in which the later format of the table wins.
func (r *Reader) launchers() []*importer.Launcher {
	type key struct {
		kind planner.LauncherKind
		name string
	}
	same := map[key][]*importer.Launcher{}
	var all []*importer.Launcher
	for _, reader := range r.readers {
		launching, is := reader.(importer.LauncherReader)
		if !is {
			continue
		}
		for _, l := range launching.Launchers() {
			if err := l.Check(); err != nil {
				r.Lose(fmt.Errorf("%s: %s: %w", l.Place, l, err))
				continue
			}
			k := key{l.Kind, l.Name}
			i := slices.IndexFunc(same[k], func(other *importer.Launcher) bool {
				return other.Cluster == l.Cluster || other.Cluster == "" || l.Cluster == ""
			})
			if i < 0 {
				same[k] = append(same[k], l)
				all = append(all, l)
				continue
			}
			earlier := same[k][i]
			if earlier.Source == l.Source {
				r.notes.Add(importer.Counted, "in the input more than once: the last one counts", l.String())
				*earlier = *l
				continue
			}
			l.Fill(earlier)
			*earlier = *l
		}
	}
	slices.SortStableFunc(all, func(a, b *importer.Launcher) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), planner.CompareNames(a.Name, b.Name), cmp.Compare(a.Cluster, b.Cluster))
	})
	return all
}

// addLaunchers adds what launches nodes and, if the input has no Nodes, which are more exact,
// the nodes that they have. keys are those of labels that workloads select nodes by.
func (r *Reader) addLaunchers(t *planner.Today, keys map[string]bool) {
	var clusters []string
	for _, l := range r.launchers() {
		r.noteDoubts(l)
		clusters = added(clusters, l.Cluster)
		r.noteZones(l)
		t.Launchers = append(t.Launchers, l.Launcher)
		if r.clues.nodes {
			continue
		}
		groups := l.Groups()
		r.noteUnknown(l, groups)
		for _, g := range groups {
			g.Labels = maps.Clone(g.Labels)
			maps.DeleteFunc(g.Labels, func(key, _ string) bool { return !keys[key] && ofPlatform(key) })
			t.Groups = append(t.Groups, g)
		}
	}
	if len(clusters) > 1 {
		slices.Sort(clusters)
		r.notes.Add(importer.Assumed, "node groups of several clusters count as those of one: import those of one cluster", strings.Join(clusters, ", "))
	}
	t.Sort()
}

// noteDoubts notes what was guessed of a launcher, unless Nodes say what there is.
func (r *Reader) noteDoubts(l *importer.Launcher) {
	switch {
	case l.Complete:
	case l.Kind == planner.ManagedNodeGroup:
		l.Notes = append(l.Notes, "its nodes count as without labels and taints: add the output of aws eks describe-nodegroup")
	default:
		l.Notes = append(l.Notes, "the labels and taints of its nodes are in its user data, which is not in the input: those in its tags for the Cluster Autoscaler count")
	}
	for _, note := range l.Notes {
		if !r.clues.nodes {
			r.notes.Add(importer.Assumed, note, l.String())
		}
	}
}

// noteZones keeps the zones of a group's nodes, as those of Nodes. Those that a NodePool
// could have nodes in say the region alone.
func (r *Reader) noteZones(l *importer.Launcher) {
	zones := slices.Clone(l.Zones)
	for _, nodes := range l.Launched {
		zones = append(zones, nodes.Zone)
	}
	for _, zone := range zones {
		if region, ok := planner.ZoneRegion(zone); ok {
			r.addRegion(region)
		}
		if l.Kind != planner.NodePool {
			r.clues.zones = added(r.clues.zones, zone)
		}
	}
}

// noteUnknown notes what the input does not say of a launcher's nodes.
func (r *Reader) noteUnknown(l *importer.Launcher, groups []planner.TodayGroup) {
	const nodes = ": add the output of kubectl get nodes -o json"
	if _, known := l.Nodes.Value(); !known {
		r.notes.Add(importer.Ignored, "its nodes do not count, as their number is not in the input"+nodes, l.String())
		return
	}
	has := func(unknown func(planner.TodayGroup) bool) bool { return slices.ContainsFunc(groups, unknown) }
	if has(func(g planner.TodayGroup) bool { return g.InstanceType == "" }) {
		r.notes.Add(importer.Ignored, "the instance type of its nodes is not in the input"+nodes, l.String())
	}
	if l.TakesFirstType() && l.Launched == nil && len(groups) > 0 {
		r.notes.Add(importer.Assumed, "all its nodes count as the first of its instance types, which EKS launches as long as there are some"+nodes, l.String())
	}
	if has(func(g planner.TodayGroup) bool { return g.Zone == "" }) {
		r.notes.Add(importer.Ignored, "the zones of its nodes are not in the input"+nodes, l.String())
	}
	if has(func(g planner.TodayGroup) bool { _, known := g.CapacityType.Value(); return !known }) {
		r.notes.Add(importer.Ignored, "which of its nodes are Spot Instances is not in the input"+nodes, l.String())
	}
}
