package request

import (
	"podfit/planner"
	"podfit/planner/fargate"
)

// FargatePrices are those of a region, if the tables have them.
func FargatePrices(region string) fargate.Prices {
	p, ok := Tables().Fargate(region)
	if !ok {
		return fargate.Prices{}
	}
	return fargate.Prices{VCPUHour: planner.Known(p.VCPUHour), GBHour: planner.Known(p.GBHour), Source: p.Source}
}
