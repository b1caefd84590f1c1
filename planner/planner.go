// Package planner has the values that all subjects share: units, money, instance
// types and offerings, the cluster's settings, workloads, subnets and nodes. The
// subjects are packages of their own below it: density, query, plan, fargate,
// subnet and verify work out answers; settings, scenario and workload read
// input; report and export write output.
//
// All of them but the readers are values and functions, without a file, a
// network, a clock, a log or a goroutine: the same inputs give the same bytes.
package planner

import (
	"fmt"
	"strconv"
	"strings"

	"podfit/eni"
)

// Maybe is a value that may be unknown; unknown is never zero.
type Maybe[T any] = eni.Maybe[T]

// Known makes a known value.
func Known[T any](value T) Maybe[T] { return eni.Known(value) }

// Millis is an amount of CPU in millicores.
type Millis int64

// Memory is an amount of memory in bytes.
type Memory int64

// The binary units of memory that Kubernetes and EC2 use.
const (
	KiB Memory = 1 << 10
	MiB Memory = 1 << 20
	GiB Memory = 1 << 30
)

// MiB is the amount in MiB.
func (m Memory) MiB() float64 { return float64(m) / float64(MiB) }

// GiB is the amount in GiB.
func (m Memory) GiB() float64 { return float64(m) / float64(GiB) }

// Cores is the amount in vCPUs.
func (c Millis) Cores() float64 { return float64(c) / 1000 }

// Money is an amount in millionths of its currency's unit, which an Offering names.
type Money int64

// Unit is one dollar, yuan, ….
const Unit Money = 1_000_000

// Float is the amount in whole units of its currency.
func (m Money) Float() float64 { return float64(m) / float64(Unit) }

// HoursPerMonth is the length of a month on AWS's price pages.
const HoursPerMonth = 730

// CeilDiv is a ÷ b rounded up; neither may be negative.
func CeilDiv(a, b int) int { return (a + b - 1) / b }

// Resources are the CPU and memory that a pod requests.
type Resources struct {
	CPU    Millis
	Memory Memory
}

// Source is where a figure comes from and the date that it is valid for.
type Source struct {
	Name string
	AsOf string // a day, a month or a year, ISO 8601
}

// OlderThanAYear reports whether the figures are from before the day a year before
// today. Both dates must be known.
func (s *Source) OlderThanAYear(today string) bool {
	year, rest, _ := strings.Cut(today, "-")
	n, err := strconv.Atoi(year)
	if err != nil || s.AsOf == "" {
		return false
	}
	before := fmt.Sprintf("%04d-%s", n-1, rest)
	return s.AsOf < before[:min(len(before), len(s.AsOf))]
}
