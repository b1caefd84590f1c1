package pending_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/pending"
)

// base is two nodes in zones a and b, with a pod on each, and a pod that waits.
func base() *pending.Cluster {
	node := func(name, zone string) pending.Node {
		return pending.Node{
			Name: name, Labels: map[string]string{"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone, "eks.amazonaws.com/nodegroup": "web", "node.kubernetes.io/instance-type": "m5.large"},
			Allocatable: map[string]int64{"cpu": 2000, "memory": 8 << 30}, MaxPods: 3,
		}
	}
	pod := func(name, node string) pending.Pod {
		return pending.Pod{Name: pending.Name{Namespace: "shop", Name: name}, Node: node, Labels: map[string]string{"app": name}, Requests: map[string]int64{"cpu": 1500, "memory": 1 << 30}}
	}
	return &pending.Cluster{
		Version: pending.Version{Minor: 35, Server: true},
		Nodes:   []pending.Node{node("n1", "a"), node("n2", "b")},
		Pods:    []pending.Pod{pod("db", "n1"), pod("api", "n2"), small("web")},
		Claims:  map[pending.Name]pending.Claim{}, Volumes: map[string]pending.Volume{}, StorageClasses: map[string]pending.StorageClass{}, Namespaces: map[string]map[string]string{},
		LimitsKnown: true,
	}
}

// small is a pod that fits anywhere.
func small(name string) pending.Pod {
	return pending.Pod{Name: pending.Name{Namespace: "shop", Name: name}, Labels: map[string]string{"app": name}, Requests: map[string]int64{"cpu": 100}}
}

func is(key, value string) planner.Selector {
	return planner.Selector{{Key: key, Values: []string{value}}}
}

const zone, host = "topology.kubernetes.io/zone", "kubernetes.io/hostname"

// Each filter by itself: the message, and the first fix. The last pod of the cluster is
// the one in question.
func TestFilters(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(c *pending.Cluster, p *pending.Pod)
		want   string
		fix    string // kinds and amounts
	}{
		{"nothing in its way", func(*pending.Cluster, *pending.Pod) {}, "0/2 nodes are available:", ""},
		{"cordoned", func(c *pending.Cluster, _ *pending.Pod) {
			c.Nodes[0].Unschedulable, c.Nodes[1].Unschedulable = true, true
		}, "0/2 nodes are available: 2 node(s) were unschedulable.", "uncordon n1"},
		// The taint alone is what tolerations are about; NodeUnschedulable comes first.
		{"cordoned and tainted", func(c *pending.Cluster, p *pending.Pod) {
			for i := range c.Nodes {
				c.Nodes[i].Unschedulable = true
				c.Nodes[i].Taints = []planner.Taint{{Key: "node.kubernetes.io/unschedulable", Effect: planner.NoSchedule}}
			}
		}, "0/2 nodes are available: 2 node(s) were unschedulable.", "uncordon n1"},
		{"taints", func(c *pending.Cluster, p *pending.Pod) {
			c.Nodes[0].Taints = []planner.Taint{{Key: "gpu", Effect: planner.NoExecute}}
			c.Nodes[1].Taints = []planner.Taint{{Key: "team", Value: "red", Effect: planner.NoSchedule}}
			p.Tolerations = []pending.Toleration{{Key: "team", Value: "blue"}, {Key: "gpu", Operator: "Exists", Effect: planner.NoSchedule}}
		}, "0/2 nodes are available: 2 node(s) had untolerated taint(s).", "tolerate gpu:NoExecute"},
		// A node that starts, ends or recovers is not repaired by a toleration.
		{"not ready", func(c *pending.Cluster, p *pending.Pod) {
			for i := range c.Nodes {
				c.Nodes[i].Taints = []planner.Taint{{Key: "node.kubernetes.io/not-ready", Effect: planner.NoSchedule}}
			}
		}, "0/2 nodes are available: 2 node(s) had untolerated taint(s).", "add-nodes web m5.large a 1"},
		{"node selector", func(_ *pending.Cluster, p *pending.Pod) { p.Selector = is("disk", "ssd") }, "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", "add-label n1 disk=ssd"},
		// A zone is nothing that a label makes, and an image runs on its architecture alone.
		{"zone", func(_ *pending.Cluster, p *pending.Pod) { p.Selector = is(zone, "c") }, "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", "drop-node-selector topology.kubernetes.io/zone=c"},
		{"architecture", func(_ *pending.Cluster, p *pending.Pod) { p.Selector = is("kubernetes.io/arch", "arm64") }, "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", ""},
		{"a term without conditions", func(_ *pending.Cluster, p *pending.Pod) { p.Affine, p.Affinity = true, []pending.NodeTerm{{}} }, "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", ""},
		{"a node by name", func(_ *pending.Cluster, p *pending.Pod) {
			p.Affine, p.Affinity = true, []pending.NodeTerm{{Names: is("metadata.name", "gone")}}
		}, "0/2 nodes are available: 2 node(s) didn't satisfy plugin(s) [NodeAffinity].", "drop-node-names"},
		{"two names at once", func(_ *pending.Cluster, p *pending.Pod) {
			p.Affine, p.Affinity = true, []pending.NodeTerm{{Names: slices.Concat(is("metadata.name", "n1"), is("metadata.name", "n2"))}}
		}, "0/2 nodes are available: pod affinity terms conflict.", ""},
		{"host port", func(c *pending.Cluster, p *pending.Pod) {
			p.Ports = []planner.HostPort{{Port: 80}}
			c.Pods[0].Ports, c.Pods[1].Ports = p.Ports, []planner.HostPort{{Port: 80, IP: "10.0.0.1"}}
		}, "0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports.", "add-nodes web m5.large a 1"},
		{"max pods", func(c *pending.Cluster, _ *pending.Pod) { c.Nodes[0].MaxPods, c.Nodes[1].MaxPods = 1, 1 }, "0/2 nodes are available: 2 Too many pods.", "raise-max-pods n1 1 2"},
		// A node counts for each resource that it lacks.
		{"two resources", func(_ *pending.Cluster, p *pending.Pod) {
			p.Requests = map[string]int64{"cpu": 510, "memory": 16 << 30}
		}, "0/2 nodes are available: 2 Insufficient cpu, 2 Insufficient memory.", "lower-request cpu 500, lower-request memory 7516192768"},
		{"a little too much", func(_ *pending.Cluster, p *pending.Pod) { p.Requests = map[string]int64{"cpu": 510} }, "0/2 nodes are available: 2 Insufficient cpu.", "lower-request cpu 500"},
		// More than a fifth less is no small change.
		{"much too much", func(_ *pending.Cluster, p *pending.Pod) { p.Requests = map[string]int64{"cpu": 1000} }, "0/2 nodes are available: 2 Insufficient cpu.", "add-nodes web m5.large a 1"},
		{"a device", func(_ *pending.Cluster, p *pending.Pod) { p.Requests = map[string]int64{"nvidia.com/gpu": 1} }, "0/2 nodes are available: 2 Insufficient nvidia.com/gpu.", ""},
		{"spread", func(c *pending.Cluster, p *pending.Pod) {
			p.Spreads = []pending.Spread{{Topology: zone, MaxSkew: 1, MinDomains: 3, Selector: is("app", "web")}}
			for i, node := range []string{"n1", "n2"} {
				c.Pods[i].Labels, c.Pods[i].Node = p.Labels, node
			}
		}, "0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints.", "raise-max-skew topology.kubernetes.io/zone 1 2"},
		{"spread over a label that nodes lack", func(_ *pending.Cluster, p *pending.Pod) {
			p.Spreads = []pending.Spread{{Topology: "rack", MaxSkew: 1, Selector: is("app", "web")}}
		}, "0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints (missing required label).", "schedule-anyway rack 1"},
		{"affinity", func(_ *pending.Cluster, p *pending.Pod) {
			p.Terms = []pending.PodTerm{{Topology: zone, Selector: is("app", "cache")}}
		}, "0/2 nodes are available: 2 node(s) didn't match pod affinity rules.", "prefer-affinity topology.kubernetes.io/zone"},
		{"anti-affinity", func(_ *pending.Cluster, p *pending.Pod) {
			p.Terms = []pending.PodTerm{{Topology: zone, Anti: true}}
		}, "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.", "prefer-anti-affinity topology.kubernetes.io/zone"},
		{"anti-affinity of others", func(c *pending.Cluster, p *pending.Pod) {
			c.Pods[0].Terms = []pending.PodTerm{{Topology: host, Anti: true, Selector: is("app", "web")}}
			c.Pods[1].Terms = []pending.PodTerm{{Topology: zone, Anti: true, NamespaceSelector: &planner.Selector{}}}
		}, "0/2 nodes are available: 2 node(s) didn't satisfy existing pods anti-affinity rules.", "add-nodes web m5.large a 1"},
		{"a pod that preemption makes room for", func(c *pending.Cluster, p *pending.Pod) {
			p.Requests = map[string]int64{"cpu": 400}
			first := small("first")
			first.Nominated, first.Priority, first.Requests = "n1", 1, p.Requests
			c.Nodes = c.Nodes[:1]
			c.Pods = append([]pending.Pod{first}, c.Pods...)
		}, "0/1 nodes are available: 1 Insufficient cpu.", "add-nodes web m5.large a 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster := base()
			c.change(cluster, &cluster.Pods[2])
			i := only(t, cluster)
			if got := i.Verdict.Message(i.Version); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := firstFix(i); got != c.fix {
				t.Errorf("first fix %q, want %q of %+v", got, c.fix, i.Fixes)
			}
		})
	}
}

