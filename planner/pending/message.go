package pending

import (
	"fmt"
	"maps"
	"podfit/planner/schedule"
	"slices"
	"strconv"
	"strings"
)

// What kube-scheduler prints is not podfit's text but another program's, with which events
// are compared; so it stands here, beside the facts.

// phrase is what a reason is called since a minor version.
type phrase struct {
	since int
	text  string
}

// uncounted is the text of a reason that messages leave out.
const uncounted = ""

// phrases are what kube-scheduler calls each reason, the newest version first: the ErrReason
// constants of its plugins in v1.27 to v1.35.
var phrases = [kinds][]phrase{
	NotNamed: {
		{32, "node(s) didn't satisfy plugin(s) [NodeAffinity]"}, {31, uncounted}, {30, "node is filtered out by the prefilter result"}, {0, uncounted},
	},
	Cordoned:     {{0, "node(s) were unschedulable"}},
	Untolerated:  {{35, "node(s) had untolerated taint(s)"}, {0, "node(s) had untolerated taint {KEY: VALUE}"}},
	NotSelected:  {{0, "node(s) didn't match Pod's node affinity/selector"}},
	PortTaken:    {{0, "node(s) didn't have free ports for the requested pod ports"}},
	TooManyPods:  {{0, "Too many pods"}},
	Insufficient: {{0, "Insufficient RESOURCE"}},
	ClaimTaken: {
		{34, "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod"},
		{0, "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"},
	},
	TooManyVolumes:    {{0, "node(s) exceed max volume count"}},
	VolumeElsewhere:   {{33, "node(s) didn't match PersistentVolume's node affinity"}, {0, "node(s) had volume node affinity conflict"}},
	NoVolume:          {{0, "node(s) didn't find available persistent volumes to bind"}},
	VolumeGone:        {{0, "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"}},
	VolumeInOtherZone: {{0, "node(s) had no available volume zone"}},
	SpreadLabel:       {{0, "node(s) didn't match pod topology spread constraints (missing required label)"}},
	SpreadSkew:        {{0, "node(s) didn't match pod topology spread constraints"}},
	NoPodNear:         {{0, "node(s) didn't match pod affinity rules"}},
	PodNear:           {{0, "node(s) didn't match pod anti-affinity rules"}},
	PodNearMinds:      {{0, "node(s) didn't satisfy existing pods anti-affinity rules"}},
}

// newest is the version whose words an unknown one has.
const newest = 35

// changed are the versions in which a phrase is another than before.
func changed() (minors []int) {
	for _, all := range phrases {
		for _, p := range all {
			minors = append(minors, p.since)
		}
	}
	slices.Sort(minors)
	return slices.Compact(minors)
}

// Text is what a version calls the reason; empty if its messages leave it out.
func (r Reason) Text(v Version) string {
	minor := v.Minor
	if minor == 0 {
		minor = newest
	}
	of := phrases[r.Kind]
	i := slices.IndexFunc(of, func(p phrase) bool { return p.since <= minor })
	return strings.NewReplacer("KEY", r.Taint.Key, "VALUE", r.Taint.Value, "RESOURCE", r.Resource).Replace(of[i].text)
}

// Text is the scheduler's message of a rejection.
func (r *Rejection) Text() string {
	switch r.Kind {
	case NamesConflict:
		return "pod affinity terms conflict"
	case ClaimMissing:
		return fmt.Sprintf("persistentvolumeclaim %q not found", r.Claim)
	case EphemeralClaimMissing:
		return fmt.Sprintf("waiting for ephemeral volume controller to create the persistentvolumeclaim %q", r.Claim)
	case ClaimLost:
		return fmt.Sprintf("persistentvolumeclaim %q bound to non-existent persistentvolume %q", r.Claim, r.Volume)
	case ClaimDeleted:
		return fmt.Sprintf("persistentvolumeclaim %q is being deleted", r.Claim)
	case ClaimUnbound:
		return "pod has unbound immediate PersistentVolumeClaims"
	}
	return fmt.Sprintf("persistentvolume %q not found", r.Volume)
}

// Count is how many nodes have a reason.
type Count struct {
	Kind  Kind
	Text  string
	Nodes int
}

// Counts are the reasons of all nodes in the words of a version, those of most nodes first.
func (v *Verdict) Counts(version Version) []Count {
	at := map[string]int{}
	var all []Count
	for _, reasons := range v.ByNode {
		for _, r := range reasons {
			text := r.Text(version)
			if text == uncounted {
				continue
			}
			if _, has := at[text]; !has {
				at[text] = len(all)
				all = append(all, Count{Kind: r.Kind, Text: text})
			}
			all[at[text]].Nodes++
		}
	}
	slices.SortStableFunc(all, func(a, b Count) int {
		if a.Nodes != b.Nodes {
			return b.Nodes - a.Nodes
		}
		return strings.Compare(a.Text, b.Text)
	})
	return all
}

