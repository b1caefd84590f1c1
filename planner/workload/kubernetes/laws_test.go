package kubernetes_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/workload/workloadtest"
)

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }
func FuzzRoundTrip(f *testing.F) { sample.Fuzz(f, roundTrip) }

// roundTrip: the objects that make a workload are imported as that workload, in
// whatever order they come. Beside it is another, which selectors may match.
func roundTrip(t *rapid.T) {
	want := anyWorkload.Draw(t, "workload")
	m := &maker{T: t, Workload: &want}
	objects := rapid.Permutation(append(m.objects(), other)).Draw(t, "objects")
	text, err := json.Marshal(map[string]any{"kind": "List", "apiVersion": "v1", "items": objects})
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	all := slices.DeleteFunc(im.Workload, func(w planner.Workload) bool { return w.Name == "shop/other" })
	if len(im.Workload) != 2 || len(all) != 1 || !reflect.DeepEqual(all[0], want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", all, want, text)
	}
}

var (
	webLabels = map[string]string{"app": "web", "tier": "front"}
	other     = object{"kind": "Deployment", "apiVersion": "apps/v1", "metadata": object{"name": "other", "namespace": "shop"}, "spec": object{"template": object{
		"metadata": object{"labels": object{"app": "other", "tier": "front"}},
		"spec":     object{"containers": list(object{"name": "a", "resources": object{"requests": object{"cpu": "1", "memory": "1Gi"}}})},
	}}}
)

// anyWorkload draws every field that Kubernetes objects have; hours per month are
// podfit's own. Notes follow from what is drawn: see maker.
var anyWorkload = rapid.Custom(func(t *rapid.T) planner.Workload {
	w := planner.Workload{
		Name:     "shop/web",
		Replicas: rapid.IntRange(1, 20).Draw(t, "replicas"),
		Request: planner.Resources{
			CPU:    planner.Millis(rapid.IntRange(0, 4000).Draw(t, "CPU")),
			Memory: planner.Memory(rapid.Int64Range(1, 1<<14).Draw(t, "memory")) * planner.MiB,
		},
		Volumes:        rapid.IntRange(0, 3).Draw(t, "volumes"),
		SecurityGroups: rapid.Bool().Draw(t, "security groups"),
		OnePerNode:     rapid.Bool().Draw(t, "one per node"),
		ZoneSkew:       rapid.IntRange(0, 3).Draw(t, "zone skew"),
		HostSkew:       rapid.IntRange(0, 3).Draw(t, "host skew"),
		Nodes: planner.NodeSelector{
			Arch:          rapid.SampledFrom([][]string{nil, {"amd64"}, {"arm64"}, {"amd64", "arm64"}}).Draw(t, "arch"),
			Types:         rapid.SampledFrom([][]string{nil, {"m5.large"}, {"m5.large", "m6i.large"}}).Draw(t, "types"),
			CapacityTypes: rapid.SampledFrom([][]planner.CapacityType{nil, {planner.OnDemand}, {planner.Spot}, {planner.OnDemand, planner.Spot}}).Draw(t, "capacity types"),
			Zones:         rapid.SampledFrom([][]string{nil, {"eu-west-3a"}, {"eu-west-3a", "eu-west-3b"}}).Draw(t, "zones"),
			Labels:        anyNodeCondition.Draw(t, "labels"),
			Tolerations:   rapid.SampledFrom([][]string{nil, {"db=yes:NoSchedule"}, {"gpu:NoExecute", "*"}}).Draw(t, "tolerations"),
		},
		Spreads:  rapid.SliceOfNDistinct(anySpread, -1, 2, key[planner.Spread]).Draw(t, "spreads"),
		Affinity: rapid.SliceOfNDistinct(anyTerm, -1, 3, key[planner.PodTerm]).Draw(t, "affinity"),
		Prefers: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) planner.Preference {
			return planner.Preference{Weight: rapid.IntRange(1, 100).Draw(t, "weight"), Nodes: anyNodeCondition.Filter(func(s planner.Selector) bool { return s != nil }).Draw(t, "nodes")}
		}), 0, 2).Draw(t, "prefers"),
		HostPorts:     rapid.SliceOfNDistinct(rapid.SampledFrom([]planner.HostPort{{Port: 80}, {Port: 53, Protocol: "UDP"}, {Port: 80, IP: "10.0.0.1"}}), -1, 2, key[planner.HostPort]).Draw(t, "ports"),
		Priority:      rapid.IntRange(-3, 3).Draw(t, "priority"),
		Claims:        rapid.SliceOfNDistinct(anyClaim, -1, 2, func(c planner.Claim) string { return c.Name }).Draw(t, "claims"),
		WithoutCPU:    rapid.IntRange(0, 2).Draw(t, "without CPU"),
		WithoutMemory: rapid.IntRange(0, 2).Draw(t, "without memory"),
		Controller:    planner.Controller(rapid.IntRange(0, len(planner.Controllers)-1).Draw(t, "controller")),
		Service:       rapid.Bool().Draw(t, "service"),
	}
	scales := w.Controller != planner.Job && w.Controller != planner.BarePod
	if scales && rapid.Bool().Draw(t, "scales") {
		w.MaxReplicas = w.Replicas + rapid.IntRange(0, 5).Draw(t, "more replicas")
	}
	switch w.Controller {
	case planner.BarePod:
		w.Replicas = 1
	case planner.Deployment:
		portion := rapid.SampledFrom([]planner.Maybe[planner.Portion]{{}, planner.Known(planner.Portion{}), planner.Known(planner.Portion{Pods: 2}), planner.Known(planner.Portion{Percent: 50})})
		if w.Rollout.Recreate = rapid.Bool().Draw(t, "recreate"); !w.Rollout.Recreate {
			w.Rollout.MaxSurge, w.Rollout.MaxUnavailable = portion.Draw(t, "surge"), portion.Draw(t, "unavailable")
		}
	}
	if rapid.Bool().Draw(t, "devices") {
		w.Extended = map[string]int64{"nvidia.com/gpu": rapid.Int64Range(1, 8).Draw(t, "GPUs")}
	}
	// Pods on the host network have no security groups of their own.
	w.HostNetwork = !w.SecurityGroups && rapid.Bool().Draw(t, "host network")
	if rapid.IntRange(0, 9).Draw(t, "requests") == 0 {
		w.NoRequests, w.Request = true, planner.Resources{}
	}
	follow(&w)
	return w
})

