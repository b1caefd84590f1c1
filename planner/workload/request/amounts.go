package request

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

// The resources that are not extended ones.
const (
	CPU              = "cpu"
	Memory           = "memory"
	EphemeralStorage = "ephemeral-storage"
	// BranchENI is added by the VPC resource controller's webhook to pods with
	// security groups of their own.
	BranchENI = "vpc.amazonaws.com/pod-eni"
)

// Amounts are resources by name: millicores of CPU, bytes of memory and
// ephemeral storage, a number of anything else.
type Amounts map[string]int64

// Limits beyond which an amount is a typing mistake; a scenario has the same.
const (
	maxCPU    = 10_000 * 1000 // millicores
	maxAmount = 1 << 50       // bytes, or devices
)

// Has reports whether there is an amount, be it 0.
func (a Amounts) Has(name string) bool {
	_, has := a[name]
	return has
}

// Add adds b to a. A sum stops just above the limit, so that it cannot overflow.
func (a Amounts) Add(b Amounts) {
	for name, n := range b {
		a[name] = min(a[name]+n, maxAmount+1)
	}
}

// Raise raises each amount in a to the one in b, if that is larger.
func (a Amounts) Raise(b Amounts) {
	for name, n := range b {
		a[name] = max(a[name], n)
	}
}

// Texts are CPU and memory as Kubernetes writes them, such as 250m and 1Gi.
func (a Amounts) Texts() (cpu, memory string) {
	return resource.NewMilliQuantity(a[CPU], resource.DecimalSI).String(), resource.NewQuantity(a[Memory], resource.BinarySI).String()
}

// Extended are the resources other than CPU and memory, without branch ENIs, which
// pods with security groups get; nil if there is none.
func (a Amounts) Extended() map[string]int64 {
	var all map[string]int64
	for name, n := range a {
		switch {
		case name == CPU, name == Memory, name == BranchENI, name == "", n == 0:
			continue
		case all == nil:
			all = map[string]int64{}
		}
		all[name] = n
	}
	return all
}

// Quantity is the text of an amount, which JSON may have as a number. It is
// parsed where the error can name its place.
type Quantity string

// UnmarshalJSON accepts any value; null is "".
func (q *Quantity) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*q = Quantity(text)
	} else {
		*q = Quantity(b)
	}
	return nil
}

// ParseAll parses quantities by resource name; those that are null are absent
// from the result. path is where they are, for errors.
func ParseAll(path string, list map[string]Quantity) (Amounts, error) {
	all := Amounts{}
	for _, name := range slices.Sorted(maps.Keys(list)) {
		if list[name] == "" {
			continue
		}
		n, err := parse(name, string(list[name]))
		if err != nil {
			return nil, fmt.Errorf("%s.%s %q: %w", path, name, string(list[name]), err)
		}
		all[name] = n
	}
	return all, nil
}

// parse rounds up, as the scheduler does.
func parse(name, text string) (int64, error) {
	q, err := resource.ParseQuantity(text)
	switch {
	case err != nil:
		return 0, fmt.Errorf("not a Kubernetes quantity such as %s", example(name))
	case q.Sign() < 0:
		return 0, errors.New("must not be negative")
	case q.Cmp(*limit(name)) > 0:
		return 0, tooLarge(name)
	case name == CPU:
		return q.MilliValue(), nil
	case name != Memory && name != EphemeralStorage && q.CmpInt64(q.Value()) != 0:
		return 0, errors.New("must be a whole number")
	}
	return q.Value(), nil
}

// CheckAmount reports an amount of a resource that is too large.
func CheckAmount(name string, n int64) error {
	most := int64(maxAmount)
	if name == CPU {
		most = maxCPU
	}
	if n > most {
		return tooLarge(name)
	}
	return nil
}

func tooLarge(name string) error { return TooLarge{limitText(name)} }

// TooLarge is the error for an amount beyond what any pod requests.
type TooLarge struct{ most string }

func (e TooLarge) Error() string { return "must be at most " + e.most }

func example(name string) string {
	switch name {
	case CPU:
		return "250m or 2"
	case Memory, EphemeralStorage:
		return "512Mi or 4Gi"
	}
	return "1"
}

func limit(name string) *resource.Quantity {
	if name == CPU {
		return resource.NewMilliQuantity(maxCPU, resource.DecimalSI)
	}
	return resource.NewQuantity(maxAmount, resource.BinarySI)
}

func limitText(name string) string { return limit(name).String() }

// maxDigits of a number; more would only cost time.
const maxDigits = 40

// Scaled is a decimal number such as 0.5 times a unit, rounded up; what is above any limit
// stays above it. It is not ok for any other text.
func Scaled(number string, unit int64) (n int64, ok bool) {
	digits := strings.Replace(number, ".", "", 1)
	if digits == "" || len(digits) > maxDigits || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	exact, ok := new(big.Rat).SetString(number)
	if !ok {
		return 0, false
	}
	exact.Mul(exact, new(big.Rat).SetInt64(unit))
	whole := new(big.Int).Add(exact.Num(), new(big.Int).Sub(exact.Denom(), big.NewInt(1)))
	if whole.Quo(whole, exact.Denom()); !whole.IsInt64() {
		return 1 << 62, true
	}
	return whole.Int64(), true
}
