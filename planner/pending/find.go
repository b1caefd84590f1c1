package pending

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// Item is pods that wait for the same reasons: of one owner, and alike.
type Item struct {
	Namespace string
	Pods      []string // names
	Owner     Owner
	State     State
	Node      string // of pods that are on one and do not start
	Free      string // the node that would take a pod that fits now
	Verdict   Verdict
	// Said is what the cluster says itself, in an event or a condition; empty if nothing.
	Said      string
	Agreement Agreement
	// Launchable is whether anything could launch a node on which a pod fits.
	Launchable planner.Maybe[bool]
	Fixes      []Fix
	// Version is whose words the verdict is in.
	Version Version
	// Gates and Scheduler say who keeps the pods, in these states.
	Gates     []string
	Scheduler string
	// Nominated is the node where preemption makes room.
	Nominated string
}

// State is what pods wait for.
type State uint8

// The states.
const (
	Unschedulable   State = iota // kube-scheduler finds no node
	Fits                         // a node would take it now
	Gated                        // for its scheduling gates
	OtherScheduler               // for a scheduler that podfit does not know
	WithDevices                  // it has claims for devices, which podfit does not judge
	NoAddress                    // it is on a node that has no address for it
	VolumeNotUsable              // it is on a node that cannot attach or mount its volume
)

var stateWords = []string{"unschedulable", "fits-now", "gated", "other-scheduler", "device-claims", "no-address", "volume-not-usable"}

func (s State) String() string               { return stateWords[s] }
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a state's word.
func (s *State) UnmarshalText(b []byte) error { return eni.UnmarshalWord(s, b, stateWords) }

// Choice is which pods are asked about.
type Choice struct {
	Namespace string // empty is all
	// Pods are names or patterns with *; none is all.
	Pods []string
}

// Found is the answer to why pods are Pending.
type Found struct {
	Items    []Item
	Warnings []planner.Warning
}

// Find says why pods wait. Pods that are done, or that are being deleted, do not.
func Find(c *Cluster, fleet Fleet, choice Choice) Found {
	s := newScene(c)
	groups := s.waitingPods(choice)
	var found Found
	templates, all := s.templates(fleet)
	for _, pods := range groups {
		found.Items = append(found.Items, s.item(pods, templates, all))
	}
	found.Warnings = s.doubts(groups, found.Items)
	return found
}

// defaultScheduler is the name of kube-scheduler's own profile.
const defaultScheduler = "default-scheduler"

// waitingPods are the pods that are asked about, those that are alike together, by name.
func (s *scene) waitingPods(choice Choice) (groups [][]*Pod) {
	at := map[string]int{}
	var all []*Pod
	for i := range s.Pods {
		p := &s.Pods[i]
		if p.Deleted || p.Node != "" && p.stuck() == nil || !choice.includes(p.Name) {
			continue
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b *Pod) int {
		return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name.Name, b.Name.Name))
	})
	for _, p := range all {
		id := p.alike()
		k, known := at[id]
		if !known || len(p.Claims) > 0 {
			k = len(groups)
			at[id] = k
			groups = append(groups, nil)
		}
		groups[k] = append(groups[k], p)
	}
	return groups
}

func (c *Choice) includes(n Name) bool {
	if c.Namespace != "" && c.Namespace != n.Namespace {
		return false
	}
	return len(c.Pods) == 0 || slices.ContainsFunc(c.Pods, func(pattern string) bool {
		if strings.Contains(pattern, "/") {
			return like(pattern, n.String())
		}
		return like(pattern, n.Name)
	})
}

// like reports whether a text matches a pattern in which * is any text.
func like(pattern, text string) bool {
	first, rest, has := strings.Cut(pattern, "*")
	if !has {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for i := 0; i <= len(text); i++ {
		if like(rest, text[i:]) {
			return true
		}
	}
	return false
}

// alike is the same text for pods that the scheduler cannot tell apart.
func (p *Pod) alike() string {
	to := *p
	to.Name.Name, to.Events, to.Condition = "", nil, ""
	text, err := json.Marshal(to)
	if err != nil {
		panic(err) // these are texts and numbers
	}
	return string(text)
}

// workload is the name of what a pod belongs to, for a person.
func (p *Pod) workload() Name { return Name{p.Namespace, cmp.Or(p.Owner.Name, p.Name.Name)} }

// stuck is the event that says why a pod does not start on its node.
func (p *Pod) stuck() *Event {
	for i := range p.Events {
		e := &p.Events[i]
		if e.Reason == sandbox && strings.Contains(e.Text, noAddress) || e.Reason == "FailedAttachVolume" || e.Reason == "FailedMount" {
			return e
		}
	}
	return nil
}

// sandbox is the reason of events about a pod that gets no network.
const sandbox = "FailedCreatePodSandBox"

// noAddress is what the VPC CNI says if its node has no address left.
const noAddress = "failed to assign an IP address to container"

// said is what the cluster says of a pod that has no node: the latest event, or else the
// condition, which is as old.
func (p *Pod) said() string {
	for _, e := range p.Events {
		if e.Reason == "FailedScheduling" {
			return e.Text
		}
	}
	return p.Condition
}

func (s *scene) item(pods []*Pod, templates []Template, all bool) Item {
	p := pods[0]
	i := Item{Namespace: p.Namespace, Owner: p.Owner, Node: p.Node, Version: s.Version, Said: p.said(), Gates: p.Gates, Scheduler: cmp.Or(p.Scheduler, defaultScheduler), Nominated: p.Nominated}
	for _, p := range pods {
		i.Pods = append(i.Pods, p.Name.Name)
	}
	switch e := p.stuck(); {
	case p.Node != "":
		i.State, i.Said = VolumeNotUsable, e.Text
		if e.Reason == sandbox {
			i.State = NoAddress
			i.Launchable, i.Fixes = s.fixAddress(p, len(pods), templates, all)
		}
		return i
	case len(p.Gates) > 0:
		i.State = Gated
		return i
	case i.Scheduler != defaultScheduler:
		i.State = OtherScheduler
		return i
	}
	i.Verdict = s.judge(p)
	i.Agreement, i.Version = i.Verdict.compare(i.Said, s.Version)
	if node, fits := i.Verdict.Feasible(); fits {
		i.State, i.Free = Fits, s.Nodes[node].Name
		if p.Devices {
			i.State = WithDevices
		}
		return i
	}
	var launches []Fix
	if i.Verdict.Rejection == nil {
		i.Launchable, launches = s.launch(p, len(pods), templates, all)
		launches = append(launches, s.launchAtVolume(p, len(pods), templates)...)
	}
	i.Fixes = s.fixes(p, len(pods), &i.Verdict, launches)
	return i
}

// Pods is how many pods wait.
func (f *Found) Pods() (n int) {
	for i := range f.Items {
		n += len(f.Items[i].Pods)
	}
	return n
}
