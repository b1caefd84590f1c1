package scenario

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"podfit/planner"
)

// fileSubnet is a planner.Subnet; without what is free nothing is in it yet.
type fileSubnet struct {
	Zone text `yaml:"zone,omitempty" schema:"word" help:"the availability zone"`
	CIDR text `yaml:"cidr,omitempty" schema:"word" help:"IPv4, /16 to /28"`
	Free text `yaml:"free,omitempty" schema:"count" help:"addresses that EC2 says are left"`
}

// subnets of a file take the place of those of an earlier one.
func (r *reader) subnets(f *file, to *Scenario) error {
	for _, list := range []struct {
		key  string
		from []fileSubnet
		to   *[]planner.Subnet
	}{{"subnets", f.Cluster.Subnets, &to.Subnets}, {"podSubnets", f.Cluster.PodSubnets, &to.PodSubnets}} {
		if list.from == nil {
			continue
		}
		all := make([]planner.Subnet, len(list.from))
		for i := range list.from {
			subnet := &list.from[i]
			var err error
			if all[i], err = subnet.read(); err != nil {
				line := cmp.Or(subnet.CIDR.line, subnet.Zone.line, subnet.Free.line, 1)
				return r.errorf(line, "cluster.%s %q: %w", list.key, subnet.CIDR.value, err)
			}
		}
		*list.to = all
	}
	if err := planner.CheckSubnets(slices.Concat(to.Subnets, to.PodSubnets)); err != nil {
		return r.errorf(1, "cluster.subnets: %w", err)
	}
	return nil
}

func (f *fileSubnet) read() (planner.Subnet, error) {
	if f.Zone.line == 0 {
		return planner.Subnet{}, errors.New("want a zone")
	}
	s, err := planner.NewSubnet(f.Zone.value, f.CIDR.value)
	if err != nil || f.Free.line == 0 {
		return s, err
	}
	n, err := strconv.Atoi(f.Free.value)
	if err != nil {
		return s, errors.New("free: want a whole number")
	}
	return s.WithFree(n)
}

func fileSubnets(subnets []planner.Subnet) []fileSubnet {
	var all []fileSubnet
	for _, s := range subnets {
		f := fileSubnet{Zone: text{value: s.Zone}, CIDR: text{value: s.CIDR.String()}}
		if n, known := s.Free.Value(); known {
			f.Free = text{value: strconv.Itoa(n)}
		}
		all = append(all, f)
	}
	return all
}
