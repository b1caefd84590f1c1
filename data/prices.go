package data

import (
	"strings"

	"podfit/planner"
)

// priceRow is the price of an item in a region, or in all regions ("*").
type priceRow struct {
	Price
	Derived bool // from another product's price
}

// price finds an item's price; ok is false if it is unknown.
func (t *Tables) price(item, region string) (p priceRow, ok bool) {
	r, ok := t.prices().find(item + "/" + region)
	if !ok {
		return priceRow{}, false
	}
	p.Amount = read(&r, money)
	r.text() // the unit
	p.Source = &planner.Source{Name: r.text(), AsOf: r.text()}
	p.Derived = r.text() == "derived"
	return p, true
}

// FargatePrices are the prices of Linux on x86 in a region, in USD.
type FargatePrices struct {
	Region   string
	VCPUHour planner.Money
	GBHour   planner.Money
	// StorageGBHour is for ephemeral storage above IncludedStorage.
	StorageGBHour   planner.Maybe[planner.Money]
	IncludedStorage planner.Memory
	// Derived reports whether the prices are those of EMR Serverless, divided by 1.3.
	// They are equal to Fargate's own wherever both are known.
	Derived bool
	Source  *planner.Source
}

// Fargate is what Fargate costs in a region; ok is false if it is unknown.
func (t *Tables) Fargate(region string) (prices FargatePrices, ok bool) {
	cpu, known := t.price("fargate-vcpu", region)
	memory, both := t.price("fargate-memory", region)
	if !known || !both {
		return FargatePrices{}, false
	}
	p := FargatePrices{Region: region, VCPUHour: cpu.Amount, GBHour: memory.Amount, Derived: cpu.Derived, Source: cpu.Source}
	if storage, known := t.price("fargate-storage", region); known {
		p.StorageGBHour = planner.Known(storage.Amount)
	}
	included, _ := t.price("fargate-storage-included", "*")
	p.IncludedStorage = planner.Memory(included.Amount/planner.Unit) * planner.GiB
	return p, true
}

// EBSPrices are the monthly prices of EBS in a region, in USD.
type EBSPrices struct {
	GP2, GP3, Snapshot planner.Money // of a GB
	GP3IOPS            planner.Money // of each of the operations a second above 3,000
	GP3Throughput      planner.Money // of a GiB/s above 125 MiB/s
	Source             *planner.Source
}

// EBS is what volumes cost in a region; ok is false if it is unknown.
func (t *Tables) EBS(region string) (prices EBSPrices, ok bool) {
	gp3, ok := t.price("gp3", region)
	if !ok {
		return EBSPrices{}, false
	}
	of := func(item string) planner.Money {
		p, _ := t.price(item, region) // Check ensures that a region has all
		return p.Amount
	}
	return EBSPrices{
		GP2: of("gp2"), GP3: gp3.Amount, Snapshot: of("snapshot"),
		GP3IOPS: of("gp3-iops"), GP3Throughput: of("gp3-throughput"), Source: gp3.Source,
	}, true
}

// GP3 is the monthly price of a GB of gp3 storage; ok is false if it is unknown.
func (t *Tables) GP3(region string) (price Price, ok bool) {
	p, ok := t.price("gp3", region)
	return p.Price, ok
}

// ControlPlanePrices are the hourly prices of one EKS cluster, in USD.
type ControlPlanePrices struct {
	Standard Price
	Extended Price // in extended support
	// Tiers are those of a provisioned control plane, the smallest first.
	Tiers []ControlPlaneTier
}

// ControlPlaneTier is a size of a provisioned control plane.
type ControlPlaneTier struct {
	Name string // xl, 2xl, 4xl, 8xl
	Price
}

// ControlPlane is what an EKS cluster costs in addition to its nodes, in any
// region that bills in USD.
func (t *Tables) ControlPlane() ControlPlanePrices {
	standard, _ := t.price("eks-standard", "*")
	extended, _ := t.price("eks-extended", "*")
	all := ControlPlanePrices{Standard: standard.Price, Extended: extended.Price}
	for _, tier := range controlPlaneTiers {
		p, _ := t.price("eks-tier-"+tier, "*")
		all.Tiers = append(all.Tiers, ControlPlaneTier{tier, p.Price})
	}
	return all
}

var controlPlaneTiers = []string{"xl", "2xl", "4xl", "8xl"}

// AutoModeFees find what EKS Auto Mode adds to the price of a type.
func (t *Tables) AutoModeFees() func(typeName string) planner.AutoModeFee {
	table := t.autoMode()
	source := table.source("")
	return func(typeName string) planner.AutoModeFee {
		r := autoModeRow(table, typeName)
		fee := planner.AutoModeFee{Source: source}
		fee.Permille = int(read(&r, money) * 10 / planner.Unit)
		fee.Estimate = r.text() == "estimate"
		return fee
	}
}

// autoModeRow is the row of a type's family, else of its class (the letters before
// the generation), else of all.
func autoModeRow(table tsv, typeName string) row {
	family, _, _ := strings.Cut(typeName, ".")
	class := family
	if i := strings.IndexFunc(family, func(r rune) bool { return r >= '0' && r <= '9' }); i >= 0 {
		class = family[:i]
	}
	for _, key := range []string{family, class} {
		if r, ok := table.find(key); ok {
			return r
		}
	}
	r, _ := table.find("*")
	return r
}
