package answer

import (
	"strings"

	"podfit/planner"
	"podfit/planner/pending"
	"podfit/planner/report/words"
)

// Pending is the item of `podfit pending`: pods of one owner that wait for the same.
type Pending struct {
	Namespace string                `json:"namespace"`
	Pod       string                `json:"pod"` // the first of podNames
	Pods      int                   `json:"pods"`
	PodNames  []string              `json:"podNames"`
	Owner     planner.Maybe[string] `json:"owner"` // kind/name, such as deployment/web
	State     pending.State         `json:"state"`
	// Node is the one that pods are on without starting, or that would take them now.
	Node planner.Maybe[string] `json:"node"`
	// Message is kube-scheduler's own, in the words of the cluster's version.
	Message string          `json:"message"`
	Reasons []PendingReason `json:"reasons"`
	// Event is what the cluster says itself, without what it says of preemption compared.
	Event       planner.Maybe[string] `json:"event"`
	EventAgrees planner.Maybe[bool]   `json:"eventAgrees"`
	Launchable  planner.Maybe[bool]   `json:"launchable"`
	Fixes       []PendingFix          `json:"fixes"`
}

// PendingReason is why nodes are not taken.
type PendingReason struct {
	Code string `json:"code"`
	Text string `json:"text"`
	// Nodes is null for a reason for which no node is looked at.
	Nodes planner.Maybe[int] `json:"nodes"`
}

// PendingFix is changes that together give pods a node, as the simulated scheduler found.
type PendingFix struct {
	Change string   `json:"change"`
	Kinds  []string `json:"kinds"`
	Places int      `json:"places"`
}

// NewPending makes an item.
func NewPending(i *pending.Item) Pending {
	p := Pending{
		Namespace: i.Namespace, Pod: i.Pods[0], Pods: len(i.Pods), PodNames: i.Pods, State: i.State, Node: nonZero(i.Node + i.Free),
		Message: words.PendingState(i), Reasons: []PendingReason{}, Event: nonZero(i.Said), Launchable: i.Launchable, Fixes: []PendingFix{},
	}
	if i.Owner.Name != "" {
		p.Owner = planner.Known(strings.ToLower(i.Owner.Kind) + "/" + i.Owner.Name)
	}
	if i.Agreement != pending.NothingSaid {
		p.EventAgrees = planner.Known(i.Agreement == pending.Agrees)
	}
	switch r := i.Verdict.Rejection; {
	case i.State != pending.Unschedulable:
		p.Reasons = append(p.Reasons, PendingReason{Code: i.State.String(), Text: p.Message})
	case r != nil:
		p.Reasons = append(p.Reasons, PendingReason{Code: r.Kind.String(), Text: r.Text()})
	}
	if i.State == pending.Unschedulable {
		for _, c := range i.Verdict.Counts(i.Version) {
			p.Reasons = append(p.Reasons, PendingReason{c.Kind.String(), c.Text, planner.Known(c.Nodes)})
		}
	}
	for k := range i.Fixes {
		f := &i.Fixes[k]
		fix := PendingFix{Change: words.Fix(f), Places: f.Places}
		for _, c := range f.Changes {
			fix.Kinds = append(fix.Kinds, c.Kind.String())
		}
		p.Fixes = append(p.Fixes, fix)
	}
	return p
}
