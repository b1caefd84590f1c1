package density_test

import (
	"fmt"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
)

// How many pods does an r5.xlarge take with security groups for pods and six
// DaemonSets, what does each get, and what does it cost?
func Example() {
	r5 := planner.InstanceType{
		Name: "r5.xlarge", VCPUs: 4, Memory: 32 * planner.GiB, Arch: "amd64", Processor: "Intel", Hypervisor: "nitro",
		Network:  eni.Limits{ENIs: 4, IPv4PerENI: 15, BranchENIs: planner.Known(18), Prefixes: true, VCPUs: 4},
		Overhead: planner.Overhead{Memory: 1147 * planner.MiB, Kind: planner.Measured},
	}
	offering := planner.Offering{
		Region:   &planner.Region{Name: "us-east-1", Currency: "USD"},
		OnDemand: planner.Known(252 * planner.Unit / 1000),
	}
	settings := planner.Default()
	settings.CNI.SecurityGroupsForPods = true
	settings.UnnamedDaemonSets = 6

	o := density.Evaluate(&r5, offering, &settings)
	ram, _ := o.RAMPerPod.Value()
	cost, _ := o.Cost.PerPod.Value()
	pods, _ := o.ApplicationPods.Value()
	fmt.Println(pods, "application pods, limited by", o.PodsLimitedBy)
	fmt.Printf("%.0f MiB and %.2f USD a month for each pod\n", ram.MiB(), cost.Float())
	fmt.Printf("%+v\n", o.Warnings()[0])
	// Output:
	// 12 application pods, limited by branch ENIs
	// 2552 MiB and 15.33 USD a month for each pod
	// {MaxPods:58 PodIPs:42 HostNetwork:2 BranchENIs:18}
}
