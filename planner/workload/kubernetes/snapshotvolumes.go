package kubernetes

import (
	"cmp"
	"path"

	"podfit/planner"
	"podfit/planner/pending"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// Volumes, as kube-scheduler's volume plugins look at them.

// Annotations of claims (k8s.io/component-helpers/storage/volume), and that of a class
// before storageClassName.
const (
	bindCompleted = "pv.kubernetes.io/bind-completed"
	selectedNode  = "volume.kubernetes.io/selected-node"
	classBefore   = "volume.beta.kubernetes.io/storage-class"
)

type storageRequest struct {
	Storage request.Quantity `json:"storage"`
}

// bytes is unlimited for the sizes of file systems that have none, such as 8Ei.
func (s storageRequest) bytes() int64 {
	all, err := request.ParseAll("storage", map[string]request.Quantity{request.EphemeralStorage: s.Storage})
	if err != nil {
		return unlimited
	}
	return all[request.EphemeralStorage]
}

func (r *SnapshotReader) readClaim(o *object) error {
	var meta struct {
		Annotations objects.Texts `json:"annotations"`
		Deleted     string        `json:"deletionTimestamp"`
	}
	if err := objects.DecodePart("metadata", o.Metadata, &meta); err != nil {
		return err
	}
	var s claimSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	var size struct {
		Resources struct {
			Requests storageRequest `json:"requests"`
		} `json:"resources"`
	}
	if err := o.spec(&size); err != nil {
		return err
	}
	var st struct {
		Phase string `json:"phase"`
	}
	if err := objects.DecodePart("status", o.Status, &st); err != nil {
		return err
	}
	c := pending.Claim{
		Volume: s.VolumeName, Lost: st.Phase == "Lost", Deleted: meta.Deleted != "", Selected: meta.Annotations[selectedNode], Modes: s.AccessModes,
		OnePod: accessOf(s.AccessModes) == planner.ReadWriteOncePod, Class: meta.Annotations[classBefore],
	}
	_, completed := meta.Annotations[bindCompleted]
	c.Bound = s.VolumeName != "" && completed
	if s.StorageClass != nil {
		c.Class = cmp.Or(c.Class, *s.StorageClass)
	}
	c.Storage = size.Resources.Requests.bytes()
	r.cluster.Claims[nameOf(o)] = c
	return nil
}

func (r *SnapshotReader) readVolume(o *object) error {
	var s volumeSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	var disk struct {
		Capacity storageRequest `json:"capacity"`
		CSI      struct {
			Handle string `json:"volumeHandle"`
		} `json:"csi"`
		EBS struct {
			Volume string `json:"volumeID"`
		} `json:"awsElasticBlockStore"`
	}
	if err := o.spec(&disk); err != nil {
		return err
	}
	v := pending.Volume{Driver: s.CSI.Driver, Handle: disk.CSI.Handle, Labels: o.metadata.Labels, Modes: s.AccessModes}
	if s.EBS != nil { // aws://eu-west-3a/vol-1, in-tree
		v.Driver, v.Handle = pending.EBSDriver, path.Base(disk.EBS.Volume)
	}
	if s.StorageClass != nil {
		v.Class = *s.StorageClass
	}
	if s.ClaimRef.Name != "" {
		v.Claim = pending.Name{Namespace: cmp.Or(s.ClaimRef.Namespace, "default"), Name: s.ClaimRef.Name}
	}
	for _, t := range s.NodeAffinity.Required.Terms {
		v.Affinity = append(v.Affinity, t.snapshot())
	}
	v.Storage = disk.Capacity.bytes()
	r.cluster.Volumes[o.Name] = v
	return nil
}

func (r *SnapshotReader) readStorageClass(o *object) error {
	var s struct {
		Provisioner       string `json:"provisioner"`
		VolumeBindingMode string `json:"volumeBindingMode"`
		AllowedTopologies []struct {
			Expressions []struct {
				Key    string   `json:"key"`
				Values []string `json:"values"`
			} `json:"matchLabelExpressions"`
		} `json:"allowedTopologies"`
	}
	if err := objects.Decode(o.Text, &s); err != nil {
		return err
	}
	c := pending.StorageClass{Provisioner: s.Provisioner, Waits: s.VolumeBindingMode == "WaitForFirstConsumer"}
	for _, t := range s.AllowedTopologies {
		var by planner.Selector
		for _, e := range t.Expressions {
			by = append(by, planner.Requirement{Key: e.Key, Operator: planner.In, Values: e.Values})
		}
		c.Topologies = append(c.Topologies, by)
	}
	r.cluster.StorageClasses[o.Name] = c
	return nil
}

// readCSINode reads how many volumes each driver attaches to the node of the same name.
func (r *SnapshotReader) readCSINode(o *object) error {
	var s struct {
		Drivers []struct {
			Name        string `json:"name"`
			Allocatable struct {
				Count *int64 `json:"count"`
			} `json:"allocatable"`
		} `json:"drivers"`
	}
	if err := o.spec(&s); err != nil {
		return err
	}
	limits := map[string]int64{}
	for _, d := range s.Drivers {
		if d.Allocatable.Count != nil {
			limits[d.Name] = *d.Allocatable.Count
		}
	}
	r.limits[o.Name] = limits
	return nil
}

func (r *SnapshotReader) readAttachment(o *object) error {
	var s struct {
		Attacher string `json:"attacher"`
		NodeName string `json:"nodeName"`
		Source   struct {
			Volume string `json:"persistentVolumeName"`
		} `json:"source"`
	}
	err := o.spec(&s)
	if s.Attacher != "" && s.Source.Volume != "" {
		r.cluster.Attachments = append(r.cluster.Attachments, pending.Attachment{Node: s.NodeName, Driver: s.Attacher, Volume: s.Source.Volume})
	}
	return err
}
