package plan

import (
	"fmt"
	"slices"
	"strings"

	"podfit/planner"
)

// Words for Terms.Arm64Images: whatever runs is built for arm64, and nothing is.
const (
	AnyImage = "any"
	NoImage  = "none"
)

// OnAMD64 reports for each workload whether it stays on amd64 nodes because an image of it is
// not in the list of those built for arm64, or is not known. Workloads whose selectors leave no
// choice between the two have chosen.
func (t *Terms) OnAMD64(w planner.Workloads) []bool {
	stay := make([]bool, len(w))
	if t.Arm64Images == nil {
		return stay
	}
	built := planner.NewImageSet(t.Arm64Images)
	for i := range w {
		n := &w[i].Nodes
		stay[i] = n.Accepts(planner.AMD64) && n.Accepts(planner.ARM64) && !built.HasAll(w[i].Images)
	}
	return stay
}

// keepOnAMD64 has the workloads that stay there select it.
func (t *Terms) keepOnAMD64(w planner.Workloads) planner.Workloads {
	stay := t.OnAMD64(w)
	if !slices.Contains(stay, true) {
		return w
	}
	w = slices.Clone(w)
	for i := range w {
		if stay[i] {
			w[i].Nodes.Arch = []string{planner.AMD64}
		}
	}
	return w
}

// Arm64Unlisted is a list of images of which no workload has only such: Known of the
// workloads have images at all.
type Arm64Unlisted struct{ Workloads, Known int }

// About identifies the warning.
func (Arm64Unlisted) About() planner.WarningID {
	return planner.WarningID{Code: "arm64-unlisted", Severity: planner.SeverityUnknown, Setting: arm64Images}
}

// unlisted is the doubt about a list that no workload is in, where some could be.
func (t *Terms) unlisted(w planner.Workloads) []planner.Warning {
	stay := t.OnAMD64(w)
	if len(t.Arm64Images) == 0 || !slices.Contains(stay, true) {
		return nil
	}
	built := planner.NewImageSet(t.Arm64Images)
	doubt := Arm64Unlisted{Workloads: len(w)}
	for i := range w {
		if built.HasAll(w[i].Images) {
			return nil
		}
		doubt.Known += min(1, len(w[i].Images))
	}
	return []planner.Warning{doubt}
}

// AMD64Assumed are workloads that a plan with arm64 nodes keeps off these because of their
// images, while they select no architecture: the scheduler does not know.
type AMD64Assumed struct{ Workloads []string }

// About identifies the warning.
func (w AMD64Assumed) About() planner.WarningID {
	return planner.WarningID{Code: "amd64-assumed", Severity: planner.SeverityWrong, Setting: arm64Images, Subject: names(w.Workloads)}
}

// amd64Assumed compares what is planned with what the pods select.
func (q *Question) amd64Assumed(a *Answer) []planner.Warning {
	if !slices.ContainsFunc(a.Plans, func(p Plan) bool {
		return slices.ContainsFunc(p.Groups, func(g NodeGroup) bool { return g.Option.Type.Arch == planner.ARM64 })
	}) {
		return nil
	}
	var w AMD64Assumed
	for i := range q.AsSet { // the first ones of the workload, which may have more
		if k := &q.Workload[i]; k.Replicas > 0 && len(k.Nodes.Arch) == 1 && len(q.AsSet[i].Nodes.Arch) != 1 {
			w.Workloads = append(w.Workloads, k.Name)
		}
	}
	if w.Workloads == nil {
		return nil
	}
	return []planner.Warning{w}
}

const arm64Images = "arm64-images"

// ParseImages reads AnyImage, NoImage, or images with commas between them.
func ParseImages(text string) ([]string, error) {
	switch text {
	case AnyImage, "":
		return nil, nil
	case NoImage:
		return []string{}, nil
	}
	return CheckImages(strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }))
}

// CheckImages are images, each once, none of which is written as no image is.
func CheckImages(names []string) ([]string, error) {
	all := make([]string, 0, len(names))
	for _, name := range names {
		if err := planner.CheckImage(name); err != nil {
			return nil, fmt.Errorf("%q: %w", name, err)
		}
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all, nil
}

func imagesText(images []string) string {
	switch {
	case images == nil:
		return AnyImage
	case len(images) == 0:
		return NoImage
	}
	return strings.Join(images, ",")
}

// imagesOver are the images of all texts in place of the list. AnyImage takes the place of those
// before it.
func imagesOver(t *Terms, texts []string) error {
	var all []string
	for _, text := range texts {
		images, err := ParseImages(strings.TrimSpace(text))
		if err != nil {
			return err
		}
		if images == nil {
			all = nil
			continue
		}
		all = append(append([]string{}, all...), images...)
	}
	if all != nil {
		all, _ = CheckImages(all) // each once
	}
	t.Arm64Images = all
	return nil
}
