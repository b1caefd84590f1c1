package kubernetes

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// NodeReader reads Nodes, and skips other Kubernetes objects.
type NodeReader struct {
	nodes  []planner.Node
	at     map[string]objects.Place // by name
	others int
}

const expectedNodes = "expected the output of kubectl get nodes -o json"

// NewNodeReader returns a reader that has no nodes yet.
func NewNodeReader() *NodeReader { return &NodeReader{at: map[string]objects.Place{}} }

// Nodes are those that have been read, in order.
func (r *NodeReader) Nodes() []planner.Node { return r.nodes }

// Read reads another file. An error names the file and the line; it is an error
// if the file has no node.
func (r *NodeReader) Read(name string, in io.Reader) error {
	nodes, others := len(r.nodes), r.others
	f, err := objects.Open(name, in)
	if err == nil {
		err = objects.Read(f, objects.Visitor{Object: r.readObject, Expected: expectedNodes})
	}
	switch {
	case err != nil || len(r.nodes) > nodes:
		return err
	case r.others > others:
		return &objects.NotObjects{Place: objects.Place{File: name}, Expected: "no node in it: " + expectedNodes}
	}
	return fmt.Errorf("%s: %w: %s", name, importer.ErrNoObject, expectedNodes)
}

func (r *NodeReader) readObject(of *objects.Object) error {
	switch {
	case of.Rest:
		return nil
	case of.Kind == "":
		return &objects.NotObjects{Place: of.Place, Expected: "no kind: " + expectedNodes}
	case of.Kind != "Node" || of.Group() != "":
		r.others++
		return nil
	}
	o, err := newObject(of)
	if err != nil {
		return fmt.Errorf("%s: %w", of.Place, err)
	}
	o.Namespace = "" // nodes have none
	node, err := readReporting(o)
	if other, known := r.at[o.Name]; err == nil && known {
		err = fmt.Errorf("duplicate of %s", other)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", o.Place, o.Ref, err)
	}
	r.at[o.Name] = o.Place
	r.nodes = append(r.nodes, node)
	return nil
}

// nodeStatus has what podfit predicts.
type nodeStatus struct {
	Capacity    map[string]request.Quantity `json:"capacity"`
	Allocatable map[string]request.Quantity `json:"allocatable"`
	NodeInfo    struct {
		OSImage         string `json:"osImage"`
		OperatingSystem string `json:"operatingSystem"`
	} `json:"nodeInfo"`
}

// readReporting is a node that reports what podfit predicts.
func readReporting(o *object) (planner.Node, error) {
	n, err := readNode(o)
	if err == nil && (n.Capacity == planner.NodeResources{} || n.Allocatable == planner.NodeResources{}) {
		err = errors.New("no status.capacity and status.allocatable: read the node from a cluster, not from a manifest")
	}
	return n, err
}

// readNode is a node; what it does not report is unknown.
func readNode(o *object) (planner.Node, error) {
	n := planner.Node{Name: o.metadata.Name}
	if err := checkName(importer.Ref{Name: n.Name}); err != nil {
		return n, err
	}
	var st nodeStatus
	if err := objects.DecodePart("status", o.Status, &st); err != nil {
		return n, err
	}
	var err error
	if n.Capacity, err = nodeResources("status.capacity", st.Capacity); err != nil {
		return n, err
	}
	if n.Allocatable, err = nodeResources("status.allocatable", st.Allocatable); err != nil {
		return n, err
	}
	labels := o.metadata.Labels
	n.Region = labels["topology.kubernetes.io/region"]
	if n.InstanceType = labels["node.kubernetes.io/instance-type"]; n.InstanceType == "" {
		n.InstanceType = labels["beta.kubernetes.io/instance-type"]
	}
	if strings.Trim(strings.ToLower(n.InstanceType), nameLetters+"_") != "" {
		return n, fmt.Errorf("instance type %q: must consist of letters, digits, dots and dashes", n.InstanceType)
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

// nodeResources reads the resources that podfit predicts; none of them is known of a node
// without a list.
func nodeResources(path string, list map[string]request.Quantity) (planner.NodeResources, error) {
	if len(list) == 0 {
		return planner.NodeResources{}, nil
	}
	predicted := map[string]request.Quantity{}
	for name, q := range list {
		if name == request.CPU || name == request.Memory || name == pods || name == request.BranchENI || strings.HasPrefix(name, hugePages) {
			predicted[name] = q
		}
	}
	all, err := request.ParseAll(path, predicted)
	r := planner.NodeResources{BranchENIs: planner.Known(int(all[request.BranchENI]))}
	if n, has := all[request.CPU]; has {
		r.CPU = planner.Known(planner.Millis(n))
	}
	if n, has := all[request.Memory]; has {
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

// Resources that only nodes have.
const (
	pods      = "pods"
	hugePages = "hugepages-" // prefix of the page size
)
