package kubernetes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// Constraints whose selectors read the labels of pods: they are resolved once all
// workloads are known.

// constraints adds the spreads and the affinity of all workloads, and their labels.
func (r *reader) constraints(owners []*controller) {
	var pods []*controller
	for _, c := range owners {
		if !c.Omit && !c.Windows && !c.Fargate {
			pods = append(pods, c)
		}
	}
	byLabel := map[label][]*controller{}
	for _, c := range pods {
		for key, value := range c.labels {
			byLabel[label{key, value}] = append(byLabel[label{key, value}], c)
		}
	}
	r.markServices(&scope{all: pods, byLabel: byLabel})
	read := map[string]bool{}
	for _, c := range pods {
		if c.Kind == importer.DaemonSet {
			continue
		}
		s := scope{reader: r, controller: c, all: pods, byLabel: byLabel}
		for i := range c.spreads {
			s.spread(&c.spreads[i])
		}
		s.affinity(&c.affinity)
		for _, spread := range c.Pods.Spreads {
			keysOf(spread.Selector, read)
		}
		for _, term := range c.Pods.Affinity {
			keysOf(term.Selector, read)
		}
	}
	for _, c := range pods {
		c.Pods.Labels = podLabels(c.labels, read)
	}
}

func keysOf(s planner.Selector, to map[string]bool) {
	for _, r := range s {
		if !r.IsAlways() && !r.IsNever() {
			to[r.Key] = true
		}
	}
}

