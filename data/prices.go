package data

import (
	_ "embed"
	"strconv"
	"sync"

	"podfit/planner"
)

//go:embed tables/prices.tsv
var pricesText string

var (
	priceTable  = sync.OnceValue(func() tsv { return newTSV("prices.tsv", pricesText) })
	priceSource = sync.OnceValue(func() *planner.Source { return priceTable().source("") })
)

// FargatePrices are the prices of Linux on x86, in USD.
type FargatePrices struct {
	Region   string
	VCPUHour planner.Money
	GBHour   planner.Money
	// StorageGBHour is for ephemeral storage above IncludedStorage.
	StorageGBHour   planner.Money
	IncludedStorage planner.Memory
	Source          *planner.Source
}

// Fargate is what Fargate costs in us-east-1, the only region in the tables.
func Fargate() FargatePrices {
	const region = "us-east-1"
	included, _ := priceRow("fargate-storage-included", region)
	return FargatePrices{
		Region:          region,
		VCPUHour:        price("fargate-vcpu", region),
		GBHour:          price("fargate-memory", region),
		StorageGBHour:   price("fargate-storage", region),
		IncludedStorage: planner.Memory(read(&included, strconv.Atoi)) * planner.GiB,
		Source:          priceSource(),
	}
}

// ControlPlanePrices are the hourly prices of one EKS cluster, in USD.
type ControlPlanePrices struct {
	Standard planner.Money
	Extended planner.Money // in extended support
	Source   *planner.Source
}

// ControlPlane is what an EKS cluster costs in addition to its nodes, in any
// region that bills in USD.
func ControlPlane() ControlPlanePrices {
	return ControlPlanePrices{
		Standard: price("eks-standard", "*"),
		Extended: price("eks-extended", "*"),
		Source:   priceSource(),
	}
}

// Price is a price with its source, in USD.
type Price struct {
	Amount planner.Money
	Source *planner.Source
}

// GP3 is the monthly price of a GB of gp3 storage; ok is false if it is unknown.
func GP3(region string) (price Price, ok bool) {
	r, ok := priceRow("gp3", region)
	if !ok {
		return Price{}, false
	}
	return Price{Amount: read(&r, money), Source: priceSource()}, true
}

// price is the price of an item that the table must have.
func price(item, region string) planner.Money {
	r, _ := priceRow(item, region)
	return read(&r, money)
}

// priceRow is the row of an item in a region; the amount is its next cell.
func priceRow(item, region string) (row, bool) {
	for rest := priceTable(); rest.body != ""; {
		if r := rest.next(); r.key == item && r.text() == region {
			return r, true
		}
	}
	return row{}, false
}
