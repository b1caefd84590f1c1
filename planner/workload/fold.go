package workload

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
)

// Import folds what was read into a workload.
func (r *Reader) Import() (Import, error) {
	im := Import{CNI: r.cni, Policies: len(r.policies)}
	roots, err := r.roots()
	if err != nil {
		return im, err
	}
	r.scale(roots)
	tasks, err := r.tasks()
	if err != nil {
		return im, err
	}
	roots = slices.Concat(roots, tasks, r.sortedRows())
	names := namesOf(roots)
	for i, rec := range roots {
		name := names[i]
		if err := r.add(&im, rec, name); err != nil {
			return im, fmt.Errorf("%s: %s: %w", rec.at, rec, err)
		}
	}
	if err := bounded(im.Workload); err != nil {
		return im, err
	}
	r.aboutCNI(&im)
	im.Skipped = r.skipped
	slices.SortStableFunc(r.notes.list, func(a, b Note) int { return int(a.Kind) - int(b.Kind) })
	im.Notes = r.notes.list
	return im, nil
}

// namesOf are unique: a Deployment and a StatefulSet may share theirs, and
// objects that the API server is to name have none of their own.
func namesOf(roots []*record) []string {
	shared, used := map[string]int{}, map[string]bool{}
	for _, rec := range roots {
		if rec.kind != "DaemonSet" {
			shared[rec.path()]++
		}
	}
	names := make([]string, len(roots))
	for i, rec := range roots {
		name := rec.path()
		if shared[name] > 1 {
			name += "." + kindWord(rec.kind)
		}
		for n := 2; used[name] && rec.kind != "DaemonSet"; n++ {
			name = fmt.Sprintf("%s.%s-%d", rec.path(), kindWord(rec.kind), n)
		}
		used[name] = used[name] || rec.kind != "DaemonSet"
		names[i] = name
	}
	return names
}

func kindWord(kind string) string { return strings.ReplaceAll(strings.ToLower(kind), " ", "-") }

// bounded keeps sums over all pods within 63 bits, as a scenario does.
func bounded(w planner.Workloads) error {
	sum := 0.0
	for _, k := range w {
		sum += float64(k.Request.Memory) * float64(max(k.Replicas, k.MaxReplicas))
	}
	if sum > 1<<62 {
		return errors.New("all pods together request more than 4 EiB of memory")
	}
	return nil
}

// roots are the records that no other one counts. Pods tell the largest
// request of theirs to what counts them.
func (r *Reader) roots() ([]*record, error) {
	var roots []*record
	revisions := map[ref]*record{}
	for _, rec := range r.records {
		root := r.root(rec)
		if root != rec {
			root.fold(rec)
			continue
		}
		if rec.kind == "Pod" && rec.owner != (ref{}) {
			rec.ref = rec.owner // pods whose controller is not among the objects
			if rec.revision != (ref{}) {
				rec.ref = rec.revision
			}
			if first := revisions[rec.ref]; first != nil {
				first.replicas += rec.replicas
				first.fold(rec)
				continue
			}
			revisions[rec.ref] = rec
			if err := checkName(rec.ref); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", rec.at, rec, err)
			}
		}
		roots = append(roots, rec)
	}
	return roots, nil
}

// mostOwners from a pod up: Pod, ReplicaSet, Deployment.
const mostOwners = 5

// root is what counts a record's pods: the record itself, or its owner among
// the objects. kubectl get deploy,pods leaves the ReplicaSets out, and
// cronjob,pods the Jobs, whose names begin with their owner's.
func (r *Reader) root(rec *record) *record {
	first := rec
	for range mostOwners {
		owner := r.at[rec.owner]
		if owner == nil && rec.owner.kind == "ReplicaSet" {
			owner = r.at[rec.revision]
		}
		if owner == nil && rec.owner.kind == "Job" {
			if i := strings.LastIndexByte(rec.owner.name, '-'); i > 0 && strings.Trim(rec.owner.name[i+1:], "0123456789") == "" {
				owner = r.at[ref{"CronJob", rec.namespace, rec.owner.name[:i]}]
			}
		}
		if owner == nil {
			return rec
		}
		rec = owner
	}
	return first // owners in a circle, which own nothing
}

