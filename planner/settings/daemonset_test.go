package settings_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
)

func TestDaemonSet(t *testing.T) {
	fluentBit, nodeExporter := known.DaemonSets[0], known.DaemonSets[1]
	for _, c := range []struct {
		spec string
		want planner.DaemonSet
		text string
	}{
		{"fluent-bit", fluentBit, "fluent-bit"},
		// The attributes replace the preset's; the rest stays.
		{"node-exporter,cpu=200m", planner.DaemonSet{Name: "node-exporter", Request: planner.Resources{CPU: 200, Memory: 30 * planner.MiB}, HostNetwork: true}, "name=node-exporter,cpu=200m,memory=30Mi,host-network"},
		{"node-exporter,host-network=false", planner.DaemonSet{Name: "node-exporter", Request: nodeExporter.Request}, "name=node-exporter,cpu=100m,memory=30Mi"},
		// The preset's own attributes are the preset.
		{"fluent-bit,cpu=0.05", fluentBit, "fluent-bit"},
		// name=… is not the preset of that name.
		{"name=fluent-bit,cpu=1", planner.DaemonSet{Name: "fluent-bit", Request: planner.Resources{CPU: 1000}}, "name=fluent-bit,cpu=1,memory=0"},
		{"name=agent,cpu=100m,memory=64Mi,host-network,security-groups", planner.DaemonSet{Name: "agent", Request: planner.Resources{CPU: 100, Memory: 64 * planner.MiB}, HostNetwork: true, SecurityGroups: true}, "name=agent,cpu=100m,memory=64Mi,host-network,security-groups"},
		// A name without name= is one where attributes follow.
		{"agent,cpu=100m", planner.DaemonSet{Name: "agent", Request: planner.Resources{CPU: 100}}, "name=agent,cpu=100m,memory=0"},
		// Conditions on nodes, whose lists have commas of their own.
		{"agent,node-label=disk in (a,b),node-label=!old,cpu=1", planner.DaemonSet{Name: "agent", Request: planner.Resources{CPU: 1000}, Nodes: sample.Conditions("disk in (a,b)", "!old")}, "name=agent,cpu=1,memory=0,node-label=disk in (a,b),node-label=!old"},
		{"agent,toleration=none", planner.DaemonSet{Name: "agent", Tolerations: []string{}}, "name=agent,cpu=0,memory=0,toleration=none"},
		{"agent,toleration=dedicated=pci:NoSchedule,toleration=gpu", planner.DaemonSet{Name: "agent", Tolerations: []string{"dedicated=pci:NoSchedule", "gpu"}}, "name=agent,cpu=0,memory=0,toleration=dedicated=pci:NoSchedule,toleration=gpu"},
		// Names that are not rendered yet.
		{"${APP}-agent,cpu=1", planner.DaemonSet{Name: "${APP}-agent", Request: planner.Resources{CPU: 1000}}, "name=${APP}-agent,cpu=1,memory=0"},
		// No name at all.
		{"cpu=100m,memory=64Mi", planner.DaemonSet{Request: planner.Resources{CPU: 100, Memory: 64 * planner.MiB}}, "cpu=100m,memory=64Mi"},
		{"host-network,cpu=1", planner.DaemonSet{Request: planner.Resources{CPU: 1000}, HostNetwork: true}, "cpu=1,memory=0,host-network"},
		{"agent,security-groups=true", planner.DaemonSet{Name: "agent", SecurityGroups: true}, "name=agent,cpu=0,memory=0,security-groups"},
	} {
		t.Run(c.spec, func(t *testing.T) {
			setting, s := named(t, "daemonset"), planner.Default()
			if err := setting.Set(&s, c.spec); err != nil {
				t.Fatal(err)
			}
			if len(s.DaemonSets) != 1 || !s.DaemonSets[0].Equal(c.want) {
				t.Errorf("got  %+v\nwant %+v", s.DaemonSets, c.want)
			}
			if got := setting.Text(&s); got != c.text {
				t.Errorf("written %q, want %q", got, c.text)
			}
		})
	}
}

// A list replaces what was there, and none empties it.
func TestDaemonSetList(t *testing.T) {
	setting, s := named(t, "daemonset"), changed(t)
	if err := setting.Set(&s, "node-exporter", "agent,cpu=100m"); err != nil {
		t.Fatal(err)
	}
	if got, want := setting.Text(&s), "node-exporter name=agent,cpu=100m,memory=0"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := setting.Set(&s); err != nil || s.DaemonSets != nil {
		t.Errorf("%v, and %+v left", err, s.DaemonSets)
	}
}

