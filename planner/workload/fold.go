package workload

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// Import folds what was read into one workload.
func (r *Reader) Import() (Import, error) {
	var im Import
	var all []*importer.Workload
	for _, reader := range r.readers {
		read, err := reader.Workloads()
		if err != nil {
			return im, err
		}
		all = append(all, read...)
	}
	nodes := r.cluster(&im)
	names := uniqueNames(all)
	for i, w := range all {
		err := r.add(&im, w, names[i])
		switch {
		case err != nil:
			r.Lose(fmt.Errorf("%s: %s: %w", w.Place, w, err))
		case !w.Fargate && !w.Windows && !w.Omit:
			nodes.add(w, names[i])
		}
	}
	im.Today = nodes.today(r.notes, r.chosen.OneNamespace)
	r.addLaunchers(&im.Today, nodes.keys)
	im.Unread = r.notes.Count(importer.Unread)
	if err := checkSum(im.Workload); err != nil {
		return im, err
	}
	if len(r.notes.Lost()) > 0 && len(im.Workload)+len(im.DaemonSets)+len(im.Today.Launchers) == 0 && im.CNI == nil {
		return im, r.nothing()
	}
	if im.Region = r.region(im.Workload); len(r.clues.regions) > 1 {
		r.notes.Add(importer.Assumed, "the objects are in several regions, so --region decides", strings.Join(r.clues.regions, ", "))
	}
	im.Zones = slices.Sorted(slices.Values(r.clues.zones))
	im.Skipped = r.notes.Count(importer.Skipped)
	im.Notes = r.notes.Sorted()
	im.Guesses = guesses(im.Notes, names)
	return im, nil
}

// cluster is what the readers know of their cluster.
func (r *Reader) cluster(im *Import) *holding {
	var nodes []importer.Node
	for _, reader := range r.readers {
		if c, is := reader.(importer.ClusterReader); is {
			cluster := c.Cluster()
			im.CNI, im.Policies = cluster.CNI, cluster.SecurityGroupPolicies
			nodes = append(nodes, cluster.Nodes...)
		}
	}
	return newHolding(nodes)
}

// guesses are the notes of other objects than workloads, which have their own.
func guesses(notes []importer.Note, workloads []string) (all []string) {
	ofWorkload := map[string]bool{}
	for _, name := range workloads {
		ofWorkload[name] = true
	}
	for _, n := range notes {
		objects := slices.DeleteFunc(slices.Clone(n.Objects), func(object string) bool {
			name, _, _ := strings.Cut(object, " (")
			return ofWorkload[name]
		})
		switch {
		case n.Kind == importer.Skipped || len(objects) == 0:
		case n.Kind == importer.Unread:
			all = append(all, "not read: "+named(objects)+": "+n.Text)
		default:
			all = append(all, named(objects)+": "+n.Text)
		}
	}
	return all
}

// maxNamed is how many objects a note of a scenario names.
const maxNamed = 20