// only is the item of pod web.
func only(t *testing.T, c *pending.Cluster) pending.Item {
	t.Helper()
	found := pending.Find(c, pending.Fleet{}, pending.Choice{Pods: []string{"web"}})
	if len(found.Items) != 1 {
		t.Fatal(found)
	}
	return found.Items[0]
}

func firstFix(i pending.Item) string {
	if len(i.Fixes) == 0 {
		return ""
	}
	var all []string
	for _, c := range i.Fixes[0].Changes {
		parts := []string{c.Kind.String(), c.Node, c.Resource, c.Topology, c.Group, c.InstanceType, c.Zone, c.Claim}
		if c.Taint.Key != "" {
			parts = append(parts, c.Taint.String())
		}
		if c.Selector.Key != "" {
			parts = append(parts, c.Selector.String())
		}
		for _, n := range []int64{c.From, c.To} {
			if n != 0 && !(c.Kind == pending.LowerRequest && n == c.From) {
				parts = append(parts, fmt.Sprint(n))
			}
		}
		all = append(all, strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " "))
	}
	return strings.Join(all, ", ")
}

// Volumes: what no node is looked at for, and what turns nodes away.
func TestVolumes(t *testing.T) {
	name := pending.Name{Namespace: "shop", Name: "data"}
	inA := pending.Volume{Class: "gp3", Driver: pending.EBSDriver, Handle: "vol-1", Affinity: []pending.NodeTerm{{Labels: is(zone, "c")}}}
	for _, c := range []struct {
		name   string
		change func(c *pending.Cluster)
		want   string
		fix    string
	}{
		{"no such claim", func(c *pending.Cluster) { c.Claims[pending.Name{Namespace: "shop", Name: "other"}] = pending.Claim{} }, `persistentvolumeclaim "data" not found`, "make-claim data"},
		{"lost", func(c *pending.Cluster) { c.Claims[name] = pending.Claim{Lost: true, Volume: "pv"} }, `persistentvolumeclaim "data" bound to non-existent persistentvolume "pv"`, ""},
		{"being deleted", func(c *pending.Cluster) { c.Claims[name] = pending.Claim{Deleted: true} }, `persistentvolumeclaim "data" is being deleted`, ""},
		{"unbound", func(c *pending.Cluster) {
			c.Claims[name], c.StorageClasses["gp3"] = pending.Claim{Class: "gp3"}, pending.StorageClass{Provisioner: pending.EBSDriver}
		}, "pod has unbound immediate PersistentVolumeClaims", "bind-claim data"},
		// A class that does not exist never binds.
		{"no such class", func(c *pending.Cluster) {
			c.Claims[name], c.StorageClasses["gp3"] = pending.Claim{Class: "typo"}, pending.StorageClass{Waits: true}
		}, "pod has unbound immediate PersistentVolumeClaims", "bind-claim data"},
		{"volume gone", func(c *pending.Cluster) {
			c.Claims[name], c.Volumes["other"] = pending.Claim{Bound: true, Volume: "pv"}, pending.Volume{}
		}, `persistentvolume "pv" not found`, ""},
		{"another zone", func(c *pending.Cluster) {
			c.Claims[name], c.Volumes["pv"] = pending.Claim{Bound: true, Volume: "pv", Class: "gp3"}, inA
		}, "2 node(s) didn't match PersistentVolume's node affinity", "add-zone web m5.large c 1"},
		{"another zone, by label", func(c *pending.Cluster) {
			c.Claims[name], c.Volumes["pv"] = pending.Claim{Bound: true, Volume: "pv"}, pending.Volume{Labels: map[string]string{zone: "c"}}
		}, "2 node(s) had no available volume zone", "add-zone web m5.large c 1"},
		{"no volume to bind", func(c *pending.Cluster) {
			c.Claims[name], c.StorageClasses["local"] = pending.Claim{Class: "local"}, pending.StorageClass{Provisioner: "kubernetes.io/no-provisioner", Waits: true}
		}, "2 node(s) didn't find available persistent volumes to bind", ""},
		{"made for another node", func(c *pending.Cluster) {
			c.Claims[name], c.StorageClasses["gp3"] = pending.Claim{Class: "gp3", Selected: "gone"}, pending.StorageClass{Provisioner: pending.EBSDriver, Waits: true}
		}, "2 node(s) didn't find available persistent volumes to bind", ""},
		{"taken", func(c *pending.Cluster) {
			c.Claims[name], c.Volumes["pv"] = pending.Claim{Bound: true, Volume: "pv", OnePod: true}, pending.Volume{}
			c.Pods[0].Claims = []pending.ClaimRef{{Claim: "data"}}
		}, "2 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod", ""},
		{"too many volumes", func(c *pending.Cluster) {
			c.Claims[name], c.StorageClasses["gp3"] = pending.Claim{Class: "gp3"}, pending.StorageClass{Provisioner: "kubernetes.io/aws-ebs", Waits: true}
			c.Claims[pending.Name{Namespace: "shop", Name: "other"}] = pending.Claim{Bound: true, Volume: "pv"}
			c.Volumes["pv"], c.Volumes["left"] = pending.Volume{Driver: pending.EBSDriver, Handle: "vol-1", Claim: name}, pending.Volume{Driver: pending.EBSDriver, Handle: "vol-2", Claim: name}
			c.Pods[0].Claims = []pending.ClaimRef{{Claim: "other"}}
			c.Attachments = []pending.Attachment{{Node: "n2", Driver: pending.EBSDriver, Volume: "left"}}
			for i := range c.Nodes {
				c.Nodes[i].VolumeLimits = map[string]int64{pending.EBSDriver: 1}
			}
		}, "2 node(s) exceed max volume count", "add-nodes web m5.large a 1"},
		// Nothing is known of volumes: no node is turned away for them.
		{"no claims in the input", func(*pending.Cluster) {}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster := base()
			cluster.Pods[2].Claims = []pending.ClaimRef{{Claim: "data"}}
			c.change(cluster)
			i := only(t, cluster)
			want := "0/2 nodes are available:"
			if c.want != "" {
				want += " " + c.want + "."
			}
			if got := i.Verdict.Message(i.Version); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if got := firstFix(i); got != c.fix {
				t.Errorf("first fix %q, want %q", got, c.fix)
			}
		})
	}
}

