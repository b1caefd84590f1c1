// Package workload reads what runs today: Kubernetes objects, in YAML or JSON,
// as manifests hold them and as kubectl dumps them; ECS task definitions and
// services, as the AWS CLI prints them; and tables in CSV. It counts the pods
// that they make and their requests as the scheduler does, and tells what it
// did not follow.
package workload

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"

	"podfit/planner"
)

// Import is a workload, and what else the objects say of their cluster.
type Import struct {
	Workload planner.Workloads
	// DaemonSets are those besides aws-node and kube-proxy.
	DaemonSets []planner.DaemonSet
	// CNI is how aws-node is configured; nil where it is not among the objects.
	CNI *CNI
	// Policies is how many SecurityGroupPolicies there are.
	Policies int
	Jobs     int
	Skipped  int // objects that are no part of the workload
	Notes    []Note
}

// Note is something that whoever trusts the plan has to know.
type Note struct {
	Kind    NoteKind
	Text    string
	Objects []string
}

// NoteKind is why there is a note.
type NoteKind uint8

// Why there is a note.
const (
	WithoutRequests NoteKind = iota
	Guessed                  // counted in a way that may be wrong
	NotPlanned               // a condition that plans do not follow
	LeftOut                  // no part of the workload, and why
)

var noteWords = []string{"without-requests", "guessed", "not-planned", "left-out"}

func (k NoteKind) String() string { return noteWords[k] }

// Total is the pods, at their fewest, and what they request.
func (im *Import) Total() (pods int, request planner.Resources) {
	for _, k := range im.Workload {
		pods += k.Replicas
		request.CPU += k.Request.CPU * planner.Millis(k.Replicas)
		request.Memory += k.Request.Memory * planner.Memory(k.Replicas)
	}
	return pods, request
}

// Secured says that there are pods with security groups of their own.
func (im *Import) Secured() bool {
	return slices.ContainsFunc(im.Workload, func(k planner.Workload) bool { return k.SecurityGroups }) ||
		slices.ContainsFunc(im.DaemonSets, func(ds planner.DaemonSet) bool { return ds.SecurityGroups })
}

// Unrequested is how many kinds of pods, DaemonSets among them, request nothing.
func (im *Import) Unrequested() (n int) {
	for _, note := range im.Notes {
		if note.Kind == WithoutRequests {
			n += len(note.Objects)
		}
	}
	return n
}

// place is a line of a file.
type place struct {
	file string
	line int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// Reader reads files and keeps of their objects what a workload needs: a
// record for each kind of pods, however many of them there are.
type Reader struct {
	records     []*record
	at          map[ref]*record
	groups      map[ref]*record // pods by their controller
	autoscalers []autoscaler
	policies    []policy
	accounts    map[ref]map[string]string // labels of ServiceAccounts
	claims      map[ref]claimSpec
	classes     map[string]string // provisioners of StorageClasses
	cni         *CNI
	notes       notes
	seed        maphash.Seed
	named       map[uint64]bool // the hashed names of pods
	objects     int
	skipped     int

	// What is read of ECS.
	revisions map[revision]*definition
	services  map[ref]*service // by account and region, cluster and name
	failures  []ecsFailure
	running   int // tasks

	rows []*record // of CSV files
	row  map[string]place
}

// NewReader has read nothing yet.
func NewReader() *Reader {
	return &Reader{
		at: map[ref]*record{}, groups: map[ref]*record{}, accounts: map[ref]map[string]string{},
		seed: maphash.MakeSeed(), named: map[uint64]bool{},
		claims: map[ref]claimSpec{}, classes: map[string]string{},
		revisions: map[revision]*definition{}, services: map[ref]*service{}, row: map[string]place{},
	}
}

// Read reads one file more. An error names the file and the line.
func (r *Reader) Read(name string, in io.Reader) error {
	before := r.objects
	b, start, err := begin(name, in)
	switch {
	case err != nil:
	case isCSV(start):
		err = r.readCSV(name, b)
	default:
		err = readObjects(name, b, start, visit{r.object, r.failed})
	}
	if err == nil && r.objects == before {
		err = fmt.Errorf("%s: %w: %s", name, ErrNoObject, wanted)
	}
	return err
}

// ErrNoObject is of a file, or a list, without any object.
var ErrNoObject = errors.New("nothing in it")

// visit is told of every object of a file, in JSON, with what its list says of
// all of its items, and of what stands beside a list of ECS's.
type visit struct {
	object func(at place, list head, object []byte) error
	beside func(at place, text []byte) error
}

// begin is a file behind its byte order mark, and how it begins.
func begin(name string, in io.Reader) (b *bufio.Reader, start []byte, err error) {
	b = bufio.NewReaderSize(in, 1<<16)
	if mark, _ := b.Peek(3); string(mark) == "\uFEFF" {
		b.Discard(len(mark))
	}
	start, err = b.Peek(1 << 10)
	if err != nil && err != io.EOF {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, start, nil
}

// readObjects visits the objects of a file in JSON or YAML.
func readObjects(name string, b *bufio.Reader, start []byte, object visit) error {
	if isJSON(start) {
		return readJSON(name, b, object)
	}
	return readYAML(name, b, 1, object)
}

// isJSON tells JSON from YAML's own lists and braces, which have no quotes
// around their first key.
func isJSON(start []byte) bool {
	for _, c := range start {
		switch c {
		case ' ', '\t', '\r', '\n', '[', '{':
			continue
		}
		start = bytes.TrimLeft(start, " \t\r\n")
		return (start[0] == '{' || start[0] == '[') && bytes.IndexByte(start, c) > 0 && (c == '"' || c == '}' || c == ']')
	}
	// Braces alone are JSON that broke off.
	return len(bytes.TrimSpace(start)) > 0
}

// notes groups what is said of several objects.
type notes struct {
	list []Note
	at   map[noteKey]int
}

// noteKey is a note without its objects.
type noteKey struct {
	kind NoteKind
	text string
}

func (n *notes) add(kind NoteKind, text, object string) {
	if n.at == nil {
		n.at = map[noteKey]int{}
	}
	key := noteKey{kind, text}
	i, there := n.at[key]
	if !there {
		i = len(n.list)
		n.at[key] = i
		n.list = append(n.list, Note{Kind: kind, Text: text})
	}
	n.list[i].Objects = append(n.list[i].Objects, object)
}
