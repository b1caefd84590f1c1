package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Write writes the budget in a format; name is the zones that run out.
func (s Subnets) Write(w io.Writer, format string) error {
	switch format {
	case "table", "wide":
		return s.table(w)
	case "markdown":
		b := bufio.NewWriter(w)
		for i, t := range s.Tables() {
			if i > 0 {
				fmt.Fprintln(b)
			}
			fmt.Fprintln(b, newTable(t.Titles, t.Rows).RenderMarkdown())
		}
		return b.Flush()
	case "csv":
		zones := s.zones()
		return writeCSV(w, append([][]string{zones.Titles}, zones.Rows...))
	case "name":
		b := bufio.NewWriter(w)
		for _, z := range s.Item.Zones {
			if z.RunsOut {
				fmt.Fprintln(b, z.Zone)
			}
		}
		return b.Flush()
	default:
		return s.Answer.Write(w, format)
	}
}

// Grid is a table with the columns that are aligned to the right.
type Grid struct {
	Titles []string
	Right  []bool
	Rows   [][]string
}

// newGrid aligns every column to the right but those of words.
func newGrid(titles string, words ...string) Grid {
	g := Grid{Titles: strings.Split(titles, ",")}
	for _, title := range g.Titles {
		right := true
		for _, word := range words {
			right = right && title != word
		}
		g.Right = append(g.Right, right)
	}
	return g
}

func (g *Grid) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case *int:
			row[i] = Unknown
			if c != nil {
				row[i] = fmt.Sprint(*c)
			}
		case *string:
			row[i] = Unknown
			if c != nil {
				row[i] = *c
			}
		default:
			row[i] = fmt.Sprint(c)
		}
	}
	g.Rows = append(g.Rows, row)
}

// Tables are those of a budget: zones, nodes, quotas, warm targets.
func (s Subnets) Tables() []Grid {
	all := []Grid{s.zones(), s.nodes(), s.quotas()}
	if len(s.Item.Warm) > 0 {
		all = append(all, s.warm())
	}
	return all
}

func (s Subnets) zones() Grid {
	lasts := "LASTS ×" + plainNumber(s.Item.Growth)
	g := newGrid("ZONE,FOR,SUBNETS,FREE,NODES,DRAWN,FARGATE,EKS,UPDATE,LEFT,PREFIXES,NODES AT FULL,PODS AT FULL,"+lasts, "ZONE", "FOR", "SUBNETS")
	for _, z := range s.Item.Zones {
		subnets := strings.Join(z.Subnets, " ")
		if subnets == "" {
			subnets = Unknown
		}
		g.add(z.Zone, z.For, subnets, z.Free, z.Nodes, z.Drawn, z.Fargate, z.Control, z.Surge, z.Left, prefixesText(&z), z.NodesAtFull, z.PodsAtFull, z.Recommended)
	}
	return g
}

// prefixesText is how many are wanted, and of how many at worst and at best.
func prefixesText(z *SubnetZone) string {
	switch {
	case z.PrefixesFree == nil:
		return fmt.Sprint(z.Prefixes)
	case *z.PrefixesWorst == *z.PrefixesFree:
		return fmt.Sprintf("%d of %d", z.Prefixes, *z.PrefixesFree)
	default:
		return fmt.Sprintf("%d of %d-%d", z.Prefixes, *z.PrefixesWorst, *z.PrefixesFree)
	}
}

func (s Subnets) nodes() Grid {
	g := newGrid("NODE,NODES,PODS,ENIS,IPS,PREFIXES,BRANCH-ENIS,NODE SUBNET,POD SUBNET", "NODE")
	for _, n := range s.Item.Nodes {
		g.add(n.InstanceType, n.Nodes, n.Pods, n.ENIs, n.IPs, n.Prefixes, n.BranchENIs, n.NodeSubnet, n.PodSubnet)
	}
	return g
}

func (s Subnets) quotas() Grid {
	g := newGrid("QUOTA,USED,LIMIT", "QUOTA")
	for _, quota := range s.Item.Quotas {
		g.add(quota.Name, quota.Used, quota.Limit)
	}
	return g
}

func (s Subnets) warm() Grid {
	g := newGrid("WARM TARGETS,ADDRESSES,ENIS,EC2 CALLS/10 PODS,WITHOUT ADDRESS,", "WARM TARGETS", "")
	for _, w := range s.Item.Warm {
		note := ""
		if w.AsSet {
			note = "as set"
		}
		g.add(w.Targets, w.Addresses, w.ENIs, fmt.Sprintf("%.1f", w.Calls), w.Without, note)
	}
	return g
}

func (s Subnets) table(w io.Writer) error {
	for i, g := range s.Tables() {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		if err := writeTable(w, g.Titles, g.Right, g.Rows); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(s.Lines(), "\n"))
	return err
}

// Lines say which zone is full first, and what the figures take for granted.
func (s Subnets) Lines() []string {
	var lines []string
	if z := s.first; z != nil {
		difference := fmt.Sprintf("%d more", *z.NodesUntilFull)
		if short := z.Nodes - *z.NodesAtFull; short > 0 {
			difference = fmt.Sprintf("%d fewer", short)
		}
		lines = append(lines, fmt.Sprintf("%s (%s) is full first: at %s and %d pods there, %s than planned, with room for an update",
			z.Zone, z.For, nodeCount(*z.NodesAtFull), *z.PodsAtFull, difference))
	}
	if len(s.Item.Warm) > 0 {
		least, set := s.Item.Warm[0], s.Item.Warm[slices.IndexFunc(s.Item.Warm, func(w SubnetWarm) bool { return w.AsSet })]
		if least.Addresses < set.Addresses {
			lines = append(lines, fmt.Sprintf("%s saves the most: %d addresses, for %.1f EC2 calls per 10 pods in the place of %.1f",
				least.Targets, set.Addresses-least.Addresses, least.Calls, set.Calls))
		}
	}
	if slices.ContainsFunc(s.Item.Zones, func(z SubnetZone) bool { return z.Prefixes > 0 }) {
		lines = append(lines, "prefixes want whole /28 blocks: of LOW-HIGH there are LOW where addresses in use are scattered, and HIGH, by which zones are full and subnets last, where prefixes have a reserved block")
	}
	return append(lines,
		"a zone is counted with the most nodes that its Auto Scaling groups may give it; one group updates at a time, which adds twice its zones, or what may be unavailable",
	)
}
