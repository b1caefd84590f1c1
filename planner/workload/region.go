package workload

import (
	"encoding/json"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/objects"
)

// regionLabels are those of nodes and volumes.
var regionLabels = []string{"topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"}

// noteRegion keeps the region that an object names: a node or a volume by its label,
// a document of the AWS CLI by the ARN in it.
func (r *Reader) noteRegion(o *objects.Object) {
	if o.Kind == "" {
		r.addRegion(arnRegion(string(o.Text)))
		return
	}
	if o.Kind != "Node" && o.Kind != "PersistentVolume" {
		return
	}
	var of struct {
		Labels map[string]string `json:"labels"`
	}
	if json.Unmarshal(o.Metadata, &of) != nil {
		return // the reader of its format reports the error
	}
	for _, label := range regionLabels {
		r.addRegion(of.Labels[label])
	}
}

func (r *Reader) addRegion(name string) {
	if name != "" && !slices.Contains(r.regions, name) {
		r.regions = append(r.regions, name)
	}
}

// arnRegion is the region of the first ARN of ECS in a text.
func arnRegion(text string) string {
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "arn:aws")
		if !found {
			return ""
		}
		if parts := strings.SplitN(after, ":", 4); len(parts) == 4 && parts[1] == "ecs" && isRegion(parts[2]) {
			return parts[2]
		}
		rest = after
	}
}

// isRegion tells a region's name from a placeholder, such as ${AWS::Region}.
func isRegion(name string) bool {
	return strings.Count(name, "-") >= 2 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// ZoneRegion is the region of a zone by its name, eu-west-3 of eu-west-3a; an id, or
// a name of one's own, has none.
func ZoneRegion(zone string) (region string, ok bool) {
	region = strings.TrimRight(zone, "abcdefghijklmnopqrstuvwxyz")
	if len(region) != len(zone)-1 || strings.Count(region, "-") < 2 {
		return "", false
	}
	return region, true
}

// region is the one that the objects are in, by their own or by the zones that pods
// select; empty if they name none, or several.
func (r *Reader) region(w planner.Workloads) string {
	for i := range w {
		for _, zone := range w[i].Nodes.Zones {
			if name, ok := ZoneRegion(zone); ok {
				r.addRegion(name)
			}
		}
	}
	if len(r.regions) != 1 {
		return ""
	}
	return r.regions[0]
}
