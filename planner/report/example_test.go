package report_test

import (
	"fmt"
	"os"

	"podfit/planner"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/reporttest"
)

func Example() {
	s := planner.Default()
	options := reporttest.Evaluate(&s, reporttest.M5Large, reporttest.R5Xlarge)
	q := answer.Query{Settings: &s, Topics: []planner.Topic{planner.AboutPods}}
	r := report.Listing(answer.New("MaxPods", q, options, answer.Each(options, answer.NewMaxPods)), options, columns("type", "max-pods", "app-pods", "cost"))
	for _, format := range []string{"table", "csv", "name"} {
		if err := r.Write(os.Stdout, format); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// TYPE       MAX-PODS  APP-PODS     COST
	// m5.large         29        27   $70.08
	// r5.xlarge        58        56  $183.96
	//
	// region: us-east-1 (default)
	// instanceType,maxPods,applicationPods,mixPerMonth,currency
	// m5.large,29,27,70.08,USD
	// r5.xlarge,58,56,183.96,USD
	// m5.large
	// r5.xlarge
}
