// Package planner works out what a node of an instance type gives to pods and
// what that costs: values and functions, without a file, a network, a clock, a
// log or a goroutine. The same inputs give the same answer, to the byte.
//
// An [InstanceType] with its [Offering] in a region and the cluster's
// [Settings] make an [Option]: how many application pods fit ([Density]), what
// each of them gets, and what a node and a pod cost. [Compare] ranks options,
// [Filter] selects among them, and [Option.Steps] derives every figure in the
// way that a person would write it down.
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
