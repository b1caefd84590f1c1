package verify_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/verify"
)

// m5Large is m5.large with the memory that was measured of it.
func m5Large() planner.InstanceType {
	return planner.InstanceType{
		Name: "m5.large", VCPUs: 2, Memory: 8 * planner.GiB, Arch: "amd64", Hypervisor: "nitro",
		Network:  eni.Limits{ENIs: 3, IPv4PerENI: 10, BranchENIs: planner.Known(9), Prefixes: true, VCPUs: 2},
		Overhead: planner.Overhead{Memory: 558 * planner.MiB, Kind: planner.Measured},
	}
}

// reporting is a node on AL2023 that reports exactly the prediction.
func reporting(name string) planner.Node {
	capacity := 8*planner.GiB - 558*planner.MiB
	r := planner.NodeResources{
		CPU: planner.Known(planner.Millis(2000)), Memory: planner.Known(capacity), Pods: planner.Known(29), BranchENIs: planner.Known(0),
	}
	n := planner.Node{Name: name, InstanceType: "m5.large", AMI: planner.Known(planner.AL2023), Image: "Amazon Linux 2023", Capacity: r, Allocatable: r}
	n.Allocatable.CPU = planner.Known(planner.Millis(1930))
	n.Allocatable.Memory = planner.Known(capacity - (255+11*29+100)*planner.MiB)
	return n
}

func less(m *planner.Maybe[planner.Memory], by planner.Memory) { *m = planner.Known(m.Or(0) - by) }

func admit(n *planner.Node, pods int) {
	n.Capacity.Pods, n.Allocatable.Pods = planner.Known(pods), planner.Known(pods)
}

