// Package importer is what a reader of a format needs to become an importer: the
// Workload that it makes of its input, the Notes for the user, and the Format
// by which package workload's table finds it.
package importer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/workload/objects"
	"podfit/planner/workload/request"
)

// Format is an importer, as the table of formats lists it.
type Format struct {
	// Input says what it reads, for the error of a file that no format recognizes.
	Input string
	// Lists are keys whose lists of objects are read item by item: see objects.List.
	Lists []objects.List
	// New makes a reader, which is an ObjectReader or a FileReader.
	New func(*Notes) Reader
}

// Reader reads any number of inputs, and then knows their workloads.
type Reader interface {
	// Workloads are what runs pods, in an order that does not depend on the order
	// of the inputs' parts, if the format gives these none.
	Workloads() ([]*Workload, error)
}

// ObjectReader reads a format whose files are JSON or YAML objects.
type ObjectReader interface {
	Reader
	// ReadObject reads an object, unless it belongs to another format.
	ReadObject(*objects.Object) (recognized bool, err error)
}

// FileReader reads a format of its own.
type FileReader interface {
	Reader
	// ReadFile reads a file, unless its start shows that it has another format.
	ReadFile(*objects.File) (recognized bool, err error)
}

// ClusterReader reads a format that also knows the cluster's configuration.
type ClusterReader interface {
	Reader
	Cluster() Cluster
}

// Choices are what a user decides about an import.
type Choices struct {
	// VPA is the recommendation of VerticalPodAutoscalers that replaces requests; empty
	// for none.
	VPA string
	// GroupsPerInterface is how many security groups an interface takes; 0 is AWS's
	// default.
	GroupsPerInterface int
	// OneNamespace is set if the input has the pods of one namespace alone.
	OneNamespace bool
}

// The recommendations of a VerticalPodAutoscaler that can replace requests.
const (
	VPATarget = "target"
	VPAUpper  = "upper"
)

// ChoosingReader reads a format in which choices matter.
type ChoosingReader interface{ Choose(Choices) }

// Cluster is what the input says about its cluster.
type Cluster struct {
	// CNI is nil if aws-node is not in the input.
	CNI *CNI
	// SecurityGroupPolicies is how many there are.
	SecurityGroupPolicies int
	// Nodes are those of the input that podfit plans with.
	Nodes []Node
}

// Node is a node of a cluster, with the pods on it that are of no workload.
type Node struct {
	Name string
	// Like is what it is, a group of one node without its pods.
	Like planner.TodayGroup
	// Others are how many pods of DaemonSets and static ones it has, and Request is that of
	// all of them together.
	Others  int
	Request planner.Resources
}

// CNI is how aws-node is configured.
type CNI struct {
	Config eni.Config
	// Warm are its warm targets, NAME=VALUE.
	Warm []string
	// Invalid are variables of Config with a value that aws-node does not accept.
	Invalid []string
}

// Ref names an object.
type Ref struct{ Kind, Namespace, Name string }

func (r Ref) String() string { return strings.TrimSpace(r.Kind + " " + r.Path()) }

// Path is namespace/name, the name of a workload.
func (r Ref) Path() string {
	if r.Namespace == "" {
		return r.Name
	}
	return r.Namespace + "/" + r.Name
}

// The kinds that are treated in a way of their own.
const (
	DaemonSet = "DaemonSet"
	Job       = "Job"
	CronJob   = "CronJob"
)

// Workload is the pods of one controller, as its reader found them.
type Workload struct {
	Ref
	Place objects.Place
	// Replicas is at the lower end of what an autoscaler does, MaxReplicas at the
	// upper; 0 without an autoscaler.
	Replicas, MaxReplicas int
	// Pods is how they are placed. Name, replicas and requests follow from the
	// other fields.
	Pods    planner.Workload
	Request request.Amounts
	// Missing are the requests that containers lack, such as "cpu of app".
	Missing []string
	// Windows pods and Fargate pods need no node of a plan.
	Windows, Fargate bool
	// Job is set if the pods end by themselves, as those of the kinds Job and CronJob do.
	Job bool
	// Running is how many of the replicas are pods of the input; templates want the
	// others.
	Running int
	// PodNames are those of its pods of the input, namespace/name.
	PodNames []string
	// On is how many of its pods each node holds, by the node's name.
	On map[string]int
	// Omit leaves it out; the reader has noted why.
	Omit  bool
	Notes Notes
}

// SetRequests computes the request from the containers of its pods, and finds
// what these lack, and their images.
func (w *Workload) SetRequests(p *request.Pod) (err error) {
	if w.Request, err = p.Total(); err != nil {
		return err
	}
	if images := p.Images(); !slices.ContainsFunc(images, func(image string) bool { return !planner.IsImage(image) }) {
		w.Pods.Images = images
	}
	starting := p.Starting()
	w.Pods.Init = planner.Resources{CPU: planner.Millis(starting[request.CPU]), Memory: planner.Memory(starting[request.Memory])}
	if w.Missing, w.Pods.NoRequests = p.Missing(); w.Pods.NoRequests {
		w.Missing = nil
	}
	return nil
}

// MaxReplicas is the largest accepted number of replicas; a scenario has the same.
const MaxReplicas = 1_000_000

// CheckReplicas checks a number that the input has under a key.
func CheckReplicas(key string, n int64) error {
	if n < 0 || n > MaxReplicas {
		return fmt.Errorf("%s \"%d\": must be 0 to %d", key, n, MaxReplicas)
	}
	return nil
}

// ErrNoObject is the error for a file or list without any object.
var ErrNoObject = errors.New("nothing in it")

// IsSystem reports whether an object is in the namespace of EKS's own DaemonSets.
func IsSystem(of Ref) bool { return of.Namespace == "" || of.Namespace == "kube-system" }
