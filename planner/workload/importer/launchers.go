package importer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"podfit/planner"
	"podfit/planner/workload/objects"
)

// LauncherReader reads a format that says what launches nodes.
type LauncherReader interface {
	Reader
	// Launchers are in an order in which a later one knows more of the same group.
	Launchers() []*Launcher
}

// Launcher is what launches nodes, as its reader found it.
type Launcher struct {
	planner.Launcher
	Place objects.Place
	// Source is what describes it: two of the same source are duplicates, those of several
	// sources add up to one.
	Source  string
	Cluster string // its name; empty if nothing says
	// Complete is set if Labels and Taints are all that the source could have. Those of an
	// Auto Scaling group are in its user data, which nobody prints.
	Complete bool
}

// String names it in notes.
func (l *Launcher) String() string {
	kind := map[planner.LauncherKind]string{planner.ManagedNodeGroup: "node group ", planner.SelfManagedGroup: "Auto Scaling group ", planner.NodePool: "NodePool "}[l.Kind]
	return kind + l.Name
}

// SetLabel adds a label that its nodes get without anybody's doing.
func (l *Launcher) SetLabel(key, value string) {
	all := map[string]string{key: value}
	maps.Copy(all, l.Labels)
	l.Labels = all
}

// SetSize reads the bounds of a group and its number of nodes; nil is unknown.
func (l *Launcher) SetSize(least, most, nodes *int64) error {
	for _, size := range []struct {
		key string
		n   *int64
		to  *planner.Maybe[int]
	}{{"minimum size", least, &l.Least}, {"maximum size", most, &l.Most}, {"desired size", nodes, &l.Nodes}} {
		if size.n == nil {
			continue
		}
		if err := CheckReplicas(size.key, *size.n); err != nil {
			return err
		}
		*size.to = planner.Known(int(*size.n))
	}
	return nil
}

// SetMaxPods reads the kubelet's max pods, which the input has under a key.
func (l *Launcher) SetMaxPods(key string, n int64) error {
	const most = 10_000 // a scenario has the same
	if n < 1 || n > most {
		return fmt.Errorf("%s \"%d\": must be 1 to %d", key, n, most)
	}
	l.MaxPods = planner.Known(int(n))
	return nil
}

// AddLaunched counts nodes that it has.
func (l *Launcher) AddLaunched(nodes planner.LaunchedNodes) {
	for i := range l.Launched {
		alike := l.Launched[i]
		if alike.Nodes = nodes.Nodes; alike == nodes {
			l.Launched[i].Nodes += nodes.Nodes
			return
		}
	}
	l.Launched = append(l.Launched, nodes)
}

// Finish puts what its nodes are in order; their number is that of the nodes.
func (l *Launcher) Finish() {
	slices.SortFunc(l.Launched, func(a, b planner.LaunchedNodes) int {
		return cmp.Or(planner.CompareNames(a.InstanceType, b.InstanceType), cmp.Compare(a.Zone, b.Zone), cmp.Compare(capacityOrder(a), capacityOrder(b)))
	})
	n := 0
	for _, of := range l.Launched {
		n += of.Nodes
	}
	if l.Launched != nil {
		l.Nodes = planner.Known(n)
	}
}

func capacityOrder(of planner.LaunchedNodes) int {
	c, known := of.CapacityType.Value()
	if !known {
		return -1
	}
	return int(c)
}

// AddTaint reads a taint with the effect as Kubernetes or AWS writes it.
func (l *Launcher) AddTaint(key, value, effect string) error {
	switch effect {
	case "NO_SCHEDULE":
		effect = planner.NoSchedule
	case "PREFER_NO_SCHEDULE":
		effect = planner.PreferNoSchedule
	case "NO_EXECUTE":
		effect = planner.NoExecute
	case planner.NoSchedule, planner.PreferNoSchedule, planner.NoExecute:
	default:
		return fmt.Errorf("taint %s: effect %q: must be NoSchedule, PreferNoSchedule or NoExecute", key, effect)
	}
	l.Taints = append(l.Taints, planner.Taint{Key: key, Value: value, Effect: effect})
	return nil
}

// typeLetters are those of instance types.
const typeLetters = "abcdefghijklmnopqrstuvwxyz0123456789-."

// Check reports what AWS and the API server would not accept.
func (l *Launcher) Check() error {
	unprintable := func(c rune) bool { return !unicode.IsPrint(c) || c == unicode.ReplacementChar }
	switch {
	case l.Name == "":
		return errors.New("missing name")
	case strings.ContainsFunc(l.Name+l.Cluster, unprintable):
		return errors.New("its name has a character that is not printable")
	}
	types, zones := slices.Clone(l.Types), slices.Clone(l.Zones)
	for _, of := range l.Launched {
		types, zones = append(types, of.InstanceType), append(zones, of.Zone)
	}
	for _, name := range types {
		if strings.Trim(name, typeLetters) != "" {
			return fmt.Errorf("instance type %q: must consist of lower-case letters, digits, dots and dashes", name)
		}
	}
	for _, zone := range zones {
		if strings.Trim(zone, typeLetters) != "" {
			return fmt.Errorf("zone %q: must be a name such as eu-west-3a", zone)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.Labels)) {
		if !planner.IsLabelKey(key) || !planner.IsLabelValue(l.Labels[key]) {
			return fmt.Errorf("label %q: Kubernetes takes letters, digits, dots, dashes and underscores", key+"="+l.Labels[key])
		}
	}
	for _, t := range l.Taints {
		if !planner.IsLabelKey(t.Key) || !planner.IsLabelValue(t.Value) {
			return fmt.Errorf("taint %q: Kubernetes takes letters, digits, dots, dashes and underscores", t)
		}
	}
	return nil
}

// Fill takes what it does not know from another description of the same group, which knows
// less.
func (l *Launcher) Fill(from *Launcher) {
	if len(l.Types) == 0 && len(l.Requirements) == 0 {
		l.Types, l.Requirements = from.Types, from.Requirements
		l.Notes = append(slices.Clone(from.Notes), l.Notes...) // of the types; others are about what is known better
	}
	if len(l.Zones) == 0 {
		l.Zones = from.Zones
	}
	if len(l.CapacityTypes) == 0 {
		l.CapacityTypes = from.CapacityTypes
	}
	// Instances are more exact than any number that is wanted; parts of another number are not.
	if _, known := l.Nodes.Value(); l.Launched == nil && (!known || slices.ContainsFunc(from.Launched, isInstance)) {
		l.Launched = from.Launched
	}
	fill(&l.Nodes, from.Nodes)
	fill(&l.Least, from.Least)
	fill(&l.Most, from.Most)
	fill(&l.MaxPods, from.MaxPods)
	if !l.Complete {
		labels := maps.Clone(from.Labels)
		if labels == nil {
			labels = map[string]string{}
		}
		maps.Copy(labels, l.Labels)
		if len(labels) > 0 {
			l.Labels = labels
		}
		if len(l.Taints) == 0 {
			l.Taints = from.Taints
		}
		l.Complete = from.Complete
	}
	if len(l.Extended) == 0 {
		l.Extended = from.Extended
	}
	l.Cluster = cmp.Or(l.Cluster, from.Cluster)
	l.Finish()
}

func isInstance(of planner.LaunchedNodes) bool { return of.InstanceType != "" || of.Zone != "" }

func fill[T any](to *planner.Maybe[T], from planner.Maybe[T]) {
	if _, known := to.Value(); !known {
		*to = from
	}
}
