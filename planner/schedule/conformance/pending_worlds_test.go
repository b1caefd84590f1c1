package conformance

import (
	"fmt"
	"math/rand/v2"
	"time"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
)

// Clusters for TestSameFitError: small ones, in which nearly every pod finds something in
// its way.

type drawer struct {
	*rand.Rand
	pendingWorld
}

func (d *drawer) chance(percent int) bool { return d.IntN(100) < percent }

func pick[T any](d *drawer, list ...T) T { return list[d.IntN(len(list))] }

func drawPending(r *rand.Rand) *pendingWorld {
	d := &drawer{Rand: r}
	wait, now := storagev1.VolumeBindingWaitForFirstConsumer, storagev1.VolumeBindingImmediate
	d.others = []runtime.Object{
		&storagev1.StorageClass{TypeMeta: kind("storage.k8s.io/v1", "StorageClass"), ObjectMeta: named("", "waits"), Provisioner: driver, VolumeBindingMode: &wait},
		&storagev1.StorageClass{TypeMeta: kind("storage.k8s.io/v1", "StorageClass"), ObjectMeta: named("", "now"), Provisioner: driver, VolumeBindingMode: &now},
		&storagev1.StorageClass{TypeMeta: kind("storage.k8s.io/v1", "StorageClass"), ObjectMeta: named("", "static"), Provisioner: "kubernetes.io/no-provisioner", VolumeBindingMode: &wait},
		&storagev1.StorageClass{TypeMeta: kind("storage.k8s.io/v1", "StorageClass"), ObjectMeta: named("", "zonal"), Provisioner: driver, VolumeBindingMode: &wait,
			AllowedTopologies: []v1.TopologySelectorTerm{{MatchLabelExpressions: []v1.TopologySelectorLabelRequirement{{Key: v1.LabelTopologyZone, Values: []string{"a"}}}}}},
	}
	for _, ns := range []string{"x", "y", "kube-system"} {
		n := &v1.Namespace{TypeMeta: kind("v1", "Namespace"), ObjectMeta: named("", ns)}
		n.Labels = map[string]string{"team": pick(d, "red", "blue"), "kubernetes.io/metadata.name": ns}
		d.others = append(d.others, n)
	}
	for i := range 1 + d.IntN(9) {
		d.node(i)
	}
	d.claims()
	for _, n := range d.nodes {
		for range d.IntN(5) {
			p := d.pod(fmt.Sprintf("r%d", len(d.pods)), 30)
			p.Spec.NodeName = n.Name
			p.Status.Phase = v1.PodRunning
			if d.chance(10) {
				at := metav1.NewTime(time.Unix(1e9, 0))
				p.DeletionTimestamp, p.Finalizers = &at, []string{"a/b"}
			}
		}
	}
	for range 2 + d.IntN(5) {
		p := d.pod(fmt.Sprintf("p%d", len(d.pods)), 45)
		p.Status.Phase = v1.PodPending
		if d.chance(8) {
			p.Status.NominatedNodeName = pick(d, d.nodes...).Name
		}
	}
	return &d.pendingWorld
}

func kind(version, kind string) metav1.TypeMeta {
	return metav1.TypeMeta{APIVersion: version, Kind: kind}
}

func (d *drawer) node(i int) {
	n := &v1.Node{TypeMeta: kind("v1", "Node"), ObjectMeta: named("", fmt.Sprintf("n%d", i))}
	n.Labels = map[string]string{v1.LabelHostname: n.Name, v1.LabelInstanceTypeStable: pick(d, "m5.large", "m5.xlarge")}
	if d.chance(90) {
		n.Labels[v1.LabelTopologyZone] = pick(d, "a", "b", "c")
	}
	if d.chance(60) {
		n.Labels["eks.amazonaws.com/nodegroup"] = pick(d, "web", "jobs")
	}
	if d.chance(50) {
		n.Labels["disk"] = pick(d, "ssd", "hdd")
	}
	if d.chance(40) {
		n.Labels["size"] = pick(d, "1", "2", "3")
	}
	if d.chance(40) {
		n.Labels["rack"] = pick(d, "r1", "r2", "r3")
	}
	for _, t := range []v1.Taint{{Key: "team", Value: "red", Effect: v1.TaintEffectNoSchedule}, {Key: "gpu", Effect: v1.TaintEffectNoExecute}, {Key: "spot", Value: "yes", Effect: v1.TaintEffectPreferNoSchedule}, {Key: v1.TaintNodeNotReady, Effect: v1.TaintEffectNoSchedule}} {
		if d.chance(12) {
			n.Spec.Taints = append(n.Spec.Taints, t)
		}
	}
	if d.chance(12) {
		n.Spec.Unschedulable = true
		if d.chance(70) {
			n.Spec.Taints = append(n.Spec.Taints, v1.Taint{Key: v1.TaintNodeUnschedulable, Effect: v1.TaintEffectNoSchedule})
		}
	}
	n.Status.Allocatable = v1.ResourceList{
		v1.ResourceCPU: resource.MustParse(pick(d, "1930m", "3920m", "900m")), v1.ResourceMemory: resource.MustParse(pick(d, "3Gi", "7Gi", "1Gi")),
		v1.ResourcePods: resource.MustParse(pick(d, "2", "4", "6", "29")), v1.ResourceEphemeralStorage: resource.MustParse("20Gi"),
	}
	if d.chance(30) {
		n.Status.Allocatable["nvidia.com/gpu"] = resource.MustParse(pick(d, "1", "2"))
	}
	n.Status.NodeInfo.KubeletVersion = "v1.35.4-eks-1"
	d.nodes = append(d.nodes, n)
	d.pods = append(d.pods, daemon(n))
	d.others = append(d.others, csiNode(n.Name))
}

