package workload

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// cpuUnits are ECS's, 1024 to a vCPU.
const cpuUnits = 1024

// cpuRequest turns ECS's CPU, units or vCPUs, into a request, rounded up to
// millicores; "" where it reserves none.
func cpuRequest(text quantity) (quantity, error) {
	if text == "" {
		return "", nil
	}
	number, vCPUs := cutUnit(text, "vcpu")
	if !vCPUs {
		units, err := strconv.ParseInt(number, 10, 64)
		if err != nil || units < 0 {
			return "", errors.New("want CPU units such as 512, 1024 of which are a vCPU, or vCPUs such as 0.5 vCPU")
		}
		number = fmt.Sprintf("%dm", millicores(units))
	} else if !isDecimal(number) {
		return "", errors.New("want vCPUs such as 0.5 vCPU, or CPU units such as 512, 1024 of which are a vCPU")
	}
	return request(cpu, number)
}

// millicores of CPU units, rounded up; too many of them stay too many.
func millicores(units int64) int64 {
	units = min(units, 2*mostCPU*cpuUnits/1000)
	return (units*1000 + cpuUnits - 1) / cpuUnits
}

// memoryRequest turns ECS's memory into a request: MiB, or GB and MB of 1024
// MiB and 1 MiB; "" where there is none.
func memoryRequest(text quantity) (quantity, error) {
	if text == "" {
		return "", nil
	}
	for _, unit := range []struct{ ecs, binary string }{{"gb", "Gi"}, {"mb", "Mi"}} {
		if number, has := cutUnit(text, unit.ecs); has && isDecimal(number) {
			return request(memory, number+unit.binary)
		}
	}
	mebibytes, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || mebibytes < 0 {
		return "", errors.New("want MiB such as 512, or an amount such as 0.5 GB")
	}
	return request(memory, fmt.Sprintf("%dMi", mebibytes))
}

// request checks an amount's bounds, and leaves 0 out: ECS writes it for what
// is not set.
func request(name, text string) (quantity, error) {
	n, err := parseAmount(name, text)
	if err != nil || n == 0 {
		return "", err
	}
	return quantity(text), nil
}

func cutUnit(text quantity, unit string) (number string, has bool) {
	number, has = strings.CutSuffix(strings.ToLower(strings.TrimSpace(string(text))), unit)
	return strings.TrimSpace(number), has
}

func isDecimal(number string) bool {
	digits := strings.Replace(number, ".", "", 1)
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}
