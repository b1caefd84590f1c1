package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
)

// Resource is a custom resource, whose version is that of the cluster.
type Resource struct {
	Group, Resource string
	Launches        bool // nodes; otherwise it makes pods
}

func (r Resource) list(version string) list {
	l := list{group: r.Group, version: version, resource: r.Resource, without: asTheyRun, optional: true}
	if r.Launches {
		l.without, l.global = "what launches nodes is not known", true
	}
	return l
}

// groups are the API groups of the cluster.
var groups = list{resource: "API groups", at: "/apis", without: "custom resources count by the pods that run now"}

// custom are the lists of those resources whose group the cluster has, in the version
// that it prefers.
func (c *Cluster) custom(ctx context.Context, resources []Resource) ([]list, error) {
	if len(resources) == 0 {
		return nil, nil
	}
	var page bytes.Buffer
	status, err := c.get(ctx, groups, url.Values{}, &page)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusNotFound: // a proxy for a few lists
		return nil, nil
	case status != http.StatusOK:
		return nil, c.statusError(groups, status, page.Bytes())
	}
	var found struct {
		Groups []struct {
			Name             string `json:"name"`
			PreferredVersion struct {
				Version string `json:"version"`
			} `json:"preferredVersion"`
		} `json:"groups"`
	}
	if err := json.Unmarshal(page.Bytes(), &found); err != nil {
		return nil, &Unexpected{c.server.Host, "/apis is not a list of API groups"}
	}
	var lists []list
	for _, r := range resources {
		for _, g := range found.Groups {
			if g.Name == r.Group {
				lists = append(lists, r.list(g.PreferredVersion.Version))
			}
		}
	}
	return lists, nil
}

// lists are all that Workloads reads, and what is unknown because a list of them may
// not be read.
func (c *Cluster) lists(ctx context.Context) ([]list, []Unread, error) {
	custom, err := c.custom(ctx, c.customResources)
	if forbidden := (*Forbidden)(nil); errors.As(err, &forbidden) {
		return workloads, []Unread{{groups.String(), groups.without}}, nil
	}
	return append(workloads[:len(workloads):len(workloads)], custom...), nil, err
}
