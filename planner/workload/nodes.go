package workload

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// NodeReader reads nodes out of Kubernetes objects, and counts the others.
type NodeReader struct {
	nodes  []planner.Node
	at     map[string]place
	others int
}

const wantedNodes = "want what kubectl get nodes -o json writes"

// NewNodeReader has read nothing yet.
func NewNodeReader() *NodeReader { return &NodeReader{at: map[string]place{}} }

// Nodes are those that were read, in their order.
func (r *NodeReader) Nodes() []planner.Node { return r.nodes }

// Read reads one file more. An error names the file and the line; a file
// without any node is one.
func (r *NodeReader) Read(name string, in io.Reader) error {
	nodes, others := len(r.nodes), r.others
	b, start, err := begin(name, in)
	if err == nil {
		err = readObjects(name, b, start, visit{r.object, func(place, []byte) error { return nil }})
	}
	switch {
	case err != nil || len(r.nodes) > nodes:
		return err
	case r.others > others:
		return fmt.Errorf("%s: no node in it: %s", name, wantedNodes)
	}
	return fmt.Errorf("%s: %w: %s", name, ErrNoObject, wantedNodes)
}

func (r *NodeReader) object(at place, list head, text []byte) error {
	h := head{Kind: strings.TrimSuffix(list.Kind, "List"), APIVersion: list.APIVersion}
	if err := decode(text, &h); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	of := ref{h.Kind, "", h.Metadata.Name}
	switch {
	case h.Kind == "":
		return fmt.Errorf("%s: no kind: want nodes, as kubectl get nodes -o yaml or -o json writes them", at)
	case h.Kind == "List": // an empty one
		return nil
	case h.Kind != "Node" || h.group() != "":
		r.others++
		return nil
	}
	node, err := readNode(&h)
	if other, twice := r.at[of.name]; err == nil && twice {
		err = fmt.Errorf("given twice, first at %s", other)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", at, of, err)
	}
	r.at[of.name] = at
	r.nodes = append(r.nodes, node)
	return nil
}

// nodeStatus is a Node's, as far as podfit predicts it.
type nodeStatus struct {
	Capacity    map[string]quantity `json:"capacity"`
	Allocatable map[string]quantity `json:"allocatable"`
	NodeInfo    struct {
		OSImage         string `json:"osImage"`
		OperatingSystem string `json:"operatingSystem"`
	} `json:"nodeInfo"`
}

func readNode(h *head) (planner.Node, error) {
	n := planner.Node{Name: h.Metadata.Name}
	if err := checkName(ref{name: n.Name}); err != nil {
		return n, err
	}
	var st nodeStatus
	if err := decodePart("status", h.Status, &st); err != nil {
		return n, err
	}
	if len(st.Capacity) == 0 || len(st.Allocatable) == 0 {
		return n, errors.New("no status.capacity and status.allocatable: want what a cluster says of its nodes, not a manifest")
	}
	var err error
	if n.Capacity, err = nodeResources("status.capacity", st.Capacity); err != nil {
		return n, err
	}
	if n.Allocatable, err = nodeResources("status.allocatable", st.Allocatable); err != nil {
		return n, err
	}
	labels := h.Metadata.Labels
	if n.InstanceType = labels["node.kubernetes.io/instance-type"]; n.InstanceType == "" {
		n.InstanceType = labels["beta.kubernetes.io/instance-type"]
	}
	if strings.Trim(strings.ToLower(n.InstanceType), nameLetters+"_") != "" {
		return n, fmt.Errorf("instance type %q: want letters, digits, dots and dashes", n.InstanceType)
	}
	n.Kind = nodeKind(labels, st.NodeInfo.OperatingSystem)
	n.Policy = eni.PolicyOfNode(labels)
	n.Image = st.NodeInfo.OSImage
	n.AMI = amiOf(n.Image)
	return n, nil
}

func nodeKind(labels map[string]string, system string) planner.NodeKind {
	switch labels["eks.amazonaws.com/compute-type"] {
	case "fargate":
		return planner.NodeFargate
	case "auto":
		return planner.NodeAutoMode
	case "hybrid":
		return planner.NodeHybrid
	}
	if system == "windows" || labels["kubernetes.io/os"] == "windows" {
		return planner.NodeWindows
	}
	return planner.NodeEC2
}

func amiOf(image string) planner.Maybe[planner.AMI] {
	switch {
	case strings.HasPrefix(image, "Bottlerocket"):
		return planner.Known(planner.Bottlerocket)
	case strings.HasPrefix(image, "Amazon Linux 2023"):
		return planner.Known(planner.AL2023)
	}
	return planner.Maybe[planner.AMI]{}
}

// nodeResources reads those that podfit predicts, whatever else there is.
func nodeResources(path string, list map[string]quantity) (planner.NodeResources, error) {
	ours := map[string]quantity{}
	for name, q := range list {
		if name == cpu || name == memory || name == pods || name == branchENI || strings.HasPrefix(name, hugePages) {
			ours[name] = q
		}
	}
	all, err := parseAll(path, ours)
	r := planner.NodeResources{BranchENIs: planner.Known(int(all[branchENI]))}
	if n, has := all[cpu]; has {
		r.CPU = planner.Known(planner.Millis(n))
	}
	if n, has := all[memory]; has {
		r.Memory = planner.Known(planner.Memory(n))
	}
	if n, has := all[pods]; has {
		r.Pods = planner.Known(int(n))
	}
	for name, n := range all {
		if strings.HasPrefix(name, hugePages) {
			r.HugePages += planner.Memory(n)
		}
	}
	return r, err
}

// Resources that nodes have and pods' requests are not counted by.
const (
	pods      = "pods"
	hugePages = "hugepages-" // and the size of a page
)
