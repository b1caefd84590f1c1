package export

import (
	"fmt"
	"slices"

	"podfit/planner"
	"podfit/planner/report/words"
)

var requests = Exporter{
	Tool:    "requests",
	Summary: "requests as used: a patch of each workload, for kubectl apply --server-side or Kustomize",
	Pods:    true,
	Formats: []Format{{"patch", "requests.yaml", requestPatches}},
}

// patched is the pods of one controller. An import makes several workloads of a
// controller whose pods request different amounts; it gets the larger of each.
type patched struct {
	kind            string
	namespace, name string
	containers      []planner.ContainerRequest
	comment         string
}

// patchedKinds are controllers with a template that can be changed.
var patchedKinds = map[planner.Controller]string{planner.Deployment: "Deployment", planner.StatefulSet: "StatefulSet", planner.ReplicaSet: "ReplicaSet"}

// requestPatches has a document for each controller. What has no template to patch, or
// no containers to name, is a comment.
func requestPatches(r *Request) ([]byte, error) {
	head := append(slices.Clone(r.Header),
		"apply with kubectl apply --server-side --force-conflicts -f FILE, or as a patch of a kustomization: patches: [{path: FILE}]",
		"limits and init containers stay as they are; a request above its container's limit is refused: raise that as well",
		"kinds are those of the scenario: what a custom resource runs has to be changed there")
	var all []patched
	for i := range r.Resized {
		of := &r.Resized[i]
		if !of.Changed() {
			continue
		}
		kind, has := patchedKinds[of.Controller]
		text := resizedComment(of)
		switch {
		case !has:
			head = append(head, fmt.Sprintf("not patched, as a %s has no template to change: %s%s", of.Controller, text, partsText(of.Containers)))
		case len(of.Containers) == 0:
			head = append(head, "not patched, as the usage does not name its containers: divide it among them: "+text)
		default:
			all = patch(all, kind, of, text)
		}
	}
	if len(all) == 0 {
		return []byte(comment(append(head, "no request changes"))), nil
	}
	var documents []document
	for i := range all {
		documents = append(documents, document{head: []string{all[i].comment}, object: all[i].document()})
	}
	return append([]byte(comment(head)+"---\n"), writeYAML(documents)...), nil
}

func patch(all []patched, kind string, of *planner.Resized, comment string) []patched {
	namespace, name := planner.ControllerName(of.Workload)
	i := slices.IndexFunc(all, func(p patched) bool { return p.kind == kind && p.namespace == namespace && p.name == name })
	if i < 0 {
		return append(all, patched{kind, namespace, name, slices.Clone(of.Containers), comment})
	}
	p := &all[i]
	p.comment += "; " + comment
	for _, c := range of.Containers {
		at := slices.IndexFunc(p.containers, func(b planner.ContainerRequest) bool { return b.Name == c.Name })
		if at < 0 {
			p.containers = append(p.containers, c)
			continue
		}
		to := &p.containers[at].Request
		to.CPU, to.Memory = max(to.CPU, c.Request.CPU), max(to.Memory, c.Request.Memory)
	}
	return all
}

func resizedComment(of *planner.Resized) string {
	from := "no requests"
	if !of.NoRequests {
		from = words.CPU(of.From.CPU) + " " + words.Memory(of.From.Memory)
	}
	return fmt.Sprintf("%s, %s: %s → %s %s, from %s", of.Workload, words.Counted(of.Replicas, "pod"), from, words.CPU(of.To.CPU), words.Memory(of.To.Memory), words.UsageOver(&of.Usage))
}

func partsText(parts []planner.ContainerRequest) (text string) {
	for _, p := range parts {
		text += fmt.Sprintf("; %s %s %s", p.Name, words.CPU(p.Request.CPU), words.Memory(p.Request.Memory))
	}
	return text
}

// document is a strategic merge patch, and a part of an object for server-side apply.
func (p *patched) document() object {
	var metadata object
	metadata.add("name", p.name, "")
	if p.namespace != "" {
		metadata.add("namespace", p.namespace, "")
	}
	var containers []element
	for _, c := range p.containers {
		var requests object
		if c.Request.CPU > 0 {
			requests.add("cpu", words.CPU(c.Request.CPU), "")
		}
		if c.Request.Memory > 0 {
			requests.add("memory", words.Memory(c.Request.Memory), "")
		}
		containers = append(containers, element{object: object{{key: "name", value: c.Name}, {key: "resources", value: object{{key: "requests", value: requests}}}}})
	}
	template := object{{key: "spec", value: object{{key: "containers", value: containers}}}}
	return object{
		{key: "apiVersion", value: "apps/v1"}, {key: "kind", value: p.kind}, {key: "metadata", value: metadata},
		{key: "spec", value: object{{key: "template", value: template}}},
	}
}
