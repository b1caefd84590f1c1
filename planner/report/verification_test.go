package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
	"podfit/planner/settings"
	"podfit/planner/verify"
)

// figures are what a node reports in the tests.
type figures struct {
	cpus, cpu           planner.Millis
	capacity, allocated planner.Memory
	pods, branchENIs    int
}

func nodeOf(name, instanceType, image string, f figures) planner.Node {
	n := planner.Node{Name: name, InstanceType: instanceType, Image: image}
	switch {
	case strings.HasPrefix(image, "Amazon"):
		n.AMI = planner.Known(planner.AL2023)
	case strings.HasPrefix(image, "Bottlerocket"):
		n.AMI = planner.Known(planner.Bottlerocket)
	}
	n.Capacity = planner.NodeResources{CPU: planner.Known(f.cpus), Memory: planner.Known(f.capacity), Pods: planner.Known(f.pods), BranchENIs: planner.Known(f.branchENIs)}
	n.Allocatable = n.Capacity
	n.Allocatable.CPU, n.Allocatable.Memory = planner.Known(f.cpu), planner.Known(f.allocated)
	return n
}

// fleet has a node for every cause there is.
func fleet() []planner.Node {
	const mi, linux = planner.MiB, "Amazon Linux 2023.8.20250818"
	node := func(instanceType, image string, f figures) planner.Node {
		return nodeOf("of-"+instanceType, instanceType, image, f)
	}
	as := figures{2000, 1930, 7633 * mi, 6959 * mi, 29, 9}
	all := []planner.Node{nodeOf("a", "m5.large", linux, as), nodeOf("b", "m5.large", linux, as)}
	prefixes := figures{2000, 1930, 7633 * mi, 6959 * mi, 110, 9}
	large := nodeOf("c", "m5.large", "Bottlerocket OS 1.44.0", prefixes)
	large.Allocatable.Memory = planner.Known((7633 - 255 - 11*110 - 100) * mi)
	all = append(all, large)
	all = append(all,
		node("g6f.large", linux, figures{2000, 1930, 7700 * mi, (7700 - 255 - 11*20 - 100) * mi, 20, 10}),
		node("r5.xlarge", "Ubuntu 22.04.5 LTS", figures{2000, 1500, 31600 * mi, 30000 * mi, 77, 5}),
		node("t3.large", linux, figures{2000, 1930, 7827 * mi, (7827 - 255 - 11*35 - 100 - 512) * mi, 35, 0}),
		node("m5.metal", linux, figures{96000, 95690, 380000 * mi, 371000 * mi, 737, 0}),
		node("trn2.48xlarge", linux, figures{192000, 191450, 2000000 * mi, 1999000 * mi, 100, 0}),
		node("m9.huge", linux, as),
		node("", linux, as),
	)
	all[5].Capacity.HugePages = 512 * mi
	for i, kind := range []planner.NodeKind{planner.NodeFargate, planner.NodeFargate, planner.NodeHybrid, planner.NodeWindows} {
		all = append(all, planner.Node{Name: fmt.Sprint("other-", i), Kind: kind})
	}
	return all
}

func verified() (verify.Verification, report.Report) {
	s := planner.Default()
	s.CNI.SecurityGroupsForPods = true
	s.MemoryCapacity = map[string]planner.Memory{"m5.metal": 386000 * planner.MiB}
	s.Overrides = map[string]planner.Override{"trn2.48xlarge": {AllocatableMemory: planner.Known(1990000 * planner.MiB)}}
	predicted := map[string]density.Option{}
	for _, o := range reporttest.Evaluate(&s, reporttest.EveryRow...) {
		predicted[o.Type.Name] = o
	}
	table := settings.New(settings.Known{Regions: []string{"us-east-1"}})
	v := verify.Nodes(fleet(), predicted)
	return v, report.Verifications(answer.Query{Settings: &s, Topics: []planner.Topic{planner.AboutMemory}}, v, 1, table)
}

// What podfit verify writes, in each format.
func TestVerificationFormats(t *testing.T) {
	for _, format := range report.Formats {
		t.Run(format, func(t *testing.T) {
			_, answer := verified()
			var b bytes.Buffer
			if err := answer.Write(&b, format); err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, b.Bytes())
		})
	}
}

// Every cause has its words in the goldens.
func TestEveryCauseIsShown(t *testing.T) {
	v, _ := verified()
	shown := map[verify.CauseKind]bool{}
	for _, row := range v.Rows {
		for _, c := range row.Causes {
			shown[c.Kind] = true
		}
	}
	shown[verify.CauseMaxPodsUnknown] = true // of another policy than theirs
	for k := verify.CauseNoType; k <= verify.CauseBranchENIsMissing; k++ {
		if !shown[k] {
			t.Errorf("no %s", k)
		}
	}
}

// A flag of each sort of setting.
func TestMends(t *testing.T) {
	_, answer := verified()
	var b bytes.Buffer
	if err := answer.Write(&b, "table"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		": --prefix-delegation --max-pods managed\n",
		": --security-groups-for-pods=false\n",
		": --huge-pages 512Mi\n",
		", or --save\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
