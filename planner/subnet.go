package planner

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"podfit/eni"
)

// Subnet is a subnet of nodes or, with custom networking, of their pods.
type Subnet struct {
	Zone string
	CIDR netip.Prefix // IPv4, /16 to /28: AWS allows no other
	// Free is the number of free addresses that EC2 reports; if unknown, the subnet
	// counts as empty.
	Free Maybe[int]
}

const (
	reservedAddresses = 5  // by AWS in each subnet: the first four and the last
	LargestCIDR       = 16 // bits
	SmallestCIDR      = 28
)

const subnetForm = "must be ZONE=CIDR or ZONE=CIDR:NUMBERfree, such as eu-west-3a=10.0.1.0/24:180free"

// ParseSubnet reads a subnet as String writes it, eu-west-3a=10.0.1.0/24, if needed
// with the number of free addresses after a colon, :180free.
func ParseSubnet(text string) (Subnet, error) {
	zone, rest, ok := strings.Cut(text, "=")
	if !ok {
		return Subnet{}, errors.New(subnetForm)
	}
	cidr, freeText, known := strings.Cut(rest, ":")
	s, err := NewSubnet(zone, cidr)
	if err != nil || !known {
		return s, err
	}
	digits, ok := strings.CutSuffix(freeText, "free")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil {
		return Subnet{}, errors.New(subnetForm)
	}
	return s.WithFree(n)
}

// NewSubnet makes an empty subnet.
func NewSubnet(zone, cidr string) (Subnet, error) {
	s := Subnet{Zone: zone}
	if zone == "" || strings.ContainsAny(zone, "=: \t\n,") {
		return Subnet{}, errors.New(subnetForm)
	}
	var err error
	if s.CIDR, err = netip.ParsePrefix(cidr); err != nil || !s.CIDR.Addr().Is4() {
		return Subnet{}, errors.New("must be an IPv4 CIDR, such as 10.0.1.0/24")
	}
	if bits := s.CIDR.Bits(); bits < LargestCIDR || bits > SmallestCIDR {
		return Subnet{}, fmt.Errorf("a subnet must be a /%d to a /%d", LargestCIDR, SmallestCIDR)
	}
	if masked := s.CIDR.Masked(); masked != s.CIDR {
		return Subnet{}, fmt.Errorf("host bits set: did you mean %s?", masked)
	}
	return s, nil
}

// WithFree is the subnet with n addresses free.
func (s Subnet) WithFree(n int) (Subnet, error) {
	if n < 0 || n > s.Addresses() {
		return Subnet{}, fmt.Errorf("a /%d has between 0 and %d free addresses", s.CIDR.Bits(), s.Addresses())
	}
	s.Free = Known(n)
	return s, nil
}

func (s Subnet) String() string {
	text := s.Zone + "=" + s.CIDR.String()
	if n, known := s.Free.Value(); known {
		text += fmt.Sprintf(":%dfree", n)
	}
	return text
}

// Addresses is how many addresses of the subnet can be in use.
func (s Subnet) Addresses() int { return AddressesOf(s.CIDR.Bits()) }

// AddressesOf is how many addresses of a subnet with that prefix length can be used.
func AddressesOf(bits int) int { return 1<<(32-bits) - reservedAddresses }

// BlocksOf is how many whole aligned /28 blocks can be prefixes: all but the first
// and the last, where AWS reserves addresses.
func BlocksOf(bits int) int { return max(0, 1<<(SmallestCIDR-bits)-2) }

// FreeAddresses is how many addresses are free; all, if that is unknown.
func (s Subnet) FreeAddresses() int { return s.Free.Or(s.Addresses()) }

// Prefixes is how many /28 prefixes the free addresses hold: at best, if the used
// addresses are next to each other; at worst, if each is in another block. EC2
// reports only their number.
func (s Subnet) Prefixes() (best, worst int) {
	blocks, free := BlocksOf(s.CIDR.Bits()), s.FreeAddresses()
	best = min(blocks, free/eni.PrefixIPs)
	return best, max(0, min(best, blocks-(s.Addresses()-free)))
}

// CheckSubnets rejects subnets that overlap: those of one VPC never do.
func CheckSubnets(all []Subnet) error {
	for i, s := range all {
		for _, other := range all[:i] {
			if s.CIDR.Overlaps(other.CIDR) {
				return fmt.Errorf("%s overlaps %s", s, other)
			}
		}
	}
	return nil
}
