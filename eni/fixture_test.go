package eni_test

import (
	"fmt"

	"podfit/eni"
)

// Limits as EC2 and the VPC resource controller publish them, as of 2026-08.
var (
	t3Small     = nitro(3, 4, 0, 2)
	t3Large     = nitro(3, 12, 0, 2)
	c5Large     = nitro(3, 10, 9, 2)
	c54xlarge   = nitro(8, 30, 54, 16)
	m5Large     = nitro(3, 10, 9, 2)
	m5Xlarge    = nitro(4, 15, 18, 4)
	m58xlarge   = nitro(8, 30, 54, 32)
	r5Xlarge    = nitro(4, 15, 18, 4)
	m7gMedium   = nitro(2, 4, 4, 1)
	p548xlarge  = nitro(2, 50, 120, 192)
	trn248xl    = eni.Limits{ENIs: 2, IPv4PerENI: 50, Prefixes: true, VCPUs: 192}
	a1Medium    = nitro(2, 4, 10, 1)
	m4Large     = eni.Limits{ENIs: 2, IPv4PerENI: 10, BranchENIs: eni.Known(0), VCPUs: 2}
	m5Metal     = nitro(15, 50, 120, 96)
	unknownType = eni.Limits{VCPUs: 2}
)

func nitro(enis, ipsPerENI, branches, vcpus int) eni.Limits {
	return eni.Limits{
		ENIs:       enis,
		IPv4PerENI: ipsPerENI,
		BranchENIs: eni.Known(branches),
		Prefixes:   true,
		VCPUs:      vcpus,
	}
}

// expression is a fake compiled maxPodsExpression.
type expression struct {
	text string
	eval func(eni.Variables) (int, error)
}

func (e expression) String() string { return e.text }

func (e expression) Eval(v eni.Variables) (int, error) { return e.eval(v) }

// seen is an expression whose value shows its arguments: 3, 10 and 29 give 31029.
var seen = expression{"10000*default_enis + 100*ips_per_eni + max_pods", func(v eni.Variables) (int, error) {
	return 10_000*v.DefaultENIs + 100*v.IPsPerENI + v.MaxPods, nil
}}

// constant is an expression that is a number.
func constant(n int) expression {
	return expression{fmt.Sprint(n), func(eni.Variables) (int, error) { return n, nil }}
}

var broken = expression{`max_pods / (default_enis - 3)`, func(eni.Variables) (int, error) {
	return 0, fmt.Errorf("division by zero")
}}