// Message is what kube-scheduler writes into the event FailedScheduling, without what it
// says of preemption (FitError.Error of pkg/scheduler/framework/types.go).
func (v *Verdict) Message(version Version) string {
	text := fmt.Sprintf("0/%d nodes are available:", v.Nodes)
	if v.Rejection != nil {
		return text + " " + v.Rejection.Text() + "."
	}
	var parts []string
	for _, c := range v.Counts(version) {
		parts = append(parts, strconv.Itoa(c.Nodes)+" "+c.Text)
	}
	if parts == nil {
		return text
	}
	slices.Sort(parts)
	return text + " " + strings.Join(parts, ", ") + "."
}

// said is what an event FailedScheduling says.
type said struct {
	nodes int
	// why is the text of a rejection; otherwise counts are nodes by reason.
	why    string
	counts map[string]int
	// cut: an event has at most 1,024 bytes (truncateMessage of pkg/scheduler/schedule_one.go).
	cut bool
}

// parse reads the message of an event FailedScheduling.
func parse(text string) (s said, ok bool) {
	text, s.cut = strings.CutSuffix(text, " ...")
	text, _, _ = strings.Cut(text, " preemption: ")
	text, _, _ = strings.Cut(text, " no new claims to deallocate")
	head, rest, found := strings.Cut(text, " nodes are available:")
	total, isTotal := strings.CutPrefix(head, "0/")
	n, err := strconv.Atoi(total)
	if !found || !isTotal || err != nil {
		return s, false
	}
	s.nodes = n
	rest = strings.TrimSuffix(strings.TrimSpace(rest), ".")
	s.counts = map[string]int{}
	if rest == "" {
		return s, true
	}
	parts := splitCounts(rest)
	if s.cut && len(parts) > 0 {
		parts = parts[:len(parts)-1]
	}
	for _, part := range parts {
		count, reason, spaced := strings.Cut(part, " ")
		n, err := strconv.Atoi(count)
		if !spaced || err != nil {
			return said{nodes: s.nodes, why: rest, cut: s.cut}, true
		}
		s.counts[reason] += n
	}
	return s, true
}

// splitCounts splits at the commas before a number: a taint's value has none, but a text
// of the future may.
func splitCounts(text string) (parts []string) {
	for _, part := range strings.Split(text, ", ") {
		if len(parts) > 0 && (part == "" || part[0] < '0' || part[0] > '9') {
			parts[len(parts)-1] += ", " + part
			continue
		}
		parts = append(parts, part)
	}
	return parts
}

// Agreement is how a verdict compares with what the scheduler said.
type Agreement uint8

// The results of a comparison.
const (
	NothingSaid Agreement = iota // there is no event
	Agrees
	Differs
)

// compare compares a verdict with a message. Where the API server may be newer than the
// version, the words of newer ones are tried too; spoken is the one that the message has.
func (v *Verdict) compare(text string, version Version) (a Agreement, spoken Version) {
	s, ok := parse(text)
	if !ok {
		return NothingSaid, version
	}
	if v.says(&s, version) {
		return Agrees, version
	}
	if !version.Server {
		for _, minor := range changed() {
			if newer := (Version{Minor: minor}); minor > version.Minor && v.says(&s, newer) {
				return Agrees, newer
			}
		}
	}
	return Differs, version
}

func (v *Verdict) says(s *said, version Version) bool {
	if v.Nodes != s.nodes {
		return false
	}
	if v.Rejection != nil {
		return v.Rejection.Text() == s.why
	}
	if s.why != "" {
		return false
	}
	counts := map[string]int{}
	for _, c := range v.Counts(version) {
		counts[c.Text] = c.Nodes
	}
	if s.cut {
		for reason, n := range s.counts {
			if counts[reason] != n {
				return false
			}
		}
		return true
	}
	return maps.Equal(counts, s.counts)
}

// TextOf is what the newest version calls a reason of the simulation; resources are the
// names of those that reasons number.
func TextOf(r schedule.ReasonCount, resources []string) string {
	kind, known := kindOf[r.Reason]
	if !known {
		kind = map[schedule.Reason]Kind{
			schedule.NodeExcluded: Cordoned, schedule.TaintNotTolerated: Untolerated, schedule.InsufficientResource: Insufficient,
			schedule.TooManyVolumes: TooManyVolumes, schedule.VolumeElsewhere: VolumeElsewhere,
		}[r.Reason]
	}
	of := Reason{Kind: kind}
	if kind == Insufficient {
		of.Resource = resources[r.Resource]
	}
	return of.Text(Version{})
}