func key[T any](v T) string { return fmt.Sprint(v) }

var anyNodeCondition = rapid.SampledFrom([]planner.Selector{nil, sample.Conditions("disk=fast"), sample.Conditions("disk in (fast,slow)", "!old"), sample.Conditions("cores>4", "disk"), sample.Conditions("node.kubernetes.io/instance-type!=m5.large", "cores<9")})

// anySelector selects the workload's own pods, others, both, or all.
var anySelector = rapid.SampledFrom([]planner.Selector{nil, sample.Conditions("tier=front"), sample.Conditions("app in (db,other)"), planner.EveryPod()})

// anySpread is one that ZoneSkew and HostSkew do not say.
var anySpread = rapid.Custom(func(t *rapid.T) planner.Spread {
	s := planner.Spread{
		Topology: rapid.SampledFrom([]string{planner.HostTopology, planner.ZoneTopology, "rack"}).Draw(t, "topology"), MaxSkew: rapid.IntRange(1, 3).Draw(t, "skew"),
		Selector: anySelector.Draw(t, "selector"), IgnoreNodeAffinity: rapid.Bool().Draw(t, "ignore affinity"), HonorTaints: rapid.Bool().Draw(t, "honor taints"),
	}
	if s.Anyway = rapid.Bool().Draw(t, "anyway"); !s.Anyway {
		s.MinDomains = rapid.SampledFrom([]int{0, 2, 3}).Draw(t, "min domains")
	}
	return s
}).Filter(func(s planner.Spread) bool {
	return s.Selector != nil || s.Topology == "rack" || s.Anyway || s.MinDomains > 0 || s.IgnoreNodeAffinity || s.HonorTaints
})

// anyTerm is one that OnePerNode does not say.
var anyTerm = rapid.Custom(func(t *rapid.T) planner.PodTerm {
	term := planner.PodTerm{
		Topology: rapid.SampledFrom([]string{planner.HostTopology, planner.ZoneTopology, "rack"}).Draw(t, "topology"), Selector: anySelector.Draw(t, "selector"),
		Anti: rapid.Bool().Draw(t, "anti"), Weight: rapid.SampledFrom([]int{0, 0, 1, 100}).Draw(t, "weight"),
	}
	if term.Selector != nil {
		term.Namespaces = rapid.SampledFrom([][]string{nil, {"*"}, {"lab"}, {"lab", "shop"}}).Draw(t, "namespaces")
	}
	return term
}).Filter(func(term planner.PodTerm) bool {
	return term.Selector != nil || term.Topology != planner.HostTopology || !term.Anti || term.Weight > 0
})

var anyClaim = rapid.Custom(func(t *rapid.T) planner.Claim {
	c := planner.Claim{
		Name: rapid.SampledFrom([]string{"data", "logs", "shared"}).Draw(t, "name"), Access: rapid.SampledFrom([]planner.ClaimAccess{planner.ReadWriteOnce, planner.ReadWriteOncePod, planner.ManyNodes}).Draw(t, "access"),
		Zones: rapid.SampledFrom([][]string{nil, {"eu-west-3a"}, {"eu-west-3a", "eu-west-3b"}}).Draw(t, "zones"),
	}
	if c.Access == planner.ManyNodes && c.Zones == nil {
		c.Zones = []string{"eu-west-3c"} // in every zone, it would restrict nothing
	}
	return c
})

