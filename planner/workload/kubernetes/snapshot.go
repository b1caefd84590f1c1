package kubernetes

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/pending"
	"podfit/planner/schedule"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// SnapshotReader reads a cluster as it is, object by object: each node and each pod by
// itself, which an import counts together. It skips kinds that kube-scheduler does not
// look at.
type SnapshotReader struct {
	cluster pending.Cluster
	nodes   map[string]*pending.Node
	pods    map[pending.Name]*pending.Pod
	events  map[pending.Name][]pending.Event
	limits  map[string]map[string]int64 // of volumes, by node
	kubelet int                         // the newest minor version
}

// NewSnapshotReader returns a reader that has no objects yet.
func NewSnapshotReader() *SnapshotReader {
	return &SnapshotReader{
		cluster: pending.Cluster{
			Claims: map[pending.Name]pending.Claim{}, Volumes: map[string]pending.Volume{}, StorageClasses: map[string]pending.StorageClass{}, Namespaces: map[string]map[string]string{},
		},
		nodes: map[string]*pending.Node{}, pods: map[pending.Name]*pending.Pod{}, events: map[pending.Name][]pending.Event{}, limits: map[string]map[string]int64{},
	}
}

// Cluster is what has been read, in the order of names. Without nodes there is no answer.
func (r *SnapshotReader) Cluster() (*pending.Cluster, error) {
	if len(r.nodes) == 0 {
		return nil, errors.New("no nodes in it, so nothing says where a pod could go: kubectl get nodes,pods,events,pvc,pv,sc,csinodes,ns -A -o json > cluster.json")
	}
	c := r.cluster
	for _, name := range slices.Sorted(maps.Keys(r.nodes)) {
		n := *r.nodes[name]
		n.VolumeLimits = r.limits[name]
		c.Nodes = append(c.Nodes, n)
	}
	c.LimitsKnown = len(r.limits) > 0
	names := slices.SortedFunc(maps.Keys(r.pods), func(a, b pending.Name) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	for _, name := range names {
		p := r.pods[name]
		p.Events = latest(r.events[name])
		c.Pods = append(c.Pods, *p)
	}
	if c.Version.Minor == 0 {
		c.Version.Minor = r.kubelet
	}
	return &c, nil
}

// latest are the last events of each reason, the last one first.
func latest(all []pending.Event) (kept []pending.Event) {
	slices.SortStableFunc(all, func(a, b pending.Event) int { return cmp.Or(cmp.Compare(b.Time, a.Time), cmp.Compare(a.Text, b.Text)) })
	for _, e := range all {
		if !slices.ContainsFunc(kept, func(o pending.Event) bool { return o.Reason == e.Reason }) {
			kept = append(kept, e)
		}
	}
	return kept
}

// snapshotKinds is the table of what is read.
var snapshotKinds = []struct {
	kind   string
	groups []string
	read   func(*SnapshotReader, *object) error
}{
	{"Node", []string{""}, (*SnapshotReader).readNode},
	{"Pod", []string{""}, (*SnapshotReader).readPod},
	{"Event", []string{"", "events.k8s.io"}, (*SnapshotReader).readEvent},
	{"PersistentVolumeClaim", []string{""}, (*SnapshotReader).readClaim},
	{"PersistentVolume", []string{""}, (*SnapshotReader).readVolume},
	{"StorageClass", []string{"storage.k8s.io"}, (*SnapshotReader).readStorageClass},
	{"CSINode", []string{"storage.k8s.io"}, (*SnapshotReader).readCSINode},
	{"VolumeAttachment", []string{"storage.k8s.io"}, (*SnapshotReader).readAttachment},
	{"Namespace", []string{""}, (*SnapshotReader).readNamespace},
}

// ReadObject reads an object, unless it has no kind and is no version either.
func (r *SnapshotReader) ReadObject(of *objects.Object) (recognized bool, err error) {
	if of.Kind == "" && !of.Rest && !r.readVersion(of) {
		return false, nil
	}
	return true, r.readObject(of)
}

func (r *SnapshotReader) readObject(of *objects.Object) error {
	for _, k := range snapshotKinds {
		if k.kind != of.Kind || !slices.Contains(k.groups, of.Group()) {
			continue
		}
		o, err := newObject(of)
		if err != nil {
			return fmt.Errorf("%s: %w", of.Place, err)
		}
		if err = checkName(o.Ref); err == nil {
			err = k.read(r, o)
		}
		if err != nil {
			return fmt.Errorf("%s: %s: %w", of.Place, o.Ref, err)
		}
	}
	return nil
}

// nameOf is the name of an object in a namespace.
func nameOf(o *object) pending.Name { return pending.Name{Namespace: namespaceOf(o.Ref), Name: o.Name} }

// readVersion reads what kubectl version -o json prints, and what the API server answers
// at /version.
func (r *SnapshotReader) readVersion(of *objects.Object) bool {
	type version struct {
		GitVersion string `json:"gitVersion"`
	}
	var v struct {
		version
		Server version `json:"serverVersion"`
	}
	if json.Unmarshal(of.Text, &v) != nil {
		return false
	}
	minor, ok := minorOf(cmp.Or(v.Server.GitVersion, v.GitVersion))
	if ok {
		r.cluster.Version = pending.Version{Minor: minor, Server: true}
	}
	return ok
}

// minorOf is 35 for v1.35.4-eks-1234.
func minorOf(version string) (minor int, ok bool) {
	rest, ok := strings.CutPrefix(version, "v1.")
	if !ok {
		return 0, false
	}
	text, _, _ := strings.Cut(rest, ".")
	minor, err := strconv.Atoi(text)
	return minor, err == nil
}

func (r *SnapshotReader) readNode(o *object) error {
	var spec struct {
		Unschedulable bool `json:"unschedulable"`
		Taints        []struct {
			Key    string `json:"key"`
			Value  string `json:"value"`
			Effect string `json:"effect"`
		} `json:"taints"`
	}
	if err := o.spec(&spec); err != nil {
		return err
	}
	var st struct {
		Allocatable map[string]request.Quantity `json:"allocatable"`
		NodeInfo    struct {
			KubeletVersion string `json:"kubeletVersion"`
		} `json:"nodeInfo"`
	}
	if err := objects.DecodePart("status", o.Status, &st); err != nil {
		return err
	}
	if len(st.Allocatable) == 0 {
		return errors.New("no status.allocatable: read the node from a cluster, not from a manifest")
	}
	all := request.Amounts{}
	for name, q := range st.Allocatable {
		one, err := request.ParseAll("status.allocatable", map[string]request.Quantity{name: q})
		switch own := name == request.CPU || name == request.Memory || name == pods; {
		case err != nil && own:
			return err
		case err != nil:
			all[name] = unlimited // more than podfit takes for an amount that is meant
		default:
			all.Raise(one)
		}
	}
	n := &pending.Node{Name: o.Name, Labels: o.metadata.Labels, Unschedulable: spec.Unschedulable, Allocatable: all, MaxPods: all[pods]}
	for _, t := range spec.Taints {
		n.Taints = append(n.Taints, planner.Taint{Key: t.Key, Value: t.Value, Effect: t.Effect})
	}
	if minor, ok := minorOf(st.NodeInfo.KubeletVersion); ok {
		r.kubelet = max(r.kubelet, minor)
	}
	r.nodes[o.Name] = n
	return nil
}

// unlimited is an amount that no pod asks for.
const unlimited = 1 << 60

func (r *SnapshotReader) readPod(o *object) error {
	var meta struct {
		Deleted string `json:"deletionTimestamp"`
	}
	if err := objects.DecodePart("metadata", o.Metadata, &meta); err != nil {
		return err
	}
	var st podStatus
	if err := objects.DecodePart("status", o.Status, &st); err != nil {
		return err
	}
	if st.Phase == "Succeeded" || st.Phase == "Failed" {
		return nil // kube-scheduler does not see these
	}
	var s podSpec
	if err := o.pods(&s); err != nil {
		return err
	}
	p := &pending.Pod{
		Name: nameOf(o), Labels: o.metadata.Labels, Node: s.NodeName, Deleted: meta.Deleted != "",
		Scheduler: s.SchedulerName, HostNetwork: s.HostNetwork, Devices: len(s.ResourceClaims) > 0,
	}
	if owner := o.owner(); owner.Name != "" {
		p.Owner = pending.Owner{Kind: owner.Kind, Name: owner.Name}
		if d := deploymentOf(owner, o.metadata.Labels["pod-template-hash"]); d.Name != "" {
			p.Owner = pending.Owner{Kind: d.Kind, Name: d.Name}
		}
	}
	if s.Priority != nil {
		p.Priority = *s.Priority
	}
	if err := snapshotQueue(o, p); err != nil {
		return err
	}
	if err := snapshotRequests(&s, &st, p); err != nil {
		return err
	}
	snapshotConstraints(&s, p)
	r.pods[p.Name] = p
	return nil
}

// snapshotQueue reads what keeps a pod without a node from being tried, and what the
// scheduler wrote.
func snapshotQueue(o *object, p *pending.Pod) error {
	if p.Node != "" {
		return nil
	}
	var spec struct {
		SchedulingGates []struct {
			Name string `json:"name"`
		} `json:"schedulingGates"`
	}
	if err := o.pods(&spec); err != nil {
		return err
	}
	for _, g := range spec.SchedulingGates {
		p.Gates = append(p.Gates, g.Name)
	}
	var st struct {
		Nominated  string `json:"nominatedNodeName"`
		Conditions []struct {
			Type    string `json:"type"`
			Status  string `json:"status"`
			Message string `json:"message"`
		} `json:"conditions"`
	}
	err := objects.DecodePart("status", o.Status, &st)
	p.Nominated = st.Nominated
	for _, c := range st.Conditions {
		if c.Type == "PodScheduled" && c.Status == "False" {
			p.Condition = c.Message
		}
	}
	return err
}

func snapshotRequests(s *podSpec, st *podStatus, p *pending.Pod) error {
	pod, err := s.pod(st)
	if err != nil {
		return err
	}
	total, err := pod.Total()
	if err != nil {
		return err
	}
	p.Requests = total
	p.ScoringCPU = total[request.CPU] + int64(pod.Without(request.CPU, schedule.ScoringCPU))*schedule.ScoringCPU
	p.ScoringMemory = total[request.Memory] + int64(pod.Without(request.Memory, schedule.ScoringMemory))*schedule.ScoringMemory
	return nil
}

// snapshotConstraints reads on which nodes a pod may run, word by word.
func snapshotConstraints(s *podSpec, p *pending.Pod) {
	for _, key := range slices.Sorted(maps.Keys(s.NodeSelector)) {
		p.Selector = append(p.Selector, requirement{key, "In", []string{s.NodeSelector[key]}}.conditions()...)
	}
	p.Affine = s.Affinity.NodeAffinity.Required.Terms != nil
	for _, t := range s.Affinity.NodeAffinity.Required.Terms {
		p.Affinity = append(p.Affinity, t.snapshot())
	}
	for _, t := range s.Affinity.NodeAffinity.Preferred {
		p.Prefers = append(p.Prefers, pending.NodePreference{NodeTerm: t.Preference.snapshot(), Weight: int32(weightOf(t.Weight))})
	}
	for _, t := range s.Tolerations {
		p.Tolerations = append(p.Tolerations, pending.Toleration(t))
	}
	p.Ports = s.hostPorts()
	for i := range s.TopologySpreadConstraints {
		p.Spreads = append(p.Spreads, s.TopologySpreadConstraints[i].snapshot(p.Labels))
	}
	for _, side := range []struct {
		of   *podAffinity
		anti bool
	}{{&s.Affinity.PodAffinity, false}, {&s.Affinity.PodAntiAffinity, true}} {
		for i := range side.of.Required {
			p.Terms = append(p.Terms, side.of.Required[i].snapshot(side.anti, 0))
		}
		for i := range side.of.Preferred {
			t := &side.of.Preferred[i]
			p.Terms = append(p.Terms, t.Term.snapshot(side.anti, int32(weightOf(t.Weight))))
		}
	}
	for _, v := range s.Volumes {
		switch {
		case v.Claim != nil:
			p.Claims = append(p.Claims, pending.ClaimRef{Claim: v.Claim.Name})
		case v.Ephemeral != nil:
			p.Claims = append(p.Claims, pending.ClaimRef{Claim: v.Name, Ephemeral: true})
		}
	}
}

// snapshot is the term with conditions on names apart.
func (t nodeTerm) snapshot() (to pending.NodeTerm) {
	for _, r := range t.MatchExpressions {
		to.Labels = append(to.Labels, r.conditions()...)
	}
	for _, r := range t.MatchFields {
		if o, known := planner.ParseOperator(r.Operator); known {
			to.Names = append(to.Names, planner.Requirement{Key: r.Key, Operator: o, Values: r.Values})
		}
	}
	return to
}

func (c *spread) snapshot(labels map[string]string) pending.Spread {
	to := pending.Spread{
		Topology: c.TopologyKey, MaxSkew: int32(min(max(1, c.MaxSkew), importer.MaxReplicas)), MinDomains: int32(min(max(0, c.MinDomains), importer.MaxReplicas)), Anyway: c.WhenUnsatisfiable == "ScheduleAnyway",
		Selector: c.LabelSelector.conditions(), IgnoreNodeAffinity: c.NodeAffinityPolicy == "Ignore", HonorTaints: c.NodeTaintsPolicy == "Honor",
	}
	for _, key := range c.MatchLabelKeys {
		if value, has := labels[key]; has {
			to.Selector = append(to.Selector, requirement{key, "In", []string{value}}.conditions()...)
		}
	}
	return to
}

// snapshot leaves out matchLabelKeys, which the API server has put into the selector.
func (t *podTerm) snapshot(anti bool, weight int32) pending.PodTerm {
	to := pending.PodTerm{Topology: t.TopologyKey, Selector: t.LabelSelector.conditions(), Namespaces: t.Namespaces, Anti: anti, Weight: weight}
	if t.NamespaceSelector != nil {
		by := t.NamespaceSelector.conditions()
		to.NamespaceSelector = &by
	}
	return to
}

// readEvent reads an Event of either group: those of events.k8s.io have other keys.
func (r *SnapshotReader) readEvent(o *object) error {
	type about struct {
		Kind      string `json:"kind"`
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
	}
	var e struct {
		InvolvedObject, Regarding about
		Reason, Message, Note     string
		LastTimestamp, EventTime  string
		DeprecatedLastTimestamp   string
		Series                    struct{ LastObservedTime string }
	}
	if err := objects.Decode(o.Text, &e); err != nil {
		return err
	}
	of := e.InvolvedObject
	if of == (about{}) {
		of = e.Regarding
	}
	if of.Kind != "Pod" {
		return nil
	}
	name := pending.Name{Namespace: cmp.Or(of.Namespace, "default"), Name: of.Name}
	at := max(e.Series.LastObservedTime, e.LastTimestamp, e.DeprecatedLastTimestamp, e.EventTime)
	r.events[name] = append(r.events[name], pending.Event{Reason: e.Reason, Text: cmp.Or(e.Message, e.Note), Time: at})
	return nil
}

func (r *SnapshotReader) readNamespace(o *object) error {
	r.cluster.Namespaces[o.Name] = o.metadata.Labels
	return nil
}
