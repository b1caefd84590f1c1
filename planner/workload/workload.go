// Package workload imports what runs today as a planner.Workload: from Kubernetes
// objects, ECS services and task definitions, or tables in CSV. It counts pods and
// their requests as the Kubernetes scheduler does, and notes what it had to assume,
// ignored or skipped.
//
// Each format has a package of its own; formats is the table of them. What an
// importer has to provide is in package importer.
package workload

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/cloudformation"
	"podfit/planner/workload/compose"
	"podfit/planner/workload/copilot"
	"podfit/planner/workload/csv"
	"podfit/planner/workload/ecs"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/kubernetes"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/terraform"
)

// formats is the table of importers. A file belongs to the first format that
// recognizes it; so does an object in JSON or YAML. Their workloads are in this
// order.
var formats = []importer.Format{
	kubernetes.Format,
	ecs.Format,
	cloudformation.Format,
	terraform.Format,
	compose.Format,
	copilot.Format,
	csv.Format,
}

// What package importer defines for all formats, by the names that a caller uses.
type (
	// Choices are what a user decides about an import.
	Choices = importer.Choices
	// CNI is how aws-node is configured.
	CNI = importer.CNI
	// Note is something that anyone who relies on the plan has to know.
	Note = importer.Note
	// NoteKind is the reason for a note.
	NoteKind = importer.NoteKind
	// NodeReader reads Nodes, for the comparison with what podfit predicts.
	NodeReader = kubernetes.NodeReader
)

// The reasons for a note.
const (
	WithoutRequests = importer.WithoutRequests
	Assumed         = importer.Assumed
	Ignored         = importer.Ignored
	Counted         = importer.Counted
	Skipped         = importer.Skipped
)

// CustomResources are the custom resources of Kubernetes that are imported.
func CustomResources() []kubernetes.CustomResource { return kubernetes.CustomResources() }

// ErrNoObject is the error for a file or list without any object.
var ErrNoObject = importer.ErrNoObject

// NewNodeReader returns a reader that has no nodes yet.
func NewNodeReader() *NodeReader { return kubernetes.NewNodeReader() }

// Import is a workload, and what else the input says about its cluster.
type Import struct {
	Workload planner.Workloads
	// DaemonSets do not include aws-node and kube-proxy.
	DaemonSets []planner.DaemonSet
	// CNI is nil if aws-node is not in the input.
	CNI *CNI
	// Region is the one that the objects are in; empty if they do not say, or name
	// several.
	Region string
	// Zones are those of the nodes in the input, sorted.
	Zones []string
	// Policies is how many SecurityGroupPolicies there are.
	Policies int
	Jobs     int
	// Running are the pods of the input itself; those beyond them are what templates
	// want.
	Running Sum
	Skipped int // objects that are not part of the workload
	Notes   []Note
	// Guesses are the notes that belong to no workload, but to DaemonSets or the cluster.
	// A skipped object is no guess.
	Guesses []string
}

// Sum is a number of pods and what they request together.
type Sum struct {
	Pods    int
	Request planner.Resources
}

func (s *Sum) add(n int, of planner.Resources) {
	s.Pods += n
	s.Request.CPU += of.CPU * planner.Millis(n)
	s.Request.Memory += of.Memory * planner.Memory(n)
}

// Total is the minimum number of pods, and what they request.
func (im *Import) Total() (all Sum) {
	for _, k := range im.Workload {
		all.add(k.Replicas, k.Request)
	}
	return all
}

// Secured reports whether some pods have security groups of their own.
func (im *Import) Secured() bool {
	return slices.ContainsFunc(im.Workload, func(k planner.Workload) bool { return k.SecurityGroups }) ||
		slices.ContainsFunc(im.DaemonSets, func(ds planner.DaemonSet) bool { return ds.SecurityGroups })
}

// Unrequested is how many workloads and DaemonSets request nothing.
func (im *Import) Unrequested() (n int) {
	for _, note := range im.Notes {
		if note.Kind == WithoutRequests {
			n += len(note.Objects)
		}
	}
	return n
}

// Reader reads any number of files.
type Reader struct {
	notes   *importer.Notes
	readers []importer.Reader // one for each format
	clues   clues
}

// NewReader returns a reader of all formats.
func NewReader() *Reader {
	r := &Reader{notes: &importer.Notes{}}
	for _, f := range formats {
		r.readers = append(r.readers, f.New(r.notes))
	}
	return r
}

// Choose sets what the user decides; before Import.
func (r *Reader) Choose(c Choices) {
	for _, reader := range r.readers {
		if choosing, is := reader.(importer.ChoosingReader); is {
			choosing.Choose(c)
		}
	}
}

// VPA are the recommendations of VerticalPodAutoscalers that can replace requests.
var VPA = []string{importer.VPATarget, importer.VPAUpper}

// expected is what files may hold, for errors.
func expected() string {
	var inputs []string
	for _, f := range formats {
		inputs = append(inputs, f.Input)
	}
	last := len(inputs) - 1
	return "expected " + strings.Join(inputs[:last], ", ") + " or " + inputs[last]
}

// Read reads another file. An error names the file and the line.
func (r *Reader) Read(name string, in io.Reader) error {
	f, err := objects.Open(name, in)
	if err != nil {
		return err
	}
	for _, reader := range r.readers {
		if files, is := reader.(importer.FileReader); is {
			if recognized, err := files.ReadFile(f); recognized || err != nil {
				return err
			}
		}
	}
	found := 0
	v := objects.Visitor{Expected: expected(), Object: func(o *objects.Object) error {
		recognized, err := r.readObject(o)
		if recognized {
			found++
		}
		return err
	}}
	for _, format := range formats {
		v.Lists = append(v.Lists, format.Lists...)
	}
	err = objects.Read(f, v)
	if err == nil && found == 0 {
		err = fmt.Errorf("%s: %w: %s", name, ErrNoObject, expected())
	}
	return err
}

func (r *Reader) readObject(o *objects.Object) (bool, error) {
	r.noteRegion(o)
	for _, reader := range r.readers {
		if all, is := reader.(importer.ObjectReader); is {
			if recognized, err := all.ReadObject(o); recognized || err != nil {
				return true, err
			}
		}
	}
	if o.Rest {
		return false, nil
	}
	return false, fmt.Errorf("%s: no kind: %s", o.Place, expected())
}