// follow sets what follows from the drawn fields.
func follow(w *planner.Workload) {
	w.Spreads, w.Affinity, w.Prefers = orNil(w.Spreads), orNil(w.Affinity), orNil(w.Prefers)
	w.HostPorts, w.Claims = orNil(w.HostPorts), orNil(w.Claims)
	slices.SortFunc(w.Claims, func(a, b planner.Claim) int { return strings.Compare(a.Name, b.Name) })
	// Affinity stands before anti-affinity, and what is required first in each.
	rank := func(t planner.PodTerm) (n int) {
		if t.Anti {
			n = 2
		}
		return n + min(t.Weight, 1)
	}
	slices.SortStableFunc(w.Affinity, func(a, b planner.PodTerm) int { return rank(a) - rank(b) })
	for _, t := range w.Affinity {
		if t.Anti && t.Weight == 0 && t.Topology == planner.HostTopology && t.Selector.Matches(webLabels) && !slices.Equal(t.Namespaces, []string{"lab"}) {
			w.OnePerNode = true
		}
	}
	w.Labels = webLabels
	if w.NoRequests { // each of its containers
		w.WithoutCPU = max(1, w.WithoutCPU)
		w.WithoutMemory = w.WithoutCPU
	}
}

func orNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

type object = map[string]any

func list(items ...any) []any { return items }

// maker makes the objects of a workload, with what else it takes.
type maker struct {
	*rapid.T
	*planner.Workload
}

var controllerKinds = map[planner.Controller]struct{ kind, version string }{
	planner.Deployment: {"Deployment", "apps/v1"}, planner.ReplicaSet: {"ReplicaSet", "apps/v1"}, planner.StatefulSet: {"StatefulSet", "apps/v1"},
	planner.Job: {"Job", "batch/v1"}, planner.BarePod: {"Pod", "v1"},
}

func (m *maker) objects() []object {
	of := controllerKinds[m.Controller]
	pod := m.podSpec()
	labels := object{"app": "web", "tier": "front"}
	spec := object{"template": object{"metadata": object{"labels": labels}, "spec": pod}}
	metadata := object{"name": "web", "namespace": "shop"}
	more := m.claims(pod, spec)
	replicas := m.Replicas
	if m.MaxReplicas > 0 {
		// The current replicas, raised to the minimum of the autoscaler, are the lower end.
		least := rapid.IntRange(1, m.Replicas).Draw(m.T, "minReplicas")
		if least == m.Replicas {
			replicas = rapid.IntRange(1, m.Replicas).Draw(m.T, "current replicas")
		}
		more = append(more, object{"kind": "HorizontalPodAutoscaler", "apiVersion": "autoscaling/v2", "metadata": object{"name": "web", "namespace": "shop"},
			"spec": object{"scaleTargetRef": object{"kind": of.kind, "name": "web"}, "minReplicas": least, "maxReplicas": m.MaxReplicas}})
	}
	spec["replicas"] = replicas
	switch m.Controller {
	case planner.Deployment:
		spec["strategy"] = m.strategy()
	case planner.Job:
		spec["parallelism"] = replicas
		m.Notes = append(m.Notes, "counted as if the job always ran: set hoursPerMonth to how long it runs")
	case planner.BarePod:
		spec, metadata["labels"] = pod, labels
	}
	more = append(more, object{"kind": of.kind, "apiVersion": of.version, "metadata": metadata, "spec": spec})
	return append(more, m.around(pod)...)
}

func (m *maker) strategy() object {
	if m.Rollout.Recreate {
		return object{"type": "Recreate"}
	}
	update := object{}
	for key, p := range map[string]planner.Maybe[planner.Portion]{"maxSurge": m.Rollout.MaxSurge, "maxUnavailable": m.Rollout.MaxUnavailable} {
		switch portion, known := p.Value(); {
		case known && portion.Percent > 0:
			update[key] = portion.String()
		case known:
			update[key] = portion.Pods
		}
	}
	return object{"type": "RollingUpdate", "rollingUpdate": update}
}

// around are objects that say something of the pods, and some that do not.
func (m *maker) around(pod object) (all []object) {
	policy := func(namespace string, by object) {
		all = append(all, object{"kind": "SecurityGroupPolicy", "apiVersion": "vpcresources.k8s.aws/v1beta1", "metadata": object{"name": "web", "namespace": namespace}, "spec": object{"podSelector": by}})
	}
	if m.SecurityGroups {
		policy("shop", object{"matchLabels": object{"app": "web"}})
	}
	policy("other", object{}) // it selects other pods
	service := func(namespace string, by object) {
		all = append(all, object{"kind": "Service", "apiVersion": "v1", "metadata": object{"name": "web", "namespace": namespace}, "spec": object{"selector": by}})
	}
	if m.Service {
		service("shop", object{"app": "web"})
	}
	service("lab", object{"app": "web"})
	if m.Priority != 0 {
		pod["priorityClassName"] = "level"
		all = append(all, object{"kind": "PriorityClass", "apiVersion": "scheduling.k8s.io/v1", "metadata": object{"name": "level"}, "value": m.Priority})
	}
	return all
}

