package cluster

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// pageSize is kubectl's default.
const pageSize = 500

// maxPages is a million objects, several times what a cluster may have.
const maxPages = 2000

// list is a resource that is listed, in all namespaces or in one.
type list struct {
	group, version, resource string
	// without says what a plan doesn't know if the list may not be read.
	without string
	// global: it is in no namespace, or what is in other namespaces counts as well.
	global bool
	// optional: not every cluster has the resource.
	optional  bool
	namespace string // empty for all
	fields    string // a field selector; empty for all objects
	// at is the whole path, if it is another than that of a resource.
	at string
}

var nodes = list{group: "", version: "v1", resource: "nodes", global: true, without: "the cluster's zones, and what it has today, are unknown"}

const (
	asTheyRun = "they count by the pods that run now"
	anyZone   = "volumes are planned as if they could be in any zone"
)

// workloads are in this order: what creates pods, pods, nodes, and what adds to all of them.
// DaemonSets of every namespace run on the nodes.
var workloads = []list{
	{group: "apps", version: "v1", resource: "deployments", without: asTheyRun},
	{group: "apps", version: "v1", resource: "replicasets", without: asTheyRun},
	{group: "apps", version: "v1", resource: "statefulsets", without: asTheyRun},
	{group: "apps", version: "v1", resource: "daemonsets", without: "what runs on each node is unknown: give it with --daemonset or --daemonsets", global: true},
	{group: "batch", version: "v1", resource: "jobs", without: asTheyRun},
	{group: "batch", version: "v1", resource: "cronjobs", without: asTheyRun},
	{group: "", version: "v1", resource: "replicationcontrollers", without: asTheyRun},
	{group: "", version: "v1", resource: "pods", without: "pods that nothing owns are not part of the workload, and nothing that only pods have is known"},
	nodes,
	{group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers", without: "replicas are those of now, not the maximum"},
	{group: "", version: "v1", resource: "persistentvolumeclaims", without: anyZone},
	{group: "", version: "v1", resource: "persistentvolumes", without: anyZone, global: true}, // the zones of claims
	{group: "storage.k8s.io", version: "v1", resource: "storageclasses", without: anyZone, global: true},
	{group: "scheduling.k8s.io", version: "v1", resource: "priorityclasses", without: "priorities count as 0", global: true},
	{group: "", version: "v1", resource: "services", without: "pods are not known to spread by default"},                                            // their pods do
	{group: "", version: "v1", resource: "namespaces", without: "affinity that selects namespaces by label matches none", global: true},             // which may be so
	{group: "", version: "v1", resource: "serviceaccounts", without: "security group policies that select service accounts by label match no pods"}, // which may be so
	{group: "", version: "v1", resource: "limitranges", without: "pods that do not run yet have no default requests"},
	{group: "", version: "v1", resource: "resourcequotas", without: "it is not known whether the API server refuses pods"},
	{group: "node.k8s.io", version: "v1", resource: "runtimeclasses", without: "the overhead of runtime classes is known of running pods alone", global: true},
	{group: "autoscaling.k8s.io", version: "v1", resource: "verticalpodautoscalers", without: "their recommendations are not known", optional: true},
	{group: "vpcresources.k8s.aws", version: "v1beta1", resource: "securitygrouppolicies", without: "pods count as without security groups", optional: true},
}

func (l list) path() string {
	if l.at != "" {
		return l.at
	}
	path := "/api/" + l.version
	if l.group != "" {
		path = "/apis/" + l.group + "/" + l.version
	}
	if l.namespace != "" {
		path += "/namespaces/" + l.namespace
	}
	return path + "/" + l.resource
}

// String is the name in RBAC and kubectl: deployments.apps.
func (l list) String() string { return strings.TrimSuffix(l.resource+"."+l.group, ".") }

// RBAC is the ClusterRole, as YAML, that allows what Workloads, Nodes and Snapshot read.
// All users may ask for the API groups and the version.
func RBAC(custom []Resource) string {
	var groups []string
	resources := map[string][]string{}
	all := slices.Concat(workloads, snapshot)
	for _, r := range custom {
		all = append(all, list{group: r.Group, resource: r.Resource})
	}
	for _, l := range all {
		if l.at != "" || slices.Contains(resources[l.group], l.resource) {
			continue
		}
		if resources[l.group] == nil {
			groups = append(groups, l.group)
		}
		resources[l.group] = append(resources[l.group], l.resource)
	}
	var b strings.Builder
	b.WriteString("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: podfit\nrules:\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "  - apiGroups: [%q]\n    resources: [%s]\n    verbs: [list]\n", g, strings.Join(resources[g], ", "))
	}
	return b.String()
}

// Each is called with each page of a list, in the JSON of kubectl get -o json, and
// with a name for messages. A page may have no items.
type Each func(name string, page io.Reader) error

// Unread is a list that the user may not read.
type Unread struct {
	Resource string // as RBAC and kubectl name it
	Without  string // what a plan doesn't know without it
}

// Workloads reads everything that runs pods in the cluster or in its namespace, and
// what belongs to it. A list that the user may not read costs that list. The error is
// Forbidden if that is the case for all that run pods.
func (c *Cluster) Workloads(ctx context.Context, each Each) ([]Unread, error) {
	all, unread, err := c.lists(ctx)
	if err != nil {
		return nil, err
	}
	var first error
	read := 0 // of what runs pods
	for _, l := range all {
		err := c.within(ctx, l, each)
		runsPods := l.without == asTheyRun && !l.optional || l.resource == "pods"
		switch forbidden := (*Forbidden)(nil); {
		case errors.As(err, &forbidden):
			first = cmp.Or(first, err)
			unread = append(unread, Unread{l.String(), l.without})
		case err != nil:
			return nil, err
		case runsPods:
			read++
		}
	}
	if read == 0 {
		return nil, first
	}
	return unread, nil
}

// within reads a list in the cluster's namespace, if it has one, and DaemonSets in all
// namespaces. If it may not, it reads those of the namespace, and the error stays.
func (c *Cluster) within(ctx context.Context, l list, each Each) error {
	if !l.global {
		l.namespace = c.namespace
	}
	err := c.pages(ctx, l, each)
	if forbidden := (*Forbidden)(nil); errors.As(err, &forbidden) && l.resource == "daemonsets" && c.namespace != "" {
		l.namespace = c.namespace
		if other := c.pages(ctx, l, each); !errors.As(other, &forbidden) && other != nil {
			return other
		}
	}
	return err
}

// Nodes reads the cluster's nodes.
func (c *Cluster) Nodes(ctx context.Context, each Each) error { return c.pages(ctx, nodes, each) }

// pages reads all pages of a list. If the server no longer has the version that
// the list began with (410), it continues once with the current version, using
// the token in that response. Without a token the error is Expired.
//
// It ends with a server that never does: one whose tokens repeat, or whose list has more
// than maxPages.
func (c *Cluster) pages(ctx context.Context, l list, each Each) error {
	seen := map[string]bool{}
	query := url.Values{"limit": {strconv.Itoa(pageSize)}}
	if l.fields != "" {
		query.Set("fieldSelector", l.fields)
	}
	var page bytes.Buffer
	for n, expired := 1, false; ; n++ {
		page.Reset()
		status, err := c.get(ctx, l, query, &page)
		if err != nil {
			return err
		}
		next := continuation(page.Bytes())
		switch {
		case status == http.StatusNotFound && l.optional:
			return nil
		case status == http.StatusGone && next != "" && !expired:
			expired = true
			query.Set("continue", next)
			continue
		case status != http.StatusOK:
			return c.statusError(l, status, page.Bytes())
		}
		if err := each(fmt.Sprintf("%s of %s, page %d", l, c.server.Host, n), bytes.NewReader(page.Bytes())); err != nil {
			return err
		}
		switch {
		case next == "":
			return nil
		case seen[next]:
			return &Unexpected{c.server.Host, fmt.Sprintf("the pages of the list of %s repeat", l)}
		case n == maxPages:
			return &Unexpected{c.server.Host, fmt.Sprintf("the list of %s has more than %d pages", l, maxPages)}
		}
		seen[next] = true
		query.Set("continue", next)
	}
}

// continuation is the token of the next page, empty on the last one.
func continuation(page []byte) string {
	var head struct {
		Metadata struct {
			Continue string `json:"continue"`
		} `json:"metadata"`
	}
	_ = json.Unmarshal(page, &head) // Each reports what is wrong with the page
	return head.Metadata.Continue
}
