package newview

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"podfit/planner"
	"podfit/planner/scenario"
	"podfit/planner/settings"
	"podfit/tui/screen"
	"podfit/tui/widget"
)

// form is a workload in a few figures, how its nodes are bought, and where.
type form struct {
	texts    [typedFields]string
	onDemand int // percent of the nodes
	region   string
	at       int           // the field at hand
	line     *widget.Input // of one that is typed, else nil
}

// The fields, those that are typed first.
const (
	pods = iota
	cpu
	memory
	share
	typedFields
	nodes = iota - 1
	region
	fields
)

var labels = [fields]string{
	pods: "Pods", cpu: "CPU per pod", memory: "Memory per pod", share: "% with security groups",
	nodes: "Nodes", region: "Region",
}

// keys are what a scenario calls the fields that one workload has.
var keys = [share]string{pods: "replicas", cpu: "cpu", memory: "memory"}

// newForm proposes the mean pod of the settings.
func newForm(s *screen.Session) *form {
	request := s.PodRequest()
	f := &form{
		texts:    [typedFields]string{"100", settings.CPUText(request.CPU), settings.MemoryText(request.Memory), "0"},
		onDemand: s.Settings.Capacity.OnDemandPercent, region: s.Settings.Region,
	}
	if s.Settings.CNI.SecurityGroupsForPods {
		f.texts[share] = strconv.Itoa(s.Settings.SecurityGroupsPercent)
	}
	if n, _ := s.Workload.Sum(); n > 0 {
		f.texts[pods] = strconv.Itoa(n)
	}
	f.goTo(0)
	return f
}

func (f *form) goTo(at int) {
	f.at, f.line = at, nil
	if at < typedFields {
		f.line = widget.NewInput(f.texts[at])
		f.line.Replaces = true
	}
}

// takes says which keys are text in the field at hand: the others keep their meaning.
func (f *form) takes(key string) bool {
	letter := len(key) == 1 && (key[0] >= 'a' && key[0] <= 'z' || key[0] >= 'A' && key[0] <= 'Z')
	digit := len(key) == 1 && key[0] >= '0' && key[0] <= '9'
	switch f.at {
	case pods, share:
		return digit
	case cpu, memory:
		return digit || letter || key == "."
	}
	return false
}

// choose changes a field that is not typed.
func (f *form) choose(s *screen.Session, by int) {
	next := func(all []string, now string) string {
		n := len(all)
		return all[(max(0, slices.Index(all, now))+by+n)%n]
	}
	switch f.at {
	case nodes:
		purchases := []string{"100", "0"}
		if own := strconv.Itoa(s.Settings.Capacity.OnDemandPercent); !slices.Contains(purchases, own) {
			purchases = append(purchases, own)
		}
		f.onDemand, _ = strconv.Atoi(next(purchases, strconv.Itoa(f.onDemand)))
	case region:
		row, _ := s.Table.Named(settings.RegionName)
		f.region = next(row.Choices, f.region)
	}
}

// text is the value of a field.
func (f *form) text(field int) string {
	switch {
	case field < typedFields:
		return f.texts[field]
	case field == region:
		return f.region
	case f.onDemand == 100:
		return "on-demand"
	case f.onDemand == 0:
		return "spot"
	}
	return fmt.Sprintf("%d%% on-demand", f.onDemand)
}

// workload is one kind, or two where a share of the pods has security groups;
// at is the figure that is wrong.
func (f *form) workload() (w planner.Workloads, at int, err error) {
	k := planner.Workload{Name: "pods"}
	for i, key := range keys {
		if err := scenario.SetWorkloadKey(&k, key, f.texts[i]); err != nil {
			return nil, i, errors.New(labels[i] + ": " + err.Error())
		}
	}
	percent, err := strconv.Atoi(f.texts[share])
	if err != nil || percent < 0 || percent > 100 {
		return nil, share, errors.New(labels[share] + ": must be a whole number from 0 to 100")
	}
	with := k
	with.Name, with.SecurityGroups = "pods-with-sg", true
	with.Replicas = (k.Replicas*percent + 99) / 100
	k.Replicas -= with.Replicas
	for _, k := range []planner.Workload{k, with} {
		if k.Replicas > 0 {
			w = append(w, k)
		}
	}
	if len(w) == 0 {
		return nil, pods, errors.New(labels[pods] + ": must be at least 1")
	}
	return w, 0, scenario.CheckWorkload(w)
}

// set makes the settings those of the form: the table ranks by its request.
func (f *form) set(table settings.Table, w planner.Workloads) func(*planner.Settings) error {
	return func(to *planner.Settings) error {
		to.Pod.Resources = w[0].Request
		to.Capacity.OnDemandPercent = f.onDemand
		if w[len(w)-1].SecurityGroups {
			to.CNI.SecurityGroupsForPods = true
			to.SecurityGroupsPercent, _ = strconv.Atoi(f.texts[share]) // which workload has read
		}
		if f.region == to.Region {
			return nil
		}
		row, _ := table.Named(settings.RegionName)
		return row.Set(to, f.region)
	}
}