// The words of each version, from the ErrReason constants of its scheduler.
func TestWordsOfVersions(t *testing.T) {
	for _, c := range []struct {
		reason pending.Reason
		minor  int
		want   string
	}{
		{pending.Reason{Kind: pending.Untolerated, Taint: planner.Taint{Key: "team", Value: "red"}}, 34, "node(s) had untolerated taint {team: red}"},
		{pending.Reason{Kind: pending.Untolerated, Taint: planner.Taint{Key: "gpu"}}, 29, "node(s) had untolerated taint {gpu: }"},
		{pending.Reason{Kind: pending.Untolerated}, 35, "node(s) had untolerated taint(s)"},
		{pending.Reason{Kind: pending.Untolerated}, 0, "node(s) had untolerated taint(s)"}, // the newest that is known
		{pending.Reason{Kind: pending.VolumeElsewhere}, 32, "node(s) had volume node affinity conflict"},
		{pending.Reason{Kind: pending.VolumeElsewhere}, 33, "node(s) didn't match PersistentVolume's node affinity"},
		{pending.Reason{Kind: pending.ClaimTaken}, 33, "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"},
		{pending.Reason{Kind: pending.NotNamed}, 32, "node(s) didn't satisfy plugin(s) [NodeAffinity]"},
		{pending.Reason{Kind: pending.NotNamed}, 31, ""},
		{pending.Reason{Kind: pending.NotNamed}, 30, "node is filtered out by the prefilter result"},
		{pending.Reason{Kind: pending.NotNamed}, 29, ""},
		{pending.Reason{Kind: pending.Insufficient, Resource: "vpc.amazonaws.com/pod-eni"}, 31, "Insufficient vpc.amazonaws.com/pod-eni"},
	} {
		if got := c.reason.Text(pending.Version{Minor: c.minor}); got != c.want {
			t.Errorf("%v in 1.%d: %q, want %q", c.reason.Kind, c.minor, got, c.want)
		}
	}
}

