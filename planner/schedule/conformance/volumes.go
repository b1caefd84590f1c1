package conformance

import (
	"fmt"
	"strconv"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"podfit/planner/schedule"
)

const (
	driver       = "ebs.csi.aws.com"
	storageClass = "gp3"
)

func named(namespace, name string) metav1.ObjectMeta {
	return metav1.ObjectMeta{Namespace: namespace, Name: name, UID: types.UID("uid-" + name), Annotations: map[string]string{}}
}

// CSINode is what the CSI driver says of node i.
func (w *World) CSINode(i int) *storagev1.CSINode {
	n := &storagev1.CSINode{ObjectMeta: named("", nodeName(i))}
	d := storagev1.CSINodeDriver{Name: driver, NodeID: n.Name, TopologyKeys: []string{v1.LabelTopologyZone}}
	if limit := w.Classes[w.Nodes[i]].VolumeLimit; limit != schedule.NoLimit {
		d.Allocatable = &storagev1.VolumeNodeResources{Count: &limit}
	}
	n.Spec.Drivers = []storagev1.CSINodeDriver{d}
	return n
}

// volumes gives a pod its claims: those of its own, which get a volume when the
// pod gets a node; those that all pods of the workload share, which have one;
// and one on a volume that only some classes reach.
func (w *World) volumes(p *v1.Pod, workload int) (volumes []*v1.PersistentVolume, claims []*v1.PersistentVolumeClaim) {
	l := &w.Workloads[workload]
	use := func(c *v1.PersistentVolumeClaim) {
		claims = append(claims, c)
		p.Spec.Volumes = append(p.Spec.Volumes, v1.Volume{Name: c.Name, VolumeSource: v1.VolumeSource{PersistentVolumeClaim: &v1.PersistentVolumeClaimVolumeSource{ClaimName: c.Name}}})
	}
	for i := range l.Volumes {
		use(claim(fmt.Sprintf("own-%d-%s", i, p.Name)))
	}
	for i := range l.SharedVolumes {
		c := claim(fmt.Sprintf("shared-%d-%s", i, app(workload)))
		volumes = append(volumes, bindClaim(c, nil))
		use(c)
	}
	if l.Reaches != nil {
		var reached []string
		for class, ok := range l.Reaches {
			if ok {
				reached = append(reached, strconv.Itoa(class))
			}
		}
		c := claim("there-" + p.Name)
		volumes = append(volumes, bindClaim(c, &v1.NodeSelectorRequirement{Key: classLabel, Operator: v1.NodeSelectorOpIn, Values: append(reached, "none")}))
		use(c)
	}
	return volumes, claims
}

func claim(name string) *v1.PersistentVolumeClaim {
	class := storageClass
	return &v1.PersistentVolumeClaim{
		ObjectMeta: named(namespace, name),
		Spec: v1.PersistentVolumeClaimSpec{
			StorageClassName: &class, AccessModes: []v1.PersistentVolumeAccessMode{v1.ReadWriteMany},
			Resources: v1.VolumeResourceRequirements{Requests: v1.ResourceList{v1.ResourceStorage: resource.MustParse("1Gi")}},
		},
		Status: v1.PersistentVolumeClaimStatus{Phase: v1.ClaimPending},
	}
}

// bindClaim is a new volume of a claim, on nodes that meet a requirement if there is one.
func bindClaim(c *v1.PersistentVolumeClaim, on *v1.NodeSelectorRequirement) *v1.PersistentVolume {
	pv := &v1.PersistentVolume{ObjectMeta: named("", "pv-"+c.Name)}
	pv.Spec = v1.PersistentVolumeSpec{
		Capacity: c.Spec.Resources.Requests, AccessModes: c.Spec.AccessModes, StorageClassName: storageClass,
		PersistentVolumeSource: v1.PersistentVolumeSource{CSI: &v1.CSIPersistentVolumeSource{Driver: driver, VolumeHandle: c.Name}},
		ClaimRef:               &v1.ObjectReference{Kind: "PersistentVolumeClaim", APIVersion: "v1", Namespace: c.Namespace, Name: c.Name, UID: c.UID},
	}
	if on != nil {
		pv.Spec.NodeAffinity = &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{{MatchExpressions: []v1.NodeSelectorRequirement{*on}}}}}
	}
	pv.Status.Phase = v1.VolumeBound
	c.Spec.VolumeName = pv.Name
	c.Annotations["pv.kubernetes.io/bind-completed"] = "yes"
	c.Annotations["pv.kubernetes.io/bound-by-controller"] = "yes"
	c.Status.Phase = v1.ClaimBound
	return pv
}

// provision is the CSI driver and the volume controller: a claim that the
// scheduler gave a node gets a volume in the node's zone.
func (c *cluster) provision(claim *v1.PersistentVolumeClaim) *v1.PersistentVolumeClaim {
	node := claim.Annotations["volume.kubernetes.io/selected-node"]
	if node != "" && claim.Spec.VolumeName == "" {
		pv := bindClaim(claim, inZone(c.stores["nodes"].get("", node).(*v1.Node).Labels[v1.LabelTopologyZone]))
		pv.Annotations["pv.kubernetes.io/provisioned-by"] = driver
		c.stores["persistentvolumes"].put(pv)
	}
	c.stores["persistentvolumeclaims"].put(claim)
	return claim
}

// inZone is that a volume is in a zone, if there is one.
func inZone(zone string) *v1.NodeSelectorRequirement {
	if zone == "" {
		return nil
	}
	return &v1.NodeSelectorRequirement{Key: v1.LabelTopologyZone, Operator: v1.NodeSelectorOpIn, Values: []string{zone}}
}