func TestDaemonSetErrors(t *testing.T) {
	for _, c := range []struct {
		specs []string
		want  string
	}{
		{[]string{"fluent-bot"}, "no preset of that name (did you mean fluent-bit?); give cpu=… and memory=… for one of your own"},
		{[]string{"falco"}, "no preset of that name; give cpu=… and memory=… for one of your own"},
		{[]string{""}, "no preset of that name; give cpu=… and memory=… for one of your own"},
		// Always there, always counted: not twice.
		{[]string{"name=aws-node,cpu=50m"}, "aws-node is on every node and always counted"},
		{[]string{"kube-proxy,cpu=100m"}, "kube-proxy is on every node and always counted"},
		{[]string{"agent,cpus=1"}, `"cpus=1": must be one of name, cpu, memory, node-label, toleration, host-network, security-groups (did you mean cpu?)`},
		{[]string{"agent,colour=red"}, `"colour=red": must be one of name, cpu, memory, node-label, toleration, host-network, security-groups`},
		{[]string{"agent,"}, `"": must be one of name, cpu, memory, node-label, toleration, host-network, security-groups`},
		{[]string{"agent,cpu"}, `"cpu": must be a Kubernetes quantity such as 250m or 2`},
		{[]string{"agent,cpu=-1"}, `"cpu=-1": must be 0 or more`},
		{[]string{"agent,memory=512"}, `"memory=512": less than a MiB (did you mean 512Mi?)`},
		{[]string{"agent,toleration="}, `"toleration=": must be a taint such as dedicated=pci:NoSchedule, or none`},
		{[]string{"agent,host-network=maybe"}, `"host-network=maybe": must be true or false`},
		{[]string{"agent,security-groups=2"}, `"security-groups=2": must be true or false`},
		// The first is right, and is not kept.
		{[]string{"fluent-bit", "agent,memory=1.5.2Gi"}, `"memory=1.5.2Gi": must be a Kubernetes quantity such as 512Mi or 4Gi`},
	} {
		t.Run(c.specs[len(c.specs)-1], func(t *testing.T) { checkRejected(t, "daemonset", c.specs, c.want) })
	}
}

func TestDaemonSetsReadBack(t *testing.T) { rapid.Check(t, daemonSetsReadBack) }
func FuzzDaemonSetsReadBack(f *testing.F) {
	seed := make([]byte, 4096)
	for i := range seed {
		seed[i] = byte(i * 37)
	}
	f.Add(seed)
	f.Fuzz(rapid.MakeFuzz(daemonSetsReadBack))
}

// Any DaemonSets, presets and their look-alikes among them, are read as they
// were written.
func daemonSetsReadBack(t *rapid.T) {
	one := rapid.Custom(func(t *rapid.T) planner.DaemonSet {
		if rapid.Bool().Draw(t, "preset") {
			return rapid.SampledFrom(known.DaemonSets).Draw(t, "which")
		}
		return planner.DaemonSet{
			Name: rapid.OneOf(
				rapid.SampledFrom([]string{"", "fluent-bit", "node-exporter", "host-network", "cpu"}),
				rapid.StringMatching(`[a-z][-a-z0-9.]{0,20}`).Filter(func(s string) bool { return s != "aws-node" && s != "kube-proxy" }),
			).Draw(t, "name"),
			Request: planner.Resources{
				CPU: planner.Millis(rapid.IntRange(0, 10_000_000).Draw(t, "CPU")),
				Memory: planner.Memory(rapid.OneOf(
					rapid.Just(int64(0)), rapid.Int64Range(int64(planner.MiB), 1<<50),
				).Draw(t, "memory")),
			},
			HostNetwork:    rapid.Bool().Draw(t, "host network"),
			SecurityGroups: rapid.Bool().Draw(t, "security groups"),
		}
	})
	want := planner.Default()
	want.DaemonSets = rapid.SliceOfNDistinct(one, 1, 5, func(ds planner.DaemonSet) string { return ds.Name }).Draw(t, "DaemonSets")
	setting, ok := table.Named("daemonset")
	if !ok {
		t.Fatal("no such setting")
	}
	specs := setting.Values(&want)
	got := planner.Default()
	if err := setting.Set(&got, specs...); err != nil {
		t.Fatalf("%q: %v", specs, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q is read as\n%+v, was\n%+v", specs, got.DaemonSets, want.DaemonSets)
	}
	if again := setting.Values(&got); !slices.Equal(again, specs) {
		t.Errorf("%q is written again as %q", specs, again)
	}
}
