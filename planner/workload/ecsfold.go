package workload

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tasks are the records of what ECS runs: of its services, and of the
// definitions that no service has. They stand in the order of their names.
func (r *Reader) tasks() ([]*record, error) {
	families := r.families()
	var records []*record
	services := slices.SortedFunc(maps.Values(r.services), func(a, b *service) int {
		return cmp.Or(cmp.Compare(a.path(), b.path()), cmp.Compare(a.scope, b.scope))
	})
	for _, s := range services {
		rec, err := r.ofService(s, families[s.runs.family])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", s.at, s.ref, err)
		}
		if rec != nil {
			records = append(records, rec)
		}
	}
	for _, family := range slices.Sorted(maps.Keys(families)) {
		for i, d := range families[family] {
			rec, err := r.alone(d, families[family], i)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", d.at, d.ref(), err)
			}
			if rec != nil {
				records = append(records, rec)
			}
		}
	}
	r.aboutECS()
	return records, nil
}

// families are the definitions by family, the newest first: that without a
// revision is still to be registered, and those that are deregistered count
// only where a service names them.
func (r *Reader) families() map[string][]*definition {
	families := map[string][]*definition{}
	for _, d := range r.revisions {
		families[d.Family] = append(families[d.Family], d)
	}
	for _, list := range families {
		slices.SortFunc(list, func(a, b *definition) int {
			return cmp.Or(
				cmp.Compare(number(a.deregistered()), number(b.deregistered())),
				-cmp.Compare(number(a.Revision == 0), number(b.Revision == 0)),
				-cmp.Compare(a.Revision, b.Revision),
				cmp.Compare(a.scope, b.scope),
			)
		})
	}
	return families
}

func number(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (d *definition) deregistered() bool { return d.Status != "" && d.Status != "ACTIVE" }

// sameScope holds for an account and region that is not known, too.
func sameScope(a, b string) bool { return a == "" || b == "" || a == b }

// find is the definition of a family that is asked for, or one without a
// revision in its place.
func (v revision) find(family []*definition) *definition {
	var unregistered *definition
	for _, d := range family {
		switch {
		case !sameScope(d.scope, v.scope):
		case v.number == 0 || d.Revision == v.number:
			return d
		case d.Revision == 0:
			unregistered = d
		}
	}
	return unregistered
}

// ofService is nil where the service runs no tasks that are known.
func (r *Reader) ofService(s *service, family []*definition) (*record, error) {
	d := s.runs.find(family)
	switch {
	case s.Status != "" && s.Status != "ACTIVE":
		if d != nil {
			d.idle = true
		}
		r.leaveOut("not active", s.String())
		return nil, nil
	case s.TaskDefinition == "":
		r.leaveOut("no task definition of its own: task sets are not read", s.String())
		return nil, nil
	case d == nil:
		r.leaveOut("its task definition is not in the input: add what aws ecs describe-task-definition prints of it", fmt.Sprintf("%s (%s)", s, s.runs))
		return nil, nil
	}
	d.used = true
	rec, err := d.record(s.ref, s.at, s.launch(d))
	if err != nil {
		return nil, err
	}
	if d.Revision == 0 && s.runs.number > 0 {
		rec.notes.add(Guessed, "its revision is not in the input, and the definition without a revision stands in", s.runs.String())
	}
	s.place(rec)
	if d.NetworkMode == "awsvpc" {
		rec.awsvpc(len(s.Network.AWSVPC.SecurityGroups) > 0)
	}
	return rec, nil
}

// place lays what the service says over a record of its definition.
func (s *service) place(rec *record) {
	switch {
	case s.SchedulingStrategy == "DAEMON":
		rec.kind = "DaemonSet"
		rec.name = daemonSetName(rec.name)
	case s.DesiredCount != nil:
		rec.replicas = int(*s.DesiredCount)
	default:
		rec.notes.add(Guessed, "no desiredCount: counted as one task", "")
	}
	for _, c := range s.PlacementConstraints {
		if c.Type == "distinctInstance" {
			rec.podKind.OnePerNode = true
		}
	}
	expressions(s.PlacementConstraints, &rec.notes)
	for _, p := range s.PlacementStrategy {
		if p.Type == "spread" {
			rec.notes.add(NotPlanned, "a placement strategy is a preference, and does not bind a plan", "spread over "+p.Field)
		}
	}
	attached := 0
	for _, v := range s.Volumes {
		if v.EBS != nil {
			attached++
		}
	}
	rec.volumes = max(rec.volumes, attached)
}

// daemonSetName is a service's as Kubernetes allows it.
func daemonSetName(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), "_", "-")
}

