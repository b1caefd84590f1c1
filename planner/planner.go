// Package planner has the values that all subjects share: units, money, instance
// types and offerings, the cluster's settings, workloads, subnets and nodes. The
// subjects are packages of their own below it: density, query, plan, fargate,
// subnet and verify work out answers; settings, scenario and workload read
// input; report and export write output.
//
// All of them but the readers are values and functions, without a file, a
// network, a clock, a log or a goroutine: the same inputs give the same bytes.
package planner

import "podfit/eni"

// Maybe is a value that may not be known; unknown is never zero.
type Maybe[T any] = eni.Maybe[T]

// Known is a value that is known.
func Known[T any](value T) Maybe[T] { return eni.Known(value) }

// Millis is an amount of CPU in millicores.
type Millis int64

// Memory is an amount of memory in bytes.
type Memory int64

// Binary units of memory, as Kubernetes and EC2 use them.
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

// HoursPerMonth is a month on AWS's own price pages.
const HoursPerMonth = 730

// CeilDiv is a ÷ b rounded up, of whole numbers from 0.
func CeilDiv(a, b int) int { return (a + b - 1) / b }

// Resources are the two that every pod requests.
type Resources struct {
	CPU    Millis
	Memory Memory
}

// Source says where a figure comes from and on what day it was true.
type Source struct {
	Name string
	AsOf string // a day or a month, ISO 8601
}
