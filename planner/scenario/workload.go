package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"podfit/planner"
	"podfit/planner/settings"
)

// Bounds beyond which a number is a slip of the finger. Their product keeps a
// workload's sums within 63 bits.
const (
	mostReplicas = 1_000_000
	mostVolumes  = 1_000
	mostSkew     = 1_000_000
	mostExtended = 1 << 50
	mostMemory   = 1 << 62
)

// filePodKind is a planner.PodKind; what is left out of it is 0, false or any,
// but replicas, of which there is one.
type filePodKind struct {
	Name        text `yaml:"name" schema:"word" help:"unique in the workload"`
	Replicas    text `yaml:"replicas,omitempty" schema:"count" help:"how many at least; 1 where left out"`
	MaxReplicas text `yaml:"maxReplicas,omitempty" schema:"count" help:"how many at most, where they scale"`
	// CPU and Memory are requests; without both the pods request nothing, and
	// whatever is planned for them is a guess.
	CPU            text            `yaml:"cpu,omitempty" schema:"quantity" help:"a request as the scheduler counts it"`
	Memory         text            `yaml:"memory,omitempty" schema:"quantity" help:"a request as the scheduler counts it"`
	Extended       map[string]text `yaml:"extended,omitempty" schema:"quantity" help:"further resources, such as nvidia.com/gpu"`
	Volumes        text            `yaml:"volumes,omitempty" schema:"count" help:"EBS volumes of its own"`
	SecurityGroups text            `yaml:"securityGroups,omitempty" schema:"bool" help:"each pod takes a branch ENI"`
	HostNetwork    text            `yaml:"hostNetwork,omitempty" schema:"bool" help:"it needs no pod address"`
	OnePerNode     text            `yaml:"onePerNode,omitempty" schema:"bool" help:"no two of them share a node"`
	ZoneSkew       text            `yaml:"zoneSkew,omitempty" schema:"count" help:"by how many the pods of two zones may differ; 0 does not spread them"`
	HostSkew       text            `yaml:"hostSkew,omitempty" schema:"count" help:"the same of two nodes"`
	Nodes          fileNodes       `yaml:"nodes,omitempty" help:"on which nodes they may run"`
	HoursPerMonth  text            `yaml:"hoursPerMonth,omitempty" schema:"hours" help:"how long each pod runs; 0 is all of the month"`
}

type fileNodes struct {
	Arch          []text `yaml:"arch,omitempty,flow" schema:"arch"`
	Types         []text `yaml:"types,omitempty,flow" schema:"word"`
	CapacityTypes []text `yaml:"capacityTypes,omitempty,flow" schema:"capacity"`
	Zones         []text `yaml:"zones,omitempty,flow" schema:"word" help:"names or ids"`
	Labels        []text `yaml:"labels,omitempty,flow" schema:"word" help:"other labels of the nodes, key=value, which a plan takes for granted"`
	Tolerations   []text `yaml:"tolerations,omitempty,flow" schema:"word" help:"key=value:effect"`
}

// IsZero leaves nodes without a condition out of the file.
func (n fileNodes) IsZero() bool {
	return n.Arch == nil && n.Types == nil && n.CapacityTypes == nil && n.Zones == nil && n.Labels == nil && n.Tolerations == nil
}

// workload lays a list over the one there is: a name that is there already
// takes the place of what it named, and the others come behind.
func (r *reader) workload(list []filePodKind, to *Scenario) error {
	at := map[string]int{}
	for i, k := range to.Workload {
		at[k.Name] = i
	}
	all := slices.Clone(to.Workload)
	lines := map[string]int{}
	for i := range list {
		kind, err := r.podKind(&list[i])
		if err != nil {
			return err
		}
		if line := lines[kind.Name]; line > 0 {
			return r.errorf(list[i].Name.line, "workload %q: already named at line %d", kind.Name, line)
		}
		lines[kind.Name] = list[i].Name.line
		if i, there := at[kind.Name]; there {
			all[i] = kind
		} else {
			all = append(all, kind)
		}
	}
	if len(list) > 0 {
		to.Workload = all
	}
	return r.bounded(all)
}

