package schedule

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Simulator runs workloads over one cluster after the other. It is not safe for
// concurrent use.
type Simulator struct {
	classes   []Class
	workloads []Workload
	strategy  Strategy
	resources int     // numbers of resources in use
	domains   []int32 // numbers of domains, by key
	specs     []spec
	labelled  []bool   // by key: whether all classes have the label
	anywhere  []Reason // of workloads that may go to any class
	tallies   []tally

	// Of the cluster, by place in the scheduler's list of nodes.
	cluster         []int32 // class of each node, as the caller lists them
	listed          []int32 // the caller's index of the node in a place
	place           []int32 // the place of the caller's node
	domainList      [][]int32
	distinctDomains []int
	slab            []int32 // the counts of all tallies
	logs            []float64

	// Of the run.
	nodes  []node
	more   []int64 // free amounts of further resources, node by node
	start  int     // where the next search begins
	ties   Ties
	random rand.PCG
	rows   []int16 // cells by workload and node
	placed []int32 // nodes in the order in which they got pods
	seen   []int   // by workload: how much of placed its row knows
	closed []bool  // workloads that no node is left for
	stuck  []int   // by workload: length of placed when it last failed; 0 is never
	queue  []int32
	order  Order
	result Result
	// impatient ends a run at the first pod that has no node for good.
	impatient bool
	// stop, if set, is polled during a run; once it returns true, the run is cut.
	stop func() bool

	// Of one pod.
	feasible, totals, raw  []int32
	spreadScores, byDomain []float64
	marks                  []int
	marking                int
}

// node is a node of the running simulation.
type node struct {
	class       int32
	pods        int32 // more that the kubelet takes
	volumes     int32 // more that can be attached
	addresses   [AddressKinds]int32
	allocatable [Resources]int64
	free        [Resources]int64
	scoring     Scoring // of the pods on it
	inverse     [Resources]float64
}

// New is a Simulator of workloads on nodes of classes. It keeps both; they must
// not change, but for numbers of replicas: see Forget. Lists by class in workloads have a value for each of classes.
func New(classes []Class, workloads []Workload, strategy Strategy) (*Simulator, error) {
	s := &Simulator{classes: classes, workloads: workloads, strategy: strategy, resources: Resources, domains: make([]int32, Keys)}
	if err := s.compile(); err != nil {
		return nil, err
	}
	n := len(workloads)
	s.seen, s.closed, s.stuck = make([]int, n), make([]bool, n), make([]int, n)
	s.byDomain = make([]float64, slices.Max(s.domains))
	s.marks = make([]int, slices.Max(s.domains)+1)
	s.distinctDomains = make([]int, len(s.domains))
	s.domainList = make([][]int32, len(s.domains))
	return s, nil
}

// StopWhen has runs end early once stop returns true: their pods that are left are
// pending.
func (s *Simulator) StopWhen(stop func() bool) { s.stop = stop }

// arrange takes nodes as the cluster, unless it has them already.
func (s *Simulator) arrange(nodes []int32) {
	if s.nodes != nil && slices.Equal(nodes, s.cluster) {
		return
	}
	s.cluster = append(s.cluster[:0], nodes...)
	n := len(nodes)
	s.list()
	s.nodes = slices.Grow(s.nodes[:0], n)[:n]
	for i, at := range s.listed {
		s.nodes[i].class = s.cluster[at]
	}
	for key := Zone; int(key) < len(s.domains); key++ {
		s.labelNodes(key)
	}
	for len(s.logs) < n+2 {
		s.logs = append(s.logs, math.Log(float64(len(s.logs)+2)))
	}
	s.survey()
	if stride := s.stride(); stride > 0 {
		s.rows = slices.Grow(s.rows[:0], len(s.specs)*n)[:len(s.specs)*n]
	} else {
		s.rows = slices.Grow(s.rows[:0], n)[:n]
	}
	s.more = slices.Grow(s.more[:0], n*(s.resources-Resources))[:n*(s.resources-Resources)]
	s.feasible = slices.Grow(s.feasible[:0], n)[:n]
	s.totals = slices.Grow(s.totals[:0], n)[:n]
	s.raw = slices.Grow(s.raw[:0], n)[:n]
	s.spreadScores = slices.Grow(s.spreadScores[:0], n)[:n]
}

