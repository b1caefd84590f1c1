package export_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/export"
	"podfit/planner/plan"
	"podfit/planner/sample"
)

// Instance types as EC2, the VPC resource controller, the price list and the
// Spot Advisor have them, as of 2026-08.
var facts = []struct {
	name                      string
	vcpus                     int
	gib                       planner.Memory
	enis, ipsPerENI, branches int
	usd                       float64
	saving                    int
	arch, gpu                 string
}{
	{"m5.large", 2, 8, 3, 10, 9, 0.096, 66, "amd64", ""},
	{"m5a.large", 2, 8, 3, 10, 9, 0.086, 60, "amd64", ""},
	{"m5.xlarge", 4, 16, 4, 15, 18, 0.192, 66, "amd64", ""},
	{"m6a.xlarge", 4, 16, 4, 15, 18, 0.1728, 60, "amd64", ""},
	{"g4dn.xlarge", 4, 16, 3, 10, 39, 0.526, 60, "amd64", "NVIDIA T4"},
	{"r5.xlarge", 4, 32, 4, 15, 18, 0.252, 69, "amd64", ""},
	{"m5.8xlarge", 32, 128, 8, 30, 54, 1.536, 69, "amd64", ""},
	{"m7g.large", 2, 8, 3, 10, 9, 0.0816, 66, "arm64", ""},
}

var virginia = &planner.Region{Name: "us-east-1", Currency: "USD"}

func options(s *planner.Settings) []density.Option {
	all := make([]density.Option, len(facts))
	for i, f := range facts {
		t := &planner.InstanceType{
			Name: f.name, VCPUs: f.vcpus, Memory: f.gib * planner.GiB, Arch: f.arch, Hypervisor: "nitro", Spot: true,
			Network:  eni.Limits{ENIs: f.enis, IPv4PerENI: f.ipsPerENI, BranchENIs: planner.Known(f.branches), Prefixes: true, VCPUs: f.vcpus},
			Devices:  devices(f.gpu),
			EBS:      planner.EBS{EBSAttachments: 27, EBSShared: true},
			Overhead: planner.Overhead{Memory: 500 * planner.MiB},
		}
		o := planner.Offering{Region: virginia, AutoModeFee: planner.AutoModeFee{Permille: 120, Source: &planner.Source{Name: "EKS price list", AsOf: "2026-09"}}, OnDemand: planner.Known(planner.Money(f.usd * float64(planner.Unit))), SpotSaving: planner.Known(f.saving)}
		all[i] = density.Evaluate(t, o, s)
	}
	return all
}

// devices are one GPU of a maker and a model, or none.
func devices(gpu string) planner.Devices {
	d := planner.Devices{GPUs: planner.Known(len(gpu) / 9)}
	d.GPUMaker, d.GPUModel, _ = strings.Cut(gpu, " ")
	return d
}

func pods(name string, replicas int, cpu planner.Millis, mib planner.Memory) planner.Workload {
	return planner.Workload{Name: name, Replicas: replicas, Request: planner.Resources{CPU: cpu, Memory: mib * planner.MiB}}
}

// request is the best plan for a workload on some types, or on all of them.
func request(t testing.TB, w planner.Workloads, change func(*planner.Settings), ask func(*plan.Question), types ...string) *export.Request {
	t.Helper()
	r, ok := solved(w, change, ask, types...)
	if !ok {
		t.Fatal("no plan")
	}
	return r
}

func solved(w planner.Workloads, change func(*planner.Settings), ask func(*plan.Question), types ...string) (*export.Request, bool) {
	s := planner.Default()
	change(&s)
	var candidates []density.Option
	for _, o := range options(&s) {
		for _, name := range types {
			if name == o.Type.Name {
				candidates = append(candidates, o)
			}
		}
		if len(types) == 0 {
			candidates = append(candidates, o)
		}
	}
	q := plan.Question{Workload: w, Candidates: candidates, Settings: &s, Groups: 2, Zones: 1}
	ask(&q)
	found := q.Solve(1)
	if len(found.Plans) == 0 {
		return nil, false
	}
	return &export.Request{
		Plan: &found.Plans[0], Workload: w, Candidates: candidates,
		Cluster: "shop", Version: "1.35", Header: []string{"podfit export"},
	}, true
}

