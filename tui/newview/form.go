package newview

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
	at       int // the field at hand
	// line is what is typed of it: of a field that is chosen, how the choice begins.
	line  *widget.Input
	start string // as line has it, if a choice begins so
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

// newForm proposes the workload that is there, or else the mean pod of the settings.
func newForm(s *screen.Session) *form {
	request, replicas, percent := s.PodRequest(), 100, 0
	if s.Settings.CNI.SecurityGroupsForPods {
		percent = s.Settings.SecurityGroupsPercent
	}
	if n, all := s.Workload.Sum(); n > 0 {
		request, replicas, percent = meanOf(all, n), n, shareOf(*s.Workload, n)
	}
	f := &form{
		texts:    [typedFields]string{strconv.Itoa(replicas), settings.CPUText(request.CPU), settings.MemoryText(request.Memory), strconv.Itoa(percent)},
		onDemand: s.Settings.Capacity.OnDemandPercent, region: s.Settings.Region,
	}
	f.goTo(0)
	return f
}

// meanOf is what each of n pods requests, rounded up so that all have what they had.
func meanOf(all planner.Resources, n int) planner.Resources {
	memory := all.Memory / planner.Memory(n)
	if all.Memory%planner.Memory(n) > 0 { // of pods that differ
		memory = (memory/planner.MiB + 1) * planner.MiB
	}
	return planner.Resources{CPU: (all.CPU + planner.Millis(n) - 1) / planner.Millis(n), Memory: memory}
}

// shareOf is the percentage of n pods with security groups of their own, of which the form
// makes as many again as far as whole percents can.
func shareOf(w planner.Workloads, n int) int {
	with := 0
	for i := range w {
		if w[i].SecurityGroups {
			with += w[i].Replicas
		}
	}
	if percent := with * 100 / n; percent > 0 || with == 0 {
		return percent
	}
	return 1
}

func (f *form) goTo(at int) {
	f.at, f.line, f.start = at, widget.NewInput(""), ""
	if f.typed() {
		f.line = widget.NewInput(f.texts[at])
		f.line.Replaces = true
	}
}

// typed says that the field at hand is a figure; others are chosen.
func (f *form) typed() bool { return f.at < typedFields }

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
	return letter || f.start != "" && (digit || key == "-") // digits alone are tabs
}

// choices are the values of a field that is not typed, and which of them it has.
func (f *form) choices(s *screen.Session) (all []string, now string) {
	if f.at == region {
		row, _ := s.Table.Named(settings.RegionName)
		return row.Choices, f.region
	}
	all = []string{purchase(100), purchase(0)}
	if own := purchase(s.Settings.Capacity.OnDemandPercent); !slices.Contains(all, own) {
		all = append(all, own)
	}
	return all, purchase(f.onDemand)
}

// choose changes a field that is not typed.
func (f *form) choose(s *screen.Session, by int) {
	all, now := f.choices(s)
	n := len(all)
	f.line, f.start = widget.NewInput(""), ""
	f.take(s, all[(max(0, slices.Index(all, now))+by+n)%n])
}

// take has a field that is not typed have one of its values.
func (f *form) take(s *screen.Session, choice string) {
	if f.at == region {
		f.region = choice
		return
	}
	for _, percent := range []int{100, 0, s.Settings.Capacity.OnDemandPercent} {
		if purchase(percent) == choice {
			f.onDemand = percent
		}
	}
}

// typeChoice goes to the first choice that begins with what is typed. Where none does, that
// is not taken.
func (f *form) typeChoice(s *screen.Session) error {
	all, _ := f.choices(s)
	start := strings.ToLower(f.line.String())
	i := slices.IndexFunc(all, func(c string) bool { return strings.HasPrefix(c, start) })
	if i < 0 {
		f.line = widget.NewInput(f.start)
		return fmt.Errorf("%s: none begins with %s", labels[f.at], start)
	}
	f.start = start
	f.take(s, all[i])
	return nil
}

// purchase is how nodes are bought, in words.
func purchase(onDemand int) string {
	switch onDemand {
	case 100:
		return "on-demand"
	case 0:
		return "spot"
	}
	return fmt.Sprintf("%d%% on-demand", onDemand)
}

// text is the value of a field.
func (f *form) text(field int) string {
	switch {
	case field < typedFields:
		return f.texts[field]
	case field == region:
		return f.region
	}
	return purchase(f.onDemand)
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
