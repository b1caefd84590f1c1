package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/framework"

	"podfit/planner/schedule"
)

// Outcome is what became of a queue of pods.
type Outcome struct {
	Pods    []schedule.Pod // in the order of the queue
	Pending int
	Why     []string // the scheduler's message for each pending pod
}

// Schedule runs the whole scheduler until it places no more: pods arrive in the
// order of the queue, all before the first is taken. Volumes are provisioned.
// Bound pods are on their nodes already.
func (w *World) Schedule(strategy schedule.Strategy, bound []schedule.Pod, queue []int32) (Outcome, error) {
	return w.schedule(strategy, bound, queue, nil)
}

// Lose takes nodes away and schedules the pods that were on them again, as their
// controllers would create them anew: their own volumes stay in their zones. More are
// the classes of nodes that come instead of those.
func (w *World) Lose(strategy schedule.Strategy, before []schedule.Pod, lost func(node int32) bool, more []int32) (Outcome, error) {
	left, queue := schedule.Placement{Nodes: w.Nodes, Pods: before}.Without(lost)
	var zones []string
	for _, p := range before {
		if p.Node != schedule.Pending && lost(p.Node) {
			zones = append(zones, w.zone(w.Nodes[p.Node]))
		}
	}
	after := World{w.World}
	after.Nodes = append(left.Nodes, more...)
	return after.schedule(strategy, left.Pods, queue, zones)
}

// schedule is Schedule with the zones where the volumes of queued pods are already.
func (w *World) schedule(strategy schedule.Strategy, bound []schedule.Pod, queue []int32, zones []string) (Outcome, error) {
	c := &cluster{client: fake.NewClientset(), stores: map[string]*store{}, bound: map[string]string{}, why: map[string]string{}}
	c.serve()
	c.fill(w)
	pods := c.create(w, bound, queue, zones)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	profiles, err := profiles(strategy)
	if err != nil {
		return Outcome{}, err
	}
	informers := scheduler.NewInformerFactory(c.client, 0)
	s, err := scheduler.New(ctx, c.client, informers, nil, func(string) events.EventRecorder { return silent{} },
		scheduler.WithProfiles(profiles...), scheduler.WithPodMaxBackoffSeconds(1), scheduler.WithPodMaxInUnschedulablePodsDuration(time.Hour))
	if err != nil {
		return Outcome{}, err
	}
	informers.Start(ctx.Done())
	informers.WaitForCacheSync(ctx.Done())
	if err := s.WaitForHandlersSync(ctx); err != nil {
		return Outcome{}, err
	}
	c.watched()
	go s.Run(ctx)
	c.settle(s, len(pods))
	return c.outcome(pods, queue), nil
}

// cluster is an API in memory, with what the scheduler watches.
type cluster struct {
	client *fake.Clientset
	stores map[string]*store
	lock
	bound map[string]string // nodes of pods
	why   map[string]string // the last message of a pod that found no node
}

// fill creates nodes and what runs on each.
func (c *cluster) fill(w *World) {
	wait := storagev1.VolumeBindingWaitForFirstConsumer
	c.stores["storageclasses"].put(&storagev1.StorageClass{ObjectMeta: named("", storageClass), Provisioner: driver, VolumeBindingMode: &wait})
	c.stores["namespaces"].put(&v1.Namespace{ObjectMeta: named("", namespace)})
	for i := range w.Workloads {
		c.stores["replicasets"].put(w.ReplicaSet(i))
	}
	for i := range w.Nodes {
		c.stores["nodes"].put(w.Node(i))
		c.stores["csinodes"].put(w.CSINode(i))
		for _, d := range w.Daemons(i) {
			c.stores["pods"].put(d)
		}
	}
}

// create creates bound pods and those of the queue, with their volumes, and is
// the names of the latter.
func (c *cluster) create(w *World, bound []schedule.Pod, queue []int32, zones []string) (names []string) {
	made := make([]int, len(w.Workloads))
	put := func(workload int32, node, zone string) {
		made[workload]++
		p := w.Pod(int(workload), made[workload])
		p.Spec.NodeName = node
		volumes, claims := w.volumes(p, int(workload))
		for _, claim := range claims {
			if (node != "" || zone != "") && claim.Spec.VolumeName == "" {
				volumes = append(volumes, bindClaim(claim, inZone(zone)))
			}
			c.stores["persistentvolumeclaims"].put(claim)
		}
		for _, v := range volumes {
			c.stores["persistentvolumes"].put(v)
		}
		c.stores["pods"].put(p)
		if node == "" {
			names = append(names, p.Name)
		}
	}
	for _, b := range bound {
		put(b.Workload, nodeName(int(b.Node)), "")
	}
	for i, workload := range queue {
		zone := ""
		if zones != nil {
			zone = zones[i]
		}
		put(workload, "", zone)
	}
	return names
}

