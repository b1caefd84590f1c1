package workload

import (
	"encoding/json"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// regionLabels and zoneLabels are those of nodes and volumes.
var regionLabels = []string{"topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"}
var zoneLabels = []string{planner.ZoneTopology, "failure-domain.beta.kubernetes.io/zone"}

// clues are what objects say about where their cluster is.
type clues struct {
	regions []string // that objects name
	guessed []string // that ARNs of other resources name, which may be elsewhere
	zones   []string // of nodes
	nodes   bool     // some are in the input
}

// noteRegion keeps the region that an object names: a node or a volume by its labels,
// a document of the AWS CLI by the ARN in it. An annotation may have the ARN of a
// certificate or of a load balancer.
func (r *Reader) noteRegion(o *objects.Object) {
	if o.Kind == "" {
		r.addRegion(arnRegion(string(o.Text), "ecs", "eks", "autoscaling"))
		return
	}
	r.clues.nodes = r.clues.nodes || o.Kind == "Node" && o.Group() == ""
	switch o.Kind {
	case "Node", "PersistentVolume", "Service", "Ingress", "ClusterConfig":
	default:
		return // most objects are others, and a dump has many
	}
	var of struct {
		Labels      map[string]string `json:"labels"`
		Annotations map[string]string `json:"annotations"`
		Region      string            `json:"region"` // of eksctl's ClusterConfig
	}
	if json.Unmarshal(o.Metadata, &of) != nil {
		return // the reader of its format reports the error
	}
	switch o.Kind {
	case "ClusterConfig":
		if isRegion(of.Region) {
			r.addRegion(of.Region)
		}
	case "Node", "PersistentVolume":
		for _, label := range regionLabels {
			r.addRegion(of.Labels[label])
		}
		for _, label := range zoneLabels {
			if zone := of.Labels[label]; zone != "" && o.Kind == "Node" {
				r.clues.zones = added(r.clues.zones, zone)
			}
			if region, ok := planner.ZoneRegion(of.Labels[label]); ok {
				r.addRegion(region)
			}
		}
	case "Service", "Ingress":
		for key, value := range of.Annotations {
			if strings.HasSuffix(key, "cert") || strings.HasSuffix(key, "arn") {
				r.clues.guessed = added(r.clues.guessed, arnRegion(value, "acm", "elasticloadbalancing"))
			}
		}
	}
}

func (r *Reader) addRegion(name string) { r.clues.regions = added(r.clues.regions, name) }

// added is a list with one more text, unless it is empty or there already.
func added(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

// arnRegion is the region of the first ARN of some services in a text.
func arnRegion(text string, services ...string) string {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "arn:aws")
		if !found {
			return ""
		}
		if parts := strings.SplitN(after, ":", 4); len(parts) == 4 && slices.Contains(services, parts[1]) && isRegion(parts[2]) {
			return parts[2]
		}
		rest = after
	}
}

// isRegion tells a region's name from a placeholder, such as ${AWS::Region}.
func isRegion(name string) bool {
	return strings.Count(name, "-") >= 2 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// region is the one that the objects are in, by their own or by the zones that pods
// and their claims are in; empty if they name none, or several.
func (r *Reader) region(w planner.Workloads) string {
	for i := range w {
		zones := slices.Clone(w[i].Nodes.Zones)
		for _, c := range w[i].Claims {
			zones = append(zones, c.Zones...)
		}
		for _, zone := range zones {
			if name, ok := planner.ZoneRegion(zone); ok {
				r.addRegion(name)
			}
		}
	}
	switch {
	case len(r.clues.regions) == 1:
		return r.clues.regions[0]
	case len(r.clues.regions) == 0 && len(r.clues.guessed) == 1:
		r.notes.Add(importer.Assumed, "the region is that of a certificate or load balancer that the objects name", r.clues.guessed[0])
		return r.clues.guessed[0]
	}
	return ""
}