// causes writes the causes of a row: the kind, both figures, and how the settings
// that would predict it differ.
func causes(v verify.Row) string {
	var all []string
	for _, c := range v.Causes {
		text := fmt.Sprintf("%s %d→%d", c.Kind, c.Predicted, c.Actual)
		if w := c.Settings; w != nil {
			text += fmt.Sprintf(" by %s %s custom=%t sg=%t %s sys=%d+%d huge=%d", w.MaxPods.Policy, w.CNI.Mode, w.CNI.CustomNetworking,
				w.CNI.SecurityGroupsForPods, w.AMI, w.SystemReserved.CPU, w.SystemReserved.Memory/planner.MiB, w.HugePages/planner.MiB)
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

func TestVerifyExplains(t *testing.T) {
	const same = " custom=false sg=false al2023 sys=0+0 huge=0"
	for _, c := range []struct {
		name     string
		settings func(*planner.Settings)
		node     func(*planner.Node)
		want     string
	}{
		{"as predicted", nil, nil, ""},
		// A managed node group with prefixes has 110, and nodeadm still reserves for 29.
		{"prefixes", nil, func(n *planner.Node) { admit(n, 110) }, "max-pods 29→110 by managed prefix-delegation" + same},
		{"custom networking", nil, func(n *planner.Node) { admit(n, 20) }, "max-pods 29→20 by managed secondary-ip custom=true sg=false al2023 sys=0+0 huge=0"},
		// Karpenter's RESERVED_ENIS gives the same, and the label says which.
		{"karpenter", nil, func(n *planner.Node) { admit(n, 20); n.Policy = planner.Known(eni.PolicyKarpenter) }, "max-pods 29→20 by karpenter secondary-ip" + same},
		// A managed node group and the ENI formula both give 29; the label decides.
		{"managed", func(s *planner.Settings) { s.MaxPods = eni.MaxPods{Policy: eni.PolicyNumber, Number: 110} }, func(n *planner.Node) { n.Policy = planner.Known(eni.PolicyManaged) },
			"max-pods 110→29 by managed secondary-ip" + same},
		{"auto mode", nil, func(n *planner.Node) {
			admit(n, 27)
			n.Kind, n.Policy = planner.NodeAutoMode, planner.Known(eni.PolicyAutoMode)
		}, "max-pods 29→27 by auto-mode secondary-ip" + same},
		{"a number", nil, func(n *planner.Node) { admit(n, 33) }, "max-pods 29→33"},
		// The settings stay as they are where possible.
		{"one change less", func(s *planner.Settings) { s.CNI.Mode = eni.PrefixDelegation }, func(n *planner.Node) { admit(n, 110) }, "max-pods 29→110 by managed prefix-delegation" + same},
		{"reserved for max pods", nil, func(n *planner.Node) { admit(n, 110); less(&n.Allocatable.Memory, 11*81*planner.MiB) },
			"max-pods 29→110 by managed prefix-delegation" + same + "; kube-reserved-pods 29→110"},
		{"Bottlerocket", func(s *planner.Settings) { s.MaxPods = eni.MaxPods{Policy: eni.PolicyNumber, Number: 110} }, func(n *planner.Node) {
			admit(n, 110)
			less(&n.Allocatable.Memory, 11*81*planner.MiB)
			n.AMI = planner.Known(planner.Bottlerocket)
		}, "kube-reserved-pods 29→110 by number secondary-ip custom=false sg=false bottlerocket sys=0+0 huge=0"},
		{"system reserve", nil, func(n *planner.Node) { less(&n.Allocatable.Memory, 100*planner.MiB) }, "reserved-memory 706740224→811597824 by eni secondary-ip custom=false sg=false al2023 sys=0+100 huge=0"},
		{"a smaller reserve", nil, func(n *planner.Node) { less(&n.Allocatable.Memory, -100*planner.MiB) }, "reserved-memory 706740224→601882624"},
		// 255 MiB and 100 MiB of eviction are the reserve of no number of pods.
		{"a reserve for no pods", nil, func(n *planner.Node) { less(&n.Allocatable.Memory, -11*29*planner.MiB) }, "reserved-memory 706740224→372244480"},
		{"unknown image", nil, func(n *planner.Node) {
			less(&n.Allocatable.Memory, 100*planner.MiB)
			n.AMI = planner.Maybe[planner.AMI]{}
		}, "reserved-memory 706740224→811597824 by eni secondary-ip custom=false sg=false al2023 sys=0+100 huge=0; image 0→0"},
		{"huge pages", nil, func(n *planner.Node) {
			n.Capacity.HugePages = 512 * planner.MiB
			less(&n.Allocatable.Memory, 512*planner.MiB)
		}, "huge-pages 0→536870912 by eni secondary-ip custom=false sg=false al2023 sys=0+0 huge=512"},
		{"overhead", nil, func(n *planner.Node) {
			less(&n.Capacity.Memory, 2*planner.MiB)
			less(&n.Allocatable.Memory, 2*planner.MiB)
		}, "overhead 585105408→587202560"},
		// The tables have tenths of a MiB.
		{"rounding", nil, func(n *planner.Node) {
			less(&n.Capacity.Memory, 64*planner.KiB)
			less(&n.Allocatable.Memory, 64*planner.KiB)
		}, ""},
		{"a wrong measurement", func(s *planner.Settings) { s.MemoryCapacity = map[string]planner.Memory{"m5.large": 7 * planner.GiB} }, nil, "memory-capacity 7516192768→8004829184"},
		{"CPU options", nil, func(n *planner.Node) {
			n.Capacity.CPU, n.Allocatable.CPU = planner.Known(planner.Millis(1000)), planner.Known(planner.Millis(940))
		}, "cpus 2000→1000"},
		{"CPU reserve", nil, func(n *planner.Node) { n.Allocatable.CPU = planner.Known(planner.Millis(1500)) }, "reserved-cpu 70→500 by eni secondary-ip custom=false sg=false al2023 sys=430+0 huge=0"},
		{"branch ENIs", nil, func(n *planner.Node) { n.Allocatable.BranchENIs = planner.Known(9) }, "branch-enis 0→9 by eni secondary-ip custom=false sg=true al2023 sys=0+0 huge=0"},
		{"no trunk", func(s *planner.Settings) { s.CNI.SecurityGroupsForPods = true }, nil, "branch-enis-missing 9→0 by eni secondary-ip" + same},
		{"an override", func(s *planner.Settings) {
			s.Overrides = map[string]planner.Override{"m5.large": {AllocatableMemory: planner.Known(7 * planner.GiB), MaxPods: planner.Known(20)}}
		}, nil, "override 0→0"},
		{"an expression without a value", func(s *planner.Settings) {
			s.MaxPods = eni.MaxPods{Policy: eni.PolicyExpression, Expression: valueless{}}
		}, nil, "max-pods-unknown 0→29 by eni secondary-ip" + same},
		{"unknown type", nil, func(n *planner.Node) { n.InstanceType = "m9.huge" }, "unknown-type 0→0"},
		{"no type", nil, func(n *planner.Node) { n.InstanceType = "" }, "no-instance-type 0→0"},
		// A figure that a node does not report is not a difference.
		{"nothing reported", nil, func(n *planner.Node) { n.Capacity, n.Allocatable = planner.NodeResources{}, planner.NodeResources{} }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, kind, n := planner.Default(), m5Large(), reporting("a")
			if c.settings != nil {
				c.settings(&s)
			}
			if c.node != nil {
				c.node(&n)
			}
			o := density.Evaluate(&kind, planner.Offering{}, &s)
			v := verify.Nodes([]planner.Node{n}, map[string]density.Option{"m5.large": o})
			if got := causes(v.Rows[0]); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// valueless is an expression that fails for every type.
type valueless struct{}

func (valueless) Eval(eni.Variables) (int, error) { return 0, errors.New("none") }
func (valueless) String() string                  { return "1/0" }

// Whatever nodes report, in whatever order: every node is in one row or
// skipped, the order changes nothing, and measured figures predict no node too much.
func TestVerifyLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, kind := planner.Default(), m5Large()
		o := map[string]density.Option{"m5.large": density.Evaluate(&kind, planner.Offering{}, &s)}
		var nodes []planner.Node
		for i := range rapid.IntRange(0, 12).Draw(t, "nodes") {
			nodes = append(nodes, anyNode(t, fmt.Sprint("n", i)))
		}
		v := verify.Nodes(nodes, o)
		skipped := 0
		for _, n := range v.Skipped {
			skipped += n
		}
		if v.Nodes()+skipped != len(nodes) {
			t.Errorf("%d of %d nodes", v.Nodes()+skipped, len(nodes))
		}
		if again := verify.Nodes(rapid.Permutation(nodes).Draw(t, "order"), o); !reflect.DeepEqual(again, v) {
			t.Errorf("\n%+v\n%+v", v, again)
		}
		// The smallest measured figures, as overrides, predict no node too much.
		s.Overrides = v.Measured()
		o["m5.large"] = density.Evaluate(&kind, planner.Offering{}, &s)
		for _, row := range verify.Nodes(nodes, o).Rows {
			if row.AllocatableMemory.Actual.Known() && row.AllocatableMemory.Error().Or(0) > 0 || row.AllocatableCPU.Error().Or(0) > 0 && row.AllocatableCPU.Actual.Known() || row.MaxPods.Error().Or(0) > 0 {
				t.Errorf("%+v", row)
			}
		}
	})
}

func anyNode(t *rapid.T, name string) planner.Node {
	n := reporting(name)
	n.InstanceType = rapid.SampledFrom([]string{"m5.large", "m5.large", "m9.huge", ""}).Draw(t, "type")
	n.Kind = rapid.SampledFrom([]planner.NodeKind{planner.NodeEC2, planner.NodeEC2, planner.NodeAutoMode, planner.NodeWindows}).Draw(t, "kind")
	n.Policy = rapid.SampledFrom([]planner.Maybe[eni.Policy]{{}, planner.Known(eni.PolicyManaged)}).Draw(t, "policy")
	less(&n.Capacity.Memory, planner.Memory(rapid.IntRange(0, 3).Draw(t, "capacity"))*planner.KiB)
	less(&n.Allocatable.Memory, planner.Memory(rapid.IntRange(0, 3).Draw(t, "allocatable"))*planner.KiB)
	admit(&n, rapid.SampledFrom([]int{0, 20, 29, 110}).Draw(t, "pods"))
	if rapid.Bool().Draw(t, "half") {
		n.Allocatable.CPU = planner.Maybe[planner.Millis]{}
	}
	return n
}

// The settings that a cause names do predict the nodes.
func TestVerifyFixes(t *testing.T) {
	s, kind := planner.Default(), m5Large()
	n := reporting("a")
	admit(&n, 110)
	less(&n.Allocatable.Memory, 100*planner.MiB)
	n.Allocatable.CPU = planner.Known(planner.Millis(1900))
	n.Allocatable.BranchENIs = planner.Known(9)
	for i := 0; ; i++ {
		o := density.Evaluate(&kind, planner.Offering{}, &s)
		v := verify.Nodes([]planner.Node{n}, map[string]density.Option{"m5.large": o})
		row := v.Rows[0]
		if len(row.Causes) == 0 {
			if i != 4 || !row.Within(0) {
				t.Errorf("after %d fixes: within %t", i, row.Within(0))
			}
			return
		}
		s = *row.Causes[0].Settings
	}
}

func TestVerifyFolds(t *testing.T) {
	s, kind := planner.Default(), m5Large()
	o := density.Evaluate(&kind, planner.Offering{}, &s)
	var nodes []planner.Node
	for _, name := range []string{"c", "a", "b", "d"} {
		nodes = append(nodes, reporting(name))
	}
	less(&nodes[1].Capacity.Memory, -planner.KiB) // of the same MiB
	less(&nodes[1].Allocatable.Memory, -planner.KiB)
	admit(&nodes[3], 20)
	less(&nodes[3].Allocatable.Memory, 5*planner.MiB)
	for i, k := range []planner.NodeKind{planner.NodeFargate, planner.NodeFargate, planner.NodeWindows, planner.NodeHybrid} {
		other := reporting(fmt.Sprint("other-", i))
		other.Kind = k
		nodes = append(nodes, other)
	}
	odd := reporting("odd")
	odd.InstanceType = "a9.huge"
	nodes = append(nodes, odd)

	v := verify.Nodes(nodes, map[string]density.Option{"m5.large": o})
	var got []string
	for _, row := range v.Rows {
		got = append(got, fmt.Sprintf("%s %v %d", row.InstanceType, row.Names, row.Allocatable.Memory.Or(0)/planner.KiB))
	}
	want := []string{"a9.huge [odd] 7127040", "m5.large [a b c] 7127040", "m5.large [d] 7121920"}
	if !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	if got := fmt.Sprint(v.Skipped, v.Nodes()); got != "map[fargate:2 hybrid:1 windows:1] 5" {
		t.Error(got)
	}
	// The smallest of each figure, of types that are known.
	wanted := planner.Override{AllocatableCPU: planner.Known(planner.Millis(1930)), AllocatableMemory: planner.Known(7121920 * planner.KiB), MaxPods: planner.Known(20)}
	if got := v.Measured(); len(got) != 1 || !reflect.DeepEqual(got["m5.large"], wanted) {
		t.Error(got)
	}
}

func TestVerifyWithin(t *testing.T) {
	s, kind := planner.Default(), m5Large()
	o := density.Evaluate(&kind, planner.Offering{}, &s)
	for _, c := range []struct {
		name string
		node func(*planner.Node)
		want bool
	}{
		{"the same", func(*planner.Node) {}, true},
		{"0.99 % less", func(n *planner.Node) { less(&n.Allocatable.Memory, 68*planner.MiB) }, true},
		{"1.01 % less", func(n *planner.Node) { less(&n.Allocatable.Memory, 70*planner.MiB) }, false},
		{"1.01 % more", func(n *planner.Node) { less(&n.Allocatable.Memory, -71*planner.MiB) }, false},
		{"other pods", func(n *planner.Node) { admit(n, 30) }, false},
		{"other CPU", func(n *planner.Node) { n.Allocatable.CPU = planner.Known(planner.Millis(1931)) }, false},
		// More branch ENIs do no harm.
		{"branch ENIs", func(n *planner.Node) { n.Allocatable.BranchENIs = planner.Known(9) }, true},
		{"unknown type", func(n *planner.Node) { n.InstanceType = "m9.huge" }, false},
		{"nothing reported", func(n *planner.Node) { n.Allocatable = planner.NodeResources{} }, false},
	} {
		n := reporting("a")
		c.node(&n)
		v := verify.Nodes([]planner.Node{n}, map[string]density.Option{"m5.large": o})
		if got := v.Rows[0].Within(1); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}
