package usage

import (
	"slices"
	"strings"

	"podfit/planner"
)

// Known is what pods may belong to.
type Known struct {
	Workloads planner.Workloads
	// DaemonSets keep their requests, and pods of theirs are no doubt.
	DaemonSets []planner.DaemonSet
	// Pods are workloads by the pods' namespace/name, as objects of the pods say. They
	// take precedence over names.
	Pods map[string]string
}

// Of gives each workload its usage at a percentile. unmatched are pods and controllers
// that are of no workload, or could be of several.
func (s *Samples) Of(known Known, p planner.Percentile) (w planner.Workloads, unmatched []string) {
	w = slices.Clone(known.Workloads)
	n := newNames(known)
	pods := map[podName][]int{}
	for k := range s.measured {
		pod := podName{k.namespace, k.pod}
		if _, done := pods[pod]; done {
			continue
		}
		to, found := n.ofPod(pod)
		if pods[pod] = to; !found {
			unmatched = append(unmatched, pod.String())
		}
	}
	unmatched = append(unmatched, n.dropMixed(pods)...)
	of := make([]map[key]*measured, len(w))
	for k, m := range s.measured {
		for _, i := range pods[podName{k.namespace, k.pod}] {
			if of[i] == nil {
				of[i] = map[key]*measured{}
			}
			of[i][k] = m
		}
	}
	for i := range w {
		if of[i] != nil {
			w[i].Usage = usageOf(of[i], p)
		}
	}
	for c, containers := range s.recommended {
		to, found := n.ofController(c)
		if !found {
			unmatched = append(unmatched, c.kind+" "+podName{c.namespace, c.name}.String())
		}
		for _, i := range to {
			if of[i] == nil { // what was measured takes precedence
				w[i].Usage = recommendedUsage(containers)
			}
		}
	}
	slices.Sort(unmatched)
	return w, unmatched
}

// podName names a pod, or another object; without a namespace it is of any.
type podName struct{ namespace, name string }

func (p podName) String() string {
	if p.namespace == "" {
		return p.name
	}
	return p.namespace + "/" + p.name
}

// names finds workloads by the names of their pods.
type names struct {
	pods  map[string]int // of a workload, by namespace/name; -1 is of none
	bases []base
}

// base is a name that pods of workloads begin with. Workloads of one controller have the
// same.
type base struct {
	podName
	controller planner.Controller
	workloads  []int
	daemonSet  bool
}

func newNames(k Known) *names {
	n := &names{pods: map[string]int{}}
	index := map[string]int{}
	for i := range k.Workloads {
		w := &k.Workloads[i]
		index[w.Name] = i
		namespace, names := planner.ControllerNames(w.Name)
		for _, name := range names {
			n.addBase(base{podName: podName{namespace, name}, controller: w.Controller, workloads: []int{i}})
		}
	}
	for pod, workload := range k.Pods {
		i, is := index[workload]
		if !is {
			i = -1 // it is not in the plan
		}
		n.pods[pod] = i
	}
	for _, ds := range slices.Concat(planner.Always, k.DaemonSets) {
		n.bases = append(n.bases, base{podName: podName{name: ds.Name}, daemonSet: true})
	}
	return n
}

func (n *names) addBase(b base) {
	for i := range n.bases {
		if n.bases[i].podName == b.podName && n.bases[i].controller == b.controller {
			n.bases[i].workloads = append(n.bases[i].workloads, b.workloads...)
			return
		}
	}
	n.bases = append(n.bases, b)
}

// ofPod finds the workloads of a pod's controller. It is found among DaemonSets as well,
// with no workloads.
func (n *names) ofPod(pod podName) (workloads []int, found bool) {
	switch i, is := n.pods[pod.String()]; {
	case is && i >= 0:
		return []int{i}, true
	case is:
		return nil, true
	}
	best, bestRank := []*base(nil), 0
	for i := range n.bases {
		b := &n.bases[i]
		r := b.rank(pod)
		switch {
		case r == 0 || r < bestRank:
		case r > bestRank || len(b.name) > len(best[0].name):
			best, bestRank = []*base{b}, r
		case len(b.name) == len(best[0].name):
			best = append(best, b)
		}
	}
	if len(best) != 1 {
		return nil, false
	}
	return best[0].workloads, true
}

// How far a pod's name shows its controller.
const (
	looseRank = 1 + iota // as people write such names in examples, with any letters
	otherRank            // as that of another kind of controller
	ownRank              // as that of the workload's kind
)

func (b *base) rank(pod podName) int {
	if b.namespace != "" && pod.namespace != "" && b.namespace != pod.namespace {
		return 0
	}
	if !strings.HasPrefix(pod.name, b.name) && len(pod.name) < longestName {
		return 0
	}
	is := func(c planner.Controller) bool { return ofController[c](pod.name, b.name) }
	switch {
	case b.daemonSet && is(planner.ReplicaSet), !b.daemonSet && is(b.controller):
		return ownRank
	case b.daemonSet:
		if rest, is := afterName(pod.name, b.name); is && isLooseRandom(rest) {
			return looseRank
		}
		return 0
	}
	for c := range ofController {
		if is(planner.Controller(c)) {
			return otherRank
		}
	}
	if isLoose(pod.name, b.name) {
		return looseRank
	}
	return 0
}