func named(objects []string) string {
	text := strings.Join(objects[:min(maxNamed, len(objects))], ", ")
	if more := len(objects) - maxNamed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// uniqueNames tells apart a Deployment and a StatefulSet of the same name, and
// objects for which the API server makes up names. DaemonSets are not in the
// workload; see addDaemonSet.
func uniqueNames(all []*importer.Workload) []string {
	count, used := map[string]int{}, map[string]bool{}
	for _, w := range all {
		if w.Kind != importer.DaemonSet {
			count[w.Path()]++
		}
	}
	names := make([]string, len(all))
	for i, w := range all {
		name := w.Path()
		if count[name] > 1 {
			name += "." + kindSuffix(w.Kind)
		}
		if w.Kind != importer.DaemonSet {
			for n := 2; used[name]; n++ {
				name = fmt.Sprintf("%s.%s-%d", w.Path(), kindSuffix(w.Kind), n)
			}
			used[name] = true
		}
		names[i] = name
	}
	return names
}

func kindSuffix(kind string) string { return strings.ReplaceAll(strings.ToLower(kind), " ", "-") }

// checkSum keeps sums over all pods within 63 bits; a scenario has the same limit.
func checkSum(w planner.Workloads) error {
	sum := 0.0
	for _, k := range w {
		sum += float64(k.Request.Memory) * float64(max(k.Replicas, k.MaxReplicas))
	}
	if sum > 1<<62 {
		return errors.New("all pods together request more than 4 EiB of memory")
	}
	return nil
}

// add adds a workload or a DaemonSet to the import, or skips it.
func (r *Reader) add(im *Import, w *importer.Workload, name string) error {
	switch {
	case w.Fargate:
		r.notes.Skip("runs on Fargate, which needs no node", w.String())
		return nil
	case w.Windows:
		r.notes.Skip("runs on Windows nodes", w.String())
		return nil
	case w.Omit:
		return nil
	}
	if err := setRequest(w); err != nil {
		return err
	}
	k := &w.Pods
	k.Name, k.Replicas, k.MaxReplicas = name, w.Replicas, w.MaxReplicas
	k.Extended = w.Request.Extended()
	k.SecurityGroups = k.SecurityGroups || w.Request[request.BranchENI] > 0 && !k.HostNetwork
	noteRequest(w)
	if w.Kind == importer.DaemonSet {
		r.addDaemonSet(im, w)
		return nil
	}
	if w.Job || w.Kind == importer.Job || w.Kind == importer.CronJob {
		im.Jobs++
		w.Notes.Add(importer.Assumed, "counted as if the job always ran: set hoursPerMonth to how long it runs", "")
	}
	im.Running.add(w.Running, k.Request)
	k.Notes = w.Notes.Guesses()
	im.Workload = append(im.Workload, *k)
	for _, pod := range w.PodNames {
		if im.Pods == nil {
			im.Pods = map[string]string{}
		}
		im.Pods[pod] = name
	}
	r.notes.AddAll(&w.Notes, name)
	return nil
}

// minMemory is the smallest memory request that a scenario accepts as a bare number: a
// smaller one lacks its unit.
const minMemory = int64(planner.MiB)

// setRequest sets the pods' request from the amounts.
func setRequest(w *importer.Workload) error {
	if m := w.Request[request.Memory]; m > 0 && m < minMemory && m%1024 != 0 && m%1000 != 0 {
		w.Notes.Add(importer.Assumed, fmt.Sprintf("a memory request of %d bytes probably lacks its unit; counted as 1Mi", m), "")
		w.Request[request.Memory] = minMemory
	}
	w.Pods.Request = planner.Resources{CPU: planner.Millis(w.Request[request.CPU]), Memory: planner.Memory(w.Request[request.Memory])}
	return w.Request.Check()
}

// noteRequest notes what is missing from the request, and what a plan ignores.
func noteRequest(w *importer.Workload) {
	for _, missing := range w.Missing {
		w.Notes.Add(importer.Assumed, "missing requests are counted as 0", missing)
	}
	if w.Pods.NoRequests {
		w.Notes.Add(importer.WithoutRequests, "no requests for CPU and memory, so any plan for it is a guess", "")
	}
}

// addDaemonSet adds a DaemonSet, which a plan counts on every node.
func (r *Reader) addDaemonSet(im *Import, w *importer.Workload) {
	k := &w.Pods
	ds := planner.DaemonSet{Name: w.Name, Request: k.Request, HostNetwork: k.HostNetwork, SecurityGroups: k.SecurityGroups}
	if usual, is := always(w.Ref); is {
		if usual.Request != ds.Request {
			r.notes.Add(importer.Assumed, fmt.Sprintf("podfit counts %s on every node with %s, but here it requests %s", w.Name, requestText(usual.Request), requestText(ds.Request)), w.String())
		}
		return
	}
	taken := func(d planner.DaemonSet) bool { return d.Name == ds.Name }
	if slices.ContainsFunc(im.DaemonSets, taken) || slices.ContainsFunc(planner.Always, taken) {
		ds.Name = strings.ReplaceAll(w.Path(), "/", "-")
		for slices.ContainsFunc(im.DaemonSets, taken) {
			ds.Name += "-"
		}
	}
	ds.Nodes = nodesOf(&k.Nodes)
	if !slices.Contains(k.Nodes.Tolerations, "*") { // which is as good as unknown
		ds.Tolerations = k.Nodes.Tolerations
	}
	for _, r := range ds.Nodes {
		if !planner.FollowsFromNode(r.Key) && r.Key != planner.GPUPresent {
			w.Notes.Add(importer.Assumed, "a DaemonSet for nodes with a label that does not follow from the instance type is counted on all that could have it", r.String())
		}
	}
	if k.Extended != nil || k.Volumes+len(k.Claims) > 0 {
		w.Notes.Add(importer.Ignored, "volumes and extended resources of a DaemonSet are ignored", "")
	}
	im.DaemonSets = append(im.DaemonSets, ds)
	r.notes.AddAll(&w.Notes, "DaemonSet "+w.Path())
}

// nodesOf are a pod's conditions on nodes, all as labels.
func nodesOf(n *planner.NodeSelector) planner.Selector {
	var all planner.Selector
	in := func(key string, values []string) {
		if len(values) > 0 {
			all = append(all, planner.Requirement{Key: key, Operator: planner.In, Values: values})
		}
	}
	in(planner.ArchLabel, n.Arch)
	in(planner.TypeLabel, n.Types)
	in(planner.ZoneTopology, n.Zones)
	var bought []string
	for _, c := range n.CapacityTypes {
		bought = append(bought, c.String())
	}
	in(planner.KarpenterBuys, bought)
	return append(all, n.Labels...)
}

// always finds a DaemonSet among those that EKS installs on every node.
func always(of importer.Ref) (planner.DaemonSet, bool) {
	for _, ds := range planner.Always {
		if importer.IsSystem(of) && ds.Name == of.Name {
			return ds, true
		}
	}
	return planner.DaemonSet{}, false
}

func requestText(r planner.Resources) string {
	return fmt.Sprintf("%dm CPU and %s memory", r.CPU, resource.NewQuantity(int64(r.Memory), resource.BinarySI))
}