func (rec *record) fold(other *record) {
	if other.seen == nil {
		return
	}
	if rec.seen == nil {
		rec.seen = amounts{}
		rec.fargate = other.fargate
	}
	rec.seen.atLeast(other.seen)
	rec.fargate = rec.fargate && other.fargate
}

// scale lays the autoscalers over the replicas.
func (r *Reader) scale(roots []*record) {
	at := map[ref]*record{}
	for _, rec := range roots {
		at[rec.ref] = rec
	}
	for _, a := range r.autoscalers {
		switch rec := at[a.target]; {
		case rec == nil:
			r.notes.add(LeftOut, fmt.Sprintf("scales %s, which is not among the objects", a.target), a.String())
			r.skipped++
		case rec.replicas == 0: // an autoscaler leaves it there
			rec.notes.add(Guessed, "scaled to 0, where its autoscaler is off", "")
		default:
			rec.replicas, rec.maxReplicas = max(a.min, min(rec.replicas, a.max)), a.max
		}
	}
}

// add counts a record.
func (r *Reader) add(im *Import, rec *record, name string) error {
	if rec.windows || rec.fargate {
		on := "Windows nodes"
		if rec.fargate {
			on = "Fargate, where it takes no node"
		}
		r.leaveOut("runs on "+on, rec.String())
		return nil
	}
	request, err := rec.counted()
	if err != nil {
		return err
	}
	k := &rec.podKind
	k.Name, k.Replicas, k.MaxReplicas = name, rec.replicas, rec.maxReplicas
	k.Request = planner.Resources{CPU: planner.Millis(request[cpu]), Memory: planner.Memory(request[memory])}
	k.Extended = extended(request)
	k.Volumes = r.volumes(rec)
	k.SecurityGroups = request[branchENI] > 0 && !k.HostNetwork || r.secured(rec)
	rec.remark(request)
	if rec.kind == "DaemonSet" {
		r.addDaemonSet(im, rec)
		return nil
	}
	if rec.kind == "Job" || rec.kind == "CronJob" {
		if rec.replicas == 0 { // which reading it told
			return nil
		}
		im.Jobs++
		rec.notes.add(Guessed, "a job is counted as if it always ran; hoursPerMonth says how long it does", "")
	}
	if rec.replicas == 0 && rec.maxReplicas == 0 && (rec.owner.kind == "Deployment") {
		r.leaveOut("an old revision", rec.String())
		return nil
	}
	im.Workload = append(im.Workload, *k)
	r.tell(rec, name)
	return nil
}

// counted is the template's request, or the pods' own where admission made it
// larger: a sidecar, defaults of a LimitRange.
func (rec *record) counted() (amounts, error) {
	total := maps.Clone(rec.request)
	total.atLeast(rec.seen)
	if !maps.Equal(total, rec.request) && (total[cpu] != rec.request[cpu] || total[memory] != rec.request[memory]) {
		rec.notes.add(Guessed, "its running pods request more than its template, and count", "")
		rec.podKind.NoRequests = false
	}
	if m := total[memory]; m > 0 && m < smallestMemory {
		rec.notes.add(Guessed, fmt.Sprintf("a memory request of %d bytes, which lacks its unit: counted as 1Mi", m), "")
		total[memory] = smallestMemory
	}
	return total, inBounds(total)
}

// remark notes what a request has that a plan does not follow.
func (rec *record) remark(request amounts) {
	if request[ephemeralStorage] > 0 {
		rec.notes.add(NotPlanned, "ephemeral storage is not planned for", "")
	}
	for _, gap := range rec.gaps {
		rec.notes.add(Guessed, "missing requests are counted as 0", gap)
	}
	if rec.podKind.NoRequests {
		rec.notes.add(WithoutRequests, "no requests, so that any plan for them is a guess", "")
	}
}

