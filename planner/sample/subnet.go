package sample

import (
	"testing"

	"podfit/planner"
)

// Subnets are those that texts such as eu-west-3a=10.0.1.0/24 describe.
func Subnets(t testing.TB, texts ...string) []planner.Subnet {
	t.Helper()
	var all []planner.Subnet
	for _, text := range texts {
		s, err := planner.ParseSubnet(text)
		if err != nil {
			t.Fatal(text, err)
		}
		all = append(all, s)
	}
	return all
}
