// Package ecs imports ECS services and task definitions, as the AWS CLI prints
// them: how a team on ECS sizes the nodes of an EKS cluster for the same tasks.
//
// A service is a workload of the size that its task definition reserves. A task
// definition that no service uses counts as one task.
package ecs

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// Format is what aws ecs describe-services, describe-task-definition and
// describe-tasks print.
var Format = importer.Format{
	Input: "ECS services and task definitions (aws ecs describe-…)",
	Lists: []objects.List{{Key: "services", OrMapping: true}}, // a mapping in a Compose file
	New:   func(notes *importer.Notes) importer.Reader { return NewReader(notes) },
}

// Reader has what was read of ECS. Other tools' readers put what their files
// describe into one of their own.
type Reader struct {
	notes       *importer.Notes
	definitions map[revision]*definition
	services    map[importer.Ref]*service // by account and region, cluster and name
	targets     []target
	failures    []failure
	tasks       []*runningTask
}

// NewReader returns a reader that has read nothing.
func NewReader(notes *importer.Notes) *Reader {
	return &Reader{notes: notes, definitions: map[revision]*definition{}, services: map[importer.Ref]*service{}}
}

// Origin is where a definition or a service is from, and what its text lacks.
type Origin struct {
	objects.Place
	// Scope tells the definitions of one file from those of others: a service is
	// of a definition in its own scope. The AWS CLI's follow from ARNs.
	Scope string
	// Name stands in for a family or a service name that the text lacks.
	Name string
	// Doubts are values that are known only once the tool has run.
	Doubts []string
}

// nameLetters are those of families, services and clusters.
const nameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// ReadObject reads a document of the AWS CLI.
func (r *Reader) ReadObject(o *objects.Object) (recognized bool, err error) {
	if o.Kind != "" {
		return false, nil
	}
	var e envelope
	if objects.Decode(o.Text, &e) != nil {
		return false, nil // a list or a text
	}
	origin := Origin{Place: o.Place}
	switch {
	case o.Rest: // the services have been read
		return r.readFailures(origin, e.Failures)
	case e.Containers != nil:
		return true, r.AddDefinition(origin, o.Text)
	case isObject(e.TaskDefinition):
		return true, r.AddDefinition(origin, e.TaskDefinition)
	case isObject(e.Service):
		return true, r.AddService(origin, e.Service)
	case e.ServiceName != nil:
		return true, r.AddService(origin, o.Text)
	case isList(e.ScalableTargets):
		return true, r.readTargets(origin, e.ScalableTargets)
	case isList(e.Tasks):
		if _, err := r.readFailures(origin, e.Failures); err != nil {
			return true, err
		}
		return true, r.readTasks(origin, e.Tasks)
	case isList(e.Failures):
		return r.readFailures(origin, e.Failures)
	case isList(e.ServiceARNs) || isList(e.DefinitionARNs) || isList(e.TaskARNs):
		return true, fmt.Errorf("%s: only a list of names: import the output of aws ecs describe-services and describe-task-definition", o.Place)
	}
	return false, nil
}

func (r *Reader) readFailures(o Origin, text json.RawMessage) (some bool, err error) {
	var failures []failure
	if err := objects.DecodePart("failures", text, &failures); err != nil {
		return true, fmt.Errorf("%s: %w", o.Place, err)
	}
	r.failures = append(r.failures, failures...)
	return len(failures) > 0, nil
}

func isList(raw json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("["))
}