func asSet(*planner.Settings) {}
func asked(*plan.Question)    {}

// constant is an expression of one value.
type constant int

func (c constant) String() string                  { return fmt.Sprintf("%d + 0", int(c)) }
func (c constant) Eval(eni.Variables) (int, error) { return int(c), nil }

// cases are what exports are written for, the rare keys among them.
var cases = []struct {
	name     string
	workload planner.Workloads
	change   func(*planner.Settings)
	ask      func(*plan.Question)
	types    []string
	zones    []string
}{
	// Nothing but the defaults.
	{"default", planner.Workloads{pods("web", 20, 250, 512)}, asSet, asked, []string{"m5.large", "m5a.large"}, nil},
	// Both capacity types, alternatives, more replicas, a spare node, prefixes.
	{"mixed", scaling(), func(s *planner.Settings) {
		s.CNI.Mode, s.MaxPods.Policy = eni.PrefixDelegation, eni.PolicyManaged
		s.Capacity.OnDemandBase, s.Capacity.OnDemandPercent = 1, 30
	}, func(q *plan.Question) { q.Spare = plan.SpareNode }, []string{"m5.xlarge", "m6a.xlarge", "g4dn.xlarge"}, nil},
	// A group in each zone, labels, taints, everything that the CNI can be told,
	// a number of max pods, reserved memory.
	{"zonal", set(), func(s *planner.Settings) {
		s.CNI.CustomNetworking, s.CNI.SecurityGroupsForPods, s.CNI.MaxENI = true, true, 3
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyNumber, Number: 17}
		s.SystemReserved = planner.Resources{CPU: 100, Memory: 300 * planner.MiB}
	}, func(q *plan.Question) { q.Zones = 2 }, []string{"m5.large", "m7g.large"}, []string{"us-east-1a", "us-east-1b"}},
	// Bottlerocket, spot alone, an expression.
	{"bottlerocket", planner.Workloads{pods("web", 20, 250, 512)}, func(s *planner.Settings) {
		s.AMI, s.Capacity.OnDemandPercent = planner.Bottlerocket, 0
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyExpression, Expression: constant(12)}
		s.SystemReserved.Memory = planner.GiB
	}, asked, []string{"m5.large", "m5a.large"}, nil},
	{"karpenter", planner.Workloads{pods("web", 20, 250, 512)}, func(s *planner.Settings) {
		s.CNI.Family = eni.IPv6
		s.MaxPods = eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: 1, PodsPerCore: 8}
	}, asked, []string{"m5.large"}, nil},
	{"auto-mode", planner.Workloads{pods("web", 20, 250, 512)}, func(s *planner.Settings) { s.MaxPods.Policy = eni.PolicyAutoMode }, asked, []string{"m5.large"}, nil},
}

func scaling() planner.Workloads {
	w := planner.Workloads{pods("web", 40, 250, 512)}
	w[0].MaxReplicas = 80
	return w
}

// set apart: what has volumes tolerates a taint, selects labels, and needs an
// architecture of its own.
func set() planner.Workloads {
	w := planner.Workloads{pods("web", 6, 250, 512), pods("db", 4, 500, 2048)}
	w[0].Nodes.Arch, w[1].Nodes.Arch = []string{"amd64"}, []string{"arm64"}
	w[1].Volumes = 1
	w[1].Nodes.Labels = sample.Conditions("disk=fast", "team in (a,b)")
	w[1].Nodes.Tolerations = []string{"db=yes:NoSchedule", "node.kubernetes.io/memory-pressure:NoSchedule", "*"}
	return w
}
