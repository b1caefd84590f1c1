package workload

import (
	"fmt"
	"io"
	"slices"

	"podfit/planner"
	"podfit/planner/pending"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/kubernetes"
	"podfit/planner/workload/objects"
)

// SnapshotReader reads a cluster object by object, for the pods that are Pending, and what
// launches its nodes.
type SnapshotReader struct {
	snapshot *kubernetes.SnapshotReader
	groups   *Reader
	read     int
}

// NewSnapshotReader returns a reader that has no objects yet.
func NewSnapshotReader() *SnapshotReader {
	return &SnapshotReader{snapshot: kubernetes.NewSnapshotReader(), groups: NewReader()}
}

const expectedCluster = "expected the output of kubectl get nodes,pods,events,pvc,pv,sc,csinodes,ns -A -o json"

// Read reads another file. An error names the file and the line; it is an error if the
// file has no object.
func (r *SnapshotReader) Read(name string, in io.Reader) error {
	before := r.read
	f, err := objects.Open(name, in)
	if err == nil {
		v := objects.Visitor{Object: r.readObject, Expected: expectedCluster}
		for _, format := range formats {
			v.Lists = append(v.Lists, format.Lists...)
		}
		err = objects.Read(f, v)
	}
	if err == nil && r.read == before {
		err = fmt.Errorf("%s: %w: %s", name, importer.ErrNoObject, expectedCluster)
	}
	return err
}

// launching are the API groups of what launches nodes.
var launching = []string{"karpenter.sh", "karpenter.k8s.aws", "eks.amazonaws.com", "eksctl.io"}

func (r *SnapshotReader) readObject(o *objects.Object) error {
	if slices.Contains(launching, o.Group()) {
		r.read++
		if err := r.groups.readObject(o); err != nil {
			r.groups.Lose(err)
		}
		return nil
	}
	recognized, err := r.snapshot.ReadObject(o)
	if !recognized && err == nil { // of the AWS CLI, or of Terraform
		if r.groups.readObject(o) != nil {
			return &objects.NotObjects{Place: o.Place, Expected: "no kind: " + expectedCluster}
		}
	}
	r.read++
	return err
}

// Cluster is what has been read, in the order of names. Without nodes there is no answer.
func (r *SnapshotReader) Cluster() (*pending.Cluster, error) { return r.snapshot.Cluster() }

// Launchers are what launches nodes, and notes of what could not be read of it.
func (r *SnapshotReader) Launchers() (all []planner.Launcher, lost []Note) {
	for _, l := range r.groups.launchers() {
		all = append(all, l.Launcher)
	}
	return all, slices.DeleteFunc(r.groups.notes.Sorted(), func(n Note) bool { return n.Kind != Unread })
}
