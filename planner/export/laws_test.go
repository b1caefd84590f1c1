package export_test

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"
	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/api/resource"
	"pgregory.net/rapid"

	"podfit/eni"
	"podfit/planner/density"
	"podfit/planner/export"
)

// A text that is read again describes the nodes of the plan: types, how many of
// them, their capacity type and their max pods. What it leaves to EKS, Karpenter
// or nodeadm is worked out by the rule of eni.

func TestEksctlRoundTrip(t *testing.T) { rapid.Check(t, roundTrip(eksctl, readEksctl, true)) }
func TestTerraformRoundTrip(t *testing.T) {
	rapid.Check(t, roundTrip(terraform, readTerraform, true))
}
func TestKarpenterRoundTrip(t *testing.T) {
	rapid.Check(t, roundTrip(karpenter, readKarpenter, false))
}

// nodes are those of one type, one capacity type and one zone.
type nodes struct {
	instanceType string
	capacity     string
	zone         string
	maxPods      int
}

// count is how many there are, and may be.
type count struct{ nodes, most int }

// roundTrip is the law for a tool, which has the nodes of now or knows no more
// than the most.
func roundTrip(write func(*export.Request) ([]byte, error), read func(*rapid.T, *export.Request, []byte) map[nodes]count, ofNow bool) func(*rapid.T) {
	return func(t *rapid.T) {
		r, ok := anyPooled(t)
		if !ok {
			t.Skip("no plan")
		}
		text, err := write(r)
		if err != nil {
			t.Fatal(err)
		}
		want := inPlan(r, ofNow)
		if got := read(t, r, text); !maps.Equal(got, want) {
			t.Fatalf("got  %v\nwant %v\n%s", got, want, text)
		}
	}
}

// inPlan counts the nodes of a plan from its groups alone.
func inPlan(r *export.Request, ofNow bool) map[nodes]count {
	all := map[nodes]count{}
	for _, g := range r.Plan.Groups {
		mostOnDemand := mostOnDemand(&g)
		for capacity, n := range map[string]count{
			"on-demand": {g.OnDemandNodes, mostOnDemand},
			"spot":      {g.Nodes - g.OnDemandNodes, g.MaxNodes - mostOnDemand},
		} {
			zone := ""
			if g.Zone > 0 {
				zone = r.ZoneNames[g.Zone-1]
			} else if g.Pool != nil && len(r.ZoneNames) > 1 && len(g.Pool.Zones) == 1 {
				zone = g.Pool.Zones[0]
			}
			if !ofNow {
				n.nodes = 0
			}
			if n.most > 0 {
				all[nodes{g.Option.Type.Name, capacity, zone, g.Option.MaxPods.Or(0)}] = n
			}
		}
	}
	return all
}

func option(r *export.Request, name string) *density.Option {
	i := slices.IndexFunc(r.Candidates, func(o density.Option) bool { return o.Type.Name == name })
	return &r.Candidates[i]
}

