package planner

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/eni"
)

// The topology keys that every node has.
const (
	HostTopology = "kubernetes.io/hostname"
	ZoneTopology = "topology.kubernetes.io/zone"
)

// Spread is a topology spread constraint of the pods of a workload.
type Spread struct {
	Topology string // a label of nodes
	MaxSkew  int    // 1 or more
	// MinDomains is 0 if nothing is said.
	MinDomains int
	// Anyway is whenUnsatisfiable: ScheduleAnyway, which the scheduler prefers and
	// does not require.
	Anyway bool
	// Selector is which pods of the namespace count; empty means the workload's own.
	Selector Selector
	// IgnoreNodeAffinity and HonorTaints are the policies that differ from the default.
	IgnoreNodeAffinity, HonorTaints bool
}

// PodTerm is a term of affinity or anti-affinity to pods.
type PodTerm struct {
	Topology string
	// Selector is which pods; empty means the workload's own.
	Selector Selector
	// Namespaces of those pods; empty is the workload's own, and "*" all.
	Namespaces []string
	Anti       bool
	// Weight is 1 to 100 for a term that is preferred, and 0 for one that is required.
	Weight int
}

// Selects reports whether the pods of another workload are those that a selector in the
// pods of own means: in some namespaces, of which none is its own, and * is all. An empty
// selector is own's pods.
func (s Selector) Selects(own, other *Workload, namespaces []string) bool {
	in := slices.Contains(namespaces, "*") || slices.Contains(namespaces, other.Namespace()) || len(namespaces) == 0 && own.Namespace() == other.Namespace()
	return in && (len(s) > 0 && s.Matches(other.Labels) || len(s) == 0 && own.Name == other.Name)
}

// HostPort is a port of the node that a pod takes.
type HostPort struct {
	Port     int
	Protocol string // "" is TCP
	IP       string // "" is every address
}

// Preference is node affinity that is preferred, with a weight from 1 to 100.
type Preference struct {
	Weight int
	Nodes  Selector
}

// Claim is a persistent volume claim that all pods of a workload share, or one that
// exists already and holds them in a zone.
type Claim struct {
	Name   string
	Access ClaimAccess
	// Zones are those of the volume; empty if it is not made yet or not zonal.
	Zones []string
}

// ClaimAccess is how many nodes and pods may use a claim.
type ClaimAccess uint8

// The access modes.
const (
	ReadWriteOnce    ClaimAccess = iota // one node
	ReadWriteOncePod                    // one pod
	ManyNodes                           // ReadWriteMany and ReadOnlyMany
)

var claimWords = []string{"ReadWriteOnce", "ReadWriteOncePod", "ReadWriteMany"}

func (a ClaimAccess) String() string { return claimWords[a] }

// MarshalText and UnmarshalText are the words of Kubernetes.
func (a ClaimAccess) MarshalText() ([]byte, error)  { return []byte(a.String()), nil }
func (a *ClaimAccess) UnmarshalText(b []byte) error { return eni.UnmarshalWord(a, b, claimWords) }

// Controller is what creates the pods of a workload.
type Controller uint8

// The controllers.
const (
	Deployment Controller = iota
	ReplicaSet
	StatefulSet
	Job
	BarePod
)

// Controllers are the words, in order.
var Controllers = []string{"deployment", "replicaset", "statefulset", "job", "pod"}

func (c Controller) String() string { return Controllers[c] }

// MarshalText and UnmarshalText are the words of Controllers.
func (c Controller) MarshalText() ([]byte, error)  { return []byte(c.String()), nil }
func (c *Controller) UnmarshalText(b []byte) error { return eni.UnmarshalWord(c, b, Controllers) }

// Rollout is how a Deployment replaces its pods.
type Rollout struct {
	Recreate                 bool
	MaxSurge, MaxUnavailable Maybe[Portion] // unknown is 25 %, Kubernetes' default
}

// Portion is a number of pods, or a percentage of the replicas.
type Portion struct{ Pods, Percent int }

// ParsePortion reads 2 or 25%.
func ParsePortion(text string) (p Portion, err error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 {
		return p, fmt.Errorf("must be a number of pods or a percentage, such as 1 or 25%%")
	}
	if percent {
		return Portion{Percent: n}, nil
	}
	return Portion{Pods: n}, nil
}

func (p Portion) String() string {
	if p.Percent > 0 {
		return strconv.Itoa(p.Percent) + "%"
	}
	return strconv.Itoa(p.Pods)
}

// Namespace is the first part of the name, or default.
func (k *Workload) Namespace() string {
	namespace, _, found := strings.Cut(k.Name, "/")
	if !found {
		return "default"
	}
	return cmp.Or(namespace, "default")
}
