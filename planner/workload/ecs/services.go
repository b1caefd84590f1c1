package ecs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// Workloads are the services by name, then the task definitions that no service
// uses.
func (r *Reader) Workloads() ([]*importer.Workload, error) {
	families := r.families()
	var workloads []*importer.Workload
	r.applyTargets()
	services := slices.SortedFunc(maps.Values(r.services), func(a, b *service) int {
		return cmp.Or(cmp.Compare(a.Path(), b.Path()), cmp.Compare(a.scope, b.scope))
	})
	for _, s := range services {
		w, err := r.ofService(s, families[s.runs.family])
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", s.Place, s.Ref, err)
		}
		if w != nil {
			workloads = append(workloads, w)
		}
	}
	tasks, err := r.ofTasks(families)
	if err != nil {
		return nil, err
	}
	workloads = append(workloads, tasks...)
	for _, name := range slices.Sorted(maps.Keys(families)) {
		family := families[name]
		for i, d := range family {
			w, err := r.ofDefinition(d, family, i)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", d.Place, d.ref(), err)
			}
			if w != nil {
				workloads = append(workloads, w)
			}
		}
	}
	r.noteRest()
	return workloads, nil
}

// families are the definitions by family, the newest first. One without a
// revision is about to be registered, and so the newest; those that are
// deregistered come last, as they count only if a service names them.
func (r *Reader) families() map[string][]*definition {
	families := map[string][]*definition{}
	for _, d := range r.definitions {
		families[d.Family] = append(families[d.Family], d)
	}
	for _, list := range families {
		slices.SortFunc(list, func(a, b *definition) int {
			return cmp.Or(
				falseFirst(a.deregistered(), b.deregistered()),
				-falseFirst(a.Revision == 0, b.Revision == 0),
				-cmp.Compare(a.Revision, b.Revision),
				cmp.Compare(a.scope, b.scope),
			)
		})
	}
	return families
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (d *definition) deregistered() bool { return d.Status != "" && d.Status != "ACTIVE" }

// sameScope: an unknown account and region is the same as any.
func sameScope(a, b string) bool { return a == "" || b == "" || a == b }

// find is the revision in a family, or else the one without a number.
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

// ofService is nil if it is not known what the service runs.
func (r *Reader) ofService(s *service, family []*definition) (*importer.Workload, error) {
	d := s.runs.find(family)
	switch {
	case s.Status != "" && s.Status != "ACTIVE":
		if d != nil {
			d.inactive = true
		}
		r.notes.Skip("not active", s.String())
		return nil, nil
	case s.TaskDefinition == "" && len(s.Doubts) > 0:
		r.notes.Skip("it is not known what it runs: "+strings.Join(s.Doubts, "; "), s.String())
		return nil, nil
	case s.TaskDefinition == "":
		r.notes.Lose("has no task definition of its own; task sets are not read", s.String())
		return nil, nil
	case d == nil:
		r.notes.Lose("its task definition is not in the input: add the output of aws ecs describe-task-definition", fmt.Sprintf("%s (%s)", s, s.runs))
		return nil, nil
	}
	d.used = true
	w, err := d.workload(s.Ref, s.Place, s.launchType(d))
	if err != nil {
		return nil, err
	}
	if d.Revision == 0 && s.runs.number > 0 {
		w.Notes.Add(importer.Assumed, "its revision is not in the input; the definition without a revision is used", s.runs.String())
	}
	s.apply(w)
	if d.NetworkMode == "awsvpc" {
		noteAWSVPC(w, len(s.Network.AWSVPC.SecurityGroups) > 0)
	}
	return w, nil
}

// apply sets what the service adds to its definition.
func (s *service) apply(w *importer.Workload) {
	for _, doubt := range s.Doubts {
		w.Notes.Add(importer.Assumed, doubt, "")
	}
	switch {
	case s.SchedulingStrategy == "DAEMON":
		w.Kind = importer.DaemonSet
		w.Name = dnsName(w.Name)
	case s.target != nil:
		s.target.apply(s.DesiredCount, w)
	case s.DesiredCount != nil:
		w.Replicas = int(*s.DesiredCount)
	default:
		w.Notes.Add(importer.Assumed, "no desiredCount; counted as one task", "")
	}
	for _, c := range s.PlacementConstraints {
		if c.Type == "distinctInstance" {
			w.Pods.OnePerNode = true
		}
	}
	noteExpressions(s.PlacementConstraints, &w.Notes)
	for _, p := range s.PlacementStrategy {
		if p.Type == "spread" {
			w.Notes.Add(importer.Ignored, "placement strategies are preferences and are ignored", "spread over "+p.Field)
		}
	}
	attached := 0
	for _, v := range s.Volumes {
		if v.EBS != nil {
			attached++
		}
	}
	w.Pods.Volumes = max(w.Pods.Volumes, attached)
}

// dnsName is a service's name as Kubernetes allows it.
func dnsName(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), "_", "-")
}

