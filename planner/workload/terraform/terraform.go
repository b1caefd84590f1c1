// Package terraform imports the ECS services, task definitions and autoscalers, and the
// node groups of EKS, in what terraform show -json prints of a state or a plan, and in a
// state file itself.
package terraform

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"podfit/planner/workload/ecs"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// Format is Terraform's and OpenTofu's states and plans in JSON.
var Format = importer.Format{
	Input: "terraform show -json",
	New: func(notes *importer.Notes) importer.Reader {
		return &reader{notes: notes, Reader: ecs.NewReader(notes)}
	},
}

type reader struct {
	notes       *importer.Notes
	*ecs.Reader // has the services of all states and plans
	launchers   []*importer.Launcher
}

// ReadObject reads a state or a plan.
func (r *reader) ReadObject(o *objects.Object) (recognized bool, err error) {
	if o.Kind != "" || o.Rest {
		return false, nil
	}
	var doc document
	if objects.Decode(o.Text, &doc) != nil {
		return false, nil
	}
	if doc.Terraform == "" && (doc.Format == "" || doc.Values == nil && doc.Planned == nil) {
		return false, nil
	}
	f := file{reader: r, Place: o.Place, unknown: map[string]map[string]any{}, actions: map[string][]string{}, families: map[string]string{}}
	f.collect(&doc)
	for _, kind := range []struct {
		name string
		read func(*resource) error
	}{{"aws_ecs_task_definition", f.definition}, {"aws_ecs_service", f.service}, {"aws_appautoscaling_target", f.target}, {"aws_eks_node_group", f.nodeGroup}, {"aws_autoscaling_group", f.scalingGroup}} {
		for i := range f.resources {
			if one := &f.resources[i]; one.Type == kind.name {
				if err := kind.read(one); err != nil {
					return true, err
				}
			}
		}
	}
	f.noteOthers()
	return true, nil
}

// file is a state or a plan as it is read.
type file struct {
	*reader
	objects.Place
	resources []resource
	// unknown are the values of each address that are known only after apply.
	unknown  map[string]map[string]any
	actions  map[string][]string // of a plan, by address
	config   configuration
	families map[string]string // of task definitions by address
}

func (f *file) collect(doc *document) {
	for _, of := range []*values{doc.Values, doc.Planned} {
		if of != nil {
			f.module(&of.Root, 0)
		}
	}
	for _, of := range doc.Resources { // a state file
		for i, one := range of.Instances {
			address := of.Type + "." + of.Name
			if of.Module != "" {
				address = of.Module + "." + address
			}
			if len(of.Instances) > 1 {
				address = fmt.Sprintf("%s[%d]", address, i)
			}
			f.add(resource{Address: address, Mode: of.Mode, Type: of.Type, Values: one.Attributes})
		}
	}
	for _, change := range doc.Changes {
		f.unknown[change.Address], f.actions[change.Address] = change.Change.Unknown, change.Change.Actions
	}
	f.config = doc.Configuration
}

// maxModules is how deep modules are nested.
const maxModules = 100

func (f *file) module(m *module, depth int) {
	for _, one := range m.Resources {
		f.add(one)
	}
	for i := range m.Children {
		if depth < maxModules {
			f.module(&m.Children[i], depth+1)
		}
	}
}

func (f *file) add(one resource) {
	if one.Mode == "" || one.Mode == "managed" {
		f.resources = append(f.resources, one)
	}
}

// others are resources that run containers, or may do so.
var others = []struct{ prefix, why string }{
	{"aws_ecs_task_set", "task sets are not read"},
	{"aws_batch_job_definition", "AWS Batch is not read"},
	{"aws_apprunner_service", "App Runner is not read"},
	{"helm_release", "a Helm release is not read: import what helm get manifest prints"},
	{"kubernetes_manifest", kubernetesWhy}, {"kubectl_manifest", kubernetesWhy},
	{"kubernetes_deployment", kubernetesWhy}, {"kubernetes_stateful_set", kubernetesWhy}, {"kubernetes_daemon", kubernetesWhy},
	{"kubernetes_replication_controller", kubernetesWhy}, {"kubernetes_pod", kubernetesWhy}, {"kubernetes_job", kubernetesWhy},
	{"kubernetes_cron_job", kubernetesWhy}, {"kubernetes_horizontal_pod_autoscaler", kubernetesWhy},
}

