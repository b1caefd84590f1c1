package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// pageSize is kubectl's default.
const pageSize = 500

// list is a resource that is listed in all namespaces.
type list struct {
	group, version, resource string
	// optional: not every cluster has the resource.
	optional bool
}

var nodes = list{group: "", version: "v1", resource: "nodes"}

// workloads are in this order: what creates pods, pods, and what adds to both.
var workloads = []list{
	{group: "apps", version: "v1", resource: "deployments"},
	{group: "apps", version: "v1", resource: "replicasets"},
	{group: "apps", version: "v1", resource: "statefulsets"},
	{group: "apps", version: "v1", resource: "daemonsets"},
	{group: "batch", version: "v1", resource: "jobs"},
	{group: "batch", version: "v1", resource: "cronjobs"},
	{group: "", version: "v1", resource: "replicationcontrollers"},
	{group: "", version: "v1", resource: "pods"},
	{group: "autoscaling", version: "v2", resource: "horizontalpodautoscalers"},
	{group: "", version: "v1", resource: "persistentvolumeclaims"},
	{group: "", version: "v1", resource: "persistentvolumes"}, // the zones of claims
	{group: "storage.k8s.io", version: "v1", resource: "storageclasses"},
	{group: "scheduling.k8s.io", version: "v1", resource: "priorityclasses"},
	{group: "", version: "v1", resource: "services"},        // their pods spread by default
	{group: "", version: "v1", resource: "namespaces"},      // affinity may select by their labels
	{group: "", version: "v1", resource: "serviceaccounts"}, // a SecurityGroupPolicy may select by their labels
	{group: "vpcresources.k8s.aws", version: "v1beta1", resource: "securitygrouppolicies", optional: true},
}

func (l list) path() string {
	if l.group == "" {
		return "/api/" + l.version + "/" + l.resource
	}
	return "/apis/" + l.group + "/" + l.version + "/" + l.resource
}

// String is the name in RBAC and kubectl: deployments.apps.
func (l list) String() string { return strings.TrimSuffix(l.resource+"."+l.group, ".") }

// RBAC is the ClusterRole, as YAML, that allows what Workloads and Nodes read.
func RBAC() string {
	var groups []string
	resources := map[string][]string{}
	for _, l := range append([]list{nodes}, workloads...) {
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

// Workloads reads everything that runs pods in the cluster, and what belongs to it.
func (c *Cluster) Workloads(ctx context.Context, each Each) error {
	for _, l := range workloads {
		if err := c.pages(ctx, l, each); err != nil {
			return err
		}
	}
	return nil
}

// Nodes reads the cluster's nodes.
func (c *Cluster) Nodes(ctx context.Context, each Each) error { return c.pages(ctx, nodes, each) }

// pages reads all pages of a list. If the server no longer has the version that
// the list began with (410), it continues once with the current version, using
// the token in that response. Without a token the error is Expired.
func (c *Cluster) pages(ctx context.Context, l list, each Each) error {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}}
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
		if next == "" {
			return nil
		}
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
