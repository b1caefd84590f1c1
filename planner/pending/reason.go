package pending

import (
	"podfit/eni"
	"podfit/planner"
)

// Reason is why kube-scheduler does not take a node.
type Reason struct {
	Kind     Kind
	Resource string        // of Insufficient
	Taint    planner.Taint // of Untolerated: the first one
}

// Kind is a kind of reason.
type Kind uint8

// The kinds, in the order of the filters (pkg/scheduler/apis/config/v1/default_plugins.go).
const (
	NotNamed Kind = iota // PreFilter of NodeAffinity
	Cordoned
	Untolerated
	NotSelected
	PortTaken
	TooManyPods
	Insufficient
	ClaimTaken // VolumeRestrictions
	TooManyVolumes
	VolumeElsewhere // VolumeBinding, as are the next two
	NoVolume
	VolumeGone
	VolumeInOtherZone // VolumeZone
	SpreadLabel
	SpreadSkew
	NoPodNear
	PodNear
	PodNearMinds

	kinds = iota
)

var kindWords = [kinds]string{
	"not-named", "cordoned", "untolerated-taint", "not-selected", "port-taken", "too-many-pods", "insufficient-resource", "claim-taken", "too-many-volumes",
	"volume-elsewhere", "no-volume", "volume-gone", "volume-in-other-zone", "spread-label", "spread-skew", "affinity", "anti-affinity", "anti-affinity-of-others",
}

func (k Kind) String() string               { return kindWords[k] }
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a kind's word.
func (k *Kind) UnmarshalText(b []byte) error { return eni.UnmarshalWord(k, b, kindWords[:]) }

// Rejection is why kube-scheduler looks at no node at all.
type Rejection struct {
	Kind   RejectionKind
	Claim  string
	Volume string
}

// RejectionKind is a kind of rejection.
type RejectionKind uint8

// The kinds of rejections, in the order in which PreFilter plugins find them.
const (
	NamesConflict RejectionKind = iota
	ClaimMissing
	EphemeralClaimMissing
	ClaimLost
	ClaimDeleted
	ClaimUnbound
	VolumeMissing
)

var rejectionWords = []string{"node-names-conflict", "claim-missing", "ephemeral-claim-missing", "claim-lost", "claim-deleted", "claim-unbound", "volume-missing"}

func (k RejectionKind) String() string { return rejectionWords[k] }

// Verdict is what the filters say of a pod.
type Verdict struct {
	Nodes     int
	Rejection *Rejection // the nodes have no reasons then
	ByNode    [][]Reason // none for a node that is feasible
}

// Feasible is the first node on which the pod fits.
func (v *Verdict) Feasible() (node int, fits bool) {
	if v.Rejection != nil {
		return 0, false
	}
	for i, reasons := range v.ByNode {
		if len(reasons) == 0 {
			return i, true
		}
	}
	return 0, false
}
