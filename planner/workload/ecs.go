package workload

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ecsLetters are those of the names of families, services and clusters.
const ecsLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// definition is a revision of a task definition.
type definition struct {
	taskDefinition
	at    place
	scope string  // arn:aws:ecs:REGION:ACCOUNT; "" where it is not known
	pod   podSpec // that would stand for its task
	used  bool    // by a service
	idle  bool    // its service is not active
}

// ref names the revision, if it has one: it is not registered yet otherwise.
func (d *definition) ref() ref {
	name := d.Family
	if d.Revision > 0 {
		name += ":" + strconv.FormatInt(d.Revision, 10)
	}
	return ref{"task definition", "", name}
}

// service is one of ECS, whose cluster is its namespace.
type service struct {
	ecsService
	ref
	at    place
	scope string // as a definition's
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

// ecs reads what the AWS CLI prints, or is given.
func (r *Reader) ecs(at place, text []byte) error {
	var h ecsHead
	if err := decode(text, &h); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	switch {
	case h.Containers != nil:
		return r.definition(at, text)
	case isObject(h.TaskDefinition):
		return r.definition(at, h.TaskDefinition)
	case isObject(h.Service):
		return r.service(at, h.Service)
	case h.ServiceName != "":
		return r.service(at, text)
	case len(h.Tasks)+len(h.Failures) > 0:
		r.running += len(h.Tasks)
		r.failures = append(r.failures, h.Failures...)
		return nil
	case len(h.ServiceARNs)+len(h.DefinitionARNs)+len(h.TaskARNs) > 0:
		return fmt.Errorf("%s: names alone: want what aws ecs describe-services and describe-task-definition print", at)
	}
	return fmt.Errorf("%s: no kind: %s", at, wanted)
}

// failed reads what stands beside a list of services.
func (r *Reader) failed(at place, text []byte) error {
	var h struct {
		Failures []ecsFailure `json:"failures"`
	}
	if err := decode(text, &h); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	r.objects += len(h.Failures)
	r.failures = append(r.failures, h.Failures...)
	return nil
}

func isObject(raw json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{"))
}

func (r *Reader) definition(at place, text []byte) error {
	d := &definition{at: at}
	err := decode(text, &d.taskDefinition)
	if err == nil {
		err = d.read()
	}
	if err == nil {
		err = r.keep(d)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", at, d.ref(), err)
	}
	return nil
}

func (d *definition) read() (err error) {
	switch {
	case d.Family == "":
		return errors.New("want a family")
	case strings.Trim(d.Family, ecsLetters) != "":
		return errors.New("want letters, digits, dashes and underscores in its family")
	case d.Revision < 0:
		return fmt.Errorf("revision \"%d\": want 1 or more", d.Revision)
	}
	d.scope, _, _ = strings.Cut(d.ARN, ":task-definition/")
	if d.pod, err = d.taskDefinition.pod(); err != nil {
		return err
	}
	return (&record{}).pods(&d.pod, metadata{}) // whose sums have their bounds too
}

func (r *Reader) keep(d *definition) error {
	key := revision{d.scope, d.Family, d.Revision}
	if other := r.revisions[key]; other != nil {
		return fmt.Errorf("given twice, first at %s", other.at)
	}
	r.revisions[key] = d
	return nil
}

func (r *Reader) service(at place, text []byte) error {
	s := &service{at: at}
	err := decode(text, &s.ecsService)
	cluster := cmp.Or(s.ClusterARN, s.Cluster)
	s.ref = ref{"service", cluster[strings.LastIndexByte(cluster, '/')+1:], s.Name}
	if err == nil {
		err = s.read()
	}
	key := ref{s.scope, s.namespace, s.name}
	if other := r.services[key]; err == nil && other != nil {
		err = fmt.Errorf("given twice, first at %s", other.at)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", at, s.ref, err)
	}
	r.services[key] = s
	return nil
}

func (s *service) read() (err error) {
	if strings.Trim(s.name+s.namespace, ecsLetters) != "" {
		return errors.New("want letters, digits, dashes and underscores in its name and its cluster's")
	}
	if n := s.DesiredCount; n != nil && (*n < 0 || *n > mostReplicas) {
		return fmt.Errorf("desiredCount \"%d\": want 0 to %d", *n, mostReplicas)
	}
	s.scope, _, _ = strings.Cut(cmp.Or(s.ClusterARN, s.Cluster), ":cluster/")
	if s.scope == cmp.Or(s.ClusterARN, s.Cluster) { // no ARN
		s.scope = ""
	}
	if s.TaskDefinition != "" {
		s.runs, err = parseRevision(s.TaskDefinition)
		s.runs.scope = cmp.Or(s.runs.scope, s.scope)
	}
	return err
}

// parseRevision reads an ARN, or the part of it that says which definition.
func parseRevision(text string) (d revision, err error) {
	name := text
	if scope, rest, is := strings.Cut(text, ":task-definition/"); is {
		d.scope, name = scope, rest
	}
	family, number, numbered := strings.Cut(name, ":")
	if numbered {
		d.number, err = strconv.ParseInt(number, 10, 64)
	}
	if d.family = family; err != nil || numbered && d.number < 1 || family == "" || strings.Trim(family, ecsLetters) != "" {
		return d, fmt.Errorf("taskDefinition %q: want an ARN, a family or family:revision", text)
	}
	return d, nil
}