// The labels that controllers give to pods. A revision's own is the same for all
// pods of a workload here, of which there is one revision.
var (
	revisionLabels = []string{"pod-template-hash", "controller-revision-hash", "pod-template-generation", "controller-uid", "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name"}
	podOwnLabels   = []string{"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "batch.kubernetes.io/job-completion-index"}
)

// podLabels leaves out what controllers add, unless a selector reads it.
func podLabels(all map[string]string, read map[string]bool) map[string]string {
	kept := maps.Clone(all)
	maps.DeleteFunc(kept, func(key, _ string) bool {
		return !read[key] && (slices.Contains(revisionLabels, key) || slices.Contains(podOwnLabels, key))
	})
	if len(kept) == 0 {
		return nil
	}
	return kept
}

// scope resolves the constraints of a controller among all others.
type scope struct {
	*reader
	*controller
	all []*controller
	// byLabel finds pods without a look at all of them, of which there can be tens
	// of thousands.
	byLabel map[label][]*controller
}

type label struct{ key, value string }

// candidates are the pods that a selector may match: the fewest that one of its
// conditions leaves.
func (s *scope) candidates(by planner.Selector) []*controller {
	least, at := len(s.all), -1
	for i, r := range by {
		if r.Operator != planner.In {
			continue
		}
		n := 0
		for _, value := range r.Values {
			n += len(s.byLabel[label{r.Key, value}])
		}
		if n < least {
			least, at = n, i
		}
	}
	if at < 0 {
		return s.all
	}
	var fewest []*controller
	for _, value := range by[at].Values {
		fewest = append(fewest, s.byLabel[label{by[at].Key, value}]...)
	}
	return fewest
}

// selection is what a selector means among the pods of the input.
type selection struct {
	planner.Selector
	own, others bool
}

// onlyOwn reports that the selector says nothing else than the workload itself.
func (s *selection) onlyOwn() bool { return s.own && !s.others }

// short is the selector as constraints have it: empty for the workload's own pods.
func (s *selection) short() planner.Selector {
	switch {
	case s.onlyOwn():
		return nil
	case len(s.Selector) == 0:
		return planner.EveryPod()
	}
	return s.Selector
}

func (s *selection) isNone() bool {
	return slices.ContainsFunc(s.Selector, planner.Requirement.IsNever)
}

// labelKeys are matchLabelKeys and mismatchLabelKeys.
type labelKeys struct{ match, mismatch []string }

// selects finds the pods of some namespaces that a selector means; * is all.
// required is whether a plan is wrong if it overlooks some of them.
func (s *scope) selects(by *selector, keys labelKeys, namespaces []string, required bool) selection {
	found := selection{Selector: by.conditions()}
	ownRevision := false
	for _, key := range keys.match {
		value, has := s.labels[key]
		switch {
		case by == nil: // it matches nothing, whatever else is said
		case slices.Contains(podOwnLabels, key):
			found.Selector = planner.NoPod() // but the pod itself
		case slices.Contains(revisionLabels, key):
			ownRevision = true
		case has:
			found.Selector = append(found.Selector, requirement{key, "In", []string{value}}.conditions()...)
		}
	}
	for _, key := range keys.mismatch {
		if slices.Contains(revisionLabels, key) || slices.Contains(podOwnLabels, key) {
			s.Notes.AddOnce(importer.Ignored, "mismatchLabelKeys with "+key+" is ignored", "")
		} else if value, has := s.labels[key]; has {
			found.Selector = append(found.Selector, requirement{key, "NotIn", []string{value}}.conditions()...)
		}
	}
	for _, c := range s.candidates(found.Selector) {
		switch {
		case ownRevision && c != s.controller, !inNamespaces(c, namespaces), !found.Matches(c.labels):
		case c == s.controller:
			found.own = true
		case c.Kind != importer.DaemonSet:
			found.others = true
		case required:
			s.Notes.AddOnce(importer.Ignored, "a constraint that selects pods of a DaemonSet does not see them", c.Path())
		}
	}
	if ownRevision && !found.own {
		found.Selector = planner.NoPod()
	}
	return found
}

// namespaceOf is the namespace that kubectl uses if an object names none.
func namespaceOf(of importer.Ref) string { return cmp.Or(of.Namespace, "default") }

func inNamespaces(c *controller, list []string) bool {
	return slices.Contains(list, "*") || slices.Contains(list, namespaceOf(c.Ref))
}

// spread adds a topology spread constraint. One that is usual is ZoneSkew or HostSkew.
func (s *scope) spread(c *spread) {
	anyway := c.WhenUnsatisfiable == "ScheduleAnyway"
	by := s.selects(c.LabelSelector, labelKeys{match: c.MatchLabelKeys}, []string{namespaceOf(s.controller.Ref)}, !anyway)
	to := planner.Spread{
		Topology: topologyOf(c.TopologyKey), MaxSkew: int(min(max(1, c.MaxSkew), importer.MaxReplicas)), Anyway: anyway,
		Selector: by.short(), IgnoreNodeAffinity: c.NodeAffinityPolicy == "Ignore", HonorTaints: c.NodeTaintsPolicy == "Honor",
	}
	if !anyway && c.MinDomains > 1 {
		to.MinDomains = int(min(c.MinDomains, importer.MaxReplicas))
	}
	known := to.Topology == planner.ZoneTopology || to.Topology == planner.HostTopology
	switch {
	case !isLabelKey(to.Topology):
		s.Notes.AddOnce(importer.Ignored, "a topology spread without a topology key is ignored", "")
	case by.isNone() && known: // every node has the label, and no pod counts
	case by.onlyOwn() && known && !anyway && to.MinDomains == 0 && !to.IgnoreNodeAffinity && !to.HonorTaints:
		skew := &s.Pods.ZoneSkew
		if to.Topology == planner.HostTopology {
			skew = &s.Pods.HostSkew
		}
		if *skew == 0 || to.MaxSkew < *skew {
			*skew = to.MaxSkew
		}
	case !slices.ContainsFunc(s.Pods.Spreads, func(other planner.Spread) bool { return fmt.Sprint(other) == fmt.Sprint(to) }):
		s.Pods.Spreads = append(s.Pods.Spreads, to)
	}
}

// topologyOf is a topology key by its modern name; zones by name and by id are the
// same domains.
func topologyOf(key string) string {
	if key = modern(key); key == zoneIDLabel {
		return planner.ZoneTopology
	}
	return key
}

// affinity adds the terms of pod affinity and anti-affinity.
func (s *scope) affinity(of *affinity) {
	for _, side := range []struct {
		of   *podAffinity
		anti bool
	}{{&of.PodAffinity, false}, {&of.PodAntiAffinity, true}} {
		for i := range side.of.Required {
			s.term(&side.of.Required[i], side.anti, 0)
		}
		for i := range side.of.Preferred {
			p := &side.of.Preferred[i]
			s.term(&p.Term, side.anti, weightOf(p.Weight))
		}
	}
}

func (s *scope) term(t *podTerm, anti bool, weight int) {
	namespaces := s.namespaces(t)
	by := s.selects(t.LabelSelector, labelKeys{t.MatchLabelKeys, t.MismatchLabelKeys}, namespaces, weight == 0)
	to := planner.PodTerm{Topology: topologyOf(t.TopologyKey), Selector: by.short(), Anti: anti, Weight: weight}
	if len(namespaces) == 0 {
		to.Selector = planner.NoPod()
	} else if !by.onlyOwn() && !slices.Equal(namespaces, []string{namespaceOf(s.controller.Ref)}) {
		to.Namespaces = namespaces
	}
	if anti && weight == 0 && by.own && to.Topology == planner.HostTopology {
		s.Pods.OnePerNode = true
		if !by.others {
			return
		}
	}
	none := slices.ContainsFunc(to.Selector, planner.Requirement.IsNever)
	switch {
	case !isLabelKey(to.Topology):
		s.Notes.AddOnce(importer.Ignored, "pod affinity without a topology key is ignored", "")
	case none && (anti || weight > 0): // there is nothing to keep away from, or to prefer
	case !slices.ContainsFunc(s.Pods.Affinity, func(other planner.PodTerm) bool { return fmt.Sprint(other) == fmt.Sprint(to) }):
		s.Pods.Affinity = append(s.Pods.Affinity, to)
	}
}

// namespaces are those of a term's pods, sorted: its own if nothing is said, * for
// all, and those of the input that its namespaceSelector selects.
func (s *scope) namespaces(t *podTerm) []string {
	if len(t.Namespaces) == 0 && t.NamespaceSelector == nil {
		return []string{namespaceOf(s.controller.Ref)}
	}
	all := map[string]bool{}
	for _, name := range t.Namespaces {
		if isLabelKey(name) {
			all[name] = true
		}
	}
	if t.NamespaceSelector != nil {
		conditions := t.NamespaceSelector.conditions()
		if len(conditions) == 0 {
			return []string{"*"}
		}
		for name, labels := range s.allNamespaces(conditions) {
			if conditions.Matches(labels) {
				all[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// nameLabel is the label that the API server gives to every namespace.
const nameLabel = "kubernetes.io/metadata.name"

// allNamespaces are those of the input with their labels.
func (s *scope) allNamespaces(by planner.Selector) map[string]map[string]string {
	all := map[string]map[string]string{}
	for name, labels := range s.namespaceLabels {
		all[name] = map[string]string{}
		maps.Copy(all[name], labels)
		all[name][nameLabel] = name
	}
	readsMore := slices.ContainsFunc(by, func(r planner.Requirement) bool { return r.Key != nameLabel })
	for _, c := range s.all {
		name := namespaceOf(c.Ref)
		if all[name] != nil {
			continue
		}
		all[name] = map[string]string{nameLabel: name}
		if readsMore {
			s.Notes.AddOnce(importer.Assumed, "a namespace that is not in the input is assumed to have no labels that its affinity selects by", name)
		}
	}
	return all
}

// service is a Service that selects pods.
type service struct {
	namespace string
	selector  selector
}

// readService keeps the selector. An empty one selects no pod (GetPodServices of
// pkg/scheduler/framework/plugins/helper/spread.go).
func (r *reader) readService(o *object) error {
	var s serviceSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	if len(s.Selector) > 0 {
		r.services = append(r.services, service{o.Namespace, selector{MatchLabels: s.Selector}})
	}
	r.notes.Skip("runs no pods", o.Ref.Kind)
	return nil
}

// markServices finds the pods that Services select.
func (r *reader) markServices(among *scope) {
	for _, s := range r.services {
		conditions := s.selector.conditions()
		for _, c := range among.candidates(conditions) {
			if cmp.Or(s.namespace, "default") == namespaceOf(c.Ref) && conditions.Matches(c.labels) {
				c.Pods.Service = true
			}
		}
	}
}

func (r *reader) readNamespace(o *object) error {
	r.namespaceLabels[o.Name] = o.metadata.Labels
	r.notes.Skip("runs no pods", o.Ref.Kind)
	return nil
}

// hostPorts are the ports of the node that the pod takes while it runs. On the host
// network every port is one: the API server sets hostPort then. Ordinary init
// containers do not count (GetHostPorts of pkg/scheduler/util/utils.go, v1.35).
func (s *podSpec) hostPorts() (all []planner.HostPort) {
	containers := slices.DeleteFunc(slices.Clone(s.InitContainers), func(c container) bool { return c.RestartPolicy != "Always" })
	for _, c := range append(containers, s.Containers...) {
		for _, p := range c.Ports {
			port := p.HostPort
			if s.HostNetwork && port == 0 {
				port = p.ContainerPort
			}
			if port < 1 || port > 65535 {
				continue
			}
			to := planner.HostPort{Port: int(port), IP: p.HostIP}
			if to.IP == "0.0.0.0" || strings.Trim(to.IP, "0123456789abcdefABCDEF.:") != "" {
				to.IP = ""
			}
			if p.Protocol == "UDP" || p.Protocol == "SCTP" {
				to.Protocol = p.Protocol
			}
			if !slices.Contains(all, to) {
				all = append(all, to)
			}
		}
	}
	return all
}