func csiNode(name string) *storagev1.CSINode {
	most := int32(2)
	return &storagev1.CSINode{TypeMeta: kind("storage.k8s.io/v1", "CSINode"), ObjectMeta: named("", name),
		Spec: storagev1.CSINodeSpec{Drivers: []storagev1.CSINodeDriver{{Name: driver, NodeID: name, Allocatable: &storagev1.VolumeNodeResources{Count: &most}}}}}
}

// claims makes claims of every sort in both namespaces.
func (d *drawer) claims() {
	for _, ns := range []string{"x", "y"} {
		for i := range 6 {
			name := fmt.Sprintf("c%d", i)
			switch d.IntN(8) {
			case 0: // there is none
			case 1:
				d.others = append(d.others, claimNamed(ns, name, "now", ""))
			case 2:
				d.others = append(d.others, claimNamed(ns, name, "waits", ""))
			case 3:
				d.others = append(d.others, claimNamed(ns, name, pick(d, "static", "zonal"), ""))
			default:
				d.bound(ns, name)
			}
		}
	}
	if d.chance(50) {
		d.others = append(d.others, d.volume("free", "static"))
	}
}

func claimNamed(ns, name, class, volume string) *v1.PersistentVolumeClaim {
	c := &v1.PersistentVolumeClaim{TypeMeta: kind("v1", "PersistentVolumeClaim"), ObjectMeta: named(ns, name)}
	c.Spec = v1.PersistentVolumeClaimSpec{StorageClassName: &class, VolumeName: volume, AccessModes: []v1.PersistentVolumeAccessMode{v1.ReadWriteOnce}}
	c.Spec.Resources.Requests = v1.ResourceList{v1.ResourceStorage: resource.MustParse("1Gi")}
	c.Status.Phase = v1.ClaimPending
	if volume != "" {
		c.Annotations = map[string]string{"pv.kubernetes.io/bind-completed": "yes"}
		c.Status.Phase = v1.ClaimBound
	}
	return c
}

// bound makes a claim with its volume, or, rarely, without.
func (d *drawer) bound(ns, name string) {
	c := claimNamed(ns, name, "waits", "pv-"+ns+"-"+name)
	if d.chance(25) {
		c.Spec.AccessModes = []v1.PersistentVolumeAccessMode{v1.ReadWriteOncePod}
	}
	if d.chance(5) {
		c.Status.Phase = v1.ClaimLost
	}
	d.others = append(d.others, c)
	if d.chance(5) {
		return
	}
	v := d.volume(c.Spec.VolumeName, "waits")
	v.Spec.ClaimRef = &v1.ObjectReference{Namespace: ns, Name: name, UID: c.UID}
	v.Status.Phase = v1.VolumeBound
	d.others = append(d.others, v)
}