// otherwise is the max pods of a type where a text says nothing.
func otherwise(t *rapid.T, r *export.Request, name string, m eni.MaxPods) int {
	o := option(r, name)
	n, err := m.Of(o.Type.Network, o.Settings.CNI)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// zoneOf is the zone of nodes that are in one of several.
func zoneOf(r *export.Request, zones []string) string {
	if len(zones) == 1 && len(r.ZoneNames) > 1 {
		return zones[0]
	}
	return ""
}

var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func checkName(t *rapid.T, name string) {
	if !label.MatchString(name) {
		t.Fatalf("%q is no DNS label", name)
	}
}

func readEksctl(t *rapid.T, r *export.Request, text []byte) map[nodes]count {
	var config struct {
		AvailabilityZones []string `yaml:"availabilityZones"`
		ManagedNodeGroups []struct {
			Name              string
			InstanceTypes     []string `yaml:"instanceTypes"`
			Spot              bool
			MinSize           int      `yaml:"minSize"`
			DesiredCapacity   int      `yaml:"desiredCapacity"`
			MaxSize           int      `yaml:"maxSize"`
			AvailabilityZones []string `yaml:"availabilityZones"`
			MaxPodsPerNode    int      `yaml:"maxPodsPerNode"`
		} `yaml:"managedNodeGroups"`
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	// eksctl makes the subnets of a cluster in at least two zones.
	if want := r.ZoneNames; len(want) > 1 && !slices.Equal(config.AvailabilityZones, want) || len(want) == 1 && config.AvailabilityZones != nil {
		t.Fatalf("the cluster is in %v, and the plan in %v", config.AvailabilityZones, want)
	}
	all := map[nodes]count{}
	for _, g := range config.ManagedNodeGroups {
		checkName(t, g.Name)
		n := nodes{g.InstanceTypes[0], map[bool]string{false: "on-demand", true: "spot"}[g.Spot], zoneOf(r, g.AvailabilityZones), g.MaxPodsPerNode}
		if n.maxPods == 0 {
			n.maxPods = otherwise(t, r, n.instanceType, eni.MaxPods{Policy: eni.PolicyManaged})
		}
		if g.MinSize != g.DesiredCapacity {
			t.Fatalf("%s: from %d, and %d wanted", g.Name, g.MinSize, g.DesiredCapacity)
		}
		all[n] = count{g.MinSize, g.MaxSize}
	}
	return all
}

func readTerraform(t *rapid.T, r *export.Request, text []byte) map[nodes]count {
	all := map[nodes]count{}
	for name, group := range module(t, text)["eks_managed_node_groups"].AsValueMap() {
		checkName(t, name)
		g := group.AsValueMap()
		whole := func(key string) int {
			f, _ := g[key].AsBigFloat().Int64()
			return int(f)
		}
		capacity := strings.ReplaceAll(strings.ToLower(g["capacity_type"].AsString()), "_", "-")
		n := nodes{instanceType: g["instance_types"].AsValueSlice()[0].AsString(), capacity: capacity}
		if subnets, zonal := g["subnet_ids"]; zonal && subnets.LengthInt() == 1 && len(r.ZoneNames) > 1 {
			number, _ := strconv.Atoi(strings.TrimPrefix(subnets.AsValueSlice()[0].AsString(), "subnet-"))
			n.zone = r.ZoneNames[number-1]
		}
		n.maxPods = userDataMaxPods(t, g["cloudinit_pre_nodeadm"])
		if n.maxPods == 0 {
			n.maxPods = otherwise(t, r, n.instanceType, eni.MaxPods{Policy: eni.PolicyManaged})
		}
		all[n] = count{whole("min_size"), whole("max_size")}
	}
	return all
}

func userDataMaxPods(t *rapid.T, parts cty.Value) int {
	if parts == cty.NilVal {
		return 0
	}
	return nodeConfigMaxPods(t, []byte(parts.AsValueSlice()[0].GetAttr("content").AsString()))
}

func nodeConfigMaxPods(t *rapid.T, text []byte) int {
	var config struct {
		Spec struct {
			Kubelet struct {
				Config struct {
					MaxPods int `yaml:"maxPods"`
				}
			}
		}
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	return config.Spec.Kubelet.Config.MaxPods
}

type kubeletLimits struct {
	MaxPods     int `yaml:"maxPods"`
	PodsPerCore int `yaml:"podsPerCore"`
}

type karpenterDocument struct {
	Kind     string
	Metadata struct{ Name string }
	Spec     struct {
		Kubelet  kubeletLimits
		Template struct {
			Spec struct {
				NodeClassRef struct{ Name string } `yaml:"nodeClassRef"`
				Requirements []struct {
					Key    string
					Values []string
				}
			}
		}
		Limits map[string]string
	}
}

func readKarpenter(t *rapid.T, r *export.Request, text []byte) map[nodes]count {
	classes, all := map[string]kubeletLimits{}, map[nodes]count{}
	for d := range strings.SplitSeq(string(text), "\n---\n") {
		var document karpenterDocument
		if err := yaml.Unmarshal([]byte(d), &document); err != nil {
			t.Fatal(err)
		}
		checkName(t, document.Metadata.Name)
		if document.Kind == "EC2NodeClass" {
			classes[document.Metadata.Name] = document.Spec.Kubelet
			continue
		}
		wanted := map[string][]string{}
		for _, r := range document.Spec.Template.Spec.Requirements {
			wanted[r.Key] = r.Values
		}
		kubelet, known := classes[document.Spec.Template.Spec.NodeClassRef.Name]
		if !known {
			t.Fatalf("%s has no node class before it", document.Metadata.Name)
		}
		name := wanted["node.kubernetes.io/instance-type"][0]
		n := nodes{name, wanted["karpenter.sh/capacity-type"][0], zoneOf(r, wanted["topology.kubernetes.io/zone"]), kubelet.MaxPods}
		if n.maxPods == 0 {
			n.maxPods = otherwise(t, r, name, eni.MaxPods{Policy: eni.PolicyKarpenter, ReservedENIs: reservedENIs(string(text)), PodsPerCore: kubelet.PodsPerCore})
		}
		instance, limits := option(r, name).Type, document.Spec.Limits
		most := amount(t, limits["cpu"]) / int64(instance.VCPUs)
		if memory := amount(t, limits["memory"]); memory != most*int64(instance.Memory) {
			t.Fatalf("%s: %d bytes for %d nodes", document.Metadata.Name, memory, most)
		}
		all[n] = count{0, int(most)}
	}
	return all
}

// amount is a quantity of Kubernetes.
func amount(t *rapid.T, text string) int64 {
	q, err := resource.ParseQuantity(text)
	if err != nil {
		t.Fatal(err)
	}
	return q.Value()
}

// reservedENIs is what a text says that Karpenter itself has to be told.
func reservedENIs(text string) int {
	_, after, found := strings.Cut(text, "RESERVED_ENIS=")
	if !found {
		return 0
	}
	n, _ := strconv.Atoi(after[:1])
	return n
}
