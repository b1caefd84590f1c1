package workload

import (
	"errors"
	"fmt"
	"strings"
)

// gpu is the resource that a GPU of ECS is on a node.
const gpu = "nvidia.com/gpu"

// pod is the one that would stand for the task: what its task reserves as a
// whole is the pod's own request.
func (t *taskDefinition) pod() (podSpec, error) {
	var s podSpec
	if len(t.Containers) == 0 {
		return s, errors.New("containerDefinitions: want one container at least")
	}
	awaited := t.awaited()
	for i := range t.Containers {
		c := &t.Containers[i]
		own, err := c.container()
		if err != nil {
			return s, fmt.Errorf("container %s: %w", c.Name, err)
		}
		if awaited[c.Name] && c.Essential != nil && !*c.Essential {
			s.InitContainers = append(s.InitContainers, own)
			continue
		}
		if t.NetworkMode == "host" { // elsewhere a port is not the node's, once it has an address of its own
			own.Ports = c.Ports
		}
		s.Containers = append(s.Containers, own)
	}
	if len(s.Containers) == 0 {
		return s, errors.New("dependsOn: every container waits for another to end")
	}
	s.HostNetwork = t.NetworkMode == "host"
	t.platform(&s)
	return s, t.size(&s)
}

// awaited are the containers that others wait for to end. Such a one that is
// not essential does what an init container does.
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

// container has the soft limit of memory for its request, or else the hard one.
func (c *ecsContainer) container() (container, error) {
	own := container{Name: c.Name, Resources: resources{Requests: map[string]quantity{}}}
	reserved := own.Resources.Requests
	var err error
	if reserved[cpu], err = cpuRequest(c.CPU); err != nil {
		return own, fmt.Errorf("cpu %q: %w", c.CPU, err)
	}
	hard, err := memoryRequest(c.Memory)
	if err != nil {
		return own, fmt.Errorf("memory %q: %w", c.Memory, err)
	}
	if reserved[memory], err = memoryRequest(c.MemoryReservation); err != nil {
		return own, fmt.Errorf("memoryReservation %q: %w", c.MemoryReservation, err)
	}
	if reserved[memory] == "" {
		reserved[memory] = hard
	}
	for _, r := range c.Requirements {
		if r.Type != "GPU" {
			continue
		}
		if r.Value == "" || strings.Trim(string(r.Value), "0123456789") != "" {
			return own, fmt.Errorf("GPU %q: want a whole number, such as 1", r.Value)
		}
		if reserved[gpu], err = request(gpu, string(r.Value)); err != nil {
			return own, fmt.Errorf("GPU %q: %w", r.Value, err)
		}
	}
	return own, nil
}

// size is the task's own, where it has one.
func (t *taskDefinition) size(s *podSpec) (err error) {
	own := map[string]quantity{}
	if own[cpu], err = cpuRequest(t.CPU); err != nil {
		return fmt.Errorf("cpu %q: %w", t.CPU, err)
	}
	if own[memory], err = memoryRequest(t.Memory); err != nil {
		return fmt.Errorf("memory %q: %w", t.Memory, err)
	}
	s.Resources.Requests = own
	return nil
}

func (t *taskDefinition) platform(s *podSpec) {
	if strings.HasPrefix(t.RuntimePlatform.OperatingSystemFamily, "WINDOWS") {
		s.OS.Name = "windows"
	}
	if arch, known := arches[t.RuntimePlatform.CPUArchitecture]; known {
		s.NodeSelector = map[string]string{archLabels[0]: arch}
	}
}

// arches by ECS's names.
var arches = map[string]string{"ARM64": "arm64", "X86_64": "amd64"}

// remark tells what a plan does not follow of a definition, and by which of
// its sizes it is counted.
func (t *taskDefinition) remark(s *podSpec, n *notes) {
	if s.Resources.has(cpu) || s.Resources.has(memory) {
		n.add(Guessed, "counted by the size of its task, which ECS reserves, whatever its containers use", "")
	}
	if !s.Resources.has(memory) {
		t.remarkMemory(n)
	}
	if arch := t.RuntimePlatform.CPUArchitecture; arch != "" && arches[arch] == "" {
		n.add(NotPlanned, "no node that podfit knows has cpuArchitecture "+arch, "")
	}
	switch t.NetworkMode {
	case "", "awsvpc", "bridge", "host":
	case "none":
		n.add(Guessed, "network mode none: counted with an address, which every pod has", "")
	default:
		n.add(Guessed, "podfit does not know network mode "+t.NetworkMode+", and counts it as bridge", "")
	}
	if t.EphemeralStorage != nil {
		n.add(NotPlanned, "ephemeral storage is not planned for", "")
	}
	accelerated := len(t.InferenceAccelerators) > 0
	for i := range t.Containers {
		for _, r := range t.Containers[i].Requirements {
			accelerated = accelerated || r.Type != "GPU"
		}
	}
	if accelerated {
		n.add(NotPlanned, "inference accelerators are not planned for", "")
	}
	expressions(t.PlacementConstraints, n)
}

// remarkMemory says which of its containers' limits is their request.
func (t *taskDefinition) remarkMemory(n *notes) {
	for i := range t.Containers {
		switch c := &t.Containers[i]; {
		case c.MemoryReservation != "" && c.MemoryReservation != "0":
			n.add(Guessed, "its task has no memory size: memoryReservation, the soft limit of a container, is its request", c.Name)
		case c.Memory != "" && c.Memory != "0":
			n.add(Guessed, "its task has no memory size: memory, the hard limit of a container, is its request", c.Name)
		}
	}
}

// expressions of ECS's query language are many, and told one by one.
func expressions(list []placementConstraint, n *notes) {
	for _, c := range list {
		if c.Type != "distinctInstance" {
			n.add(NotPlanned, "a placement constraint by expression is not planned for", c.Expression)
		}
	}
}
