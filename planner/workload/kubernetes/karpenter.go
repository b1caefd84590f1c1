package kubernetes

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// launcherKinds are the kinds that say what launches nodes: those of Karpenter, and of EKS
// Auto Mode, whose NodePools are Karpenter's.
var launcherKinds = []groupKinds{
	{karpenterGroup, []string{"NodeClaim", "NodePool"}},
	{"karpenter.k8s.aws", []string{"EC2NodeClass"}},
	{autoModeGroup, []string{"NodeClass"}},
}

const (
	karpenterGroup = "karpenter.sh"
	autoModeGroup  = "eks.amazonaws.com"
	nodePoolLabel  = "karpenter.sh/nodepool"
)

// karpenter is what was read of NodePools and of what belongs to them.
type karpenter struct {
	pools   []*nodePool
	classes map[importer.Ref]*nodeClass // without a group: their kinds differ
	claims  map[string]nodeClaim        // by name
}

// nodePool is as in karpenter.sh/v1 and v1beta1 (pkg/apis/crds/karpenter.sh_nodepools.yaml
// of sigs.k8s.io/karpenter).
type nodePool struct {
	*object
	spec struct {
		Template struct {
			Metadata struct {
				Labels map[string]string `json:"labels"`
			} `json:"metadata"`
			Spec struct {
				Requirements []poolRequirement `json:"requirements"`
				Taints       []taint           `json:"taints"`
				// StartupTaints are gone before pods are placed.
				Class struct {
					Group string `json:"group"`
					Kind  string `json:"kind"`
					Name  string `json:"name"`
				} `json:"nodeClassRef"`
				Kubelet kubelet `json:"kubelet"` // of v1beta1
			} `json:"spec"`
		} `json:"template"`
		Limits   map[string]request.Quantity `json:"limits"`
		Weight   int64                       `json:"weight"`
		Replicas *int64                      `json:"replicas"` // of static capacity
	}
	status struct {
		Resources map[string]request.Quantity `json:"resources"`
	}
}

type poolRequirement struct {
	requirement
	MinValues *int64 `json:"minValues"`
}

type taint struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Effect string `json:"effect"`
}

type kubelet struct {
	MaxPods     *int64 `json:"maxPods"`
	PodsPerCore *int64 `json:"podsPerCore"`
}

// nodeClass is an EC2NodeClass or Auto Mode's NodeClass
// (pkg/apis/crds/karpenter.k8s.aws_ec2nodeclasses.yaml of aws/karpenter-provider-aws).
type nodeClass struct {
	Spec struct {
		AMIFamily string `json:"amiFamily"`
		AMIs      []struct {
			Alias string `json:"alias"`
		} `json:"amiSelectorTerms"`
		Kubelet kubelet `json:"kubelet"`
	}
	Status struct {
		Subnets []struct {
			Zone string `json:"zone"`
		} `json:"subnets"`
		AMIs []struct {
			Requirements []requirement `json:"requirements"`
		} `json:"amis"`
	}
}

// nodeClaim is a node that a NodePool has launched.
type nodeClaim struct {
	pool string
	planner.LaunchedNodes
}

func (r *reader) readLauncher(o *object) error {
	k := &r.karpenter
	switch o.Ref.Kind {
	case "NodePool":
		p := &nodePool{object: o}
		if err := cmp.Or(o.spec(&p.spec), objects.DecodePart("status", o.Status, &p.status)); err != nil {
			return err
		}
		k.pools = append(k.pools, p)
	case "NodeClaim":
		return k.addClaim(o)
	default:
		c := &nodeClass{}
		if err := cmp.Or(o.spec(&c.Spec), objects.DecodePart("status", o.Status, &c.Status)); err != nil {
			return err
		}
		if k.classes == nil {
			k.classes = map[importer.Ref]*nodeClass{}
		}
		k.classes[importer.Ref{Kind: o.Ref.Kind, Name: o.Name}] = c
	}
	return nil
}

// addClaim keeps a node that is launched, by the labels that Karpenter then gives its claim.
func (k *karpenter) addClaim(o *object) error {
	var status struct {
		ProviderID string `json:"providerID"`
	}
	if err := objects.DecodePart("status", o.Status, &status); err != nil || status.ProviderID == "" {
		return err
	}
	labels := o.metadata.Labels
	of := planner.LaunchedNodes{InstanceType: labels[planner.TypeLabel], Zone: labels[planner.ZoneTopology], Nodes: 1}
	var c planner.CapacityType
	if c.UnmarshalText([]byte(labels[planner.KarpenterBuys])) == nil {
		of.CapacityType = planner.Known(c)
	}
	if k.claims == nil {
		k.claims = map[string]nodeClaim{}
	}
	k.claims[o.Name] = nodeClaim{labels[nodePoolLabel], of}
	return nil
}

