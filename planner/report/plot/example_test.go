package plot_test

import (
	"fmt"

	"podfit/planner"
	"podfit/planner/report/plot"
)

func Example() {
	p := plot.Dots("candidates", "RAM per pod against cost per pod", "", []plot.Point{
		{Name: "m5.large", RAM: 232 * planner.MiB, Cost: 2_595_555, Planned: true},
		{Name: "r5.large", RAM: 530 * planner.MiB, Cost: 3_406_666},
		{Name: "c5.large", RAM: 100 * planner.MiB, Cost: 2_700_000, DominatedBy: "m5.large"},
	}, "USD")
	for _, mark := range p.Drawings[0].Marks {
		if mark.Point != nil {
			fmt.Println(mark.Class, mark.Title)
		}
	}
	fmt.Println(len(p.Drawings[0].Lines[0].Points), "other candidate")
	// Output:
	// undominated r5.large: 530Mi a pod, $3.41 a month
	// planned m5.large: 232Mi a pod, $2.60 a month
	// 1 other candidate
}
