package ecs

import (
	"errors"
	"fmt"
	"strings"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// gpuResource is what a GPU of ECS is on a Kubernetes node.
const gpuResource = "nvidia.com/gpu"

// task is a task as the pod that would replace it.
type task struct {
	pod         request.Pod
	hostNetwork bool
	// hostPort: some container occupies a port of the node.
	hostPort bool
	windows  bool
	arch     string // "" if any
}

// parse makes the pod. What the task as a whole reserves is the pod's own request.
func (t *taskDefinition) parse() (k task, err error) {
	if len(t.Containers) == 0 {
		return k, errors.New("containerDefinitions: must have at least one container")
	}
	k.hostNetwork = t.NetworkMode == "host"
	awaited := t.awaited()
	for i := range t.Containers {
		c := &t.Containers[i]
		own, err := c.parse()
		if err != nil {
			return k, fmt.Errorf("container %s: %w", c.Name, err)
		}
		if awaited[c.Name] && c.Essential != nil && !*c.Essential {
			k.pod.Init = append(k.pod.Init, own)
			continue
		}
		k.pod.Containers = append(k.pod.Containers, own)
		// In other network modes, a pod's own IP address makes the port its own.
		k.hostPort = k.hostPort || k.hostNetwork && c.hasPort()
	}
	if len(k.pod.Containers) == 0 {
		return k, errors.New("dependsOn: every container waits for another one to end")
	}
	k.windows = strings.HasPrefix(t.RuntimePlatform.OperatingSystemFamily, "WINDOWS")
	k.arch = arches[t.RuntimePlatform.CPUArchitecture]
	return k, t.parseSize(&k.pod)
}

// awaited are the containers that others wait for to end. If such a container is
// not essential, it does what an init container does.
func (t *taskDefinition) awaited() map[string]bool {
	names := map[string]bool{}
	for i := range t.Containers {
		for _, d := range t.Containers[i].DependsOn {
			if d.Condition == "COMPLETE" || d.Condition == "SUCCESS" {
				names[d.Container] = true
			}
		}
	}
	return names
}

func (c *containerDefinition) hasPort() bool {
	for _, p := range c.Ports {
		if p.ContainerPort > 0 || p.HostPort > 0 {
			return true
		}
	}
	return false
}

// parse takes the soft memory limit as the request, or else the hard one.
func (c *containerDefinition) parse() (request.Container, error) {
	own := request.Container{Name: c.Name, Image: string(c.Image), Requests: request.Amounts{}}
	cpu, err := parseCPU(c.CPU)
	if err != nil {
		return own, fmt.Errorf("cpu %q: %w", c.CPU, err)
	}
	hard, err := parseMemory(c.Memory)
	if err != nil {
		return own, fmt.Errorf("memory %q: %w", c.Memory, err)
	}
	soft, err := parseMemory(c.MemoryReservation)
	if err != nil {
		return own, fmt.Errorf("memoryReservation %q: %w", c.MemoryReservation, err)
	}
	set(own.Requests, request.CPU, cpu)
	set(own.Requests, request.Memory, hard)
	set(own.Requests, request.Memory, soft)
	for _, r := range c.Requirements {
		if r.Type != "GPU" {
			continue
		}
		gpus, err := parseGPUs(r.Value)
		if err != nil {
			return own, fmt.Errorf("GPU %q: %w", r.Value, err)
		}
		set(own.Requests, gpuResource, gpus)
	}
	return own, nil
}

// set leaves out 0, which ECS writes for what is not set.
func set(to request.Amounts, name string, n int64) {
	if n > 0 {
		to[name] = n
	}
}

// parseSize reads the size of the task as a whole.
func (t *taskDefinition) parseSize(p *request.Pod) error {
	cpu, err := parseCPU(t.CPU)
	if err != nil {
		return fmt.Errorf("cpu %q: %w", t.CPU, err)
	}
	memory, err := parseMemory(t.Memory)
	if err != nil {
		return fmt.Errorf("memory %q: %w", t.Memory, err)
	}
	p.Requests = request.Amounts{}
	set(p.Requests, request.CPU, cpu)
	set(p.Requests, request.Memory, memory)
	return nil
}

// arches by ECS's names.
var arches = map[string]string{"ARM64": "arm64", "X86_64": "amd64"}

// note adds what a plan ignores in the definition, and which of its sizes counts.
func (d *definition) note(n *importer.Notes) {
	size := d.task.pod.Requests
	if size.Has(request.CPU) || size.Has(request.Memory) {
		n.Add(importer.Assumed, "uses the task size, which ECS reserves, not the sizes of its containers", "")
	}
	if !size.Has(request.Memory) {
		d.noteMemory(n)
	}
	if arch := d.RuntimePlatform.CPUArchitecture; arch != "" && arches[arch] == "" {
		n.Add(importer.Ignored, "no instance type has cpuArchitecture "+arch, "")
	}
	switch d.NetworkMode {
	case "", "awsvpc", "bridge", "host":
	case "none":
		n.Add(importer.Assumed, "network mode none is counted with an IP address, because every pod has one", "")
	default:
		n.Add(importer.Assumed, "unknown network mode "+d.NetworkMode+" is counted as bridge", "")
	}
	if d.EphemeralStorage != nil {
		n.Add(importer.Ignored, "ephemeral storage is ignored", "")
	}
	if d.hasAccelerator() {
		n.Add(importer.Ignored, "inference accelerators are ignored", "")
	}
	noteExpressions(d.PlacementConstraints, n)
}

// hasAccelerator reports accelerators other than GPUs.
func (t *taskDefinition) hasAccelerator() bool {
	for i := range t.Containers {
		for _, r := range t.Containers[i].Requirements {
			if r.Type != "GPU" {
				return true
			}
		}
	}
	return len(t.InferenceAccelerators) > 0
}

// noteMemory says which limit of each container is its memory request.
func (t *taskDefinition) noteMemory(n *importer.Notes) {
	for i := range t.Containers {
		switch c := &t.Containers[i]; {
		case c.MemoryReservation != "" && c.MemoryReservation != "0":
			n.Add(importer.Assumed, "the task has no memory size: the memoryReservation (soft limit) of each container is its request", c.Name)
		case c.Memory != "" && c.Memory != "0":
			n.Add(importer.Assumed, "the task has no memory size: the memory (hard limit) of each container is its request", c.Name)
		}
	}
}

// noteExpressions notes expressions in ECS's cluster query language.
func noteExpressions(list []placementConstraint, n *importer.Notes) {
	for _, c := range list {
		if c.Type != "distinctInstance" {
			n.Add(importer.Ignored, "placement constraint expressions are ignored", c.Expression)
		}
	}
}
