// Package workload imports what runs today as a planner.Workload: from Kubernetes
// objects, ECS services and task definitions, or tables in CSV. It counts pods and
// their requests as the Kubernetes scheduler does, and notes what it had to assume,
// ignored or skipped.
//
// Each format has a package of its own; formats is the table of them. What an
// importer has to provide is in package importer.
package workload

import (
	"cmp"
	"errors"
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
	"podfit/planner/workload/nodegroups"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/terraform"
)

// formats is the table of importers. A file belongs to the first format that
// recognizes it; so does an object in JSON or YAML. Their workloads are in this
// order. Of a node group, a later format knows more of what there is.
var formats = []importer.Format{
	kubernetes.Format,
	ecs.Format,
	cloudformation.Format,
	nodegroups.ClusterConfig,
	terraform.Format,
	compose.Format,
	copilot.Format,
	nodegroups.Format,
	csv.Format,
}

// What package importer defines for all formats, by the names that a caller uses.
type (
	// NotObjects is the error for a file that holds no objects.
	NotObjects = objects.NotObjects
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
	Unread          = importer.Unread
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
	// Today is the cluster's nodes with their pods, and what launches nodes. Without nodes in
	// the input, its groups are those of the launchers, as far as these say how many they have.
	Today planner.Today
	// Policies is how many SecurityGroupPolicies there are.
	Policies int
	Jobs     int
	// Running are the pods of the input itself; those beyond them are what templates
	// want.
	Running Sum
	// Pods are the names of workloads by namespace/name of their pods in the input.
	Pods    map[string]string
	Skipped int // objects that are not part of the workload
	Unread  int // objects, documents and ends of files that could not be read
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
	chosen  Choices
	objects int // that were read
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
	r.chosen = c
	for _, reader := range r.readers {
		if choosing, is := reader.(importer.ChoosingReader); is {
			choosing.Choose(c)
		}
	}
}

// VPA are the recommendations of VerticalPodAutoscalers that can replace requests.
var VPA = []string{importer.VPATarget, importer.VPAUpper}

// Expected is what files may hold, for errors.
func Expected() string {
	var inputs []string
	for _, f := range formats {
		inputs = append(inputs, f.Input)
	}
	last := len(inputs) - 1
	return "expected " + strings.Join(inputs[:last], ", ") + " or " + inputs[last]
}

// Read reads a file that the user has named. An object that cannot be read is lost,
// with a note; it is an error if the file holds no objects at all, of which it names
// the file and the line.
func (r *Reader) Read(name string, in io.Reader) error {
	none, err := r.read(name, in)
	return cmp.Or(err, none)
}

// ReadFound reads a file of a folder or an archive. One without objects is skipped.
func (r *Reader) ReadFound(name string, in io.Reader) error {
	none, err := r.read(name, in)
	if none != nil {
		r.notes.Skip("no objects in it", name)
	}
	return err
}

// Objects is how many objects were read, of any kind.
func (r *Reader) Objects() int { return r.objects }

// Lose notes what could not be read. It names the place first.
func (r *Reader) Lose(err error) { r.notes.LoseError(err) }

// read reads a file. none says that it is not one of objects.
func (r *Reader) read(name string, in io.Reader) (none, err error) {
	f, err := objects.Open(name, in)
	if err != nil {
		r.Lose(err)
		return nil, nil
	}
	for _, reader := range r.readers {
		if files, is := reader.(importer.FileReader); is {
			if recognized, err := files.ReadFile(f); recognized || err != nil {
				r.objects++
				return nil, err
			}
		}
	}
	before, lost := r.objects, len(r.notes.Lost())
	var others []error
	v := objects.Visitor{
		Expected: Expected(),
		Object:   r.readObject,
		Lost: func(err error) {
			if other := (*objects.NotObjects)(nil); errors.As(err, &other) {
				others = append(others, err)
				return
			}
			r.Lose(err)
		},
		Duplicate: func(at objects.Place, key string) {
			r.notes.Add(importer.Counted, "a key that a mapping has twice: the last one counts, as for kubectl", fmt.Sprintf("%s: %s", at, key))
		},
	}
	for _, format := range formats {
		v.Lists = append(v.Lists, format.Lists...)
	}
	if err := objects.Read(f, v); err != nil {
		return nil, err
	}
	switch {
	case r.objects > before || len(r.notes.Lost()) > lost:
		for _, err := range others {
			r.Lose(err)
		}
		return nil, nil
	case others != nil:
		return others[0], nil
	}
	return fmt.Errorf("%s: %w: %s", name, ErrNoObject, Expected()), nil
}

func (r *Reader) readObject(o *objects.Object) error {
	if o.Group() == "kustomize.config.k8s.io" {
		return fmt.Errorf("%s: a kustomization, which is not rendered yet: kubectl kustomize DIR | podfit import -", o.Place)
	}
	r.noteRegion(o)
	for _, reader := range r.readers {
		if all, is := reader.(importer.ObjectReader); is {
			recognized, err := all.ReadObject(o)
			if recognized && err == nil {
				r.objects++
			}
			if recognized || err != nil {
				return err
			}
		}
	}
	if o.Rest {
		return nil
	}
	return &objects.NotObjects{Place: o.Place, Expected: "no kind: " + Expected()}
}

// maxReasons is how many errors an error names.
const maxReasons = 5

// nothing is the error for an input of which nothing could be imported.
func (r *Reader) nothing() error {
	var reasons []string
	lost := r.notes.Lost()
	for _, err := range lost[:min(maxReasons, len(lost))] {
		reasons = append(reasons, err.Error())
	}
	if more := len(lost) - len(reasons); more > 0 {
		reasons = append(reasons, fmt.Sprintf("and %d more", more))
	}
	return errors.New(strings.Join(reasons, "; "))
}