// Launchers are the NodePools.
func (r *reader) Launchers() (all []*importer.Launcher) {
	for _, p := range r.karpenter.pools {
		l, err := r.karpenter.launcher(p, r.notes)
		switch {
		case err != nil:
			r.notes.LoseError(fmt.Errorf("%s: %s: %w", p.Place, p.Ref, err))
		case l != nil:
			all = append(all, l)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.karpenter.claims)) {
		if pool := r.karpenter.claims[name].pool; !slices.ContainsFunc(r.karpenter.pools, func(p *nodePool) bool { return p.Name == pool }) {
			r.notes.Skip("its NodePool is not in the input", "NodeClaim "+name)
		}
	}
	return all
}

func (k *karpenter) launcher(p *nodePool, notes *importer.Notes) (*importer.Launcher, error) {
	spec := &p.spec.Template.Spec
	l := &importer.Launcher{Place: p.Place, Source: "kubectl", Complete: true,
		Launcher: planner.Launcher{Kind: planner.NodePool, Name: p.Name, Labels: p.spec.Template.Metadata.Labels, Weight: int(p.spec.Weight)}}
	l.SetLabel(nodePoolLabel, p.Name)
	for _, t := range spec.Taints {
		if err := l.AddTaint(t.Key, t.Value, t.Effect); err != nil {
			return nil, err
		}
	}
	windows, err := setRequirements(l, spec.Requirements)
	if err != nil {
		return nil, err
	}
	if err := setMaxPods(l, spec.Kubelet); err != nil {
		return nil, err
	}
	kind := cmp.Or(spec.Class.Kind, "EC2NodeClass") // optional in v1beta1
	class := k.classes[importer.Ref{Kind: kind, Name: spec.Class.Name}]
	switch {
	case class != nil:
		windows = windows || class.isWindows()
		if err := class.apply(l); err != nil {
			return nil, err
		}
	case spec.Class.Name != "":
		l.Notes = append(l.Notes, fmt.Sprintf("its %s %s is not in the input, which may set zones and max pods", kind, spec.Class.Name))
	}
	switch {
	case spec.Class.Group == autoModeGroup:
		l.SetLabel("eks.amazonaws.com/compute-type", "auto")
		l.SetLabel("eks.amazonaws.com/nodeclass", spec.Class.Name)
	case spec.Class.Name != "":
		l.SetLabel("karpenter.k8s.aws/ec2nodeclass", spec.Class.Name)
	}
	if windows {
		notes.Skip("its nodes run Windows", l.String())
		return nil, nil
	}
	if err := p.setSize(l); err != nil {
		return nil, err
	}
	for _, claim := range k.claims {
		if claim.pool == p.Name {
			l.AddLaunched(claim.LaunchedNodes)
		}
	}
	l.Finish()
	return l, nil
}

// setSize reads limits, and how many nodes there are.
func (p *nodePool) setSize(l *importer.Launcher) error {
	for _, name := range slices.Sorted(maps.Keys(p.spec.Limits)) {
		limit, err := request.ParseAll("spec.limits", map[string]request.Quantity{name: p.spec.Limits[name]})
		n, has := limit[name]
		switch {
		case errors.As(err, new(request.TooLarge)) || err == nil && !has: // as good as none
			continue
		case err != nil:
			return err
		}
		switch name {
		case request.CPU:
			l.CPULimit = planner.Known(planner.Millis(n))
		case request.Memory:
			l.MemoryLimit = planner.Known(planner.Memory(n))
		case "nodes":
			l.Most = planner.Known(int(n))
		default:
			l.Notes = append(l.Notes, "its limit of "+name+" is ignored")
		}
	}
	if p.spec.Replicas != nil {
		return l.SetSize(nil, nil, p.spec.Replicas)
	}
	resources := map[string]request.Quantity{}
	if n, has := p.status.Resources["nodes"]; has {
		resources["nodes"] = n
	}
	counted, err := request.ParseAll("status.resources", resources)
	if n, has := counted["nodes"]; err == nil && has {
		return l.SetSize(nil, nil, &n)
	}
	return err
}

// setRequirements reads the conditions on the nodes' labels. Those of one key add up.
func setRequirements(l *importer.Launcher, all []poolRequirement) (windows bool, err error) {
	var zones, bought planner.Selector
	for _, r := range all {
		if r.MinValues != nil {
			l.Notes = append(l.Notes, fmt.Sprintf("minValues of %s is ignored: with fewer values than that Karpenter launches nothing", r.Key))
		}
		r.Key = planner.NewerLabel(r.Key)
		conditions, err := r.exclusive()
		if err != nil {
			return false, err
		}
		for _, c := range conditions {
			switch {
			case c.Key == planner.ZoneTopology && c.Operator == planner.In:
				zones = append(zones, c)
			case c.Key == planner.KarpenterBuys:
				bought = append(bought, c)
			case c.Key == planner.OSLabel:
				windows = windows || !c.Holds("linux", true)
			default:
				l.Requirements = append(l.Requirements, c)
			}
		}
	}
	if len(zones) > 0 {
		l.Zones = slices.DeleteFunc(slices.Clone(zones[0].Values), func(zone string) bool {
			return !zones.Matches(map[string]string{planner.ZoneTopology: zone})
		})
		if len(l.Zones) == 0 {
			l.Requirements = planner.NoPod()
		}
	}
	setBought(l, bought)
	return windows, nil
}

