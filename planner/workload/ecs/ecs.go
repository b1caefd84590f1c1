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

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// Format is what aws ecs describe-services and describe-task-definition print.
var Format = importer.Format{
	Input: "ECS services and task definitions (aws ecs describe-…)",
	Lists: []objects.List{{Key: "services", Mapping: errors.New("podfit does not read compose files: convert it to Kubernetes manifests (kompose convert) and import those")}},
	New: func(notes *importer.Notes) importer.Reader {
		return &reader{notes: notes, definitions: map[revision]*definition{}, services: map[importer.Ref]*service{}}
	},
}

// reader has what was read of ECS.
type reader struct {
	notes       *importer.Notes
	definitions map[revision]*definition
	services    map[importer.Ref]*service // by account and region, cluster and name
	failures    []failure
	running     int // tasks
}

// nameLetters are those of families, services and clusters.
const nameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// ReadObject reads a document of the AWS CLI.
func (r *reader) ReadObject(o *objects.Object) (recognized bool, err error) {
	if o.Kind != "" {
		return false, nil
	}
	var e envelope
	if err := objects.Decode(o.Text, &e); err != nil {
		return true, fmt.Errorf("%s: %w", o.Place, err)
	}
	switch {
	case o.Rest: // the services have been read
		r.failures = append(r.failures, e.Failures...)
		return len(e.Failures) > 0, nil
	case e.Containers != nil:
		return true, r.readDefinition(o.Place, o.Text)
	case isObject(e.TaskDefinition):
		return true, r.readDefinition(o.Place, e.TaskDefinition)
	case isObject(e.Service):
		return true, r.readService(o.Place, e.Service)
	case e.ServiceName != "":
		return true, r.readService(o.Place, o.Text)
	case len(e.Tasks)+len(e.Failures) > 0:
		r.running += len(e.Tasks)
		r.failures = append(r.failures, e.Failures...)
		return true, nil
	case len(e.ServiceARNs)+len(e.DefinitionARNs)+len(e.TaskARNs) > 0:
		return true, fmt.Errorf("%s: only a list of names: import the output of aws ecs describe-services and describe-task-definition", o.Place)
	}
	return false, nil
}

func isObject(raw json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{"))
}

// definition is a revision of a task definition.
type definition struct {
	taskDefinition
	place objects.Place
	scope string // arn:aws:ecs:REGION:ACCOUNT; "" if unknown
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

func (r *reader) readDefinition(at objects.Place, text []byte) error {
	d := &definition{place: at}
	err := objects.Decode(text, &d.taskDefinition)
	if err == nil {
		err = d.parse()
	}
	key := revision{d.scope, d.Family, d.Revision}
	if other := r.definitions[key]; err == nil && other != nil {
		err = fmt.Errorf("duplicate of %s", other.place)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", at, d.ref(), err)
	}
	r.definitions[key] = d
	return nil
}

func (d *definition) parse() (err error) {
	switch {
	case d.Family == "":
		return errors.New("missing family")
	case strings.Trim(d.Family, nameLetters) != "":
		return errors.New("family must consist of letters, digits, dashes and underscores")
	case d.Revision < 0:
		return fmt.Errorf("revision \"%d\": must be 1 or more", d.Revision)
	}
	d.scope, _, _ = strings.Cut(d.ARN, ":task-definition/")
	if d.task, err = d.taskDefinition.parse(); err != nil {
		return err
	}
	_, err = d.task.pod.Total()
	return err
}

// service is an ECS service. Its cluster becomes its namespace.
type service struct {
	serviceDefinition
	importer.Ref
	place objects.Place
	scope string // as in definition
	runs  revision
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

func (r *reader) readService(at objects.Place, text []byte) error {
	s := &service{place: at}
	err := objects.Decode(text, &s.serviceDefinition)
	cluster := s.cluster()
	s.Ref = importer.Ref{Kind: "service", Namespace: cluster[strings.LastIndexByte(cluster, '/')+1:], Name: s.serviceDefinition.Name}
	if err == nil {
		err = s.parse()
	}
	key := importer.Ref{Kind: s.scope, Namespace: s.Namespace, Name: s.Ref.Name}
	if other := r.services[key]; err == nil && other != nil {
		err = fmt.Errorf("duplicate of %s", other.place)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", at, s.Ref, err)
	}
	r.services[key] = s
	return nil
}

// cluster is a name or an ARN.
func (s *service) cluster() string { return cmp.Or(s.ClusterARN, s.Cluster) }

func (s *service) parse() (err error) {
	if strings.Trim(s.Ref.Name+s.Namespace, nameLetters) != "" {
		return errors.New("its name and its cluster's must consist of letters, digits, dashes and underscores")
	}
	if s.DesiredCount != nil {
		if err := importer.CheckReplicas("desiredCount", *s.DesiredCount); err != nil {
			return err
		}
	}
	if scope, _, isARN := strings.Cut(s.cluster(), ":cluster/"); isARN {
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
	family, number, numbered := strings.Cut(name, ":")
	if numbered {
		v.number, err = strconv.ParseInt(number, 10, 64)
	}
	if v.family = family; err != nil || numbered && v.number < 1 || family == "" || strings.Trim(family, nameLetters) != "" {
		return v, fmt.Errorf("taskDefinition %q: must be an ARN, a family or family:revision", text)
	}
	return v, nil
}