// list puts nodes in the scheduler's order: one of each zone in turn, zones as
// their first nodes come (pkg/scheduler/backend/cache/node_tree.go).
func (s *Simulator) list() {
	s.listed, s.place = s.listed[:0], slices.Grow(s.place[:0], len(s.cluster))[:len(s.cluster)]
	var zones [][]int32
	at := make([]int, s.domains[Zone]+1) // of Unlabelled first
	for i, c := range s.cluster {
		z := 0
		if s.classes[c].labelled(Zone) {
			z = int(s.classes[c].Domains[Zone]) + 1
		}
		if at[z] == 0 {
			zones = append(zones, nil)
			at[z] = len(zones)
		}
		zones[at[z]-1] = append(zones[at[z]-1], int32(i))
	}
	for round := 0; len(s.listed) < len(s.cluster); round++ {
		for _, z := range zones {
			if round < len(z) {
				s.place[z[round]] = int32(len(s.listed))
				s.listed = append(s.listed, z[round])
			}
		}
	}
}

func (s *Simulator) labelNodes(key Key) {
	of := slices.Grow(s.domainList[key][:0], len(s.nodes))[:len(s.nodes)]
	s.domainList[key], s.distinctDomains[key] = of, 0
	s.marking++
	for i := range s.nodes {
		of[i] = Unlabelled
		if c := &s.classes[s.nodes[i].class]; c.labelled(key) {
			of[i] = c.Domains[key]
		}
		if s.marks[of[i]+1] != s.marking {
			s.marks[of[i]+1] = s.marking
			s.distinctDomains[key]++
		}
	}
}

// begin empties the cluster but for its DaemonSets.
func (s *Simulator) begin(nodes []int32, ties Tiebreak) {
	s.arrange(nodes)
	for i := range s.nodes {
		n := &s.nodes[i]
		c := &s.classes[n.class]
		*n = node{class: n.class, pods: c.MaxPods - c.UsedPods, volumes: c.VolumeLimit, addresses: c.Addresses, scoring: c.UsedScoring}
		for r := range n.free {
			n.allocatable[r] = amount(c.Allocatable, r)
			n.free[r] = n.allocatable[r] - amount(c.Used, r)
			n.inverse[r] = 1 / float64(n.allocatable[r])
		}
		more := s.moreOf(int32(i))
		for r := range more {
			more[r] = amount(c.Allocatable, Resources+r) - amount(c.Used, Resources+r)
		}
	}
	s.clearTallies()
	s.start = 0
	s.ties = ties.Ties
	s.random.Seed(ties.Seed, ties.Seed)
	s.placed = s.placed[:0]
	for w := range s.specs {
		s.seen[w], s.closed[w], s.stuck[w] = never, false, 0
	}
	s.result.Nodes = s.cluster
	s.result.Pods = s.result.Pods[:0]
	s.result.Failures = s.result.Failures[:0]
	s.result.Pending, s.result.Unaddressed = 0, 0
}

func (s *Simulator) moreOf(node int32) []int64 {
	n := s.resources - Resources
	return s.more[int(node)*n : (int(node)+1)*n]
}

// bind puts a pod on a node.
func (s *Simulator) bind(w, at int32) {
	sp, n := &s.specs[w], &s.nodes[at]
	for r := range n.free {
		n.free[r] -= sp.need[r]
	}
	n.scoring.CPU += sp.scoring.CPU
	n.scoring.Memory += sp.scoring.Memory
	n.pods--
	if len(sp.more) > 0 {
		more := s.moreOf(at)
		for _, m := range sp.more {
			more[m.resource] -= m.amount
		}
	}
	n.volumes -= s.newVolumes(sp, at)
	if sp.address != HostNetwork {
		if n.addresses[sp.address]--; n.addresses[sp.address] < 0 {
			s.result.Unaddressed++
		}
	}
	for _, b := range sp.bumps {
		t := &s.tallies[b.tally]
		if t.eligible != nil && !t.eligible[n.class] {
			continue
		}
		if d := s.domainOf(t.key, at); d >= 0 {
			t.add(d, b.weight)
		}
	}
	s.placed = append(s.placed, at)
}

// newVolumes is how many volumes another pod has attached to a node.
func (s *Simulator) newVolumes(sp *spec, at int32) int32 {
	if sp.shared > 0 && s.tallies[sp.own].counts[at] == 0 {
		return sp.volumes + sp.shared
	}
	return sp.volumes
}