// What an event says is compared by counts; what it says of preemption is not.
func TestEvents(t *testing.T) {
	const says = "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {team: red}."
	for _, c := range []struct {
		name    string
		version pending.Version
		said    string
		want    pending.Agreement
	}{
		{"the same", pending.Version{Minor: 34}, says, pending.Agrees},
		{"with preemption", pending.Version{Minor: 34}, says + " preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.", pending.Agrees},
		{"another order", pending.Version{Minor: 34}, "0/2 nodes are available: 1 node(s) had untolerated taint {team: red}, 1 Insufficient cpu.", pending.Agrees},
		{"other counts", pending.Version{Minor: 34}, "0/2 nodes are available: 2 Insufficient cpu.", pending.Differs},
		{"other nodes", pending.Version{Minor: 34}, "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {team: red}.", pending.Differs},
		{"a rejection", pending.Version{Minor: 34}, `0/2 nodes are available: persistentvolumeclaim "x" not found.`, pending.Differs},
		{"the API server is newer than the nodes", pending.Version{Minor: 34}, "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s).", pending.Agrees},
		{"the API server is not newer", pending.Version{Minor: 34, Server: true}, "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s).", pending.Differs},
		{"cut off", pending.Version{Minor: 34}, "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolera ...", pending.Agrees},
		{"another message", pending.Version{Minor: 34}, "skip schedule deleting pod: shop/web", pending.NothingSaid},
		{"nothing", pending.Version{Minor: 34}, "", pending.NothingSaid},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster := base()
			cluster.Version = c.version
			cluster.Nodes[1].Taints = []planner.Taint{{Key: "team", Value: "red", Effect: planner.NoSchedule}}
			cluster.Pods[2].Requests = map[string]int64{"cpu": 600}
			cluster.Pods[2].Events = []pending.Event{{Reason: "BackOff", Text: "other"}, {Reason: "FailedScheduling", Text: c.said}}
			if got := only(t, cluster).Agreement; got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// Pods that kube-scheduler does not try, and those that have a node and do not start.
func TestStates(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *pending.Pod)
		want   string // states
	}{
		{"gated", func(p *pending.Pod) { p.Gates = []string{"kueue"} }, "[gated]"},
		{"another scheduler", func(p *pending.Pod) { p.Scheduler = "volcano" }, "[other-scheduler]"},
		{"the default one by name", func(p *pending.Pod) { p.Scheduler = "default-scheduler" }, "[fits-now]"},
		{"devices", func(p *pending.Pod) { p.Devices = true }, "[device-claims]"},
		{"being deleted", func(p *pending.Pod) { p.Deleted = true }, "[]"},
		{"on a node", func(p *pending.Pod) { p.Node = "n1" }, "[]"},
		{"without an address", func(p *pending.Pod) {
			p.Node, p.Events = "n1", []pending.Event{{Reason: "FailedCreatePodSandBox", Text: "add cmd: failed to assign an IP address to container"}}
		}, "[no-address]"},
		{"without a sandbox for another reason", func(p *pending.Pod) {
			p.Node, p.Events = "n1", []pending.Event{{Reason: "FailedCreatePodSandBox", Text: "no such runtime"}}
		}, "[]"},
		{"without its volume", func(p *pending.Pod) {
			p.Node, p.Events = "n1", []pending.Event{{Reason: "FailedAttachVolume", Text: "Multi-Attach error"}}
		}, "[volume-not-usable]"},
	} {
		cluster := base()
		c.change(&cluster.Pods[2])
		var got []pending.State
		for _, i := range pending.Find(cluster, pending.Fleet{}, pending.Choice{}).Items {
			got = append(got, i.State)
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

// A node that has no address left takes no pods again once its max pods are those that
// have one.
func TestNoAddress(t *testing.T) {
	c := base()
	p := &c.Pods[2]
	p.Node, p.Events = "n1", []pending.Event{{Reason: "FailedCreatePodSandBox", Text: "failed to assign an IP address to container"}}
	i := only(t, c)
	if got := firstFix(i); got != "lower-max-pods n1 3 1" || i.Fixes[0].Places != 1 {
		t.Errorf("%s, %+v", got, i.Fixes)
	}
	// Nothing can be launched on which the pod fits, though another node would take it.
	p.Terms = []pending.PodTerm{{Topology: "kubernetes.io/hostname", Selector: is("app", "api")}}
	if i := only(t, c); i.Launchable.Known() || firstFix(i) != "lower-max-pods n1 3 1" {
		t.Errorf("%v, %+v", i.Launchable, i.Fixes)
	}
	p.Terms = nil
	c.Nodes[1].MaxPods = 1
	if got := firstFix(only(t, c)); got != "lower-max-pods n1 3 1, add-nodes web m5.large a 1" {
		t.Error(got)
	}
}

// Pods that are alike are one item, and a fix says how many of them it places.
func TestAlike(t *testing.T) {
	c := base()
	for i := range 4 {
		p := small(fmt.Sprintf("web-%d", i+7))
		p.Owner, p.Labels, p.Requests = pending.Owner{Kind: "Deployment", Name: "web"}, nil, map[string]int64{"cpu": 510}
		c.Pods = append(c.Pods, p)
	}
	found := pending.Find(c, pending.Fleet{}, pending.Choice{Namespace: "shop", Pods: []string{"web-*", "other/web"}})
	if len(found.Items) != 1 || found.Pods() != 4 {
		t.Fatal(found)
	}
	i := found.Items[0]
	if want := []string{"web-10", "web-7", "web-8", "web-9"}; !slices.Equal(i.Pods, want) {
		t.Errorf("%v, want %v", i.Pods, want)
	}
	places := map[string]int{}
	for _, f := range i.Fixes {
		places[fmt.Sprint(f.Changes[0].Kind, " ", f.Changes[0].To)] = f.Places
	}
	// A new node takes 2 pods by max pods, as base has no DaemonSets 3; a request of 250m
	// has room for 2 on each node.
	if places["add-nodes 2"] != 4 || places["lower-request 250"] != 4 {
		t.Error(places)
	}
}

// What can launch nodes is known or not.
func TestLaunchable(t *testing.T) {
	large := pending.Node{Labels: map[string]string{"node.kubernetes.io/instance-type": "m5.4xlarge"}, Allocatable: map[string]int64{"cpu": 15890, "memory": 60 << 30}, MaxPods: 234}
	nodes := func(complete bool, list ...pending.Node) func(*planner.Launcher) ([]pending.Node, bool) {
		return func(*planner.Launcher) ([]pending.Node, bool) { return list, complete }
	}
	pool := []planner.Launcher{{Kind: planner.NodePool, Name: "big"}}
	full := []planner.Launcher{{Kind: planner.ManagedNodeGroup, Name: "big", Nodes: planner.Known(3), Most: planner.Known(3)}}
	for _, c := range []struct {
		name  string
		fleet pending.Fleet
		want  string
		fix   string
	}{
		{"only a group that is too small", pending.Fleet{}, "", ""},
		{"a pool that is large enough", pending.Fleet{Launchers: pool, Nodes: nodes(true, large)}, "true", "add-nodes big m5.4xlarge 1"},
		{"none of all", pending.Fleet{Launchers: pool, Nodes: nodes(true)}, "false", ""},
		{"not all types are known", pending.Fleet{Launchers: pool, Nodes: nodes(false)}, "", ""},
		{"a group that is full", pending.Fleet{Launchers: full, Nodes: nodes(true, large)}, "false", "raise-group-maximum big, add-nodes big m5.4xlarge 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster := base()
			cluster.Pods[2].Requests = map[string]int64{"cpu": 9000, "memory": 40 << 30}
			i := pending.Find(cluster, c.fleet, pending.Choice{Pods: []string{"web"}}).Items[0]
			got := ""
			if known, is := i.Launchable.Value(); is {
				got = fmt.Sprint(known)
			}
			fix := ""
			for k := range i.Fixes {
				if i.Fixes[k].Changes[len(i.Fixes[k].Changes)-1].Kind == pending.AddNodes {
					fix = firstFix(pending.Item{Fixes: i.Fixes[k:]})
				}
			}
			if got != c.want || fix != c.fix {
				t.Errorf("launchable %q by %q, want %q by %q", got, fix, c.want, c.fix)
			}
		})
	}
}

// What the input lacks is said of the pods that need it, and of no others.
func TestLacks(t *testing.T) {
	c := base()
	c.LimitsKnown = false
	c.Pods[1].Node = ""
	c.Pods[2].Claims = []pending.ClaimRef{{Claim: "data"}}
	c.Pods[2].Terms = []pending.PodTerm{{Topology: zone, Anti: true, Selector: is("app", "x"), NamespaceSelector: &planner.Selector{{Key: "team", Operator: planner.Exists}}}}
	var codes []string
	for _, w := range pending.Find(c, pending.Fleet{}, pending.Choice{}).Warnings {
		codes = append(codes, w.About().Code)
	}
	if want := []string{"fits-now", "fits-now", "no-pods-on-nodes", "no-claims", "no-csi-nodes", "no-namespaces"}; !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
	c.Claims[pending.Name{Namespace: "shop", Name: "data"}] = pending.Claim{Bound: true, Volume: "pv"}
	c.Pods[1].Node, c.LimitsKnown, c.Namespaces["shop"] = "n2", true, nil
	codes = nil
	for _, w := range pending.Find(c, pending.Fleet{}, pending.Choice{}).Warnings {
		codes = append(codes, w.About().Code)
	}
	if want := []string{"fits-now", "no-volumes"}; !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
}
