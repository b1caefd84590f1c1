package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// onNodes is a workload with conditions on labels, and tolerations behind a bar.
func onNodes(name, says string) planner.Workload {
	labels, tolerations, _ := strings.Cut(says, "|")
	return sample.But(sample.Pods(name, 1, 1, 1), func(k *planner.Workload) {
		k.Nodes.Labels, _ = planner.ParseSelector(labels)
		k.Nodes.Tolerations = strings.Fields(tolerations)
	})
}

// groupOf is a group of today's nodes: its name, labels and taints, with bars between them.
func groupOf(t *testing.T, says string) (g planner.TodayGroup) {
	t.Helper()
	parts := append(strings.Split(says, "|"), "", "")
	g.Name, g.Nodes = parts[0], 1
	for _, label := range strings.Fields(parts[1]) {
		key, value, _ := strings.Cut(label, "=")
		if g.Labels == nil {
			g.Labels = map[string]string{}
		}
		g.Labels[key] = value
	}
	for _, text := range strings.Fields(parts[2]) {
		taint, ok := planner.ParseTaint(text)
		if !ok {
			t.Fatal(text)
		}
		g.Taints = append(g.Taints, taint)
	}
	return g
}

func TestProposePools(t *testing.T) {
	const pci = "name=pci,label=team=pci,taint=dedicated=pci:NoSchedule"
	type texts = []string
	for _, c := range []struct {
		name              string
		workloads, groups texts
		want              string
	}{
		{"nothing restricts", texts{"", ""}, texts{"web", "db|team=db"}, ""},
		{"selected and tolerated by one word", texts{"team=pci|dedicated=pci:NoSchedule", ""}, nil, pci + " of a"},
		{"a toleration of any effect, by the same key", texts{"dedicated=pci|dedicated=pci"}, nil, "name=pci,label=dedicated=pci,taint=dedicated=pci:NoSchedule of a"},
		{"of any value", texts{"dedicated=pci|dedicated"}, nil, "name=pci,label=dedicated=pci,taint=dedicated=pci:NoSchedule of a"},
		{"the taint's key is its name", texts{"pool=batch|batch=true:NoExecute"}, nil, "name=batch,label=pool=batch,taint=batch=true:NoExecute of a"},
		{"two workloads of one pool", texts{"team=pci|dedicated=pci:NoSchedule", "team=pci,disk=ssd|dedicated=pci:NoSchedule"}, nil, pci + " of a b"},
		{"two effects", texts{"team=pci|dedicated=pci:NoSchedule dedicated=pci:NoExecute"}, nil, "name=pci,label=team=pci,taint=dedicated=pci:NoExecute,taint=dedicated=pci:NoSchedule of a"},
		// What does not go together, or restricts nothing.
		{"selected alone", texts{"team=pci|"}, nil, ""},
		{"tolerated alone", texts{"|dedicated=pci:NoSchedule"}, nil, ""},
		{"selected and tolerated by different words", texts{"team=web|spot=true:NoSchedule"}, nil, ""},
		{"one of several values", texts{"team in (pci,web)|dedicated=pci:NoSchedule"}, nil, ""},
		{"preferred not to", texts{"team=pci|dedicated=pci:PreferNoSchedule"}, nil, ""},
		// What Kubernetes, EKS and device plugins taint and label.
		{"the control plane", texts{"node-role.kubernetes.io/control-plane=x|node-role.kubernetes.io/control-plane:NoSchedule"}, texts{"cp||node-role.kubernetes.io/control-plane:NoSchedule"}, ""},
		{"add-ons", texts{"CriticalAddonsOnly=true|CriticalAddonsOnly"}, texts{"system||CriticalAddonsOnly=true:NoSchedule"}, ""},
		{"not ready", texts{"|node.kubernetes.io/not-ready:NoExecute node.kubernetes.io/unreachable:NoExecute"}, texts{"web||node.kubernetes.io/not-ready:NoExecute"}, ""},
		{"GPUs", texts{"nvidia.com/gpu=present|nvidia.com/gpu"}, texts{"gpu||nvidia.com/gpu=present:NoSchedule"}, ""},
		{"the group's name", texts{"eks.amazonaws.com/nodegroup=pci|dedicated=pci:NoSchedule"}, nil, ""},
		// Today's groups.
		{"a group", texts{"team=pci|dedicated=pci:NoSchedule", ""}, texts{"web", "pay|team=pci built=2026|dedicated=pci:NoSchedule"}, pci + " as pay"},
		{"a group in two zones", texts{"team=pci|dedicated=pci:NoSchedule"}, texts{"a|team=pci|dedicated=pci:NoSchedule", "b|team=pci|dedicated=pci:NoSchedule", "b|team=pci|dedicated=pci:NoSchedule"}, pci + " as a b"},
		{"a taint by another word than the label", texts{"team=web|spot=true:NoSchedule"}, texts{"cheap|team=web|spot=true:NoSchedule"}, "name=spot,label=team=web,taint=spot=true:NoSchedule as cheap"},
		{"nobody tolerates it", texts{"", "team=pci|"}, texts{"pay|team=pci|dedicated=pci:NoSchedule"}, ""},
		{"who tolerates it selects others", texts{"team=web|dedicated=pci:NoSchedule"}, texts{"pay|team=pci|dedicated=pci:NoSchedule"}, ""},
		{"GPUs of a team", texts{"team=ml|nvidia.com/gpu dedicated=ml:NoSchedule"}, texts{"ml|team=ml|nvidia.com/gpu=present:NoSchedule dedicated=ml:NoSchedule"}, "name=ml,label=team=ml,taint=dedicated=ml:NoSchedule,taint=nvidia.com/gpu=present:NoSchedule as ml"},
		{"while a node starts", texts{"team=pci|dedicated=pci:NoSchedule"}, texts{"pay|team=pci|dedicated=pci:NoSchedule node.kubernetes.io/not-ready:NoSchedule"}, pci + " as pay"},
		{"of a group and of another workload", texts{"team=pci|dedicated=pci:NoSchedule", "pool=batch|batch:NoSchedule"}, texts{"pay|team=pci|dedicated=pci:NoSchedule"}, pci + " as pay; name=batch,label=pool=batch,taint=batch:NoSchedule of b"},
		// Groups with labels alone, which some workload selects and other nodes lack.
		{"a group by its label", texts{"team=db|", "team=db|"}, texts{"web", "db|team=db built=2026"}, "name=db,label=team=db as db"},
		{"others may be there, too", texts{"team=db|", ""}, texts{"web", "db|team=db"}, "name=db,label=team=db as db; name=general"},
		{"two values", texts{"team=db|", "team=web|"}, texts{"a|team=db", "b|team=web"}, "name=db,label=team=db as a; name=web,label=team=web as b"},
		{"one of several", texts{"team in (db,web)|"}, texts{"a|team=db", "b|team=web"}, "name=db,label=team=db as a; name=web,label=team=web as b"},
		{"all nodes have it", texts{"team=db|"}, texts{"a|team=db", "b|team=db"}, ""},
		{"no workload selects it", texts{"tier=x|", ""}, texts{"a|team=db", "b"}, ""},
		{"only avoided", texts{"team!=db|"}, texts{"a|team=db", "b"}, ""},
		{"yes is no word", texts{"example.com/ssd=true|"}, texts{"a|example.com/ssd=true", "b"}, "name=ssd,label=example.com/ssd=true as a"},
		// Pools decide a label for all nodes: other values that are required have pools, too.
		{"another value", texts{"team=pci|dedicated=pci:NoSchedule", "team=web|", "team in (web,app)|"}, nil, pci + " of a; name=web,label=team=web of b"},
		{"another value of two keys", texts{"team=pci|dedicated=pci:NoSchedule", "team=web,disk=ssd|"}, nil, pci + " of a; name=web,label=team=web of b"},
		{"another key", texts{"team=pci|dedicated=pci:NoSchedule", "disk=ssd|"}, nil, pci + " of a"},
		// Who tolerates and does not select may be on other nodes, too.
		{"tolerated, not selected", texts{"|dedicated=pci:NoSchedule"}, texts{"pay||dedicated=pci:NoSchedule"}, "name=pci,taint=dedicated=pci:NoSchedule as pay; name=general"},
		{"who tolerates everything", texts{"team=pci|dedicated=pci:NoSchedule", "|*"}, nil, pci + " of a; name=general"},
		// Names.
		{"the same word twice", texts{"team=pci|dedicated=pci:NoSchedule", "zone-of=pci|only=pci:NoSchedule"}, nil, pci + " of a; name=pci-2,label=zone-of=pci,taint=only=pci:NoSchedule of b"},
		{"a word of podfit's", texts{"team=default|dedicated=default:NoSchedule"}, nil, "name=pool-default,label=team=default,taint=dedicated=default:NoSchedule of a"},
		{"letters of labels alone", texts{"team=PCI_1.x|dedicated=PCI_1.x:NoSchedule"}, nil, "name=pci-1-x,label=team=PCI_1.x,taint=dedicated=PCI_1.x:NoSchedule of a"},
	} {
		var w planner.Workloads
		for i, says := range c.workloads {
			w = append(w, onNodes(string(rune('a'+i)), says))
		}
		var today planner.Today
		for _, says := range c.groups {
			today.Groups = append(today.Groups, groupOf(t, says))
		}
		if got := proposedText(plan.ProposePools(w, &today)); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
		// The launchers of the same nodes say the same.
		var launched planner.Today
		for _, g := range today.Groups {
			launched.Launchers = append(launched.Launchers, planner.Launcher{Name: g.Name, Labels: g.Labels, Taints: g.Taints})
		}
		if got := proposedText(plan.ProposePools(w, &launched)); got != c.want {
			t.Errorf("%s, as launchers:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

func proposedText(pools []plan.ProposedPool) string {
	var all []string
	for _, p := range pools {
		text := plan.PoolSpec(&p.Pool)
		if p.Groups != nil {
			text += " as " + strings.Join(p.Groups, " ")
		}
		if p.Workloads != nil {
			text += " of " + strings.Join(p.Workloads, " ")
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// labelsLead reports whether the labels that a workload requires are those of a pool, or of
// nodes without the labels that pools decide. One that requires two values of a label, or a
// value that no node can have, leads nowhere.
func labelsLead(k *planner.Workload, pools []plan.Pool) bool {
	decided := func(key string) bool {
		return slices.ContainsFunc(pools, func(p plan.Pool) bool { _, has := p.Labels[key]; return has })
	}
	values := map[string]string{}
	for _, r := range k.Nodes.Labels {
		if before, has := values[r.Key]; has && before != r.Values[0] || plan.CheckPoolLabel(r.Key, r.Values[0]) != nil {
			return true
		}
		values[r.Key] = r.Values[0]
	}
	return slices.ContainsFunc(append(slices.Clone(pools), plan.Pool{}), func(p plan.Pool) bool {
		return !slices.ContainsFunc(k.Nodes.Labels, func(r planner.Requirement) bool {
			value, has := p.Labels[r.Key]
			return decided(r.Key) && !r.Holds(value, has)
		})
	})
}

// Whatever a cluster has, the proposed pools make sense, and each has a workload that can be
// in it.
func TestProposedPoolsMakeSense(t *testing.T) {
	words := rapid.SampledFrom([]string{"pci", "web", "true", "default", "none", "General", "x.y_z", strings.Repeat("long", 15)})
	keys := rapid.SampledFrom([]string{"team", "dedicated", "example.com/pool", "nvidia.com/gpu", "CriticalAddonsOnly", "node-role.kubernetes.io/master"})
	rapid.Check(t, func(t *rapid.T) {
		var w planner.Workloads
		for i := range rapid.IntRange(0, 5).Draw(t, "workloads") {
			k := sample.Pods(fmt.Sprint(i), 1, 1, 1)
			for range rapid.IntRange(0, 2).Draw(t, "labels") {
				k.Nodes.Labels = append(k.Nodes.Labels, planner.Requirement{Key: keys.Draw(t, "key"), Values: []string{words.Draw(t, "value")}})
			}
			for range rapid.IntRange(0, 3).Draw(t, "tolerations") {
				k.Nodes.Tolerations = append(k.Nodes.Tolerations, rapid.SampledFrom([]string{"*", keys.Draw(t, "key"), keys.Draw(t, "key") + "=" + words.Draw(t, "value") + ":NoSchedule"}).Draw(t, "toleration"))
			}
			w = append(w, k)
		}
		var today planner.Today
		for range rapid.IntRange(0, 4).Draw(t, "groups") {
			today.Groups = append(today.Groups, planner.TodayGroup{
				Name: words.Draw(t, "name"), Labels: map[string]string{keys.Draw(t, "key"): words.Draw(t, "value")},
				Taints: []planner.Taint{{Key: keys.Draw(t, "key"), Value: words.Draw(t, "value"), Effect: rapid.SampledFrom([]string{planner.NoSchedule, planner.NoExecute, planner.PreferNoSchedule}).Draw(t, "effect")}},
			})
		}
		var pools []plan.Pool
		for _, p := range plan.ProposePools(w, &today) {
			pools = append(pools, p.Pool)
			some := false
			for i := range w {
				some = some || planner.Tolerates(w[i].Nodes.Tolerations, p.Taints)
			}
			if !some {
				t.Fatalf("nobody can be in %s", plan.PoolSpec(&p.Pool))
			}
		}
		for i := range w {
			if !labelsLead(&w[i], pools) {
				t.Fatalf("workload %d selects %v, which no pool has: %+v", i, w[i].Nodes.Labels, pools)
			}
		}
		terms := plan.Terms{Pools: pools}
		row := termNamed(t, "pool")
		var again plan.Terms
		if err := row.Set(&again, row.Text(&terms)); err != nil {
			t.Fatalf("%s: %v", row.Text(&terms), err)
		}
		if err := again.Check(); err != nil {
			t.Fatalf("%s: %v", row.Text(&terms), err)
		}
	})
}
