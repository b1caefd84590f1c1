package scenario

import (
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"

	"podfit/planner"
	"podfit/planner/ordered"
)

// subnetText is a subnet as it stands in a file.
type subnetText struct {
	zone, cidr string
	free       planner.Maybe[int]
}

var subnetKeys = &object[subnetText]{keys: []key[subnetText]{
	field("zone", "the availability zone", text(any1), func(s *subnetText) *string { return &s.zone }),
	field("cidr", "IPv4, /16 to /28", text(any1), func(s *subnetText) *string { return &s.cidr }),
	field("free", "addresses that EC2 reports as available; a new subnet where it is left out", maybe(scalar[int]{parseFree, strconv.Itoa, countSchema}),
		func(s *subnetText) *planner.Maybe[int] { return &s.free }),
}}

func parseFree(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, errors.New("must be a whole number")
	}
	return n, nil
}

// asSubnet is a planner.Subnet, made of its keys.
type asSubnet struct{}

var subnetShape asSubnet

func (asSubnet) read(r *reader, n *yaml.Node, at string, to *planner.Subnet) error {
	var s subnetText
	if err := subnetKeys.read(r, n, at, &s); err != nil {
		return err
	}
	if s.zone == "" {
		return r.refuse(n.Line, at, s.cidr, errors.New("must have a zone"))
	}
	subnet, err := planner.NewSubnet(s.zone, s.cidr)
	if free, known := s.free.Value(); err == nil && known {
		subnet, err = subnet.WithFree(free)
	}
	if err != nil {
		return r.refuse(n.Line, at, s.cidr, err)
	}
	*to = subnet
	return nil
}

func (asSubnet) write(s *planner.Subnet) *yaml.Node {
	return subnetKeys.write(&subnetText{zone: s.Zone, cidr: fmt.Sprint(s.CIDR), free: s.Free})
}

func (asSubnet) schema() ordered.Object { return subnetKeys.schema() }