func isObject(raw json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{"))
}

// definition is a revision of a task definition.
type definition struct {
	taskDefinition
	Origin
	scope string // arn:aws:ecs:REGION:ACCOUNT, or that of the origin; "" if unknown
	task  task
	// used by a service; inactive if that service is not active.
	used, inactive bool
}

// ref names the revision; a definition that is not registered yet has none.
func (d *definition) ref() importer.Ref {
	name := d.Family
	if d.Revision > 0 {
		name += ":" + strconv.FormatInt(d.Revision, 10)
	}
	return importer.Ref{Kind: "task definition", Name: name}
}

// AddDefinition reads a task definition.
func (r *Reader) AddDefinition(from Origin, text []byte) error {
	d := &definition{Origin: from}
	err := objects.Decode(text, &d.taskDefinition)
	if err == nil {
		err = d.parse()
	}
	key := revision{d.scope, d.Family, d.Revision}
	if other := r.definitions[key]; err == nil && other != nil {
		err = fmt.Errorf("duplicate of %s", other.Place)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", from.Place, d.ref(), err)
	}
	r.definitions[key] = d
	return nil
}

func (d *definition) parse() (err error) {
	if d.Family == "" {
		d.Family = d.Origin.Name
	}
	if d.Family == "" && len(d.Containers) > 0 {
		d.Family = cmp.Or(d.Containers[0].Name, "task")
		d.Doubts = append(d.Doubts, "no family: named after its first container")
	}
	switch {
	case !isText(d.Family):
		return errors.New("family must be printable")
	case strings.Trim(d.Family, nameLetters) != "":
		d.Doubts = append(d.Doubts, "its name is a placeholder, because ECS takes only letters, digits, dashes and underscores")
	case d.Revision < 0:
		return fmt.Errorf("revision \"%d\": must be 1 or more", d.Revision)
	}
	d.scope = d.Origin.Scope
	if scope, _, isARN := strings.Cut(d.ARN, ":task-definition/"); isARN && d.scope == "" {
		d.scope = scope
	}
	if d.task, err = d.taskDefinition.parse(); err != nil {
		return err
	}
	_, err = d.task.pod.Total()
	return err
}

// isText reports whether a name can be shown and stored.
func isText(name string) bool {
	unprintable := func(c rune) bool { return !unicode.IsPrint(c) }
	return utf8.ValidString(name) && !strings.ContainsFunc(name, unprintable)
}

// service is an ECS service. Its cluster becomes its namespace.
type service struct {
	serviceDefinition
	importer.Ref
	Origin
	scope  string // as in definition
	runs   revision
	target *target // nil without an autoscaler
}

// revision names a task definition.
type revision struct {
	scope, family string
	number        int64 // 0 is the newest
}

func (v revision) String() string {
	if v.number == 0 {
		return v.family
	}
	return v.family + ":" + strconv.FormatInt(v.number, 10)
}

// AddService reads a service.
func (r *Reader) AddService(from Origin, text []byte) error {
	s := &service{Origin: from}
	err := objects.Decode(text, &s.serviceDefinition)
	s.Ref = importer.Ref{Kind: "service", Namespace: lastPart(s.cluster()), Name: cmp.Or(s.serviceDefinition.Name, from.Name)}
	if err == nil {
		err = s.parse()
	}
	key := importer.Ref{Kind: s.scope, Namespace: s.Namespace, Name: s.Ref.Name}
	if r.services[key] != nil && from.Name != "" { // in clusters that are not known yet
		s.Ref.Name, key.Name = from.Name, from.Name
	}
	if other := r.services[key]; err == nil && other != nil {
		err = fmt.Errorf("duplicate of %s", other.Place)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", from.Place, s.Ref, err)
	}
	r.services[key] = s
	return nil
}

// cluster is a name or an ARN.
func (s *service) cluster() string { return cmp.Or(s.ClusterARN, s.Cluster) }

// lastPart is the name in an ARN; a name is its own.
func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

func (s *service) parse() (err error) {
	name := s.Ref.Name + s.Namespace
	switch {
	case s.Ref.Name == "":
		s.Ref.Name = "service"
		s.Doubts = append(s.Doubts, "has no name")
	case !isText(name):
		return errors.New("its name and its cluster's must be printable")
	case strings.Trim(name, nameLetters) != "":
		s.Doubts = append(s.Doubts, "its name is a placeholder, because ECS takes only letters, digits, dashes and underscores")
	}
	if s.DesiredCount != nil {
		if err := importer.CheckReplicas("desiredCount", *s.DesiredCount); err != nil {
			return err
		}
	}
	s.scope = s.Origin.Scope
	if scope, _, isARN := strings.Cut(s.cluster(), ":cluster/"); isARN && s.scope == "" {
		s.scope = scope
	}
	if s.TaskDefinition != "" {
		s.runs, err = parseRevision(s.TaskDefinition)
		s.runs.scope = cmp.Or(s.runs.scope, s.scope)
	}
	return err
}

// parseRevision reads an ARN, a family, or a family and a revision.
func parseRevision(text string) (v revision, err error) {
	name := text
	if scope, rest, isARN := strings.Cut(text, ":task-definition/"); isARN {
		v.scope, name = scope, rest
	}
	if v.family = name; strings.ContainsAny(name, "<>{}$ ") {
		return v, nil // a placeholder, of which no definition has the name
	}
	family, number, numbered := strings.Cut(name, ":")
	if numbered {
		v.number, err = strconv.ParseInt(number, 10, 64)
	}
	if v.family = family; err != nil || numbered && v.number < 1 || family == "" || strings.Trim(family, nameLetters) != "" {
		return v, fmt.Errorf("taskDefinition %q: must be an ARN, a family or family:revision", text)
	}
	return v, nil
}