// claims makes the shared claims and their volumes; the EBS volumes of each pod, of
// templates; and volumes that count as none.
func (m *maker) claims(pod, spec object) (all []object) {
	var volumes, templates []any
	claim := func(name, class string, mode any, volume string) {
		volumes = append(volumes, object{"name": name, "persistentVolumeClaim": object{"claimName": name}})
		all = append(all, object{"kind": "PersistentVolumeClaim", "apiVersion": "v1", "metadata": object{"name": name, "namespace": "shop"}, "spec": object{"storageClassName": class, "accessModes": list(mode), "volumeName": volume}})
	}
	template := func(class, mode string) {
		of := object{"storageClassName": class, "accessModes": list(mode)}
		if m.Controller == planner.StatefulSet && rapid.Bool().Draw(m.T, "of the controller") {
			templates = append(templates, object{"metadata": object{"name": fmt.Sprint("t", len(templates))}, "spec": of})
			return
		}
		volumes = append(volumes, object{"name": fmt.Sprint("t", len(volumes)), "ephemeral": object{"volumeClaimTemplate": object{"spec": of}}})
	}
	anyEBS := rapid.SampledFrom([]string{"gp3", "", "fast"})
	for _, c := range m.Claims {
		claim(c.Name, anyEBS.Draw(m.T, "class"), c.Access.String(), "pv-"+c.Name)
		if c.Zones != nil {
			all = append(all, object{"kind": "PersistentVolume", "apiVersion": "v1", "metadata": object{"name": "pv-" + c.Name}, "spec": object{"nodeAffinity": object{"required": object{"nodeSelectorTerms": list(object{"matchExpressions": list(
				object{"key": "topology.kubernetes.io/zone", "operator": "In", "values": c.Zones})})}}}})
		}
	}
	for range m.Volumes {
		template(anyEBS.Draw(m.T, "EBS class"), rapid.SampledFrom([]string{"ReadWriteOnce", "ReadWriteOncePod"}).Draw(m.T, "EBS mode"))
	}
	for i := range rapid.IntRange(0, 2).Draw(m.T, "other volumes") {
		switch rapid.IntRange(0, 3).Draw(m.T, "other volume") {
		case 0:
			template("gp3", rapid.SampledFrom([]string{"ReadWriteMany", "ReadOnlyMany"}).Draw(m.T, "mode of many nodes"))
		case 1:
			template("efs-sc", "ReadWriteOnce")
		case 2:
			template("shared", "ReadWriteOnce")
		default:
			claim(fmt.Sprint("files-", i), "shared", "ReadWriteOnce", "")
		}
	}
	spec["volumeClaimTemplates"] = templates
	pod["volumes"] = volumes
	return append(all,
		object{"kind": "StorageClass", "apiVersion": "storage.k8s.io/v1", "metadata": object{"name": "fast"}, "provisioner": "ebs.csi.aws.com"},
		object{"kind": "StorageClass", "apiVersion": "storage.k8s.io/v1", "metadata": object{"name": "shared"}, "provisioner": "fsx.csi.aws.com"})
}

func (m *maker) podSpec() object {
	spec := object{"containers": m.containers(), "hostNetwork": m.HostNetwork, "topologySpreadConstraints": m.spreads(), "affinity": m.affinity()}
	var tolerations []any
	for _, toleration := range m.Nodes.Tolerations {
		tolerations = append(tolerations, map[string]object{
			"db=yes:NoSchedule": {"key": "db", "value": "yes", "effect": "NoSchedule"},
			"gpu:NoExecute":     {"key": "gpu", "operator": "Exists", "effect": "NoExecute"},
			"*":                 {"operator": "Exists"},
		}[toleration])
	}
	spec["tolerations"] = append(tolerations, object{"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute"})
	return spec
}

// expressions are conditions in the form of Kubernetes.
func expressions(s planner.Selector) (all []any) {
	for _, r := range s {
		if !r.IsAlways() {
			all = append(all, object{"key": r.Key, "operator": r.Operator.String(), "values": r.Values})
		}
	}
	return all
}

// selector is that of a constraint; nil selects the workload's own pods, in one of
// two ways.
func (m *maker) selector(s planner.Selector, to object) object {
	switch {
	case s != nil:
		to["labelSelector"] = object{"matchExpressions": expressions(s)}
	case rapid.Bool().Draw(m.T, "by hash"):
		to["labelSelector"], to["matchLabelKeys"] = object{"matchLabels": object{"tier": "front"}}, list("pod-template-hash")
	default:
		to["labelSelector"] = object{"matchLabels": object{"app": "web"}}
	}
	return to
}

