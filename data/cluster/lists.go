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

// pageSize is what kubectl asks for at a time.
const pageSize = 500

// list is a kind of object that is read in all namespaces.
type list struct {
	group, version, resource string
	// optional is a resource that not every cluster has.
	optional bool
}

var nodes = list{group: "", version: "v1", resource: "nodes"}

// workloads stand in the order of least surprise: what makes pods, the pods,
// and what says more of both.
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
	{group: "storage.k8s.io", version: "v1", resource: "storageclasses"},
	{group: "", version: "v1", resource: "serviceaccounts"}, // by whose labels a SecurityGroupPolicy may select
	{group: "vpcresources.k8s.aws", version: "v1beta1", resource: "securitygrouppolicies", optional: true},
}

func (l list) path() string {
	if l.group == "" {
		return "/api/" + l.version + "/" + l.resource
	}
	return "/apis/" + l.group + "/" + l.version + "/" + l.resource
}

// String is as RBAC and kubectl have it: deployments.apps.
func (l list) String() string { return strings.TrimSuffix(l.resource+"."+l.group, ".") }

// RBAC is the ClusterRole that lets a user read what Workloads and Nodes read,
// as YAML.
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

// Each is handed the pages of a list one by one, in the JSON that kubectl get
// -o json has, with a name for messages. A page may have no items.
type Each func(name string, page io.Reader) error

// Workloads reads what runs pods in the cluster, and what says more of it.
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

// pages reads a list to its end. Where it changed for so long that the server
// forgot the state at which it began, it goes on at the present state, from
// the token that comes with the refusal; without one, Expired says to begin anew.
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
			return c.refusal(l, status, page.Bytes())
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

// continuation is the token for the page behind this one, empty at the last.
func continuation(page []byte) string {
	var head struct {
		Metadata struct {
			Continue string `json:"continue"`
		} `json:"metadata"`
	}
	_ = json.Unmarshal(page, &head) // whoever reads the page says what is wrong with it
	return head.Metadata.Continue
}
