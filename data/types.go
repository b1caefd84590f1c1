package data

import (
	"strconv"
	"strings"

	"podfit/eni"
	"podfit/planner"
)

// typeSources are the sources in the headers of the tables of types.
type typeSources struct {
	types, branch, overhead2023, formula *planner.Source
	// overhead has one source for each date.
	overhead []*planner.Source
}

func newTypeSources(types, overheads tsv) *typeSources {
	s := &typeSources{
		types: types.source(""), branch: types.source("branch-"),
		overhead2023: overheads.source("overhead-2023-"), formula: overheads.source("formula-"),
	}
	name := overheads.value("overhead-source")
	for _, day := range strings.Fields(overheads.value("overhead-as-of")) {
		s.overhead = append(s.overhead, &planner.Source{Name: name, AsOf: day})
	}
	return s
}

// Type is the instance type with a name, as EC2 spells it.
func (t *Tables) Type(name string) (planner.InstanceType, bool) {
	r, ok := t.types().find(name)
	if !ok {
		return planner.InstanceType{}, false
	}
	sources := t.typeSources()
	var it planner.InstanceType
	r.whole() // order
	r.instanceType(&it, sources)
	m, ok := t.overheads().find(name)
	sources.setOverhead(&it, m, ok)
	return it, true
}

// Types are all instance types, in the order of planner.CompareNames.
func (t *Tables) Types() []planner.InstanceType {
	types, measured, sources := t.types(), t.overheads(), t.typeSources()
	all := make([]planner.InstanceType, types.len())
	for types.body != "" {
		r := types.next()
		it := &all[r.whole()]
		r.instanceType(it, sources)
		// Both tables have the same order, and each measured type is in both.
		m, ok := measured.nextIf(it.Name)
		sources.setOverhead(it, m, ok)
	}
	return all
}

// TypeNames are the names of all instance types, in the order of Types.
func (t *Tables) TypeNames() []string {
	types := t.types()
	names := make([]string, types.len())
	for types.body != "" {
		r := types.next()
		names[r.whole()] = r.key
	}
	return names
}

// instanceType reads the cells after the order.
func (r *row) instanceType(t *planner.InstanceType, sources *typeSources) {
	t.Name = r.key
	t.VCPUs = r.whole()
	t.Cores = r.whole()
	t.ThreadsPerCore = r.whole()
	t.Memory = planner.Memory(r.whole()) * planner.MiB
	t.Arch = r.text()
	t.Hypervisor = r.text()
	t.BareMetal = r.flag()
	t.CurrentGeneration = r.flag()
	t.Burstable = r.flag()
	t.Spot = r.flag()
	t.Processor = r.text()
	t.ClockGHz = maybe(r, decimal)
	t.Network = eni.Limits{
		ENIs:       r.whole(),
		IPv4PerENI: r.whole(),
		Prefixes:   eni.SupportsPrefixes(t.Hypervisor, t.BareMetal),
		VCPUs:      t.VCPUs,
	}
	t.IPv6PerENI = r.whole()
	t.Network.BranchENIs = maybe(r, strconv.Atoi)
	t.NetworkCards = r.whole()
	t.TotalENIs = r.whole()
	t.CardENIs = r.text()
	t.NetworkPerformance = r.text()
	t.NetworkGbps = read(r, decimal)
	t.NetworkPeakGbps = read(r, decimal)
	t.EBSAttachments = r.whole()
	t.EBSShared = r.text() == "shared"
	t.EBSBaselineMbps = maybe(r, strconv.Atoi)
	t.EBSPeakMbps = maybe(r, strconv.Atoi)
	t.EBSBaselineIOPS = maybe(r, strconv.Atoi)
	r.devices(&t.Devices)
	t.Source, t.BranchSource = sources.types, sources.branch
}

// devices reads the last cells, which are empty for most types. An empty count
// means 0 here, because EC2 reports the devices of every type.
func (r *row) devices(d *planner.Devices) {
	d.GPUs = planner.Known(0)
	if r.onlyEmpty() {
		return
	}
	d.GPUs = planner.Known(r.wholeOrNone())
	d.GPUMaker = r.text()
	d.GPUModel = r.text()
	d.GPUMemory = planner.Memory(r.wholeOrNone()) * planner.MiB
	d.FractionalGPU = r.flag()
	d.Accelerators = r.wholeOrNone()
	d.Accelerator = r.text()
	d.NeuronCores = r.wholeOrNone()
	d.EFAInterfaces = r.wholeOrNone()
	d.Disks = r.wholeOrNone()
	d.DiskGB = r.wholeOrNone()
	d.LocalStorage = r.text()
}