func (d *drawer) volume(name, class string) *v1.PersistentVolume {
	v := &v1.PersistentVolume{TypeMeta: kind("v1", "PersistentVolume"), ObjectMeta: named("", name)}
	v.Spec = v1.PersistentVolumeSpec{StorageClassName: class, AccessModes: []v1.PersistentVolumeAccessMode{v1.ReadWriteOnce}, Capacity: v1.ResourceList{v1.ResourceStorage: resource.MustParse("2Gi")}}
	v.Spec.CSI = &v1.CSIPersistentVolumeSource{Driver: driver, VolumeHandle: "vol-" + name}
	v.Status.Phase = v1.VolumeAvailable
	zone := pick(d, "a", "b", "c")
	switch d.IntN(3) {
	case 0:
		v.Labels = map[string]string{v1.LabelTopologyZone: zone}
	case 1:
		v.Spec.NodeAffinity = &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{{MatchExpressions: []v1.NodeSelectorRequirement{{Key: v1.LabelTopologyZone, Operator: v1.NodeSelectorOpIn, Values: []string{zone}}}}}}}
	}
	return v
}

func podOf(ns, name string, labels map[string]string) *v1.Pod {
	p := &v1.Pod{TypeMeta: kind("v1", "Pod"), ObjectMeta: named(ns, name)}
	p.Labels = labels
	p.UID = types.UID(ns + name)
	p.Spec = v1.PodSpec{SchedulerName: v1.DefaultSchedulerName, Containers: []v1.Container{{Name: "c", Image: "i", Resources: v1.ResourceRequirements{Requests: v1.ResourceList{}}}}}
	return p
}

// pod draws a pod, each constraint with a chance in percent.
func (d *drawer) pod(name string, percent int) *v1.Pod {
	p := podOf(pick(d, "x", "y"), name, map[string]string{"app": pick(d, "a", "b", "c")})
	if d.chance(50) {
		p.Labels["tier"] = pick(d, "front", "back")
	}
	requests := p.Spec.Containers[0].Resources.Requests
	requests[v1.ResourceCPU] = resource.MustParse(pick(d, "50m", "300m", "900m", "2"))
	requests[v1.ResourceMemory] = resource.MustParse(pick(d, "64Mi", "512Mi", "2Gi", "4Gi"))
	if d.chance(10) {
		requests["nvidia.com/gpu"] = resource.MustParse("1")
	}
	if d.chance(10) {
		requests[v1.ResourceEphemeralStorage] = resource.MustParse("15Gi")
	}
	priority := int32(d.IntN(3))
	p.Spec.Priority = &priority
	for _, add := range []func(*v1.Pod){d.tolerate, d.selectNodes, d.nodeAffinity, d.ports, d.spread, d.podAffinity, d.volumes} {
		if d.chance(percent) {
			add(p)
		}
	}
	d.pods = append(d.pods, p)
	return p
}

func (d *drawer) tolerate(p *v1.Pod) {
	p.Spec.Tolerations = append(p.Spec.Tolerations, pick(d,
		v1.Toleration{Key: "team", Value: "red", Effect: v1.TaintEffectNoSchedule}, v1.Toleration{Key: "team", Value: "blue"}, v1.Toleration{Operator: v1.TolerationOpExists},
		v1.Toleration{Key: "gpu", Operator: v1.TolerationOpExists}, v1.Toleration{Key: v1.TaintNodeUnschedulable, Operator: v1.TolerationOpExists}, v1.Toleration{Key: "gpu", Operator: v1.TolerationOpExists, Effect: v1.TaintEffectNoSchedule}))
}

func (d *drawer) selectNodes(p *v1.Pod) {
	p.Spec.NodeSelector = pick(d, map[string]string{"disk": "ssd"}, map[string]string{v1.LabelTopologyZone: "a"}, map[string]string{"disk": "ssd", "rack": "r1"})
}

func (d *drawer) nodeAffinity(p *v1.Pod) {
	expressions := []v1.NodeSelectorRequirement{
		{Key: "disk", Operator: v1.NodeSelectorOpIn, Values: []string{"ssd", "nvme"}}, {Key: "disk", Operator: v1.NodeSelectorOpNotIn, Values: []string{"hdd"}},
		{Key: "size", Operator: v1.NodeSelectorOpGt, Values: []string{"1"}}, {Key: "size", Operator: v1.NodeSelectorOpLt, Values: []string{"3"}},
		{Key: "rack", Operator: v1.NodeSelectorOpExists}, {Key: "rack", Operator: v1.NodeSelectorOpDoesNotExist},
		{Key: v1.LabelTopologyZone, Operator: v1.NodeSelectorOpIn, Values: []string{"a", "b"}},
	}
	selector := &v1.NodeSelector{}
	for range 1 + d.IntN(2) {
		var t v1.NodeSelectorTerm
		for range d.IntN(3) {
			t.MatchExpressions = append(t.MatchExpressions, pick(d, expressions...))
		}
		if d.chance(20) {
			t.MatchFields = []v1.NodeSelectorRequirement{{Key: "metadata.name", Operator: pick(d, v1.NodeSelectorOpIn, v1.NodeSelectorOpIn, v1.NodeSelectorOpNotIn), Values: []string{pick(d, "n0", "n1", "gone")}}}
		}
		selector.NodeSelectorTerms = append(selector.NodeSelectorTerms, t)
	}
	d.affinity(p).NodeAffinity = &v1.NodeAffinity{RequiredDuringSchedulingIgnoredDuringExecution: selector}
}

