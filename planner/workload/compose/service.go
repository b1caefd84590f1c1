package compose

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// gpuResource is what a GPU of Compose is on a Kubernetes node.
const gpuResource = "nvidia.com/gpu"

// workload is the service as the pods that would replace its containers.
func (s *service) workload() (*importer.Workload, error) {
	w := &importer.Workload{Ref: s.Ref, Place: s.place, Replicas: 1}
	for _, step := range []func(*importer.Workload) error{s.setReplicas, s.setRequests, s.setPlacement} {
		if err := step(w); err != nil {
			return nil, err
		}
	}
	for _, v := range s.Volumes {
		if isNamedVolume(v) {
			w.Notes.Add(importer.Ignored, "named volumes are not counted: set volumes to the number of EBS volumes of each pod", "")
			break
		}
	}
	for _, doubt := range s.vars.doubts {
		w.Notes.AddOnce(importer.Assumed, doubt, "")
	}
	return w, nil
}

func (s *service) setReplicas(w *importer.Workload) error {
	switch s.vars.text(string(s.Deploy.Mode)) {
	case "global", "global-job":
		w.Kind = importer.DaemonSet
		w.Name = strings.ReplaceAll(strings.ToLower(w.Name), "_", "-")
		return nil
	case "replicated-job":
		w.Kind, w.Job, w.Pods.Controller = importer.Job, true, planner.Job
	}
	for _, of := range []struct {
		key  string
		text request.Quantity
	}{{"deploy.replicas", s.Deploy.Replicas}, {"scale", s.Scale}} {
		text := s.vars.text(string(of.text))
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("%s %q: must be a whole number", of.key, text)
		}
		w.Replicas = int(min(max(n, -1), importer.MaxReplicas+1))
		return importer.CheckReplicas(of.key, n)
	}
	return nil
}

// image is the service's image; empty if it is built, or if a variable without a default is in
// its name.
func (s *service) image() string { return new(variables).text(string(s.Image)) }

// setRequests takes what is reserved, or else the limit, as Kubernetes does.
func (s *service) setRequests(w *importer.Workload) error {
	own := request.Container{Name: s.Ref.Name, Image: s.image(), Requests: request.Amounts{}}
	limits, reserved := s.Deploy.Resources.Limits, s.Deploy.Resources.Reservations
	type from struct {
		key   string
		text  request.Quantity
		limit bool
	}
	for _, of := range []struct {
		name  string
		parse func(string) (int64, error)
		from  []from
	}{
		{request.CPU, parseCPUs, []from{{"deploy.resources.reservations.cpus", reserved.CPUs, false}, {"deploy.resources.limits.cpus", limits.CPUs, true}, {"cpus", s.CPUs, true}}},
		{request.Memory, parseBytes, []from{{"deploy.resources.reservations.memory", reserved.Memory, false}, {"mem_reservation", s.MemReservation, false},
			{"deploy.resources.limits.memory", limits.Memory, true}, {"mem_limit", s.MemLimit, true}}},
	} {
		for _, f := range of.from {
			text := s.vars.text(string(f.text))
			if text == "" {
				continue
			}
			n, err := of.parse(text)
			if err == nil {
				err = request.CheckAmount(of.name, n)
			}
			if err != nil {
				return fmt.Errorf("%s %q: %w", f.key, text, err)
			}
			if n == 0 {
				continue // is no limit
			}
			if f.limit {
				w.Notes.Add(importer.Assumed, "nothing is reserved: the limit counts as the request", of.name)
			}
			own.Requests[of.name] = n
			break
		}
	}
	s.setGPUs(own.Requests, w)
	return w.SetRequests(&request.Pod{Containers: []request.Container{own}})
}

func (s *service) setGPUs(to request.Amounts, w *importer.Workload) {
	reserved := s.Deploy.Resources.Reservations
	devices := reserved.Devices
	if gpus := strings.TrimSpace(string(s.GPUs)); gpus != "" && gpus != "null" {
		devices = append(devices, device{Driver: "nvidia"})
	}
	for _, d := range devices {
		isGPU := strings.EqualFold(string(d.Driver), "nvidia")
		for _, c := range d.Capabilities {
			isGPU = isGPU || c == "gpu" || c == "nvidia"
		}
		if !isGPU {
			w.Notes.Add(importer.Ignored, "devices other than GPUs are ignored", string(d.Driver))
			continue
		}
		n, err := strconv.ParseInt(s.vars.text(string(d.Count)), 10, 32)
		if err != nil || n < 1 {
			n = int64(len(d.IDs))
		}
		if n == 0 {
			n = 1
			w.Notes.Add(importer.Assumed, "all GPUs of its machine are counted as one", "")
		}
		to.Add(request.Amounts{gpuResource: n})
	}
	if len(reserved.Generic) > 0 {
		w.Notes.Add(importer.Ignored, "generic resources are ignored", "")
	}
}

func (s *service) setPlacement(w *importer.Workload) error {
	w.Pods.HostNetwork = s.vars.text(string(s.NetworkMode)) == "host"
	w.Pods.OnePerNode = s.vars.text(string(s.Deploy.Placement.Max)) == "1"
	os, arch, _ := strings.Cut(s.vars.text(string(s.Platform)), "/")
	arch, _, _ = strings.Cut(arch, "/")
	w.Windows = os == "windows"
	switch arch {
	case "amd64", "arm64":
		w.Pods.Nodes.Arch = []string{arch}
	case "":
	default:
		w.Notes.Add(importer.Ignored, "no instance type has platform "+string(s.Platform), "")
	}
	for _, c := range s.Deploy.Placement.Constraints {
		w.Notes.Add(importer.Ignored, "placement constraints are ignored", string(c))
	}
	return nil
}

// isNamedVolume tells a volume of its own from a folder of the machine.
func isNamedVolume(v []byte) bool {
	var short string
	if unmarshal(v, &short) {
		source, _, mounted := strings.Cut(short, ":")
		return mounted && source != "" && !strings.ContainsAny(source[:1], "./~$") && !strings.Contains(source, "\\")
	}
	var long struct {
		Type   string `json:"type"`
		Source string `json:"source"`
	}
	return unmarshal(v, &long) && long.Type == "volume" && long.Source != ""
}

var (
	errCPUs  = errors.New("must be a number of CPUs, such as 0.5")
	errBytes = errors.New("must be a number of bytes with a unit, such as 512M or 1g")
)

// parseCPUs reads a number of CPUs as millicores, rounded up.
func parseCPUs(text string) (int64, error) {
	return scaled(text, 1000, errCPUs)
}

// byteUnits are Docker's, of which each is 1024 of the one before.
const byteUnits = "bkmgtp"

// parseBytes reads an amount of memory in Docker's units.
func parseBytes(text string) (int64, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	number := strings.TrimRight(text, "bkmgtpi ")
	unit := strings.TrimSpace(text[len(number):])
	bytes := int64(1)
	if unit != "" {
		at := strings.IndexByte(byteUnits, unit[0])
		if rest := unit[1:]; at < 0 || rest != "" && rest != "b" && rest != "ib" || at == 0 && rest != "" {
			return 0, errBytes
		}
		bytes <<= 10 * at
	}
	return scaled(number, bytes, errBytes)
}

// scaled is a decimal number times a unit.
func scaled(number string, unit int64, invalid error) (int64, error) {
	n, ok := request.Scaled(number, unit)
	if !ok {
		return 0, invalid
	}
	return n, nil
}
