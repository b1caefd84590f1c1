package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/events"
	"k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/framework"

	"podfit/planner/pending"
	"podfit/planner/schedule"
	"podfit/planner/workload/kubernetes"
	"podfit/planner/workload/objects"
)

// TestSameFitError draws clusters, with nodes and pods that have all that filters look at,
// and compares the message for each pending pod with the scheduler's, word by word; 99 of
// 100 have to be the same. Then the first fix is carried out, and the scheduler has to find
// a node.
func TestSameFitError(t *testing.T) {
	pods, differ, fixes, unfixed := 0, 0, 0, 0
	kinds := map[string]int{}
	for i := range *count {
		seed := uint64(*first + i)
		w := drawPending(rand.New(rand.NewPCG(seed, seed)))
		s, stop := w.start(t)
		c := w.read(t)
		for _, p := range w.waiting() {
			pods++
			want, err := s.try(p)
			if err != nil {
				t.Fatalf("cluster %d: %s: %v", seed, p.Name, err)
			}
			got := w.find(c, p)
			for _, count := range got.Verdict.Counts(got.Version) {
				kinds[count.Kind.String()]++
			}
			if message := messageOf(&got); message != want {
				differ++
				t.Logf("cluster %d: %s:\n  %s; the scheduler says\n  %s\n%s", seed, p.Name, message, want, w.show(p))
				continue
			}
			if want == "" || len(got.Fixes) == 0 {
				continue
			}
			fixes++
			fixed, pod := w.fixed(t, p, &got.Fixes[0])
			again, end := fixed.start(t)
			if says, err := again.try(pod); err != nil || says != "" {
				unfixed++
				t.Errorf("cluster %d: %s: %s\n  with %+v the scheduler says\n  %s %v\n%s", seed, p.Name, want, got.Fixes[0].Changes, says, err, w.show(p))
			}
			end()
		}
		stop()
	}
	if 100*differ > pods {
		t.Errorf("%d of %d pods have another message", differ, pods)
	}
	t.Logf("%d pods, %d with another message; %d fixes, %d that do not place the pod; reasons %v", pods, differ, fixes, unfixed, kinds)
}

// messageOf is empty if the pod fits somewhere.
func messageOf(i *pending.Item) string {
	if _, fits := i.Verdict.Feasible(); fits {
		return ""
	}
	return i.Verdict.Message(i.Version)
}

// pendingWorld is the objects of a cluster.
type pendingWorld struct {
	nodes   []*v1.Node
	pods    []*v1.Pod
	others  []runtime.Object
	classes []*storagev1.StorageClass
}

func (w *pendingWorld) waiting() (pods []*v1.Pod) {
	for _, p := range w.pods {
		if p.Spec.NodeName == "" {
			pods = append(pods, p)
		}
	}
	return pods
}

func (w *pendingWorld) objects() []runtime.Object {
	all := slices.Clone(w.others)
	for _, n := range w.nodes {
		all = append(all, n)
	}
	for _, p := range w.pods {
		all = append(all, p)
	}
	return all
}