func (d *drawer) affinity(p *v1.Pod) *v1.Affinity {
	if p.Spec.Affinity == nil {
		p.Spec.Affinity = &v1.Affinity{}
	}
	return p.Spec.Affinity
}

func (d *drawer) ports(p *v1.Pod) {
	port := v1.ContainerPort{HostPort: pick(d, int32(80), 80, 443), HostIP: pick(d, "", "", "10.0.0.1"), Protocol: pick(d, v1.ProtocolTCP, v1.ProtocolTCP, v1.ProtocolUDP)}
	port.ContainerPort = port.HostPort
	p.Spec.Containers[0].Ports = []v1.ContainerPort{port}
}

func (d *drawer) labelSelector() *metav1.LabelSelector {
	return pick(d, &metav1.LabelSelector{MatchLabels: map[string]string{"app": "a"}}, &metav1.LabelSelector{MatchLabels: map[string]string{"app": "b"}},
		&metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "tier", Operator: metav1.LabelSelectorOpExists}}},
		&metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "app", Operator: metav1.LabelSelectorOpNotIn, Values: []string{"a"}}}},
		&metav1.LabelSelector{}, nil)
}

func (d *drawer) topology() string {
	return pick(d, v1.LabelHostname, v1.LabelTopologyZone, v1.LabelTopologyZone, "rack")
}

func (d *drawer) spread(p *v1.Pod) {
	ignore, honor := v1.NodeInclusionPolicyIgnore, v1.NodeInclusionPolicyHonor
	for range 1 + d.IntN(2) {
		c := v1.TopologySpreadConstraint{MaxSkew: int32(1 + d.IntN(2)), TopologyKey: d.topology(), WhenUnsatisfiable: v1.DoNotSchedule, LabelSelector: d.labelSelector()}
		if d.chance(20) {
			c.WhenUnsatisfiable = v1.ScheduleAnyway
		} else if d.chance(25) {
			least := int32(2 + d.IntN(3))
			c.MinDomains = &least
		}
		if d.chance(20) {
			c.NodeAffinityPolicy = &ignore
		}
		if d.chance(20) {
			c.NodeTaintsPolicy = &honor
		}
		if d.chance(20) && c.LabelSelector != nil {
			c.MatchLabelKeys = []string{"tier"}
		}
		p.Spec.TopologySpreadConstraints = append(p.Spec.TopologySpreadConstraints, c)
	}
}

func (d *drawer) podTerm() v1.PodAffinityTerm {
	t := v1.PodAffinityTerm{LabelSelector: d.labelSelector(), TopologyKey: d.topology()}
	switch d.IntN(6) {
	case 0:
		t.Namespaces = []string{"y"}
	case 1:
		t.NamespaceSelector = &metav1.LabelSelector{}
	case 2:
		t.NamespaceSelector = &metav1.LabelSelector{MatchLabels: map[string]string{"team": "red"}}
	}
	return t
}

func (d *drawer) podAffinity(p *v1.Pod) {
	a := d.affinity(p)
	if d.chance(50) {
		a.PodAntiAffinity = &v1.PodAntiAffinity{RequiredDuringSchedulingIgnoredDuringExecution: []v1.PodAffinityTerm{d.podTerm()}}
	}
	if d.chance(50) {
		a.PodAffinity = &v1.PodAffinity{RequiredDuringSchedulingIgnoredDuringExecution: []v1.PodAffinityTerm{d.podTerm()}}
		if d.chance(30) {
			a.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution = append(a.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution, d.podTerm())
		}
	}
}

func (d *drawer) volumes(p *v1.Pod) {
	for i := range 1 + d.IntN(2) {
		v := v1.Volume{Name: fmt.Sprintf("v%d", i)}
		v.PersistentVolumeClaim = &v1.PersistentVolumeClaimVolumeSource{ClaimName: fmt.Sprintf("c%d", d.IntN(6))}
		p.Spec.Volumes = append(p.Spec.Volumes, v)
	}
}
