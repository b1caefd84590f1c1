package words

import (
	"fmt"
	"strings"

	"podfit/planner"
	"podfit/planner/pending"
)

// PendingState says what pods wait for; unschedulable ones have kube-scheduler's message.
func PendingState(i *pending.Item) string {
	switch i.State {
	case pending.Fits:
		return i.Free + " would take it now"
	case pending.Gated:
		return "not scheduled until its scheduling gates are gone: " + strings.Join(i.Gates, ", ")
	case pending.OtherScheduler:
		return "waits for " + i.Scheduler + ", a scheduler that podfit does not know"
	case pending.WithDevices:
		return "kube-scheduler would take a node, but for its claims for devices, which podfit does not judge"
	case pending.NoAddress:
		return "on " + i.Node + ", which has no address for it: " + noAddress
	case pending.VolumeNotUsable:
		return "on " + i.Node + ", which cannot use its volume"
	}
	return i.Verdict.Message(i.Version)
}

// Launchable says whether anything could launch a node.
func Launchable(m planner.Maybe[bool]) string {
	return OrUnknown(m, func(yes bool) string {
		if yes {
			return "yes"
		}
		return "no"
	})
}

// Fix is the changes of a fix in a sentence.
func Fix(f *pending.Fix) string {
	var parts []string
	for i := range f.Changes {
		parts = append(parts, change(&f.Changes[i]))
	}
	return strings.Join(parts, ", and ")
}

func change(c *pending.Change) string {
	switch c.Kind {
	case pending.Uncordon:
		return "uncordon " + c.Node
	case pending.MakeClaim:
		return "create the PersistentVolumeClaim " + c.Claim
	case pending.BindClaim:
		return "bind the PersistentVolumeClaim " + c.Claim + ", whose own events say why it has no volume"
	case pending.LowerRequest:
		return fmt.Sprintf("lower its %s request from %s to %s", c.Resource, resourceText(c.Resource, c.From), resourceText(c.Resource, c.To))
	case pending.AddLabel:
		return fmt.Sprintf("label %s with %s", c.Node, c.Selector)
	case pending.Tolerate:
		return "tolerate the taint " + c.Taint.String()
	case pending.RemoveTaint:
		return fmt.Sprintf("remove the taint %s from %s", c.Taint, c.Node)
	case pending.RaiseMaxPods:
		return fmt.Sprintf("raise max pods of %s from %d to %d", c.Node, c.From, c.To)
	case pending.LowerMaxPods:
		return fmt.Sprintf("lower max pods of %s from %d to the %d that have an address, and delete the pods without one", c.Node, c.From, c.To)
	case pending.AddNodes:
		return fmt.Sprintf("add %s to %s (%s)", Counted(int(c.To), "node"), c.Group, strings.Join(nonEmpty(c.InstanceType, c.Zone), ", "))
	case pending.AddZone:
		return fmt.Sprintf("add a node in %s, where its volume is and no node: like those of %s (%s), if it may have nodes there", c.Zone, c.Group, c.InstanceType)
	case pending.RaiseGroup:
		return "raise the maximum size of " + c.Group
	}
	return constraintChange(c)
}

// constraintChange is a change of what a pod requires.
func constraintChange(c *pending.Change) string {
	switch c.Kind {
	case pending.RaiseSkew:
		return fmt.Sprintf("raise maxSkew of its spread over %s from %d to %d", c.Topology, c.From, c.To)
	case pending.AllowSkew:
		return "set whenUnsatisfiable to ScheduleAnyway in its spread over " + c.Topology
	case pending.PreferPodsNear:
		return "make its pod affinity by " + c.Topology + " preferred instead of required"
	case pending.PreferPodsApart:
		return "make its pod anti-affinity by " + c.Topology + " preferred instead of required"
	case pending.LetOthersNear:
		var names []string
		for _, o := range c.Others {
			names = append(names, o.String())
		}
		return "make the pod anti-affinity of " + ObjectNames(names) + " preferred instead of required"
	case pending.DropHostPort:
		return fmt.Sprintf("drop its host port %d", c.Port)
	case pending.DropSelector:
		return "drop " + c.Selector.String() + " from its node selector or affinity"
	}
	return "drop the node names from its node affinity"
}

func nonEmpty(texts ...string) (kept []string) {
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return kept
}

// resourceText is an amount as Kubernetes writes it.
func resourceText(resource string, n int64) string {
	if resource == "cpu" {
		return CPU(planner.Millis(n))
	}
	if planner.InBytes(resource) && n%int64(planner.MiB) != 0 {
		return fmt.Sprint(n)
	}
	return ResourceAmount(resource, n)
}

// Places says how many of some pods a fix gives a node.
func Places(places, pods int) string {
	if pods == 1 {
		return "places it"
	}
	return fmt.Sprintf("places %d of %d", places, pods)
}

// pendingWarning is of pods that wait.
func pendingWarning(w planner.Warning) (text, fix string) {
	switch w := w.(type) {
	case pending.EventDiffers:
		if w.Fits {
			return fmt.Sprintf("%s: its event says %q, but a node would take it now: pods or nodes have changed since", w.Pod, w.Said), "read the cluster again"
		}
		return fmt.Sprintf("%s: its event says %q, which differs from the pods and nodes read (%s): they have changed since, or not all of them were read", w.Pod, w.Said, w.Now), "read pods, nodes and events at the same time"
	case pending.FitsNow:
		return fmt.Sprintf("%s: %s would take it now: the scheduler has not tried again yet, or not all pods were read", w.Pod, w.Node), "read pods, nodes and events at the same time"
	case pending.NotJudged:
		if w.State == pending.WithDevices {
			return w.Pod.String() + ": claims for devices (dynamic resource allocation) are not judged", "see the events of its ResourceClaims"
		}
		return w.Pod.String() + ": waits for " + w.Scheduler + ", whose rules podfit does not know", "see that scheduler's events"
	case pending.InputLacks:
		lack := lacks[w.Kind]
		return fmt.Sprintf("%s, which matters for %s: %s", lack.what, podNames(w.Pods), lack.so), lack.fix
	}
	return "", ""
}

func podNames(pods []pending.Name) string {
	var names []string
	for _, p := range pods {
		names = append(names, p.String())
	}
	return ObjectNames(names)
}

// lacks are what an input may lack, what follows, and how to read it.
var lacks = map[pending.Missing]struct{ what, so, fix string }{
	pending.PodsOfNodes:           {"some nodes have no pod in the input", "nodes may be fuller than they look", "read the pods of all namespaces: kubectl get pods -A"},
	pending.ClaimsMissing:         {"no PersistentVolumeClaim is in the input", "volumes are not judged", "read kubectl get pvc -A, too"},
	pending.VolumesMissing:        {"no PersistentVolume is in the input", "the zones of volumes are unknown", "read kubectl get pv, too"},
	pending.StorageClassesMissing: {"no StorageClass is in the input", "claims without a volume are taken to wait for their pod", "read kubectl get storageclass, too"},
	pending.CSINodesMissing:       {"no CSINode is in the input", "how many volumes nodes can attach is unknown", "read kubectl get csinodes, too"},
	pending.NamespacesMissing:     {"no Namespace is in the input", "affinity that selects namespaces by label selects none", "read kubectl get namespaces, too"},
}