const kubernetesWhy = "Terraform's Kubernetes resources are not read: import what kubectl get -o json prints"

func (f *file) noteOthers() {
	for i := range f.resources {
		for _, other := range others {
			if strings.HasPrefix(f.resources[i].Type, other.prefix) {
				f.notes.Skip(other.why, f.resources[i].Address)
				break
			}
		}
	}
}

// doubts are the keys of a resource that a plan depends on and that are known only
// after apply.
func (f *file) doubts(of *resource, keys ...string) (all []string) {
	for _, key := range keys {
		if f.isUnknown(of, key) {
			all = append(all, key+" is known only after apply")
		}
	}
	return all
}

func (f *file) isUnknown(of *resource, key string) bool {
	is, _ := f.unknown[of.Address][key].(bool)
	return is
}

func (f *file) origin(of *resource, doubts []string) ecs.Origin {
	return ecs.Origin{Place: f.Place, Scope: f.Place.String(), Name: plainName(of.Address), Doubts: doubts}
}

var notInNames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9_-]+`) })

// plainName is an address as a name: aws_ecs_service.web[0] is web-0.
func plainName(address string) string {
	for _, kind := range []string{"aws_ecs_service.", "aws_ecs_task_definition.", "aws_eks_node_group.", "aws_autoscaling_group."} {
		address = strings.Replace(address, kind, "", 1)
	}
	return strings.Trim(notInNames().ReplaceAllString(address, "-"), "-")
}

func (f *file) definition(of *resource) error {
	var v definitionValues
	if err := objects.DecodePart("values", of.Values, &v); err != nil {
		return f.failed(of, err)
	}
	doubts := f.doubts(of, "cpu", "memory", "container_definitions", "network_mode")
	d := ecsDefinition{Family: v.Family, NetworkMode: v.NetworkMode, CPU: v.CPU, Memory: v.Memory, Compatibilities: v.Compatibilities,
		Placement: v.Placement, Containers: json.RawMessage(v.Containers), RuntimePlatform: map[string]string{}}
	if d.Family == "" || slices.ContainsFunc(f.resources, func(other resource) bool { return f.families[other.Address] == d.Family }) {
		d.Family = plainName(of.Address)
	}
	f.families[of.Address] = d.Family
	switch {
	case v.Containers == "":
		d.Containers = json.RawMessage(`[{"name": "app"}]`)
	case !json.Valid(d.Containers):
		return f.failed(of, fmt.Errorf("container_definitions: must be JSON"))
	}
	for _, p := range v.RuntimePlatform {
		d.RuntimePlatform["cpuArchitecture"], d.RuntimePlatform["operatingSystemFamily"] = p.Arch, p.OS
	}
	for _, volume := range v.Volumes {
		d.Volumes = append(d.Volumes, map[string]any{"name": volume.Name, "configuredAtLaunch": volume.AtLaunch})
	}
	if len(v.EphemeralStorage) > 0 {
		d.EphemeralStorage = &struct{}{}
	}
	for range v.Accelerators {
		d.Accelerators = append(d.Accelerators, struct{}{})
	}
	return f.put(f.AddDefinition, f.origin(of, doubts), of, d)
}

// put hands over what ECS's own reader reads.
func (f *file) put(add func(ecs.Origin, []byte) error, from ecs.Origin, of *resource, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return f.failed(of, err)
	}
	return add(from, text)
}

func (f *file) failed(of *resource, err error) error {
	return fmt.Errorf("%s: %s: %w", f.Place, of.Address, err)
}

func (f *file) service(of *resource) error {
	var v serviceValues
	if err := objects.DecodePart("values", of.Values, &v); err != nil {
		return f.failed(of, err)
	}
	doubts := f.doubts(of, "desired_count", "launch_type")
	s := ecsService{Name: v.Name, Cluster: f.cluster(of, &v), DesiredCount: v.DesiredCount, LaunchType: v.LaunchType, Scheduling: v.Scheduling, Placement: v.Placement, Strategy: v.Strategy}
	var guess string
	s.TaskDefinition, guess = f.definitionOf(of, v.TaskDefinition)
	if guess != "" {
		doubts = append(doubts, guess)
	}
	for _, p := range v.Providers {
		s.Providers = append(s.Providers, map[string]string{"capacityProvider": p.Name})
	}
	for i, n := range v.Network {
		groups := n.SecurityGroups
		if len(groups) == 0 && f.unknownGroups(of, i) {
			groups = []string{"unknown"} // that there is one is all that counts
		}
		s.Network.AWSVPC.SecurityGroups = groups
	}
	for _, volume := range v.Volumes {
		one := map[string]any{"name": volume.Name}
		if len(volume.EBS) > 0 {
			one["managedEBSVolume"] = struct{}{}
		}
		s.Volumes = append(s.Volumes, one)
	}
	return f.put(f.AddService, f.origin(of, doubts), of, s)
}

// unknownGroups reports whether a network configuration has security groups that do
// not exist yet.
func (f *file) unknownGroups(of *resource, i int) bool {
	list, _ := f.unknown[of.Address]["network_configuration"].([]any)
	if i >= len(list) {
		return f.isUnknown(of, "network_configuration")
	}
	one, _ := list[i].(map[string]any)
	switch groups := one["security_groups"].(type) {
	case bool:
		return groups
	case []any:
		return len(groups) > 0
	}
	return false
}

// cluster is the name or the ARN of a service's cluster.
func (f *file) cluster(of *resource, v *serviceValues) string {
	if v.Cluster != "" {
		return v.Cluster
	}
	if cluster := f.referred(of, "cluster", "aws_ecs_cluster"); cluster != nil {
		return cluster.text("name")
	}
	return ""
}

// definitionOf is the family of a service's task definition, if that is in the file,
// and what had to be guessed.
func (f *file) definitionOf(of *resource, arn string) (name, guess string) {
	for i := range f.resources {
		one := &f.resources[i]
		if family := f.families[one.Address]; family != "" && arn != "" && (one.text("arn") == arn || one.text("arn_without_revision") == arn || one.text("family") == arn || one.text("family")+":"+one.revision() == arn) {
			return family, ""
		}
	}
	if arn != "" {
		return arn, ""
	}
	if one := f.referred(of, "task_definition", "aws_ecs_task_definition"); one != nil {
		return f.families[one.Address], ""
	}
	var alone []string
	for i := range f.resources {
		if one := &f.resources[i]; f.families[one.Address] != "" && one.modulePath() == of.modulePath() {
			alone = append(alone, f.families[one.Address])
		}
	}
	if len(alone) == 1 {
		return alone[0], "task_definition is known only after apply: counted with the only one of its module"
	}
	return "", "task_definition is known only after apply"
}

// referred is the resource of a kind to which a key of another refers in the
// configuration, with the same index if both have one; nil if there is none.
func (f *file) referred(of *resource, key, kind string) *resource {
	for _, reference := range f.config.references(of, key) {
		if !strings.HasPrefix(reference, kind+".") {
			continue
		}
		parts := strings.SplitN(reference, ".", 3)
		name := strings.SplitN(parts[1], "[", 2)[0]
		prefix := of.modulePath() + kind + "." + name
		var found *resource
		for i := range f.resources {
			one := &f.resources[i]
			if base, index := cutIndex(one.Address); base == prefix {
				if _, own := cutIndex(of.Address); found == nil || index == own {
					found = one
				}
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

func (f *file) target(of *resource) error {
	var v targetValues
	if err := objects.DecodePart("values", of.Values, &v); err != nil {
		return f.failed(of, err)
	}
	if v.Namespace != "ecs" {
		return nil
	}
	if v.Resource == "" {
		if service := f.referred(of, "resource_id", "aws_ecs_service"); service != nil {
			var s serviceValues
			if err := objects.DecodePart("values", service.Values, &s); err != nil {
				return f.failed(service, err)
			}
			cluster := f.cluster(service, &s)
			v.Resource = "service/" + cluster[strings.LastIndexByte(cluster, '/')+1:] + "/" + cmp.Or(s.Name, plainName(service.Address))
		}
	}
	if v.Resource == "" || v.Min == nil || v.Max == nil {
		f.notes.Add(importer.Ignored, "the limits of this autoscaler, or its service, are known only after apply", of.Address)
		return nil
	}
	return f.AddTarget(f.origin(of, nil), v.Resource, *v.Min, *v.Max)
}