// read has podfit read the cluster as kubectl writes it.
func (w *pendingWorld) read(t *testing.T) *pending.Cluster {
	var list struct {
		APIVersion string           `json:"apiVersion"`
		Kind       string           `json:"kind"`
		Items      []runtime.Object `json:"items"`
	}
	list.APIVersion, list.Kind, list.Items = "v1", "List", w.objects()
	text, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	r := kubernetes.NewSnapshotReader()
	f, err := objects.Open("cluster.json", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := objects.Read(f, objects.Visitor{Object: func(o *objects.Object) error { _, err := r.ReadObject(o); return err }}); err != nil {
		t.Fatal(err)
	}
	c, err := r.Cluster()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *pendingWorld) find(c *pending.Cluster, p *v1.Pod) pending.Item {
	found := pending.Find(c, pending.Fleet{}, pending.Choice{Pods: []string{p.Namespace + "/" + p.Name}})
	return found.Items[0]
}

func (w *pendingWorld) show(p *v1.Pod) string {
	text, _ := json.Marshal(p.Spec)
	show := "pod: " + string(text) + fmt.Sprint(p.Labels) + "\n"
	for _, n := range w.nodes {
		show += fmt.Sprintf("  %s %v %v %v cordoned=%v\n", n.Name, n.Labels, n.Spec.Taints, n.Status.Allocatable, n.Spec.Unschedulable)
		for _, o := range w.pods {
			if o.Spec.NodeName == n.Name {
				affinity, _ := json.Marshal(o.Spec.Affinity)
				show += fmt.Sprintf("    %s/%s %v deleted=%v %s\n", o.Namespace, o.Name, o.Labels, o.DeletionTimestamp != nil, affinity)
			}
		}
	}
	return show
}

// oneByOne is the scheduler over a cluster in which nothing else happens.
type oneByOne struct {
	ctx context.Context
	*scheduler.Scheduler
}

func (w *pendingWorld) start(t *testing.T) (*oneByOne, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	client := fake.NewClientset(w.objects()...)
	informers := scheduler.NewInformerFactory(client, 0)
	profiles, err := profiles(schedule.LeastAllocated)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scheduler.New(ctx, client, informers, nil, func(string) events.EventRecorder { return silent{} }, scheduler.WithProfiles(profiles...))
	if err != nil {
		t.Fatal(err)
	}
	informers.Start(ctx.Done())
	informers.WaitForCacheSync(ctx.Done())
	if err := s.WaitForHandlersSync(ctx); err != nil {
		t.Fatal(err)
	}
	return &oneByOne{ctx, s}, cancel
}

// try is the scheduler's message for a pod, empty if it finds a node.
func (s *oneByOne) try(p *v1.Pod) (string, error) {
	_, err := s.SchedulePod(s.ctx, s.Profiles[v1.DefaultSchedulerName], framework.NewCycleState(), p)
	var unfit *framework.FitError
	if errors.As(err, &unfit) {
		return unfit.Error(), nil
	}
	return "", err
}

// fixed is the cluster after the changes of a fix, and the pod in it.
func (w *pendingWorld) fixed(t *testing.T, p *v1.Pod, f *pending.Fix) (*pendingWorld, *v1.Pod) {
	to := &pendingWorld{others: slices.Clone(w.others), classes: w.classes}
	for _, n := range w.nodes {
		to.nodes = append(to.nodes, n.DeepCopy())
	}
	var pod *v1.Pod
	for _, o := range w.pods {
		to.pods = append(to.pods, o.DeepCopy())
		if o == p {
			pod = to.pods[len(to.pods)-1]
		}
	}
	for i := range f.Changes {
		to.change(t, pod, &f.Changes[i])
	}
	return to, pod
}

func (w *pendingWorld) change(t *testing.T, p *v1.Pod, c *pending.Change) {
	var n *v1.Node
	if i := slices.IndexFunc(w.nodes, func(n *v1.Node) bool { return n.Name == c.Node }); i >= 0 {
		n = w.nodes[i]
	}
	switch c.Kind {
	case pending.Uncordon:
		n.Spec.Unschedulable = false
		n.Spec.Taints = slices.DeleteFunc(n.Spec.Taints, func(t v1.Taint) bool { return t.Key == v1.TaintNodeUnschedulable })
	case pending.RemoveTaint:
		n.Spec.Taints = slices.DeleteFunc(n.Spec.Taints, func(t v1.Taint) bool { return t.Key == c.Taint.Key && string(t.Effect) == c.Taint.Effect })
	case pending.AddLabel:
		n.Labels[c.Selector.Key] = c.Selector.Values[0]
	case pending.RaiseMaxPods:
		n.Status.Allocatable[v1.ResourcePods] = *resource.NewQuantity(c.To, resource.DecimalSI)
	case pending.LowerRequest:
		q := *resource.NewQuantity(c.To, resource.DecimalSI)
		if c.Resource == "cpu" {
			q = *resource.NewMilliQuantity(c.To, resource.DecimalSI)
		}
		p.Spec.Containers[0].Resources.Requests[v1.ResourceName(c.Resource)] = q
	case pending.Tolerate:
		p.Spec.Tolerations = append(p.Spec.Tolerations, v1.Toleration{Key: c.Taint.Key, Value: c.Taint.Value, Effect: v1.TaintEffect(c.Taint.Effect)})
	case pending.AddNodes, pending.AddZone:
		w.launch(t, c)
	case pending.MakeClaim:
		w.others = append(w.others, claimNamed(p.Namespace, c.Claim, "waits", ""))
	case pending.BindClaim:
		w.others = slices.DeleteFunc(w.others, func(o runtime.Object) bool {
			claim, is := o.(*v1.PersistentVolumeClaim)
			return is && claim.Name == c.Claim && claim.Namespace == p.Namespace
		})
		w.others = append(w.others, claimNamed(p.Namespace, c.Claim, "waits", ""))
	default:
		w.relax(t, p, c)
	}
}

// relax takes away what a pod, or another one, asks for.
func (w *pendingWorld) relax(t *testing.T, p *v1.Pod, c *pending.Change) {
	switch c.Kind {
	case pending.RaiseSkew, pending.AllowSkew:
		for i := range p.Spec.TopologySpreadConstraints {
			if s := &p.Spec.TopologySpreadConstraints[i]; s.TopologyKey == c.Topology && s.WhenUnsatisfiable == v1.DoNotSchedule && int64(s.MaxSkew) == c.From {
				s.MaxSkew = max(int32(c.To), 1)
				if c.Kind == pending.AllowSkew {
					s.WhenUnsatisfiable, s.MinDomains = v1.ScheduleAnyway, nil
				}
				return
			}
		}
	case pending.PreferPodsNear:
		terms := &p.Spec.Affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution
		*terms = slices.DeleteFunc(*terms, func(t v1.PodAffinityTerm) bool { return t.TopologyKey == c.Topology })
	case pending.PreferPodsApart:
		terms := &p.Spec.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution
		*terms = slices.DeleteFunc(*terms, func(t v1.PodAffinityTerm) bool { return t.TopologyKey == c.Topology })
	case pending.LetOthersNear:
		for _, o := range w.pods {
			if o != p && o.Spec.Affinity != nil {
				o.Spec.Affinity.PodAntiAffinity = nil
			}
		}
	case pending.DropHostPort:
		ports := &p.Spec.Containers[0].Ports
		*ports = slices.DeleteFunc(*ports, func(h v1.ContainerPort) bool { return int(h.HostPort) == c.Port })
	case pending.DropSelector:
		if p.Spec.NodeSelector[c.Selector.Key] != "" && slices.Equal(c.Selector.Values, []string{p.Spec.NodeSelector[c.Selector.Key]}) {
			delete(p.Spec.NodeSelector, c.Selector.Key)
		}
		dropTerms(p, func(t *v1.NodeSelectorTerm) {
			t.MatchExpressions = slices.DeleteFunc(t.MatchExpressions, func(r v1.NodeSelectorRequirement) bool {
				return r.Key == c.Selector.Key && string(r.Operator) == c.Selector.Operator.String() && slices.Equal(r.Values, c.Selector.Values)
			})
		})
	case pending.DropNodeNames:
		dropTerms(p, func(t *v1.NodeSelectorTerm) { t.MatchFields = nil })
	default:
		t.Fatalf("no such change: %v", c.Kind)
	}
}

func dropTerms(p *v1.Pod, change func(*v1.NodeSelectorTerm)) {
	if p.Spec.Affinity == nil || p.Spec.Affinity.NodeAffinity == nil {
		return
	}
	required := p.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution
	if required == nil {
		return
	}
	for i := range required.NodeSelectorTerms {
		change(&required.NodeSelectorTerms[i])
	}
	required.NodeSelectorTerms = slices.DeleteFunc(required.NodeSelectorTerms, func(t v1.NodeSelectorTerm) bool { return len(t.MatchExpressions)+len(t.MatchFields) == 0 })
	if len(required.NodeSelectorTerms) == 0 {
		p.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution = nil
	}
}

// launch adds nodes like one of the group, with the pods of DaemonSets.
func (w *pendingWorld) launch(t *testing.T, c *pending.Change) {
	i := slices.IndexFunc(w.nodes, func(n *v1.Node) bool {
		return n.Labels["eks.amazonaws.com/nodegroup"] == c.Group && n.Labels[v1.LabelInstanceTypeStable] == c.InstanceType &&
			(n.Labels[v1.LabelTopologyZone] == c.Zone || c.Kind == pending.AddZone)
	})
	if i < 0 {
		t.Fatalf("no node of %+v", c)
	}
	for k := range c.To {
		n := w.nodes[i].DeepCopy()
		n.Name = fmt.Sprintf("new-%d", k)
		n.ResourceVersion, n.Spec.Unschedulable = "", false
		n.Labels[v1.LabelHostname] = n.Name
		if c.Kind == pending.AddZone {
			n.Labels[v1.LabelTopologyZone] = c.Zone
		}
		n.Spec.Taints = slices.DeleteFunc(n.Spec.Taints, func(t v1.Taint) bool { return strings.HasPrefix(t.Key, "node.kubernetes.io/") })
		w.nodes = append(w.nodes, n)
		w.pods = append(w.pods, daemon(n))
		w.others = append(w.others, csiNode(n.Name))
	}
}

func daemon(n *v1.Node) *v1.Pod {
	p := podOf("kube-system", "agent-"+n.Name, map[string]string{"app": "agent"})
	yes := true
	p.OwnerReferences = []metav1.OwnerReference{{APIVersion: "apps/v1", Kind: "DaemonSet", Name: "agent", UID: "ds", Controller: &yes}}
	p.Spec.Containers[0].Resources.Requests = v1.ResourceList{v1.ResourceCPU: resource.MustParse("100m"), v1.ResourceMemory: resource.MustParse("64Mi")}
	p.Spec.Tolerations = []v1.Toleration{{Operator: v1.TolerationOpExists}}
	p.Spec.NodeName = n.Name
	p.Status.Phase = v1.PodRunning
	return p
}