// bounded refuses a workload whose sums would leave 63 bits.
func (r *reader) bounded(w planner.Workloads) error {
	memory := 0.0
	for _, k := range w {
		memory += float64(k.Request.Memory) * float64(max(k.Replicas, k.MaxReplicas))
	}
	if memory > mostMemory {
		return fmt.Errorf("%s: workload: all pods together request more than 4 EiB of memory", r.name)
	}
	return nil
}

func (r *reader) podKind(f *filePodKind) (planner.Workload, error) {
	k := planner.Workload{Name: f.Name.value, Replicas: 1}
	if k.Name == "" {
		return k, r.errorf(max(1, f.line()), "workload: want a name in each")
	}
	p := parser{reader: r, name: k.Name}
	p.count("replicas", f.Replicas, mostReplicas, &k.Replicas)
	p.count("maxReplicas", f.MaxReplicas, mostReplicas, &k.MaxReplicas)
	if k.MaxReplicas > 0 && k.MaxReplicas < k.Replicas {
		p.fail("maxReplicas", f.MaxReplicas, fmt.Errorf("that is below replicas, %d", k.Replicas))
	}
	parse(&p, "cpu", f.CPU, settings.ParseCPU, &k.Request.CPU)
	parse(&p, "memory", f.Memory, settings.ParseMemory, &k.Request.Memory)
	k.NoRequests = f.CPU.line == 0 && f.Memory.line == 0
	for _, name := range slices.Sorted(maps.Keys(f.Extended)) {
		var n int64
		parse(&p, "extended."+name, f.Extended[name], func(text string) (int64, error) { return parseExtended(name, text) }, &n)
		if n > 0 && k.Extended == nil {
			k.Extended = map[string]int64{}
		}
		if n > 0 {
			k.Extended[name] = n
		}
	}
	p.count("volumes", f.Volumes, mostVolumes, &k.Volumes)
	parse(&p, "securityGroups", f.SecurityGroups, parseBool, &k.SecurityGroups)
	parse(&p, "hostNetwork", f.HostNetwork, parseBool, &k.HostNetwork)
	if k.HostNetwork && k.SecurityGroups {
		p.fail("securityGroups", f.SecurityGroups, errors.New("a pod on the host network cannot have security groups of its own"))
	}
	parse(&p, "onePerNode", f.OnePerNode, parseBool, &k.OnePerNode)
	p.count("zoneSkew", f.ZoneSkew, mostSkew, &k.ZoneSkew)
	p.count("hostSkew", f.HostSkew, mostSkew, &k.HostSkew)
	parse(&p, "hoursPerMonth", f.HoursPerMonth, parseHours, &k.HoursPerMonth)
	p.nodes(&f.Nodes, &k.Nodes)
	return k, p.err
}

// line is that of anything in the kind.
func (f *filePodKind) line() int {
	return cmp.Or(f.Name.line, f.Replicas.line, f.MaxReplicas.line, f.CPU.line, f.Memory.line, f.Volumes.line, f.SecurityGroups.line, f.HostNetwork.line)
}

// parser fills a pod kind and keeps the first error.
type parser struct {
	*reader
	name string // of the kind
	err  error
}

func (p *parser) fail(key string, t text, err error) {
	if p.err == nil {
		p.err = p.errorf(t.line, "workload %s: %s %q: %w", p.name, key, t.value, err)
	}
}

// parse sets to, where the file has the key.
func parse[T any](p *parser, key string, t text, read func(string) (T, error), to *T) {
	if t.line == 0 || p.err != nil {
		return
	}
	value, err := read(t.value)
	if err != nil {
		p.fail(key, t, err)
		return
	}
	*to = value
}

func (p *parser) count(key string, t text, most int, to *int) {
	parse(p, key, t, func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > most {
			return 0, fmt.Errorf("want a whole number from 0 to %d", most)
		}
		return n, nil
	}, to)
}

func (p *parser) nodes(f *fileNodes, to *planner.NodeSelector) {
	arch := func(text string) (string, error) {
		if choices := []string{"amd64", "arm64"}; !slices.Contains(choices, text) {
			return "", fmt.Errorf("want amd64 or arm64%s", settings.DidYouMean(text, choices))
		}
		return text, nil
	}
	capacity := func(text string) (c planner.CapacityType, err error) {
		if c.UnmarshalText([]byte(text)) != nil {
			err = fmt.Errorf("want on-demand or spot%s", settings.DidYouMean(text, []string{"on-demand", "spot"}))
		}
		return c, err
	}
	parseEach(p, "nodes.arch", f.Arch, arch, &to.Arch)
	parseEach(p, "nodes.types", f.Types, parseWord, &to.Types)
	parseEach(p, "nodes.capacityTypes", f.CapacityTypes, capacity, &to.CapacityTypes)
	parseEach(p, "nodes.zones", f.Zones, parseWord, &to.Zones)
	parseEach(p, "nodes.labels", f.Labels, parseText, &to.Labels)
	parseEach(p, "nodes.tolerations", f.Tolerations, parseText, &to.Tolerations)
}