func (m *maker) affinity() object {
	var terms, prefers []any
	in := func(key string, values []string) {
		if len(values) > 0 {
			terms = append(terms, object{"key": key, "operator": "In", "values": values})
		}
	}
	in("kubernetes.io/arch", m.Nodes.Arch)
	in("node.kubernetes.io/instance-type", m.Nodes.Types)
	in("topology.kubernetes.io/zone", m.Nodes.Zones)
	var capacity []string
	for _, c := range m.Nodes.CapacityTypes {
		capacity = append(capacity, c.String())
	}
	in("karpenter.sh/capacity-type", capacity)
	terms = append(terms, expressions(m.Nodes.Labels)...)
	for _, p := range m.Prefers {
		prefers = append(prefers, object{"weight": p.Weight, "preference": object{"matchExpressions": expressions(p.Nodes)}})
	}
	nodes := object{"preferredDuringSchedulingIgnoredDuringExecution": prefers}
	if terms != nil {
		nodes["requiredDuringSchedulingIgnoredDuringExecution"] = object{"nodeSelectorTerms": list(object{"matchExpressions": terms})}
	}
	pods := map[bool]map[bool][]any{true: {}, false: {}} // by anti, and by whether it is preferred
	if m.OnePerNode {
		pods[true][false] = list(m.selector(nil, object{"topologyKey": planner.HostTopology}))
	}
	for _, t := range m.Affinity {
		term := m.selector(t.Selector, object{"topologyKey": t.Topology})
		if slices.Equal(t.Namespaces, []string{"*"}) {
			term["namespaceSelector"] = object{}
		} else {
			term["namespaces"] = t.Namespaces
		}
		if t.Weight > 0 {
			term = object{"weight": t.Weight, "podAffinityTerm": term}
		}
		pods[t.Anti][t.Weight > 0] = append(pods[t.Anti][t.Weight > 0], term)
	}
	rules := func(anti bool) object {
		return object{"requiredDuringSchedulingIgnoredDuringExecution": pods[anti][false], "preferredDuringSchedulingIgnoredDuringExecution": pods[anti][true]}
	}
	return object{"nodeAffinity": nodes, "podAffinity": rules(false), "podAntiAffinity": rules(true)}
}

func (m *maker) spreads() (all []any) {
	for key, skew := range map[string]int{"topology.kubernetes.io/zone": m.ZoneSkew, "kubernetes.io/hostname": m.HostSkew} {
		if skew > 0 {
			all = append(all, m.selector(nil, object{"topologyKey": key, "maxSkew": skew, "whenUnsatisfiable": "DoNotSchedule"}))
			// A wider one of the same kind changes nothing.
			all = append(all, m.selector(nil, object{"topologyKey": key, "maxSkew": skew + 1, "whenUnsatisfiable": "DoNotSchedule"}))
		}
	}
	for _, s := range m.Spreads {
		to := m.selector(s.Selector, object{"topologyKey": s.Topology, "maxSkew": s.MaxSkew, "whenUnsatisfiable": "DoNotSchedule"})
		if s.Anyway {
			to["whenUnsatisfiable"] = "ScheduleAnyway"
		}
		if s.MinDomains > 0 {
			to["minDomains"] = s.MinDomains
		}
		if s.IgnoreNodeAffinity {
			to["nodeAffinityPolicy"] = "Ignore"
		}
		if s.HonorTaints {
			to["nodeTaintsPolicy"] = "Honor"
		}
		all = append(all, to)
	}
	return all
}

// containers split the request of a pod among one to three of them; others lack a
// request, and have the ports.
func (m *maker) containers() (all []any) {
	cpu, memory := m.Request.CPU, m.Request.Memory/planner.MiB
	n := rapid.IntRange(1, 3).Draw(m.T, "containers")
	if m.NoRequests {
		n = m.WithoutCPU
	}
	for i := range n {
		c, mem := cpu, memory
		if i < n-1 {
			c = planner.Millis(rapid.Int64Range(0, int64(cpu)).Draw(m.T, "container's CPU"))
			mem = planner.Memory(rapid.Int64Range(0, int64(memory)).Draw(m.T, "container's memory"))
		}
		cpu, memory = cpu-c, memory-mem
		amounts := object{"cpu": fmt.Sprintf("%dm", c), "memory": fmt.Sprintf("%dMi", mem)}
		if m.NoRequests {
			amounts = object{}
		}
		if i == 0 {
			for name, count := range m.Extended {
				amounts[name] = count
			}
		}
		key := rapid.SampledFrom([]string{"requests", "limits"}).Draw(m.T, "given as")
		all = append(all, object{"name": fmt.Sprint("c", i), "resources": object{key: amounts}})
	}
	if !m.NoRequests {
		all = append(all, m.lacking()...)
	}
	var ports []any
	for _, p := range m.HostPorts {
		ports = append(ports, object{"containerPort": p.Port, "hostPort": p.Port, "hostIP": p.IP, "protocol": p.Protocol})
	}
	all[len(all)-1].(object)["ports"] = ports
	return all
}

// lacking are the containers that lack a request; the note names them.
func (m *maker) lacking() (all []any) {
	var missing []string
	for i := range max(m.WithoutCPU, m.WithoutMemory) {
		name, requests := fmt.Sprint("l", i), object{}
		var lacks []string
		if i < m.WithoutCPU {
			lacks = append(lacks, "cpu")
		} else {
			requests["cpu"] = 0
		}
		if i < m.WithoutMemory {
			lacks = append(lacks, "memory")
		} else {
			requests["memory"] = 0
		}
		missing = append(missing, strings.Join(lacks, " and ")+" of "+name)
		all = append(all, object{"name": name, "resources": object{"requests": requests}})
	}
	if missing != nil {
		m.Notes = append(m.Notes, "missing requests are counted as 0 ("+strings.Join(missing, ", ")+")")
	}
	return all
}