// launchType is where the tasks run today: EC2, FARGATE, EXTERNAL, or "" if
// unknown.
func (s *service) launchType(d *definition) string {
	for _, p := range s.CapacityProviders {
		if strings.HasPrefix(p.Name, "FARGATE") {
			return "FARGATE"
		}
	}
	if s.LaunchType != "" || len(s.CapacityProviders) > 0 {
		return s.LaunchType
	}
	return d.launchType()
}

// launchType is that of tasks without a service.
func (d *definition) launchType() string {
	if len(d.Compatibilities) == 1 {
		return d.Compatibilities[0]
	}
	return ""
}

// ofDefinition is a definition as one task; nil if a service uses it or another
// revision.
func (r *Reader) ofDefinition(d *definition, family []*definition, i int) (*importer.Workload, error) {
	if d.used {
		return nil, nil
	}
	for j, other := range family {
		if (j < i || other.used) && sameScope(other.scope, d.scope) {
			r.notes.Skip("another revision is newer or used by a service", d.ref().String())
			return nil, nil
		}
	}
	switch {
	case d.inactive:
		r.notes.Skip("its service is not active", d.ref().String())
		return nil, nil
	case d.deregistered():
		r.notes.Skip("deregistered", d.ref().String())
		return nil, nil
	}
	w, err := d.workload(importer.Ref{Kind: "task definition", Name: d.Family}, d.Place, d.launchType())
	if err != nil {
		return nil, err
	}
	w.Notes.Add(importer.Assumed, "no service in the input uses it; counted as one task", "")
	if d.NetworkMode == "awsvpc" {
		noteAWSVPC(w, false)
	}
	return w, nil
}

// workload is one task of the definition.
func (d *definition) workload(of importer.Ref, at objects.Place, launchType string) (*importer.Workload, error) {
	w := &importer.Workload{Ref: of, Place: at, Replicas: 1, Windows: d.task.windows}
	if err := w.SetRequests(&d.task.pod); err != nil {
		return nil, err
	}
	w.Pods.HostNetwork = d.task.hostNetwork && launchType != "FARGATE" // which has no host network
	w.Pods.OnePerNode = d.task.hostPort
	if d.task.arch != "" {
		w.Pods.Nodes.Arch = []string{d.task.arch}
	}
	for _, doubt := range d.Doubts {
		w.Notes.Add(importer.Assumed, doubt, "")
	}
	d.note(&w.Notes)
	switch launchType {
	case "FARGATE":
		w.Notes.Add(importer.Assumed, "runs on Fargate today; planned on nodes", "")
	case "EXTERNAL":
		w.Notes.Add(importer.Assumed, "runs outside AWS today (ECS Anywhere); planned on nodes", "")
	}
	for _, v := range d.Volumes {
		if v.ConfiguredAtLaunch {
			w.Pods.Volumes++
		}
	}
	return w, nil
}

// noteAWSVPC adds what network mode awsvpc, an ENI for each task, is on EKS.
func noteAWSVPC(w *importer.Workload, securityGroups bool) {
	if !securityGroups {
		w.Notes.Add(importer.Assumed, "awsvpc gives each task its own ENI today; its security groups are not in the input, so no branch ENI is counted", "")
		return
	}
	w.Request[request.BranchENI] = 1
	w.Notes.Add(importer.Assumed, "awsvpc gives each task its own ENI today; with its security groups each pod needs a branch ENI", "")
}

// noteRest notes what is neither a service nor a task definition.
func (r *Reader) noteRest() {
	slices.SortFunc(r.failures, func(a, b failure) int {
		return cmp.Or(cmp.Compare(a.ARN, b.ARN), cmp.Compare(a.Reason, b.Reason))
	})
	for _, f := range r.failures {
		r.notes.Lose("ECS could not describe it: "+f.Reason, f.ARN)
	}
	for _, t := range r.targets {
		if !t.used {
			r.notes.Add(importer.Ignored, "scales a service that is not in the input", t.resource)
		}
	}
}
