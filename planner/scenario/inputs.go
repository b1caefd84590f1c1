package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/settings"
)

// Inputs are what a scenario says, by the keys that a file has for it, every
// setting spelled out. What decides nothing is left out: the order of lists and
// the field by which types are sorted.
func Inputs(s Scenario, table settings.Table) []planner.Input {
	all := func(*settings.Setting) bool { return true }
	single := s
	single.By, single.Options, single.Workload, single.Settings.DaemonSets = "", nil, nil, nil
	single.Subnets, single.PodSubnets, single.Today = nil, nil, planner.Today{}
	single.Plan.Pools = nil
	var in inputs
	for i, root := 0, file(table, all).write(&single); i < len(root.Content); i += 2 {
		if name := root.Content[i].Value; name != "apiVersion" && name != "kind" {
			in.add(name, root.Content[i+1])
		}
	}
	in.pools(s.Plan.Pools)
	in.list("options", optionTexts(s.Options))
	in.list("cluster.subnets", subnetTexts(s.Subnets))
	in.list("cluster.podSubnets", subnetTexts(s.PodSubnets))
	in.list("today", todayTexts(&s.Today))
	in.daemonSets(s.Settings.DaemonSets, table)
	for _, k := range s.Workload {
		in.podKind, k.Name = k.Name, ""
		in.add("", podsShape.write(&k))
	}
	return in.all
}

// inputs collects inputs, those of a workload once there is one.
type inputs struct {
	podKind string
	all     []planner.Input
}

// add adds each value under a node by the path of its keys.
func (in *inputs) add(path string, n *yaml.Node) {
	switch n.Kind {
	case yaml.ScalarNode:
		in.text(path, n.Value)
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			in.add(joined(path, n.Content[i].Value), n.Content[i+1])
		}
	case yaml.SequenceNode:
		var words []string
		for _, item := range n.Content {
			words = append(words, item.Value)
		}
		in.list(path, words)
	}
}

func (in *inputs) text(path, value string) {
	in.all = append(in.all, planner.Input{InputKey: planner.InputKey{Workload: in.podKind, Key: path}, Text: value})
}

// list adds words whose order means nothing.
func (in *inputs) list(path string, words []string) {
	if len(words) > 0 {
		slices.Sort(words)
		in.text(path, strings.Join(words, ", "))
	}
}

// daemonSets go by their names; those that have none are a list of specs.
func (in *inputs) daemonSets(all []planner.DaemonSet, table settings.Table) {
	const path = "cluster.daemonSets"
	var nameless []planner.DaemonSet
	for _, ds := range all {
		if ds.Name == "" {
			nameless = append(nameless, ds)
			continue
		}
		name := ds.Name
		ds.Name = ""
		in.add(joined(path, name), attributes.write(&ds))
	}
	setting, _ := table.Named("daemonset")
	in.list(path, setting.Format(nameless))
}

func optionTexts(options []Option) []string {
	var texts []string
	for _, o := range options {
		texts = append(texts, strings.TrimSpace(strings.Join(o.Types, " ")+" "+o.Filter))
	}
	return texts
}

func subnetTexts(subnets []planner.Subnet) []string {
	var texts []string
	for _, s := range subnets {
		texts = append(texts, s.String())
	}
	return texts
}

// todayTexts are the groups of today without what they hold.
func todayTexts(t *planner.Today) []string {
	var texts []string
	for i := range t.Groups {
		g := &t.Groups[i]
		texts = append(texts, strings.TrimSpace(fmt.Sprintf("%s %d × %s %s", g.Name, g.Nodes, g.InstanceType, g.Zone)))
	}
	return texts
}