func parseEach[T any](p *parser, key string, texts []text, read func(string) (T, error), to *[]T) {
	for _, t := range texts {
		if t.line == 0 { // null
			continue
		}
		var value T
		parse(p, key, t, read, &value)
		*to = append(*to, value)
	}
}

func parseText(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", errors.New("want a word")
	}
	return text, nil
}

func parseWord(text string) (string, error) {
	if strings.ContainsAny(text, " \t\n") {
		return "", errors.New("want one word in each")
	}
	return parseText(text)
}

func parseBool(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, errors.New("want true or false")
	}
	return text == "true", nil
}

func parseHours(text string) (float64, error) {
	hours, err := strconv.ParseFloat(text, 64)
	if err != nil || !(hours >= 0 && hours <= planner.HoursPerMonth) {
		return 0, fmt.Errorf("want a number from 0 to %d; 0 is all of them", planner.HoursPerMonth)
	}
	return hours, nil
}

// parseExtended takes a quantity that is a whole number: GPUs, huge pages' bytes.
func parseExtended(name, text string) (int64, error) {
	switch name {
	case "cpu", "memory":
		return 0, fmt.Errorf("%s has a key of its own", name)
	case "":
		return 0, errors.New("want a resource such as nvidia.com/gpu")
	}
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return 0, errors.New("not a quantity as Kubernetes writes it, such as 1")
	}
	if q.Sign() < 0 || q.CmpInt64(mostExtended) > 0 || q.CmpInt64(q.Value()) != 0 {
		return 0, errors.New("want a whole number of 0 or more")
	}
	return q.Value(), nil
}

func newFilePodKind(k planner.Workload) filePodKind {
	f := filePodKind{
		Name:           text{value: k.Name},
		Replicas:       text{value: strconv.Itoa(k.Replicas)},
		MaxReplicas:    number(k.MaxReplicas),
		Volumes:        number(k.Volumes),
		SecurityGroups: yes(k.SecurityGroups),
		HostNetwork:    yes(k.HostNetwork),
		OnePerNode:     yes(k.OnePerNode),
		ZoneSkew:       number(k.ZoneSkew),
		HostSkew:       number(k.HostSkew),
		Nodes: fileNodes{
			Arch:        texts(k.Nodes.Arch),
			Types:       texts(k.Nodes.Types),
			Zones:       texts(k.Nodes.Zones),
			Labels:      texts(k.Nodes.Labels),
			Tolerations: texts(k.Nodes.Tolerations),
		},
	}
	if !k.NoRequests {
		f.CPU = text{value: settings.CPUText(k.Request.CPU)}
		f.Memory = text{value: settings.MemoryText(k.Request.Memory)}
	}
	for name, n := range k.Extended {
		if f.Extended == nil {
			f.Extended = map[string]text{}
		}
		f.Extended[name] = text{value: strconv.FormatInt(n, 10)}
	}
	for _, c := range k.Nodes.CapacityTypes {
		f.Nodes.CapacityTypes = append(f.Nodes.CapacityTypes, text{value: c.String()})
	}
	if k.HoursPerMonth != 0 && !math.IsNaN(k.HoursPerMonth) {
		f.HoursPerMonth = text{value: strconv.FormatFloat(k.HoursPerMonth, 'f', -1, 64)}
	}
	return f
}

// number leaves a 0 out of the file.
func number(n int) text {
	if n == 0 {
		return text{}
	}
	return text{value: strconv.Itoa(n)}
}

// yes leaves a false out of the file.
func yes(on bool) text {
	if !on {
		return text{}
	}
	return text{value: "true"}
}

func texts(words []string) []text {
	var all []text
	for _, w := range words {
		all = append(all, text{value: w})
	}
	return all
}