// tell passes a record's notes on under its name.
func (r *Reader) tell(rec *record, name string) {
	for _, n := range rec.notes.list {
		for _, detail := range n.Objects {
			object := name
			if detail != "" {
				object = name + " (" + detail + ")"
			}
			r.notes.add(n.Kind, n.Text, object)
		}
	}
}

// extended are the resources that instance types have besides CPU and memory.
func extended(request amounts) map[string]int64 {
	var all map[string]int64
	for name, n := range request {
		switch {
		case name == cpu, name == memory, name == ephemeralStorage, name == branchENI, name == "", n == 0:
			continue
		case all == nil:
			all = map[string]int64{}
		}
		all[name] = n
	}
	return all
}

func (r *Reader) secured(rec *record) bool {
	for i := range r.policies {
		p := &r.policies[i]
		account, known := r.accounts[ref{"ServiceAccount", rec.namespace, rec.account}]
		if p.ServiceAccounts != nil && !known && p.namespace == rec.namespace {
			rec.notes.add(Guessed, "its ServiceAccount is not among the objects, and is taken to have no labels that SecurityGroupPolicy "+p.path()+" asks for", "")
		}
		if p.matches(rec, account) {
			return true
		}
	}
	return false
}

func (r *Reader) addDaemonSet(im *Import, rec *record) {
	k := &rec.podKind
	ds := planner.DaemonSet{Name: rec.name, Request: k.Request, HostNetwork: k.HostNetwork, SecurityGroups: k.SecurityGroups}
	if usual, is := always(rec.ref); is {
		if usual.Request != ds.Request {
			r.notes.add(Guessed, fmt.Sprintf("podfit counts %s on every node with %s, and here it requests %s", rec.name, requestText(usual.Request), requestText(ds.Request)), rec.String())
		}
		return
	}
	taken := func(d planner.DaemonSet) bool { return d.Name == ds.Name }
	if slices.ContainsFunc(im.DaemonSets, taken) || slices.ContainsFunc(planner.Always, taken) {
		ds.Name = strings.ReplaceAll(rec.path(), "/", "-")
		for slices.ContainsFunc(im.DaemonSets, taken) {
			ds.Name += "-"
		}
	}
	n := &k.Nodes
	if len(n.Arch)+len(n.Types)+len(n.CapacityTypes)+len(n.Zones)+len(n.Labels) > 0 {
		rec.notes.add(Guessed, "a DaemonSet that some nodes alone run is counted on every node", "")
	}
	if k.Extended != nil || k.Volumes > 0 {
		rec.notes.add(NotPlanned, "volumes and extended resources of a DaemonSet are not planned for", "")
	}
	im.DaemonSets = append(im.DaemonSets, ds)
	r.tell(rec, "DaemonSet "+rec.path())
}

func requestText(r planner.Resources) string {
	return fmt.Sprintf("%dm CPU and %s memory", r.CPU, resource.NewQuantity(int64(r.Memory), resource.BinarySI))
}

// aboutCNI compares what aws-node is set to with what the objects want of it.
func (r *Reader) aboutCNI(im *Import) {
	switch c := im.CNI; {
	case c == nil && im.Policies > 0:
		r.notes.add(Guessed, "aws-node is not among the objects: security groups for pods are taken to be on", "SecurityGroupPolicy "+r.policies[0].path())
	case c != nil && !c.Config.SecurityGroupsForPods && im.Policies > 0:
		r.notes.add(Guessed, "ENABLE_POD_ENI is off, so that no policy has an effect: pods are marked all the same", "SecurityGroupPolicy "+r.policies[0].path())
	case c != nil && c.Config.SecurityGroupsForPods && im.Policies == 0:
		r.notes.add(Guessed, "security groups for pods are on, and no SecurityGroupPolicy is among the objects: add them (kubectl get sgp -A) to mark the pods", "aws-node")
	}
	if im.CNI == nil {
		return
	}
	for _, unread := range im.CNI.Unread {
		r.notes.add(Guessed, "a value that aws-node does not take is left at its default", unread)
	}
}
