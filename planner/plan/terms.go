package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/systempods"
)

// Terms are what a plan is to be like: what a scenario, flags and the screen say of
// it beside the workload and the settings.
type Terms struct {
	Groups    int
	Zones     Zones
	Spare     Spare
	Objective Objective
	Scheduler Scheduler
	// Headroom and MaxNodeShare are percentages; 0 is none.
	Headroom, MaxNodeShare Percent
	// MaxNodes is 0 without a limit.
	MaxNodes int
	// MaxPerMonth is a budget in the region's currency; 0 is none.
	MaxPerMonth float64
	// Fargate is which workloads go there, as ParseFargate reads it; empty if it is not
	// compared.
	Fargate string
	// SystemPods are names of presets.
	SystemPods []string
	// Candidates are conditions, as query.ParseFilter reads them, of the types that EKS can
	// run, or one of the words below; empty leaves the choice to whoever asks.
	Candidates string
	// Arm64Images are the images that are known to be built for arm64, as planner.ImageSet
	// has them: workloads with others stay on amd64. Nil takes all for built.
	Arm64Images []string
	// Pools part the nodes; none is one that restricts nothing.
	Pools []Pool
}

// DefaultTerms are those of a question that says nothing.
func DefaultTerms() Terms {
	return Terms{Groups: MaxGroups, SystemPods: []string{systempods.CoreDNS}}
}

// MaxZones is the maximum number of zones.
const MaxZones = 10

// Zones is a number of zones or their names. Zero is the default: three, or as many as
// the region has.
type Zones struct {
	Count int
	Names []string
}

const defaultZones = 3

func (z Zones) String() string {
	switch {
	case len(z.Names) > 0:
		return strings.Join(z.Names, ",")
	case z.Count > 0:
		return strconv.Itoa(z.Count)
	}
	return ""
}

// MarshalText and UnmarshalText are a number or names with commas between them; the
// default is no text.
func (z Zones) MarshalText() ([]byte, error) { return []byte(z.String()), nil }

// UnmarshalText reads 3, or eu-west-3a,eu-west-3b.
func (z *Zones) UnmarshalText(b []byte) error {
	text := strings.TrimSpace(string(b))
	if text == "" {
		*z = Zones{}
		return nil
	}
	if n, err := strconv.Atoi(text); err == nil {
		if n < 1 || n > MaxZones {
			return fmt.Errorf("must be 1 to %d zones, or their names", MaxZones)
		}
		*z = Zones{Count: n}
		return nil
	}
	names := strings.Split(text, ",")
	for i, name := range names {
		if names[i] = strings.TrimSpace(name); names[i] == "" || slices.Contains(names[:i], names[i]) {
			return fmt.Errorf("must be 1 to %d zones, or their names with commas between them, each once", MaxZones)
		}
	}
	if len(names) > MaxZones {
		return fmt.Errorf("must be at most %d zones", MaxZones)
	}
	*z = Zones{Count: len(names), Names: names}
	return nil
}

// Number is how many zones there are in a region that has so many; 0 is unknown.
func (z Zones) Number(has int) int {
	n := z.Count
	if n == 0 {
		n = defaultZones
	}
	if has > 0 {
		n = min(n, has)
	}
	return n
}

// foreign warns of names that are in another region: they stand for as many zones of this.
func (z Zones) foreign(region string) []planner.Warning {
	return planner.ForeignZones("the plan", region, z.Names)
}

// In is the names of the zones in a region that has so many; 0 is unknown. The first ones
// and names that workloads and subnets use come first, then those that AWS gives: the region's with
// a letter. An account may lack one of these letters.
func (z Zones) In(region string, has int, w planner.Workloads, subnets []planner.Subnet, first ...string) []string {
	if len(z.Names) > 0 && len(z.foreign(region)) == 0 {
		return z.Names
	}
	count := z.Number(has)
	var names []string
	add := func(name string) {
		if len(names) < count && planner.InRegion(name, region) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, zone := range first {
		add(zone)
	}
	for i := range w {
		zones := slices.Clone(w[i].Nodes.Zones)
		for _, c := range w[i].Claims {
			zones = append(zones, c.Zones...)
		}
		for _, r := range w[i].Nodes.Labels {
			if r.Key == planner.ZoneTopology && r.Operator == planner.In {
				zones = append(zones, r.Values...)
			}
		}
		for _, zone := range zones {
			add(zone)
		}
	}
	for _, s := range subnets {
		add(s.Zone)
	}
	for letter := 'a'; len(names) < count; letter++ {
		add(region + string(letter))
	}
	slices.Sort(names)
	return names
}

// Percent is a whole percentage from 0 to 100; 0 is none.
type Percent int

func (p Percent) String() string { return strconv.Itoa(int(p)) + "%" }

// MarshalText and UnmarshalText are 15%.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads 15% or 15.
func (p *Percent) UnmarshalText(b []byte) error {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(string(b)), "%"))
	if err != nil || n < 0 || n > 100 {
		return fmt.Errorf("must be a percentage from 0 to 100, such as 15%%")
	}
	*p = Percent(n)
	return nil
}

// CheckSystemPods refuses names that no preset has. none stands alone for no presets.
func CheckSystemPods(names []string) ([]string, error) {
	if len(names) == 1 && (names[0] == "none" || names[0] == "") {
		return []string{}, nil
	}
	for _, name := range names {
		if !slices.Contains(systempods.Names(), name) {
			return nil, fmt.Errorf("%q: must be none or names of: %s", name, strings.Join(systempods.Names(), ", "))
		}
	}
	return names, nil
}

// SystemPod reports whether a workload is one that terms add.
func SystemPod(workload string) bool { return systempods.Is(workload) }

// ZoneNames are the zones of a plan: those that pools name are among them.
func (t *Terms) ZoneNames(region string, regionHas int, w planner.Workloads, subnets []planner.Subnet) []string {
	var first []string
	for i := range t.Pools {
		first = append(first, t.Pools[i].Zones...)
	}
	return t.Zones.In(region, regionHas, w, subnets, first...)
}

// Ask is the question on these terms: which nodes to buy for a workload, with the
// requests of the settings, and for the system pods. It has no candidates yet, and no
// pools.
func (t *Terms) Ask(w planner.Workloads, s *planner.Settings, regionHas int, subnets []planner.Subnet) Question {
	zones, doubts := t.ZoneNames(s.Region, regionHas, w, subnets), t.Zones.foreign(s.Region)
	if asked := t.Zones.Count; regionHas > 0 && asked > regionHas && len(zones) < asked {
		doubts = append(doubts, FewerZones{Region: s.Region, Asked: asked, Has: regionHas})
	}
	all := systempods.With(s.Requests.Of(t.keepOnAMD64(w)), t.SystemPods, s)
	return Question{
		Doubts: slices.Concat(doubts, t.unlisted(w), t.idlePools(all), t.daemonSetDoubts(s)),
		AsSet:  w, Workload: all, Settings: s, Groups: t.Groups, Objective: t.Objective,
		Zones: len(zones), ZoneNames: zones, Spare: t.Spare, Scheduler: t.Scheduler,
		Headroom: int(t.Headroom), MaxNodeShare: int(t.MaxNodeShare), MaxNodes: t.MaxNodes,
	}
}
