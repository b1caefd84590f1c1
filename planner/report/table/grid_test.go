package table_test

import (
	"fmt"
	"os"

	"podfit/planner/report/table"
)

func Example() {
	g := table.New([]string{"TYPE", "VCPU", "COST"}, "TYPE")
	g.Add("m5.large", "2", "$70.08")
	g.Add("m5.24xlarge", "96", "-")
	if err := g.Text(os.Stdout); err != nil {
		fmt.Println(err)
	}
	fmt.Println(g.Markdown())
	if err := g.CSV(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// TYPE         VCPU    COST
	// m5.large        2  $70.08
	// m5.24xlarge    96       -
	// | TYPE | VCPU | COST |
	// | --- | ---:| ---:|
	// | m5.large | 2 | $70.08 |
	// | m5.24xlarge | 96 | - |
	// TYPE,VCPU,COST
	// m5.large,2,$70.08
	// m5.24xlarge,96,-
}
