package ecs

import (
	"errors"
	"strconv"
	"strings"

	"podfit/planner/workload/request"
)

// unitsPerCPU: ECS has 1024 CPU units to a vCPU.
const unitsPerCPU = 1024

var (
	errCPUUnits = errors.New("must be CPU units such as 512 (1024 to a vCPU), or vCPUs such as 0.5 vCPU")
	errMemory   = errors.New("must be MiB such as 512, or an amount such as 0.5 GB")
)

// parseCPU reads CPU units or vCPUs as millicores, rounded up; 0 if none are
// reserved, which ECS also writes as 0.
func parseCPU(text request.Quantity) (int64, error) {
	if text == "" {
		return 0, nil
	}
	number, vCPUs := cutUnit(text, "vcpu")
	if vCPUs {
		return scaled(number, 1000, request.CPU, errCPUUnits)
	}
	units, err := strconv.ParseInt(number, 10, 64)
	if err != nil || units < 0 {
		return 0, errCPUUnits
	}
	// Rounded up without an overflow: n units are n − n·24/1024 millicores.
	millis := units - units/unitsPerCPU*24 - units%unitsPerCPU*24/unitsPerCPU
	return millis, request.CheckAmount(request.CPU, millis)
}

// parseMemory reads MiB, or GB and MB, by which ECS means GiB and MiB, as bytes;
// 0 if there is none.
func parseMemory(text request.Quantity) (int64, error) {
	if text == "" {
		return 0, nil
	}
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"gb", 1 << 30}, {"mb", 1 << 20}} {
		if number, has := cutUnit(text, unit.name); has {
			return scaled(number, unit.bytes, request.Memory, errMemory)
		}
	}
	mebibytes := strings.TrimSpace(string(text))
	if strings.Trim(mebibytes, "0123456789") != "" {
		return 0, errMemory
	}
	return scaled(mebibytes, 1<<20, request.Memory, errMemory)
}

// scaled is a decimal number times a unit, as an amount of a resource.
func scaled(number string, unit int64, name string, invalid error) (int64, error) {
	n, ok := request.Scaled(number, unit)
	if !ok {
		return 0, invalid
	}
	return n, request.CheckAmount(name, n)
}

// parseGPUs reads a number of GPUs.
func parseGPUs(text request.Quantity) (int64, error) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || n < 0 || strings.Trim(string(text), "0123456789") != "" {
		return 0, errors.New("must be a whole number, such as 1")
	}
	return n, request.CheckAmount(gpuResource, n)
}

func cutUnit(text request.Quantity, unit string) (number string, has bool) {
	number, has = strings.CutSuffix(strings.ToLower(strings.TrimSpace(string(text))), unit)
	return strings.TrimSpace(number), has
}