func TestSelectors(t *testing.T) {
	const policy = "---\nkind: SecurityGroupPolicy\napiVersion: vpcresources.k8s.aws/v1beta1\nmetadata: {name: p}\nspec: {%s}\n"
	const account = "---\nkind: ServiceAccount\napiVersion: v1\nmetadata: {name: default, labels: {role: web}}\n"
	for spec, want := range map[string]bool{
		"podSelector: {matchLabels: {app: web}}": true,
		"podSelector: {matchLabels: {app: db}}":  false,
		"podSelector: {}":                        true,
		"":                                       false,
		"podSelector: {matchExpressions: [{key: app, operator: In, values: [db, web]}]}":                        true,
		"podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [db]}]}":                          true,
		"podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}":                         false,
		"podSelector: {matchExpressions: [{key: role, operator: NotIn, values: [web]}]}":                        true,
		"podSelector: {matchExpressions: [{key: app, operator: Exists}]}":                                       true,
		"podSelector: {matchExpressions: [{key: role, operator: Exists}]}":                                      false,
		"podSelector: {matchExpressions: [{key: role, operator: DoesNotExist}]}":                                true,
		"podSelector: {matchExpressions: [{key: app, operator: Near}]}":                                         false,
		"serviceAccountSelector: {matchLabels: {role: web}}":                                                    true,
		"serviceAccountSelector: {matchLabels: {role: db}}":                                                     false,
		"podSelector: {matchLabels: {app: db}}, serviceAccountSelector: {matchLabels: {role: web}}":             false,
		"podSelector: {matchLabels: {app: web}}, serviceAccountSelector: {matchLabels: {role: web}}":            true,
		"podSelector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: In, values: [other]}]}": false,
	} {
		im := workloadtest.MustRead(t, workloadtest.Deployment(workloadtest.OneContainer)+fmt.Sprintf(policy, spec)+account)
		if got := im.Workload[0].SecurityGroups; got != want {
			t.Errorf("%s: %t", spec, got)
		}
	}
}

// How many pods there are at a time, with a job's and an autoscaler's rules.
func TestReplicas(t *testing.T) {
	scaled := func(replicas, least, most int) string {
		minReplicas := fmt.Sprintf("minReplicas: %d, ", least)
		if least < 0 {
			minReplicas = ""
		}
		return strings.Replace(workloadtest.Deployment(workloadtest.OneContainer), "spec:\n", fmt.Sprintf("spec:\n  replicas: %d\n", replicas), 1) +
			fmt.Sprintf("---\nkind: HorizontalPodAutoscaler\napiVersion: autoscaling/v2\nmetadata: {name: web}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, %smaxReplicas: %d}\n", minReplicas, most)
	}
	job := func(spec, status string) string {
		return "kind: Job\napiVersion: batch/v1\nmetadata: {name: web}\nspec: {" + spec + "template: {spec: {" + strings.TrimSpace(workloadtest.OneContainer) + "}}}\nstatus: {" + status + "}\n"
	}
	for _, c := range []struct {
		text string
		want string // replicas..maxReplicas, or nothing
	}{
		{scaled(3, 2, 5), "3..5"},
		{scaled(1, 2, 5), "2..5"},
		{scaled(9, 2, 5), "5..5"},
		{scaled(3, -1, 5), "3..5"}, // minReplicas is 1 by default
		{scaled(3, 0, 5), "3..5"},
		{scaled(0, 2, 5), "0..0"}, // the autoscaler is inactive
		{job("", ""), "1..0"},
		{job("parallelism: 3, ", ""), "3..0"},
		{job("parallelism: 3, completions: 2, ", ""), "2..0"},
		{job("parallelism: 3, completions: 5, ", "succeeded: 3"), "2..0"},
		{job("parallelism: 3, completions: 5, ", "succeeded: 5"), ""},
		{job("suspend: true, ", ""), ""},
		{strings.Replace(job("suspend: true, parallelism: 3, ", ""), "{name: web}", "{name: web, labels: {kueue.x-k8s.io/queue-name: q}}", 1), "3..0"},
		{job("", "completionTime: '2026-01-01T00:00:00Z'"), ""},
		{job("", "conditions: [{type: Failed, status: 'True'}]"), ""},
		{job("", "conditions: [{type: Failed, status: 'False'}]"), "1..0"},
	} {
		got := ""
		for _, w := range workloadtest.MustRead(t, c.text).Workload {
			got += fmt.Sprintf("%d..%d", w.Replicas, w.MaxReplicas)
		}
		if got != c.want {
			t.Errorf("%s\ngot %q, want %q", c.text, got, c.want)
		}
	}
}