// launch is where the tasks run today.
func (s *service) launch(d *definition) string {
	for _, p := range s.CapacityProviders {
		if strings.HasPrefix(p.Name, "FARGATE") {
			return "FARGATE"
		}
	}
	if s.LaunchType != "" || len(s.CapacityProviders) > 0 {
		return s.LaunchType
	}
	return d.launch()
}

// launch is where tasks run for which no service says it.
func (d *definition) launch() string {
	if len(d.Compatibilities) == 1 {
		return d.Compatibilities[0]
	}
	return ""
}

// alone is the record of a definition that no service has; nil where another
// of its revisions counts.
func (r *Reader) alone(d *definition, family []*definition, i int) (*record, error) {
	if d.used {
		return nil, nil
	}
	for j, other := range family {
		if (j < i || other.used) && sameScope(other.scope, d.scope) {
			r.leaveOut("another revision of it is newer or has a service", d.ref().String())
			return nil, nil
		}
	}
	switch {
	case d.idle:
		r.leaveOut("its service is not active", d.ref().String())
		return nil, nil
	case d.deregistered():
		r.leaveOut("deregistered", d.ref().String())
		return nil, nil
	}
	rec, err := d.record(ref{"task definition", "", d.Family}, d.at, d.launch())
	if err != nil {
		return nil, err
	}
	rec.notes.add(Guessed, "no service of it is in the input: counted as one task", "")
	if d.NetworkMode == "awsvpc" {
		rec.awsvpc(false)
	}
	return rec, nil
}

// record is a kind of pods made of the definition.
func (d *definition) record(of ref, at place, launch string) (*record, error) {
	rec := &record{ref: of, at: at, replicas: 1}
	spec := d.pod
	if launch == "FARGATE" { // which has no host network
		spec.HostNetwork = false
	}
	if err := rec.pods(&spec, metadata{}); err != nil {
		return nil, err
	}
	d.remark(&spec, &rec.notes)
	switch launch {
	case "FARGATE":
		rec.notes.add(Guessed, "runs on Fargate today, and is planned for nodes", "")
	case "EXTERNAL":
		rec.notes.add(Guessed, "runs outside AWS today (ECS Anywhere), and is planned for nodes", "")
	}
	for _, v := range d.Volumes {
		if v.ConfiguredAtLaunch {
			rec.volumes++
		}
	}
	return rec, nil
}

// awsvpc is what the network mode of that name gives each task.
func (rec *record) awsvpc(secured bool) {
	if !secured {
		rec.notes.add(Guessed, "awsvpc gives each task an ENI today: its security groups are not in the input, and it is counted without", "")
		return
	}
	rec.request[branchENI] = 1
	rec.notes.add(Guessed, "awsvpc gives each task an ENI of its own today: with its security groups a pod takes a branch ENI", "")
}

// aboutECS tells what was left out and is no service.
func (r *Reader) aboutECS() {
	slices.SortFunc(r.failures, func(a, b ecsFailure) int { return cmp.Or(cmp.Compare(a.ARN, b.ARN), cmp.Compare(a.Reason, b.Reason)) })
	for _, f := range r.failures {
		r.leaveOut("ECS did not describe it: "+f.Reason, f.ARN)
	}
	for range r.running {
		r.leaveOut("running tasks are not read: services and task definitions say what should run", "task")
	}
}