func (c *cluster) serve() {
	lists := map[string]runtime.Object{
		"pods": &v1.PodList{}, "nodes": &v1.NodeList{}, "persistentvolumes": &v1.PersistentVolumeList{}, "persistentvolumeclaims": &v1.PersistentVolumeClaimList{},
		"csinodes": &storagev1.CSINodeList{}, "storageclasses": &storagev1.StorageClassList{}, "namespaces": &v1.NamespaceList{}, "replicasets": replicaSetList,
	}
	for resource, list := range lists {
		s := newStore()
		c.stores[resource] = s
		c.client.PrependReactor("*", resource, func(a clienttesting.Action) (bool, runtime.Object, error) {
			o, err := c.answer(s, list, a)
			return true, o, err
		})
		c.client.PrependWatchReactor(resource, func(clienttesting.Action) (bool, watch.Interface, error) {
			o, err := s.watch()
			return true, o, err
		})
	}
}

// answer is the API server: what the scheduler asks of it.
func (c *cluster) answer(s *store, list runtime.Object, a clienttesting.Action) (runtime.Object, error) {
	switch a := a.(type) { // by type: a patch is a GetAction as well, and so on
	case clienttesting.ListActionImpl:
		return s.list(list)
	case clienttesting.GetActionImpl:
		return s.get(a.GetNamespace(), a.GetName()), nil
	case clienttesting.UpdateActionImpl:
		if claim, is := a.GetObject().(*v1.PersistentVolumeClaim); is {
			return c.provision(claim.DeepCopy()), nil
		}
		return s.put(a.GetObject()), nil
	case clienttesting.CreateActionImpl:
		if b, is := a.GetObject().(*v1.Binding); is {
			c.bind(b)
			return b, nil
		}
	case clienttesting.PatchActionImpl:
		c.reason(a)
		return s.get(a.GetNamespace(), a.GetName()), nil
	}
	return nil, fmt.Errorf("not served: %s %s", a.GetVerb(), a.GetResource().Resource)
}

func (c *cluster) bind(b *v1.Binding) {
	p := c.stores["pods"].get(b.Namespace, b.Name).(*v1.Pod).DeepCopy()
	p.Spec.NodeName = b.Target.Name
	p.Status.Phase = v1.PodRunning
	c.stores["pods"].put(p)
	c.do(func() { c.bound[b.Name] = b.Target.Name })
}

func (c *cluster) reason(a clienttesting.PatchAction) {
	var p struct {
		Status struct {
			Conditions []struct{ Message string }
		}
	}
	if json.Unmarshal(a.GetPatch(), &p) == nil && len(p.Status.Conditions) > 0 {
		c.do(func() { c.why[a.GetName()] = p.Status.Conditions[0].Message })
	}
}

// watched waits until changes of every store reach the scheduler.
func (c *cluster) watched() {
	for _, s := range c.stores {
		for !s.watched.Load() {
			time.Sleep(time.Millisecond)
		}
	}
}

func (c *cluster) placed() (n int) {
	c.do(func() { n = len(c.bound) })
	return n
}

// settle waits until the scheduler has tried every pod, has it try those again
// that are pending, and ends when that places no more.
func (c *cluster) settle(s *scheduler.Scheduler, pods int) {
	for {
		c.idle(s, pods)
		before := c.placed()
		if before == pods {
			return
		}
		s.SchedulingQueue.MoveAllToActiveOrBackoffQueue(klog.Background(), framework.EventUnschedulableTimeout, nil, nil, nil)
		c.idle(s, pods)
		if c.placed() == before {
			return
		}
	}
}

// idle waits until the queue holds nothing but pods that wait for a change, and
// stays so for a while.
func (c *cluster) idle(s *scheduler.Scheduler, pods int) {
	for still := 0; still < 5; time.Sleep(10 * time.Millisecond) {
		var active, backoff, waiting int
		_, summary := s.SchedulingQueue.PendingPods()
		fmt.Sscanf(summary, "activeQ:%d; backoffQ:%d; unschedulablePods:%d", &active, &backoff, &waiting)
		placed := c.placed()
		if active+backoff+len(s.SchedulingQueue.InFlightPods()) == 0 && placed+waiting == pods {
			still++
		} else {
			still = 0
		}
		if placed == pods {
			return
		}
	}
}

func (c *cluster) outcome(pods []string, queue []int32) (o Outcome) {
	c.do(func() {
		for i, name := range pods {
			p := schedule.Pod{Workload: queue[i], Node: schedule.Pending}
			if node, is := c.bound[name]; is {
				fmt.Sscanf(node, "n%d", &p.Node)
			} else {
				o.Pending++
				o.Why = append(o.Why, name+": "+c.why[name])
			}
			o.Pods = append(o.Pods, p)
		}
	})
	return o
}