// What aws-node's environment is as settings.
func TestCNI(t *testing.T) {
	for env, want := range map[string]string{
		"":                                       "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0 OS:linux} [] []",
		"ENABLE_PREFIX_DELEGATION: 'true'":       "{Family:ipv4 Mode:prefix-delegation CustomNetworking:false SecurityGroupsForPods:false MaxENI:0 OS:linux} [] []",
		"ENABLE_IPv6: 'true'":                    "{Family:ipv6 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0 OS:linux} [] []",
		"MAX_ENI: '-1'":                          "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0 OS:linux} [] []",
		"MAX_ENI: '4'":                           "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:4 OS:linux} [] []",
		"ENABLE_POD_ENI: perhaps":                "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0 OS:linux} [] [ENABLE_POD_ENI=perhaps]",
		"WARM_ENI_TARGET: '2', OTHER: x":         "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0 OS:linux} [WARM_ENI_TARGET=2] []",
		"WARM_IP_TARGET: '', ENABLE_POD_ENI: ''": "{Family:ipv4 Mode:secondary-ip CustomNetworking:false SecurityGroupsForPods:false MaxENI:0 OS:linux} [] []",
		"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'true', ENABLE_POD_ENI: '1'": "{Family:ipv4 Mode:secondary-ip CustomNetworking:true SecurityGroupsForPods:true MaxENI:0 OS:linux} [] []",
	} {
		var list []string
		for _, pair := range strings.Split(env, ", ") {
			if name, value, is := strings.Cut(pair, ": "); is {
				list = append(list, "{name: "+name+", value: "+value+"}")
			}
		}
		text := "kind: DaemonSet\napiVersion: apps/v1\nmetadata: {name: aws-node, namespace: kube-system}\nspec: {template: {spec: {containers: [{name: aws-node, env: [" + strings.Join(list, ", ") + "]}]}}}\n"
		cni := workloadtest.MustRead(t, text).CNI
		if got := fmt.Sprintf("%+v %v %v", cni.Config, cni.Warm, cni.Invalid); got != want {
			t.Errorf("%s\n got %s\nwant %s", env, got, want)
		}
	}
}

// Which claims are EBS volumes, and what is only assumed.
func TestVolumes(t *testing.T) {
	claim := func(spec string) string {
		return "---\nkind: PersistentVolumeClaim\napiVersion: v1\nmetadata: {name: data}\nspec: {" + spec + "}\n"
	}
	volume := func(metadata, spec string) string {
		return "---\nkind: PersistentVolume\napiVersion: v1\nmetadata: {name: pv-1" + metadata + "}\nspec: {" + spec + "}\n"
	}
	const class = "---\nkind: StorageClass\napiVersion: storage.k8s.io/v1\nmetadata: {name: %s}\nprovisioner: %s\n"
	const skipped = "skipped: PersistentVolume: runs no pods\n"
	inZone := func(terms string) string { return "nodeAffinity: {required: {nodeSelectorTerms: [" + terms + "]}}" }
	zoneA := inZone("{matchExpressions: [{key: topology.ebs.csi.aws.com/zone, operator: In, values: [a]}]}")
	const one = " claims=[data ReadWriteOnce]\n"
	for _, c := range []struct{ text, want string }{
		{"", " claims=[data ReadWriteOnce]\nassumed: web (data): a PersistentVolumeClaim that is not in the input is assumed to be a ReadWriteOnce EBS volume\n"},
		{claim(""), one}, // EKS's default class is EBS
		{claim("accessModes: [ReadWriteOnce]"), one},
		{claim("accessModes: [ReadWriteOncePod]"), " claims=[data ReadWriteOncePod]\n"},
		{claim("accessModes: [ReadWriteMany]"), "\n"},
		{claim("accessModes: [ReadOnlyMany]"), "\n"},
		{claim("accessModes: [ReadWriteOnce, ReadOnlyMany]"), "\n"},
		{claim("storageClassName: gp3"), one},
		{claim("storageClassName: efs-sc"), "\n"},
		{claim("storageClassName: fast"), one + "assumed: web: storage class fast is not in the input and is assumed to be EBS\n"},
		{claim("storageClassName: fast") + fmt.Sprintf(class, "fast", "ebs.csi.aws.com"), one},
		{claim("storageClassName: fast") + fmt.Sprintf(class, "fast", "ebs.csi.eks.amazonaws.com"), one},
		{claim("storageClassName: fast") + fmt.Sprintf(class, "fast", "kubernetes.io/aws-ebs"), one},
		{claim("storageClassName: gp3") + fmt.Sprintf(class, "gp3", "efs.csi.aws.com"), "\n"}, // whatever its name
		// The volume that it is bound to says where it is, and whose it is.
		{claim("volumeName: pv-1") + volume("", zoneA), " claims=[data ReadWriteOnce [a]]\n" + skipped},
		{claim("volumeName: pv-2") + volume("", zoneA), one + skipped},
		{claim("volumeName: pv-1") + volume(", labels: {failure-domain.beta.kubernetes.io/zone: b__a}", ""), " claims=[data ReadWriteOnce [a b]]\n" + skipped},
		{volume("", "accessModes: [ReadWriteOncePod], claimRef: {namespace: default, name: data}, "+zoneA), " claims=[data ReadWriteOncePod [a]]\n" + skipped},
		{volume("", "claimRef: {namespace: other, name: data}, accessModes: [ReadWriteMany]"), " claims=[data ReadWriteOnce]\nassumed: web (data): a PersistentVolumeClaim that is not in the input is assumed to be a ReadWriteOnce EBS volume\n" + skipped},
		{claim("volumeName: pv-1") + volume("", "csi: {driver: efs.csi.aws.com}"), "\n" + skipped},
		{claim("volumeName: pv-1, storageClassName: efs-sc") + volume("", "csi: {driver: ebs.csi.aws.com}"), one + skipped},
		{claim("volumeName: pv-1") + volume("", "nfs: {server: a}"), "\n" + skipped},
		// A file system of one zone attaches to many nodes there.
		{claim("volumeName: pv-1") + volume("", "csi: {driver: efs.csi.aws.com}, "+zoneA), " claims=[data ReadWriteMany [a]]\n" + skipped},
		{claim("volumeName: pv-1") + volume("", inZone("{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [b]}]}, {matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}")), " claims=[data ReadWriteOnce [a b]]\n" + skipped},
		{claim("volumeName: pv-1") + volume("", inZone("{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node]}]}")),
			" claims=[data ReadWriteOnce]\nignored: web (data): a volume that only some nodes of its zone can use is planned as if all could\n" + skipped},
	} {
		web := workloadtest.Deployment("volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n" + workloadtest.OneContainer)
		if got, want := workloadtest.Describe(workloadtest.MustRead(t, web+c.text)), "web 1 100m 64Mi"+c.want; got != want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, want)
		}
	}
}

