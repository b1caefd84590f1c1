package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"podfit/data/live"
	"podfit/planner"
)

// liveSubnets say which subnets to ask AWS for in the place of typed ones.
type liveSubnets struct {
	vpc          string
	ids          []string
	tags, podTag map[string]string
}

func (l *liveSubnets) addFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&l.vpc, "vpc", "", "ask AWS for the subnets of the VPC `ID`, with what is free of them")
	flags.StringSliceVar(&l.ids, "subnet-id", nil, "ask AWS for the subnets `IDS`")
	flags.StringToStringVar(&l.tags, "subnet-tag", nil, "ask AWS for subnets with the tag `KEY=VALUE` (repeatable), such as kubernetes.io/role/internal-elb=1")
	flags.StringToStringVar(&l.podTag, "pod-subnet-tag", nil, "the same of the subnets of ENIConfigs, with custom networking")
}

// asked says that AWS is to tell the subnets.
func (l *liveSubnets) asked() bool {
	return l.vpc != "" || len(l.ids) > 0 || len(l.tags) > 0 || len(l.podTag) > 0
}

// check refuses what cannot go together.
func (l *liveSubnets) check(o *subnetOptions) error {
	switch {
	case !l.asked():
		return nil
	case len(o.subnets) > 0 || len(o.podSubnets) > 0:
		return usagef("--subnet and --pod-subnet are typed, --vpc, --subnet-id and the tags ask AWS: give one kind of them")
	case o.aws.offline:
		return usagef("--offline: free addresses are not kept; type the subnets with --subnet ZONE=CIDR:NNNfree")
	}
	return nil
}

// ask has AWS tell the subnets of the nodes, and of the pods where they have
// their own.
func (l *liveSubnets) ask(o *subnetOptions) (subnets, podSubnets []planner.Subnet, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), o.aws.within())
	defer cancel()
	options := o.aws.source(nil).Options
	options.Region = o.settings.Region
	c, err := live.Open(ctx, options)
	if err != nil {
		return nil, nil, err
	}
	rows, err := c.Subnets(ctx, live.SubnetQuery{VPC: l.vpc, IDs: l.ids, Tags: l.tags})
	if err != nil {
		return nil, nil, err
	}
	if len(l.podTag) > 0 {
		pods, err := c.Subnets(ctx, live.SubnetQuery{VPC: l.vpc, Tags: l.podTag})
		if err != nil {
			return nil, nil, err
		}
		rows = slices.DeleteFunc(rows, func(s live.Subnet) bool {
			return slices.ContainsFunc(pods, func(p live.Subnet) bool { return p.ID == s.ID })
		})
		if podSubnets, err = l.subnets(pods); err != nil {
			return nil, nil, err
		}
	}
	subnets, err = l.subnets(rows)
	return subnets, podSubnets, err
}

// subnets are those with IPv4 addresses.
func (l *liveSubnets) subnets(rows []live.Subnet) (all []planner.Subnet, err error) {
	for _, row := range rows {
		if !row.CIDR.IsValid() {
			continue
		}
		s, err := planner.NewSubnet(row.Zone, row.CIDR.String())
		if err == nil {
			s, err = s.WithFree(row.Free)
		}
		if err != nil {
			return nil, usagef("%s: %w", row.ID, err)
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, usagef("no subnet with IPv4 addresses is%s", l.text())
	}
	return all, nil
}

func (l *liveSubnets) text() string {
	var parts []string
	if l.vpc != "" {
		parts = append(parts, " in "+l.vpc)
	}
	if len(l.tags)+len(l.podTag) > 0 {
		parts = append(parts, " with those tags")
	}
	return strings.Join(parts, "")
}
