package pending

import (
	"slices"

	"podfit/planner"
)

// EventDiffers: the scheduler's event has other counts than the state of the input.
type EventDiffers struct {
	Pod       Name
	Pods      int
	Said, Now string
	Fits      bool // a node takes the pod now
}

// About identifies the warning.
func (w EventDiffers) About() planner.WarningID {
	return planner.WarningID{Code: "event-differs", Severity: planner.SeverityUnknown, Subject: w.Pod.String()}
}

// FitsNow: a node takes a pod that is Pending.
type FitsNow struct {
	Pod  Name
	Pods int
	Node string
}

// About identifies the warning.
func (w FitsNow) About() planner.WarningID {
	return planner.WarningID{Code: "fits-now", Severity: planner.SeverityUnknown, Subject: w.Pod.String()}
}

// NotJudged: a pod whose scheduling podfit does not know.
type NotJudged struct {
	Pod       Name
	Pods      int
	State     State
	Scheduler string
}

// About identifies the warning.
func (w NotJudged) About() planner.WarningID {
	return planner.WarningID{Code: "not-judged", Severity: planner.SeverityUnknown, Subject: w.Pod.String()}
}

// InputLacks: objects of a kind that the answer needs are not in the input.
type InputLacks struct {
	Kind Missing
	Pods []Name // those whose answer needs them
}

// Missing is a kind of objects.
type Missing uint8

// The kinds of objects that an answer may need.
const (
	PodsOfNodes Missing = iota // no pod is on some of the nodes
	ClaimsMissing
	VolumesMissing
	StorageClassesMissing
	CSINodesMissing
	NamespacesMissing
)

var missingCodes = []string{"no-pods-on-nodes", "no-claims", "no-volumes", "no-storage-classes", "no-csi-nodes", "no-namespaces"}

// About identifies the warning.
func (w InputLacks) About() planner.WarningID {
	return planner.WarningID{Code: missingCodes[w.Kind], Severity: planner.SeverityUnknown, Subject: "the input"}
}

// doubts are what is unknown of an answer.
func (s *scene) doubts(groups [][]*Pod, items []Item) (all []planner.Warning) {
	for i := range items {
		of := &items[i]
		id := Name{of.Namespace, of.Pods[0]}
		switch {
		case of.State == OtherScheduler || of.State == WithDevices:
			all = append(all, NotJudged{id, len(of.Pods), of.State, of.Scheduler})
		case of.Agreement == Differs:
			all = append(all, EventDiffers{Pod: id, Pods: len(of.Pods), Said: of.Said, Now: of.Verdict.Message(of.Version), Fits: of.State == Fits})
		case of.State == Fits:
			all = append(all, FitsNow{id, len(of.Pods), of.Free})
		}
	}
	return append(all, s.lacks(groups)...)
}

// lacks are the kinds of objects that pods need and that the input has none of. EKS runs
// pods of DaemonSets on each node, so that one without any pod was not read in full.
func (s *scene) lacks(groups [][]*Pod) (all []planner.Warning) {
	needs := func(kind Missing, of func(*Pod) bool) {
		var pods []Name
		for _, g := range groups {
			if p := g[0]; p.Node == "" && of(p) {
				pods = append(pods, p.Name)
			}
		}
		if pods != nil {
			all = append(all, InputLacks{kind, pods})
		}
	}
	if slices.ContainsFunc(s.byNode, func(pods []*Pod) bool { return len(pods) == 0 }) {
		needs(PodsOfNodes, func(*Pod) bool { return true })
	}
	claims := func(p *Pod) bool { return len(p.Claims) > 0 }
	switch {
	case len(s.Claims) == 0:
		needs(ClaimsMissing, claims)
	case len(s.Volumes) == 0:
		needs(VolumesMissing, func(p *Pod) bool { return s.anyClaim(p, func(c *Claim) bool { return c.Volume != "" }) })
	}
	if len(s.StorageClasses) == 0 {
		needs(StorageClassesMissing, func(p *Pod) bool { return s.anyClaim(p, func(c *Claim) bool { return !c.Bound }) })
	}
	if !s.LimitsKnown {
		needs(CSINodesMissing, claims)
	}
	if len(s.Namespaces) == 0 {
		needs(NamespacesMissing, func(p *Pod) bool {
			return slices.ContainsFunc(p.Terms, func(t PodTerm) bool {
				return t.NamespaceSelector != nil && slices.ContainsFunc(*t.NamespaceSelector, func(r planner.Requirement) bool { return r.Key != namespaceLabel })
			})
		})
	}
	return all
}

func (s *scene) anyClaim(p *Pod, is func(*Claim) bool) bool {
	return slices.ContainsFunc(p.Claims, func(ref ClaimRef) bool {
		c, has, _ := s.claim(p, ref)
		return has && is(&c)
	})
}
