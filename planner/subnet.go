package planner

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"podfit/eni"
)

// Subnet is one in which nodes or, with custom networking, their pods have
// addresses.
type Subnet struct {
	Zone string
	CIDR netip.Prefix // IPv4, /16 to /28, as AWS has them
	// Free is how many addresses EC2 says are left; unknown is a subnet that
	// nothing is in yet.
	Free Maybe[int]
}

const (
	subnetKept   = 5  // addresses that AWS keeps of each: the first four and the last
	LargestCIDR  = 16 // bits
	SmallestCIDR = 28
)

const subnetForm = "want ZONE=CIDR or ZONE=CIDR:NUMBERfree, such as eu-west-3a=10.0.1.0/24:180free"

// ParseSubnet reads a subnet as String writes it: eu-west-3a=10.0.1.0/24, with
// what is free of it behind a colon, :180free.
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

// NewSubnet is an empty subnet.
func NewSubnet(zone, cidr string) (Subnet, error) {
	s := Subnet{Zone: zone}
	if zone == "" || strings.ContainsAny(zone, "=: \t\n,") {
		return Subnet{}, errors.New(subnetForm)
	}
	var err error
	if s.CIDR, err = netip.ParsePrefix(cidr); err != nil || !s.CIDR.Addr().Is4() {
		return Subnet{}, errors.New("want an IPv4 CIDR, such as 10.0.1.0/24")
	}
	if bits := s.CIDR.Bits(); bits < LargestCIDR || bits > SmallestCIDR {
		return Subnet{}, fmt.Errorf("a subnet is a /%d to a /%d", LargestCIDR, SmallestCIDR)
	}
	if masked := s.CIDR.Masked(); masked != s.CIDR {
		return Subnet{}, fmt.Errorf("it has bits behind its /%d (did you mean %s?)", s.CIDR.Bits(), masked)
	}
	return s, nil
}

// WithFree is the subnet with n addresses free.
func (s Subnet) WithFree(n int) (Subnet, error) {
	if n < 0 || n > s.Addresses() {
		return Subnet{}, fmt.Errorf("a /%d has 0 to %d addresses free", s.CIDR.Bits(), s.Addresses())
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

// Addresses is how many can be in use at all.
func (s Subnet) Addresses() int { return AddressesOf(s.CIDR.Bits()) }

func AddressesOf(bits int) int { return 1<<(32-bits) - subnetKept }

// blocksOf are the whole aligned /28 blocks without an address that AWS keeps:
// the first block has four of them and the last one.
func BlocksOf(bits int) int { return max(0, 1<<(SmallestCIDR-bits)-2) }

// FreeAddresses are those that are left.
func (s Subnet) FreeAddresses() int { return s.Free.Or(s.Addresses()) }

// Prefixes is how many /28 prefixes go into what is left: at best, all in use
// standing together outside whole blocks; and at worst, each in a block of its
// own. Of where they stand EC2's count says nothing.
func (s Subnet) Prefixes() (best, worst int) {
	blocks, free := BlocksOf(s.CIDR.Bits()), s.FreeAddresses()
	best = min(blocks, free/eni.PrefixIPs)
	return best, max(0, min(best, blocks-(s.Addresses()-free)))
}

// CheckSubnets refuses subnets that overlap, as those of one VPC never do.
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