// setBought reads the conditions on the capacity type. Reserved capacity is that of a
// reservation, which nothing in the input describes.
func setBought(l *importer.Launcher, by planner.Selector) {
	if len(by) == 0 {
		return
	}
	for _, c := range []planner.CapacityType{planner.OnDemand, planner.Spot} {
		if by.Matches(map[string]string{planner.KarpenterBuys: c.String()}) {
			l.CapacityTypes = append(l.CapacityTypes, c)
		}
	}
	if by.Matches(map[string]string{planner.KarpenterBuys: "reserved"}) && !slices.Contains(l.CapacityTypes, planner.OnDemand) {
		l.CapacityTypes = append([]planner.CapacityType{planner.OnDemand}, l.CapacityTypes...)
		l.Notes = append(l.Notes, "its reserved capacity counts as On-Demand")
	}
	if len(l.CapacityTypes) == 0 {
		l.Requirements = planner.NoPod()
	}
}

// exclusive are the conditions of a requirement, with Karpenter's operators Gte and Lte in
// those of Kubernetes (NewRequirementWithFlexibility in pkg/scheduling/requirement.go).
func (r poolRequirement) exclusive() (planner.Selector, error) {
	for _, by := range []struct {
		inclusive string
		exclusive string
		step      int64
	}{{"Gte", "Gt", -1}, {"Lte", "Lt", 1}} {
		if r.Operator != by.inclusive {
			continue
		}
		if len(r.Values) != 1 {
			return nil, fmt.Errorf("requirement on %s: %s takes one whole number", r.Key, r.Operator)
		}
		n, err := strconv.ParseInt(r.Values[0], 10, 32)
		if err != nil {
			return nil, fmt.Errorf("requirement on %s: %s %q: must be a whole number", r.Key, r.Operator, r.Values[0])
		}
		r.Operator, r.Values = by.exclusive, []string{strconv.FormatInt(n+by.step, 10)}
	}
	conditions := r.conditions()
	if len(conditions) > 0 && conditions[0].IsNever() {
		return nil, fmt.Errorf("requirement on %s with %s %q: Karpenter would not accept it", r.Key, r.Operator, strings.Join(r.Values, ","))
	}
	return conditions, nil
}

func (c *nodeClass) isWindows() bool {
	if strings.HasPrefix(strings.ToLower(c.Spec.AMIFamily), "windows") {
		return true
	}
	return len(c.Spec.AMIs) > 0 && strings.HasPrefix(c.Spec.AMIs[0].Alias, "windows")
}

// apply restricts a NodePool to what its node class can launch.
func (c *nodeClass) apply(l *importer.Launcher) error {
	var zones []string
	for _, s := range c.Status.Subnets {
		if s.Zone != "" && !slices.Contains(zones, s.Zone) {
			zones = append(zones, s.Zone)
		}
	}
	slices.Sort(zones)
	switch before := l.Zones; {
	case len(zones) == 0:
	case len(before) == 0:
		l.Zones = zones
	default:
		l.Zones = slices.DeleteFunc(slices.Clone(before), func(zone string) bool { return !slices.Contains(zones, zone) })
		if len(l.Zones) == 0 {
			l.Requirements = planner.NoPod()
			l.Notes = append(l.Notes, "its node class has no subnet in its zones, so that it launches nothing")
		}
	}
	if arch := c.arch(); len(arch) == 1 {
		l.Requirements = append(l.Requirements, planner.Requirement{Key: planner.ArchLabel, Operator: planner.In, Values: arch})
	}
	return setMaxPods(l, c.Spec.Kubelet)
}

// arch are the architectures of the images that it has found; none if one has any.
func (c *nodeClass) arch() (all []string) {
	for _, image := range c.Status.AMIs {
		var own []string
		for _, r := range image.Requirements {
			if r.Key == planner.ArchLabel && r.Operator == "In" {
				own = append(own, r.Values...)
			}
		}
		if own == nil {
			return nil
		}
		for _, arch := range own {
			if !slices.Contains(all, arch) {
				all = append(all, arch)
			}
		}
	}
	return all
}

func setMaxPods(l *importer.Launcher, k kubelet) error {
	if k.PodsPerCore != nil && *k.PodsPerCore > 0 {
		l.Notes = append(l.Notes, "podsPerCore is ignored: its nodes may take fewer pods")
	}
	if k.MaxPods == nil {
		return nil
	}
	return l.SetMaxPods("kubelet.maxPods", *k.MaxPods)
}
