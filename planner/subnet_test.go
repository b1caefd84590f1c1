package planner_test

import (
	"fmt"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
)

const subnetForm = "must be ZONE=CIDR or ZONE=CIDR:NUMBERfree, such as eu-west-3a=10.0.1.0/24:180free"

func TestParseSubnet(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"eu-west-3a=10.0.1.0/24", "251 of 251 free, 14-14 prefixes"},
		// 71 are in use: together they leave 11 blocks whole, scattered none.
		{"eu-west-3a=10.0.1.0/24:180free", "180 of 251 free, 11-0 prefixes"},
		// 5 are in use, each perhaps in a block of its own.
		{"a=10.0.1.0/24:246free", "246 of 251 free, 14-9 prefixes"},
		{"a=10.0.1.0/24:0free", "0 of 251 free, 0-0 prefixes"},
		{"a=10.0.0.0/16", "65531 of 65531 free, 4094-4094 prefixes"},
		{"a=10.0.0.0/27", "27 of 27 free, 0-0 prefixes"}, // AWS keeps some of both blocks
		{"a=10.0.0.0/26", "59 of 59 free, 2-2 prefixes"},
		{"a=10.0.0.0/28", "11 of 11 free, 0-0 prefixes"},
		{"10.0.1.0/24", subnetForm},
		{"=10.0.1.0/24", subnetForm},
		{"a b=10.0.1.0/24", subnetForm},
		{"a=10.0.1.0/24:180", subnetForm},
		{"a=10.0.1.0/24:free", subnetForm},
		{"a=10.0.1.0/24:252free", "a /24 has between 0 and 251 free addresses"},
		{"a=10.0.1.0/24:-1free", "a /24 has between 0 and 251 free addresses"},
		{"a=10.0.1.0", "must be an IPv4 CIDR, such as 10.0.1.0/24"},
		{"a=10.0.1/24", "must be an IPv4 CIDR, such as 10.0.1.0/24"},
		{"a=", "must be an IPv4 CIDR, such as 10.0.1.0/24"},
		{"a=10.0.0.0/15", "a subnet must be a /16 to a /28"},
		{"a=10.0.0.0/29", "a subnet must be a /16 to a /28"},
		{"a=10.0.1.7/24", "host bits set: did you mean 10.0.1.0/24?"},
	} {
		s, err := planner.ParseSubnet(c.text)
		got := fmt.Sprint(err)
		if err == nil {
			best, worst := s.Prefixes()
			got = fmt.Sprintf("%d of %d free, %d-%d prefixes", s.FreeAddresses(), s.Addresses(), best, worst)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

var anySubnet = rapid.Custom(func(t *rapid.T) planner.Subnet {
	bits := rapid.IntRange(16, 28).Draw(t, "bits")
	octets := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "address")
	cidr := netip.PrefixFrom(netip.AddrFrom4([4]byte(octets)), bits).Masked()
	s, err := planner.NewSubnet(rapid.SampledFrom([]string{"a", "eu-west-3b", "use1-az1"}).Draw(t, "zone"), cidr.String())
	if err == nil && rapid.Bool().Draw(t, "counted") {
		s, err = s.WithFree(rapid.IntRange(0, s.Addresses()).Draw(t, "free"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
})

// What is written reads as the same, and prefixes never have more addresses
// than are free.
func TestSubnetText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySubnet.Draw(t, "subnet")
		if again, err := planner.ParseSubnet(s.String()); err != nil || again != s {
			t.Fatalf("%s: %v, %v", s, again, err)
		}
		if best, worst := s.Prefixes(); worst < 0 || worst > best || best*16 > s.FreeAddresses() {
			t.Fatalf("%s: %d to %d prefixes", s, worst, best)
		}
	})
}

func TestCheckSubnets(t *testing.T) {
	if err := planner.CheckSubnets(sample.Subnets(t, "a=10.0.0.0/24", "b=10.0.1.0/24")); err != nil {
		t.Error(err)
	}
	const want = "b=10.0.1.0/24 overlaps a=10.0.0.0/16:9free"
	if err := planner.CheckSubnets(sample.Subnets(t, "a=10.0.0.0/16:9free", "b=10.0.1.0/24")); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
