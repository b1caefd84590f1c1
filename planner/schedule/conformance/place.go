package conformance

import (
	"context"
	"errors"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	"k8s.io/kubernetes/pkg/scheduler/apis/config/latest"
	"k8s.io/kubernetes/pkg/scheduler/framework"

	"podfit/planner/schedule"
)

// Workers are how many goroutines look for feasible nodes. With OneWorker the
// scheduler finds them in the order of its list, so that its choice between
// equal nodes is known; with Workers, its default, they find them in any order.
const (
	OneWorker = 1
	Workers   = 16
)

// Place has the scheduler choose a node for one pod after the other, by
// workload, and the pods that found none again until that places no more. It is
// the scheduler's own choice without its queue: each pod is on its node before
// the next is looked at. Bound pods are on their nodes already.
func (w *World) Place(strategy schedule.Strategy, bound []schedule.Pod, queue []int32, workers int32) ([]schedule.Pod, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client := fake.NewClientset()
	informers := scheduler.NewInformerFactory(client, 0)
	for i := range w.Workloads {
		if err := informers.Apps().V1().ReplicaSets().Informer().GetIndexer().Add(w.ReplicaSet(i)); err != nil {
			return nil, err
		}
	}
	profiles, err := profiles(strategy)
	if err != nil {
		return nil, err
	}
	s, err := scheduler.New(ctx, client, informers, nil, func(string) events.EventRecorder { return silent{} },
		scheduler.WithProfiles(profiles...), scheduler.WithParallelism(workers))
	if err != nil {
		return nil, err
	}
	p := placing{ctx: ctx, world: w, scheduler: s, place: map[string]int32{}, made: make([]int, len(w.Workloads))}
	return p.run(bound, queue)
}

type placing struct {
	ctx       context.Context
	world     *World
	scheduler *scheduler.Scheduler
	place     map[string]int32 // nodes by name
	made      []int            // pods of each workload
}

func (p *placing) run(bound []schedule.Pod, queue []int32) ([]schedule.Pod, error) {
	logger := klog.Background()
	for i := range p.world.Nodes {
		n := p.world.Node(i)
		p.place[n.Name] = int32(i)
		p.scheduler.Cache.AddNode(logger, n)
		for _, d := range p.world.Daemons(i) {
			if err := p.scheduler.Cache.AddPod(logger, d); err != nil {
				return nil, err
			}
		}
	}
	for _, b := range bound {
		pod := p.next(b.Workload)
		pod.Spec.NodeName = nodeName(int(b.Node))
		if err := p.scheduler.Cache.AddPod(logger, pod); err != nil {
			return nil, err
		}
	}
	placed := make([]schedule.Pod, len(queue))
	pods := make([]*v1.Pod, len(queue))
	for i, w := range queue {
		placed[i] = schedule.Pod{Workload: w, Node: schedule.Pending}
		pods[i] = p.next(w)
	}
	for some := true; some; {
		some = false
		for i := range placed {
			if placed[i].Node != schedule.Pending {
				continue
			}
			at, err := p.take(pods[i])
			if err != nil {
				return nil, err
			}
			placed[i].Node = at
			some = some || at != schedule.Pending
		}
	}
	return placed, nil
}

// next is another pod of a workload.
func (p *placing) next(w int32) *v1.Pod {
	p.made[w]++
	return p.world.Pod(int(w), p.made[w])
}

func (p *placing) take(pod *v1.Pod) (int32, error) {
	r, err := p.scheduler.SchedulePod(p.ctx, p.scheduler.Profiles[v1.DefaultSchedulerName], framework.NewCycleState(), pod)
	var unfit *framework.FitError
	if errors.As(err, &unfit) {
		return schedule.Pending, nil
	}
	if err != nil {
		return schedule.Pending, err
	}
	pod.Spec.NodeName = r.SuggestedHost
	return p.place[r.SuggestedHost], p.scheduler.Cache.AddPod(klog.Background(), pod)
}

// profiles is the default profile, with the strategy of NodeResourcesFit.
func profiles(strategy schedule.Strategy) ([]config.KubeSchedulerProfile, error) {
	c, err := latest.Default()
	if err != nil {
		return nil, err
	}
	for _, plugin := range c.Profiles[0].PluginConfig {
		if args, is := plugin.Args.(*config.NodeResourcesFitArgs); is && strategy == schedule.MostAllocated {
			args.ScoringStrategy.Type = config.MostAllocated
		}
	}
	return c.Profiles, nil
}

// silent records no events.
type silent struct{}

func (silent) Eventf(_, _ runtime.Object, _, _, _, _ string, _ ...any) {}

func (s silent) WithLogger(klog.Logger) events.EventRecorderLogger { return s }
