package schedule

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// Order is the order in which pods of equal priority arrive.
type Order struct {
	kind orderKind
	seed uint64
}

type orderKind int8

const (
	inFileOrder orderKind = iota
	largestFirst
	shuffled
)

var (
	// FileOrder takes workload after workload, as kubectl apply creates them.
	FileOrder = Order{kind: inFileOrder}
	// LargestFirst takes the workload first whose pods need the most CPU and
	// memory, each as a part of what all workloads need.
	LargestFirst = Order{kind: largestFirst}
)

// Shuffled mixes pods of all workloads at random, the same way for a seed.
func Shuffled(seed uint64) Order { return Order{kind: shuffled, seed: seed} }

// Queue appends the workload of each pod to queue, in the order in which
// kube-scheduler takes them: by priority (plugins/queuesort/priority_sort.go),
// then by arrival.
func (o Order) Queue(queue []int32, workloads []Workload) []int32 {
	start := len(queue)
	if o.kind == largestFirst {
		queue = largest(queue, workloads)
	} else {
		for w := range workloads {
			queue = appendTimes(queue, int32(w), workloads[w].Replicas)
		}
	}
	pods := queue[start:]
	if o.kind == shuffled {
		r := rand.New(rand.NewPCG(o.seed, 0))
		r.Shuffle(len(pods), func(i, j int) { pods[i], pods[j] = pods[j], pods[i] })
	}
	byPriority(pods, workloads)
	return queue
}

func appendTimes(queue []int32, w, times int32) []int32 {
	for range times {
		queue = append(queue, w)
	}
	return queue
}

func largest(queue []int32, workloads []Workload) []int32 {
	total := [Resources]float64{1, 1}
	for i := range workloads {
		for r := range total {
			total[r] += float64(amount(workloads[i].Need, r)) * float64(workloads[i].Replicas)
		}
	}
	size := func(w int32) (s float64) {
		for r := range total {
			s += float64(amount(workloads[w].Need, r)) / total[r]
		}
		return s
	}
	sorted := make([]int32, len(workloads))
	for w := range sorted {
		sorted[w] = int32(w)
	}
	slices.SortStableFunc(sorted, func(a, b int32) int { return cmp.Compare(size(b), size(a)) })
	for _, w := range sorted {
		queue = appendTimes(queue, w, workloads[w].Replicas)
	}
	return queue
}

func byPriority(pods []int32, workloads []Workload) {
	compare := func(a, b int32) int { return cmp.Compare(workloads[b].Priority, workloads[a].Priority) }
	if !slices.IsSortedFunc(pods, compare) {
		slices.SortStableFunc(pods, compare)
	}
}

// amount is that of a resource, 0 where the list is too short to have it.
func amount(of []int64, resource int) int64 {
	if resource >= len(of) {
		return 0
	}
	return of[resource]
}
