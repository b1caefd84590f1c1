package subnet

import (
	"cmp"
	"slices"

	"podfit/eni"
	"podfit/planner"
)

// WarmChoice is the addresses and EC2 calls of the nodes with some warm targets.
type WarmChoice struct {
	Targets eni.WarmTargets
	AsSet   bool
	// Addresses and ENIs of all nodes, without those that an update adds.
	Addresses, ENIs int
	// Calls is how many mutating EC2 requests ipamd sends for 10 pods that start one at
	// a time, on average while a node fills. An ENI takes 3: ipamd creates it with its
	// addresses, attaches and modifies it (AllocENI in pkg/awsutils of
	// amazon-vpc-cni-k8s). Addresses or prefixes on an existing ENI take 1. Pods that
	// start together share requests; throttled requests delay pods.
	Calls float64
	// Without is how many pods get no address.
	Without int
}

const (
	callsPerENI  = 3
	callsPerStep = 1
)

// warmChoices are the targets of the settings and a few others, those that draw the
// fewest addresses first; none with IPv6, which has no targets.
func (q *Question) warmChoices() []WarmChoice {
	if q.Settings.CNI.Family == eni.IPv6 || len(q.Nodes) == 0 {
		return nil
	}
	usual := q.usualPods()
	seen := map[eni.WarmTargets]bool{q.effective(q.Settings.Warm): true}
	all := []WarmChoice{q.warmChoice(q.Settings.Warm)}
	all[0].AsSet = true
	for _, w := range []eni.WarmTargets{
		{}, // the default
		{IP: 1}, {IP: 5}, {IP: 2, MinimumIP: usual}, {IP: 5, MinimumIP: usual},
	} {
		if targets := q.effective(w); !seen[targets] {
			seen[targets] = true
			all = append(all, q.warmChoice(w))
		}
	}
	slices.SortStableFunc(all, func(a, b WarmChoice) int {
		return cmp.Or(cmp.Compare(a.Without, b.Without), cmp.Compare(a.Addresses, b.Addresses), cmp.Compare(a.Calls, b.Calls))
	})
	return all
}

// effective are the targets that ipamd reads: those of IPs before the others, and
// of those the mode's.
func (q *Question) effective(w eni.WarmTargets) eni.WarmTargets {
	switch {
	case w.IP > 0 || w.MinimumIP > 0:
		return eni.WarmTargets{IP: w.IP, MinimumIP: w.MinimumIP}
	case q.Settings.CNI.Mode == eni.PrefixDelegation:
		return eni.WarmTargets{Prefix: planner.Known(w.Prefix.Or(1))}
	default:
		return eni.WarmTargets{ENI: planner.Known(w.ENI.Or(1))}
	}
}

// usualPods is the mean number of pods with an ordinary address on a node.
func (q *Question) usualPods() int {
	pods, nodes := 0, 0
	for i := range q.Nodes {
		nodes += q.Nodes[i].Nodes
		pods += q.Nodes[i].Nodes * q.Nodes[i].Pods.Ordinary
	}
	return planner.CeilDiv(pods, max(1, nodes))
}

func (q *Question) warmChoice(w eni.WarmTargets) WarmChoice {
	c := WarmChoice{Targets: w}
	calls, started := 0, 0
	for i := range q.Nodes {
		n := &q.Nodes[i]
		held, _ := n.Held(w).Value()
		c.Addresses += n.Nodes * drawn(held)
		c.ENIs += n.Nodes * held.ENIs
		c.Without += n.Nodes * max(0, n.Pods.Ordinary-held.IPs-held.Prefixes*eni.PrefixIPs)
		first := withDaemonSets(n.Option).Pods.Ordinary
		calls += n.Nodes * n.calls(w, first)
		started += n.Nodes * (n.Pods.Ordinary - first)
	}
	if started > 0 {
		c.Calls = 10 * float64(calls) / float64(started)
	}
	return c
}

// calls is how many EC2 requests a node sends while its pods start one at a time.
func (n *Nodes) calls(w eni.WarmTargets, first int) (calls int) {
	at := *n
	at.Pods.Ordinary = first
	before, _ := at.Held(w).Value()
	for at.Pods.Ordinary < n.Pods.Ordinary {
		at.Pods.Ordinary++
		now, _ := at.Held(w).Value()
		switch {
		case now.ENIs > before.ENIs:
			calls += callsPerENI * (now.ENIs - before.ENIs)
		case now.IPs > before.IPs || now.Prefixes > before.Prefixes:
			calls += callsPerStep
		}
		before = now
	}
	return calls
}
