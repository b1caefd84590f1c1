package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
)

// Column shows one field of options in tables: on the command line, on the
// screen, in Markdown and, as plain figures, in CSV.
type Column struct {
	*query.Field
	Title string
	// Key is the header in CSV, the name in JSON where that has the figure.
	Key string
	// Right says that the cells are figures.
	Right bool
	Cell  func(*density.Option) string
}

// Columns are all of them, in the order in which help lists them.
var Columns = []Column{
	word("type", "TYPE", "instanceType"),
	word("family", "FAMILY", "family"),
	word("size", "SIZE", "size"),
	word("arch", "ARCH", "arch"),
	word("processor", "PROCESSOR", "processor"),
	word("hypervisor", "HYPERVISOR", "hypervisor"),
	word("generation", "GENERATION", "generation"),
	word("burstable", "BURSTABLE", "burstable"),
	word("metal", "METAL", "bareMetal"),
	word("eks", "EKS", "eks"),
	plain("vcpus", "VCPU", "vcpus"),
	plain("memory", "GIB", "memoryGiB"),
	plain("gpus", "GPUS", "gpus"),
	plain("accelerators", "ACCELERATORS", "accelerators"),
	plain("enis", "ENIS", "enis"),
	plain("branch-enis", "BRANCH-ENIS", "branchENIs"),
	plain("max-pods", "MAX-PODS", "maxPods"),
	figure("pod-ips", "POD-IPS", "podIPs", func(o *density.Option) string { return Count(o.Addresses.PodIPs) }),
	plain("sg-pods", "SG-PODS", "withSecurityGroups.maxPods"),
	plain("app-pods", "APP-PODS", "applicationPods"),
	plain("pods", "FIT", "pods"),
	word("binds", "BINDS", "binds"),
	figure("allocatable-memory", "ALLOC-MEM", "allocatableMemoryMiB", func(o *density.Option) string { return orUnknown(o.AllocatableMemory(), Memory) }),
	figure("allocatable-cpu", "ALLOC-CPU", "allocatableCPUMillis", func(o *density.Option) string { return CPU(o.CPU.Allocatable) }),
	figure("ram-per-pod", "RAM/POD", "ramPerPodMiB", func(o *density.Option) string { return orUnknown(o.RAMPerPod, Memory) }),
	figure("cpu-per-pod", "CPU/POD", "cpuPerPodMillis", func(o *density.Option) string { return orUnknown(o.CPUPerPod, CPU) }),
	figure("price-per-hour", "PER-HOUR", "onDemandPerHour", func(o *density.Option) string {
		return orUnknown(o.Cost.OnDemandHour, func(m planner.Money) string { return exactMoney(m, currency(o)) })
	}),
	price("on-demand", "ON-DEMAND", "onDemandPerMonth", func(c *density.Cost) planner.Maybe[planner.Money] { return c.OnDemandMonth }),
	price("spot", "SPOT", "spotPerMonth", func(c *density.Cost) planner.Maybe[planner.Money] { return c.SpotMonth }),
	price("cost", "COST", "mixPerMonth", func(c *density.Cost) planner.Maybe[planner.Money] { return c.Month }),
	price("cost-per-pod", "COST/POD", "perPodMonth", func(c *density.Cost) planner.Maybe[planner.Money] { return c.PerPod }),
	price("stranded", "STRANDED", "strandedPerMonth", func(c *density.Cost) planner.Maybe[planner.Money] { return c.Unused }),
	figure("interruption", "INTERRUPTED", "interruptionBand", func(o *density.Option) string { return orUnknown(o.Offering.Interruption, planner.Band.String) }),
	word("dominated-by", "DOMINATED-BY", "dominatedBy"),
}

func word(field, title, key string) Column {
	f := fieldNamed(field)
	return Column{Field: f, Title: title, Key: key, Cell: func(o *density.Option) string {
		if w := f.Word(o); w != "" {
			return w
		}
		return Unknown
	}}
}

func figure(field, title, key string, cell func(*density.Option) string) Column {
	return Column{Field: fieldNamed(field), Title: title, Key: key, Right: true, Cell: cell}
}

// plain is a figure that is written as the number that it is.
func plain(field, title, key string) Column {
	f := fieldNamed(field)
	return figure(field, title, key, func(o *density.Option) string {
		n, known := f.Number(o)
		if !known {
			return Unknown
		}
		return strconv.FormatFloat(n, 'f', -1, 64)
	})
}

func price(field, title, key string, of func(*density.Cost) planner.Maybe[planner.Money]) Column {
	return figure(field, title, key, func(o *density.Option) string {
		return orUnknown(of(&o.Cost), func(m planner.Money) string { return Money(m, currency(o)) })
	})
}

func orUnknown[T any](m planner.Maybe[T], write func(T) string) string {
	v, known := m.Value()
	if !known {
		return Unknown
	}
	return write(v)
}

func fieldNamed(name string) *query.Field {
	f, ok := query.FieldNamed(name)
	if !ok {
		panic("no field " + name)
	}
	return f
}

// ColumnsNamed finds columns; the error names the first that does not exist
// and lists those that do.
func ColumnsNamed(names ...string) ([]Column, error) {
	columns := make([]Column, 0, len(names))
	for _, name := range names {
		i := slices.IndexFunc(Columns, func(c Column) bool { return c.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("%q is not one of %s", name, strings.Join(ColumnNames(), ", "))
		}
		columns = append(columns, Columns[i])
	}
	return columns, nil
}

// ColumnNames are those of all columns.
func ColumnNames() []string {
	names := make([]string, len(Columns))
	for i, c := range Columns {
		names[i] = c.Name
	}
	return names
}