// isLoose is the rule of Deployments for a hash with a digit and any letters, which the
// API server never makes up.
func isLoose(pod, controller string) bool {
	rest, is := afterName(pod, controller)
	hash, random, has := strings.Cut(rest, "-")
	return is && has && len(random) == randomLength && strings.Trim(random, letters) == "" &&
		len(hash) >= randomLength && len(hash) <= longestHash && strings.Trim(hash, letters) == "" && strings.ContainsAny(hash, digits)
}

const (
	digits  = "0123456789"
	letters = "abcdefghijklmnopqrstuvwxyz" + digits
)

func isLooseRandom(text string) bool {
	return len(text) == randomLength && strings.Trim(text, letters) == "" && strings.ContainsAny(text, digits)
}

// dropMixed takes pods away from workloads without a namespace that got pods of several
// namespaces: they are of different controllers.
func (n *names) dropMixed(pods map[podName][]int) (dropped []string) {
	for i := range n.bases {
		b := &n.bases[i]
		if b.namespace != "" || b.daemonSet {
			continue
		}
		var of []podName
		namespaces := map[string]bool{}
		for pod, to := range pods {
			if slices.Equal(to, b.workloads) {
				of = append(of, pod)
				namespaces[pod.namespace] = true
			}
		}
		if len(namespaces) < 2 {
			continue
		}
		for _, pod := range of {
			pods[pod] = nil
			dropped = append(dropped, pod.String())
		}
	}
	return dropped
}

// ofController tells by its name whether a pod is of a controller: Deployments,
// ReplicaSets, StatefulSets, Jobs and pods without one, in the order of
// planner.Controllers. DaemonSets name pods as ReplicaSets do.
var ofController = []func(pod, controller string) bool{
	planner.Deployment: func(pod, controller string) bool {
		rest, is := afterName(pod, controller)
		hash, random, has := strings.Cut(rest, "-")
		return is && (has && isSafe(hash, longestHash) && isRandom(random) || isCut(pod, controller))
	},
	planner.ReplicaSet: func(pod, controller string) bool {
		rest, is := afterName(pod, controller)
		return is && isRandom(rest) || isCut(pod, controller)
	},
	planner.StatefulSet: func(pod, controller string) bool {
		rest, is := afterName(pod, controller)
		return is && isNumber(rest)
	},
	// A Job's pods have an index in their name if it is indexed, and that of a CronJob
	// the time.
	planner.Job: func(pod, controller string) bool {
		rest, is := afterName(pod, controller)
		for is && !isRandom(rest) {
			var number string
			number, rest, is = strings.Cut(rest, "-")
			is = is && isNumber(number)
		}
		return is || isCut(pod, controller)
	},
	planner.BarePod: func(pod, controller string) bool { return pod == controller },
}

func afterName(pod, controller string) (rest string, is bool) {
	return strings.CutPrefix(pod, controller+"-")
}

// randomLength is how long the random end of a generated name is, and longestName how
// long the whole may be: maxGeneratedNameLength of
// k8s.io/apiserver/pkg/storage/names/generate.go.
const (
	randomLength = 5
	longestHash  = 10 // of a template, as a number of 32 bits
	longestName  = 63
)

// isCut reports that a pod's generated name begins with as much of the controller's as
// there was room for.
func isCut(pod, controller string) bool {
	if len(pod) != longestName {
		return false
	}
	start := pod[:longestName-randomLength]
	hash, is := afterName(start, controller)
	return isRandom(pod[len(start):]) && (strings.HasPrefix(controller+"-", start) || is && isSafe(strings.TrimSuffix(hash, "-"), longestHash))
}

func isRandom(text string) bool { return len(text) == randomLength && isSafe(text, randomLength) }

// isSafe recognizes the letters of generated names and of a template's hash: alphanums
// and SafeEncodeString of k8s.io/apimachinery/pkg/util/rand.
func isSafe(text string, most int) bool {
	return text != "" && len(text) <= most && strings.Trim(text, "bcdfghjklmnpqrstvwxz2456789") == ""
}

func isNumber(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// ofController finds the workloads of a controller by its kind and name.
func (n *names) ofController(c controller) (workloads []int, found bool) {
	kind := strings.ToLower(c.kind)
	var exact, others []*base
	for i := range n.bases {
		b := &n.bases[i]
		switch {
		case b.name != c.name, b.namespace != "" && c.namespace != "" && b.namespace != c.namespace:
		case b.daemonSet == (kind == "daemonset") && (b.daemonSet || b.controller.String() == kind || b.controller == planner.Job && kind == "cronjob"):
			exact = append(exact, b)
		case b.daemonSet == (kind == "daemonset"):
			others = append(others, b)
		}
	}
	if exact == nil {
		exact = others
	}
	if len(exact) != 1 {
		return nil, false
	}
	return exact[0].workloads, true
}