// Pods of a StatefulSet have claims of their own, whose volumes hold them in a zone.
func TestVolumesOfPods(t *testing.T) {
	const set = "kind: StatefulSet\napiVersion: apps/v1\nmetadata: {name: db}\nspec: {replicas: 2, ordinals: {start: 1}, volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: gp3}}], template: {spec: {containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}}\n"
	bound := func(pod, zone string) string {
		return fmt.Sprintf("---\nkind: PersistentVolumeClaim\napiVersion: v1\nmetadata: {name: data-%s}\nspec: {volumeName: pv-%s}\n---\nkind: PersistentVolume\napiVersion: v1\nmetadata: {name: pv-%s, labels: {topology.kubernetes.io/zone: %s}}\n", pod, pod, pod, zone)
	}
	owned := func(kind, name, claims string) string {
		return fmt.Sprintf("---\nkind: Pod\napiVersion: v1\nmetadata: {name: %s, ownerReferences: [{kind: %s, name: db, controller: true}]}\nspec: {volumes: [%s], containers: [{name: a, resources: {requests: {cpu: 1, memory: 1Gi}}}]}\n", name, kind, claims)
	}
	claims := func(names ...string) string {
		var all []string
		for _, name := range names {
			all = append(all, fmt.Sprintf("{persistentVolumeClaim: {claimName: %s}}", name))
		}
		return strings.Join(all, ", ")
	}
	const unknown = "assumed: db (%s): a PersistentVolumeClaim that is not in the input is assumed to be a ReadWriteOnce EBS volume\n"
	for _, c := range []struct{ text, want string }{
		{set, "db 2 1000m 1024Mi volumes=1 controller=statefulset\n"},
		{set + bound("db-1", "a") + bound("db-2", "a"), "db 2 1000m 1024Mi volumes=1 zones=[a] controller=statefulset\nskipped: PersistentVolume, PersistentVolume: runs no pods\n"},
		{set + bound("db-1", "a") + bound("db-2", "b"), "db 2 1000m 1024Mi volumes=1 controller=statefulset\nignored: db (a, b): some of its pods have volumes in a zone already, but each may run in any zone of the plan\nskipped: PersistentVolume, PersistentVolume: runs no pods\n"},
		{set + bound("db-1", "a") + bound("db-0", "a"), "db 2 1000m 1024Mi volumes=1 controller=statefulset\nignored: db (a): some of its pods have volumes in a zone already, but each may run in any zone of the plan\nskipped: PersistentVolume, PersistentVolume: runs no pods\n"},
		// Pods alone.
		{owned("StatefulSet", "db-1", claims("data-db-1")), "db 1 1000m 1024Mi volumes=1 controller=statefulset\n"},
		{owned("StatefulSet", "db-1", claims("data-db-1", "all")) + owned("StatefulSet", "db-2", claims("data-db-2", "all")) + bound("db-1", "a") + bound("db-2", "a"),
			"db 2 1000m 1024Mi volumes=1 zones=[a] claims=[all ReadWriteOnce] controller=statefulset\n" + fmt.Sprintf(unknown, "all") + "skipped: PersistentVolume, PersistentVolume: runs no pods\n"},
		{owned("Kafka", "a", claims("a-0", "all")) + owned("Kafka", "b", claims("all", "b-0", "b-1")), "db 2 1000m 1024Mi volumes=2 claims=[all ReadWriteOnce] controller=pod\n" + fmt.Sprintf(unknown, "all")},
		{owned("Kafka", "a", claims("all")) + owned("Kafka", "b", claims("all")), "db 2 1000m 1024Mi claims=[all ReadWriteOnce] controller=pod\n" + fmt.Sprintf(unknown, "all")},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}
