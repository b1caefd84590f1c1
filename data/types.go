package data

import (
	_ "embed"
	"strconv"
	"sync"

	"podfit/eni"
	"podfit/planner"
)

//go:embed tables/types.tsv
var typesText string

var (
	typeTable    = sync.OnceValue(func() tsv { return newTSV("types.tsv", typesText) })
	typeSource   = sync.OnceValue(func() *planner.Source { return typeTable().source("") })
	branchSource = sync.OnceValue(func() *planner.Source { return typeTable().source("branch-") })
)

// Type is the instance type with a name, as EC2 spells it.
func Type(name string) (planner.InstanceType, bool) {
	r, ok := typeTable().find(name)
	if !ok {
		return planner.InstanceType{}, false
	}
	var t planner.InstanceType
	r.whole() // order
	r.instanceType(&t)
	m, ok := overheadTable().find(name)
	t.Overhead = overhead(&t, m, ok)
	return t, true
}

// Types are all instance types, in the order of planner.CompareNames.
func Types() []planner.InstanceType {
	types, measured := typeTable(), overheadTable()
	all := make([]planner.InstanceType, types.len())
	for types.body != "" {
		r := types.next()
		t := &all[r.whole()]
		r.instanceType(t)
		// Both tables have the same order, and each measured type is in both.
		m, ok := measured.nextIf(t.Name)
		t.Overhead = overhead(t, m, ok)
	}
	return all
}

// TypeNames are the names of all instance types, in the order of Types.
func TypeNames() []string {
	types := typeTable()
	names := make([]string, types.len())
	for types.body != "" {
		r := types.next()
		names[r.whole()] = r.key
	}
	return names
}

// instanceType reads the cells after the order.
func (r *row) instanceType(t *planner.InstanceType) {
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
	t.NetworkPerformance = r.text()
	t.NetworkGbps = read(r, decimal)
	t.NetworkPeakGbps = read(r, decimal)
	r.devices(t)
	t.EBSAttachments = r.whole()
	t.EBSShared = r.text() == "shared"
	t.Source, t.BranchSource = typeSource(), branchSource()
}

// devices reads what only some types have. An empty count is 0 if the name is
// empty as well, otherwise unknown: a fraction of a GPU.
func (r *row) devices(t *planner.InstanceType) {
	t.GPUs = maybe(r, strconv.Atoi)
	t.GPU = r.text()
	if t.GPU == "" {
		t.GPUs = planner.Known(0)
	}
	t.GPUMemory = planner.Memory(maybe(r, strconv.Atoi).Or(0)) * planner.MiB
	t.Accelerators = maybe(r, strconv.Atoi).Or(0)
	t.Accelerator = r.text()
	t.LocalStorageGB = maybe(r, strconv.Atoi).Or(0)
	t.LocalStorage = r.text()
}
