package words_test

import (
	"fmt"

	"podfit/planner/density"
	"podfit/planner/report/words"
	"podfit/planner/sample"
)

func Example() {
	o := sample.Option("m5.large", sample.CustomNetworking, sample.DaemonSets(6))
	fmt.Println(words.Sum(&o))
	for _, w := range words.Warnings(o.Warnings()) {
		fmt.Println(w.Line())
	}
	memory, _ := words.StepOf(&o, density.StepAllocatableMemory)
	fmt.Printf("%s: %s = %s\n", memory.Name, memory.Formula, words.Figure(memory.Value, memory.Unit))
	month, _ := o.Cost.Month.Value()
	fmt.Println(words.Money(month, words.Currency(&o)))
	// Output:
	// 18 pod IPs − 6 DaemonSets = 12
	// max pods 29 is above the 20 pods that can get an address (18 pod IPs + 2 host-network): further pods stay in ContainerCreating, "failed to assign an IP address to container"; set max pods to 20
	// allocatable memory: 7633.3 MiB − 574 MiB kube-reserved − 100 MiB eviction = 6959.3 MiB
	// $70.08
}
