package cluster

import (
	"context"
	"errors"
	"slices"
)

const (
	unjudgedVolumes = "volumes are not judged"
	wordsOfKubelets = "messages are in the words of the nodes' version"
)

// snapshot is what kube-scheduler looks at, and what it says. Events are those of trouble
// alone.
var snapshot = []list{
	{resource: "version", at: "/version", without: wordsOfKubelets, optional: true},
	{group: "", version: "v1", resource: "nodes", global: true},
	{group: "", version: "v1", resource: "pods", global: true},
	{group: "", version: "v1", resource: "events", fields: "type=Warning", global: true, without: "what the scheduler said, and which pods have no address, is not known"},
	{group: "", version: "v1", resource: "persistentvolumeclaims", global: true, without: unjudgedVolumes},
	{group: "", version: "v1", resource: "persistentvolumes", global: true, without: "the zones of volumes are not known"},
	{group: "storage.k8s.io", version: "v1", resource: "storageclasses", global: true, without: "claims without a volume are taken to wait for their pod"},
	{group: "storage.k8s.io", version: "v1", resource: "csinodes", global: true, without: "how many volumes nodes can attach is not known"},
	{group: "storage.k8s.io", version: "v1", resource: "volumeattachments", global: true, without: "volumes that are attached without a pod do not count"},
	{group: "", version: "v1", resource: "namespaces", global: true, without: "affinity that selects namespaces by label matches none"},
}

// Snapshot reads what decides where pods go, in all namespaces. A list that the user may
// not read costs that list, unless it is that of nodes or of pods.
func (c *Cluster) Snapshot(ctx context.Context, each Each) (unread []Unread, err error) {
	launchers := slices.DeleteFunc(slices.Clone(c.customResources), func(r Resource) bool { return !r.Launches })
	lists, err := c.custom(ctx, launchers)
	if forbidden := (*Forbidden)(nil); errors.As(err, &forbidden) {
		unread = append(unread, Unread{groups.String(), "what launches nodes is not known"})
	} else if err != nil {
		return nil, err
	}
	for _, l := range slices.Concat(snapshot, lists) {
		err := c.pages(ctx, l, each)
		switch forbidden := (*Forbidden)(nil); {
		case errors.As(err, &forbidden) && l.without != "":
			unread = append(unread, Unread{l.String(), l.without})
		case err != nil:
			return nil, err
		}
	}
	return unread, nil
}
