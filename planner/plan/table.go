package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"podfit/planner/systempods"
)

// Term is one of a plan's terms: a flag of podfit plan, and a setting of the screen. Its
// values are what either accepts.
type Term struct {
	Name  string // of the flag
	Title string // on the screen
	Usage string
	Value string // stands for the value in help
	// Choices are all values if Words, or else examples.
	Choices []string
	Words   bool
	// Number is a whole number. A List has commas, and a flag of it adds up.
	Number, List bool
	// Bare is what the flag says without a value; empty where it needs one.
	Bare string
	// Over, of a flag that can be repeated, puts what several of it say over the value. Parts
	// begin the parts of one, which commas separate.
	Over  func(t *Terms, texts []string) error
	Parts []string
	// Files says that a text of the flag may name a file that has texts: @FILE.
	Files bool
	// OnScreen and OnLine say where it can be chosen.
	OnScreen, OnLine bool

	text func(*Terms) string
	set  func(*Terms, string) error
	copy func(to, from *Terms)
}

// Help is Usage without the signs that mark the value in it.
func (t *Term) Help() string { return strings.ReplaceAll(t.Usage, "`", "") }

// Text is the value as Set reads it.
func (t *Term) Text(of *Terms) string { return t.text(of) }

// Set replaces the value by what a text says. Nothing changes on an error.
func (t *Term) Set(to *Terms, text string) error { return t.set(to, strings.TrimSpace(text)) }

// Copy takes the value over from other terms.
func (t *Term) Copy(to, from *Terms) { t.copy(to, from) }

// Changed says whether the value is another than the default.
func (t *Term) Changed(of *Terms) bool {
	d := DefaultTerms()
	return t.text(of) != t.text(&d)
}

// Check finds terms that contradict each other.
func (t *Terms) Check() error {
	if t.Spare == SpareZone && t.Zones.Count == 1 {
		return fmt.Errorf("spare zone: zones must be 2 or more")
	}
	return t.CheckPools()
}

// FargateOff is no comparison with Fargate, and FargateWords are those of its policies, in
// order; anything else is names of workloads.
const FargateOff = "off"

// FargateWords are the policies of package fargate.
var FargateWords = []string{"none", "all", "cheaper"}

const mostNodes = 100_000

// TermsTable is all terms, in the order in which they are shown.
var TermsTable = []Term{
	on("groups", "Groups", "maximum number of node groups, 1 to "+strconv.Itoa(MaxGroups), "N", func(t *Terms) *int { return &t.Groups }, count(1, MaxGroups), strconv.Itoa).number(),
	on("zones", "Zones", "`N` zones or their names, such as eu-west-3a,eu-west-3b; three, or as many as the region has, if left out", "N",
		func(t *Terms) *Zones { return &t.Zones }, parsed[Zones], Zones.String).number(),
	on("objective", "Objective", "what to minimize", "", func(t *Terms) *Objective { return &t.Objective }, parsed[Objective], Objective.String).words(Objectives),
	on("spare", "Spare", "failure to survive", "", func(t *Terms) *Spare { return &t.Spare }, parsed[Spare], Spare.String).words(Spares),
	on("scheduler", "Scheduler", "profile of kube-scheduler", "", func(t *Terms) *Scheduler { return &t.Scheduler }, parsed[Scheduler], Scheduler.String).words(Schedulers),
	on("headroom", "Headroom", "`PERCENT` of every workload's pods to keep free", "PERCENT", func(t *Terms) *Percent { return &t.Headroom }, parsed[Percent], Percent.String).such("0%", "10%", "20%", "30%"),
	on("max-node-share", "Node share", "largest `PERCENT` of the pods that one node may hold; 0%: no limit", "PERCENT",
		func(t *Terms) *Percent { return &t.MaxNodeShare }, parsed[Percent], Percent.String).such("0%", "10%", "20%", "30%", "50%"),
	on("max-nodes", "Nodes at most", "maximum number of `N` nodes, even if more would cost less; 0: no limit", "N", func(t *Terms) *int { return &t.MaxNodes }, count(0, mostNodes), strconv.Itoa).number(),
	on("max-per-month", "Budget", "budget of an `AMOUNT` per month for --check, in the region's currency; 0: none", "AMOUNT",
		func(t *Terms) *float64 { return &t.MaxPerMonth }, ParseAmount, FormatAmount).onlyOnLine(),
	on("system-pods", "System pods", "`NAMES` of what else runs in the cluster, or none: "+strings.Join(systempods.Names(), ", "), "NAMES", func(t *Terms) *[]string { return &t.SystemPods },
		func(text string) ([]string, error) { return CheckSystemPods(strings.Split(text, ",")) }, systemPodsText).list().such("none", systempods.CoreDNS),
	on("fargate", "Fargate", "compare with Fargate, and what moves there: none, all, cheaper, or `CHOICE` of workloads by name; off: no comparison", "CHOICE",
		func(t *Terms) *string { return &t.Fargate }, ParseFargate, fargateText).such(append([]string{FargateOff}, FargateWords...)...).bare(FargateWords[0]),
	on("pool", "Pools", "`SPEC` of nodes for the workloads that select and tolerate what they carry: name=pci, and after commas label=team=pci, taint=dedicated=pci:NoSchedule, filter=family=m7i+vcpus<=16, arch=…, zones=…+…, groups=…, on-demand-percent=…, on-demand-base=…, spare=…, headroom=…; "+
		"it goes over the scenario's pool of that name; none leaves out the scenario's (repeatable)", "SPEC",
		func(t *Terms) *[]Pool { return &t.Pools }, parsePools, poolsText).such(NoPools).repeated(poolsOver, PoolKeys),
	on(arm64Images, "arm64 images", "`IMAGES` that are built for arm64, with commas between them: repo/app, repo/app:1.2, or registry/path/ for all below; @FILE is a file of them; workloads with others stay on amd64; any: no list, all count as built; none (repeatable)", "IMAGES",
		func(t *Terms) *[]string { return &t.Arm64Images }, ParseImages, imagesText).such(AnyImage, NoImage).repeated(imagesOver, nil).files(),
	on("candidates", "Candidates", "types to choose from: conditions of a filter, of those that EKS can run; "+DefaultCandidates+"; or "+AllCandidates, "FILTER",
		func(t *Terms) *string { return &t.Candidates }, parseCandidates, candidatesText).such(DefaultCandidates, AllCandidates).onlyOnScreen(),
}

// TermNamed finds a term.
func TermNamed(name string) (*Term, bool) {
	i := slices.IndexFunc(TermsTable, func(t Term) bool { return t.Name == name })
	if i < 0 {
		return nil, false
	}
	return &TermsTable[i], true
}

func on[T any](name, title, usage, value string, at func(*Terms) *T, parse func(string) (T, error), format func(T) string) Term {
	return Term{
		Name: name, Title: title, Usage: usage, Value: value, OnScreen: true, OnLine: true,
		text: func(t *Terms) string { return format(*at(t)) },
		set: func(t *Terms, text string) error {
			v, err := parse(text)
			if err == nil {
				*at(t) = v
			}
			return err
		},
		copy: func(to, from *Terms) { *at(to) = *at(from) },
	}
}

func (t Term) number() Term { t.Number = true; return t }
func (t Term) list() Term   { t.List = true; return t }
func (t Term) repeated(over func(*Terms, []string) error, keys []string) Term {
	t.Over = over
	for _, key := range keys {
		t.Parts = append(t.Parts, key+"=")
	}
	return t
}
func (t Term) files() Term                  { t.Files = true; return t }
func (t Term) bare(text string) Term        { t.Bare = text; return t }
func (t Term) such(examples ...string) Term { t.Choices = examples; return t }
func (t Term) onlyOnLine() Term             { t.OnScreen = false; return t }
func (t Term) onlyOnScreen() Term           { t.OnLine = false; return t }
func (t Term) words(all []string) Term {
	t.Choices, t.Words, t.Usage, t.Value = all, true, t.Usage+": "+strings.Join(all, ", "), strings.Join(all, "|")
	return t
}

func parsed[T any, P interface {
	*T
	UnmarshalText([]byte) error
}](text string) (v T, err error) {
	return v, P(&v).UnmarshalText([]byte(text))
}

func count(low, high int) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < low || n > high {
			return 0, fmt.Errorf("must be a whole number from %d to %d", low, high)
		}
		return n, nil
	}
}

// ParseAmount reads an amount of money.
func ParseAmount(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v <= 1e12) {
		return 0, fmt.Errorf("must be an amount of 0 or more")
	}
	return v, nil
}

// FormatAmount writes an amount as ParseAmount reads it.
func FormatAmount(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func systemPodsText(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ",")
}

// ParseFargate reads what Terms.Fargate is: a word, or names of workloads.
func ParseFargate(text string) (string, error) {
	switch {
	case text == FargateOff:
		return "", nil
	case slices.Contains(strings.Split(text, ","), ""):
		return "", fmt.Errorf("must be %s, or names of workloads", strings.Join(FargateWords, ", "))
	}
	return text, nil
}

func fargateText(choice string) string {
	if choice == "" {
		return FargateOff
	}
	return choice
}

// poolsBetween stands between specs in one text.
const poolsBetween = "; "

func poolsText(pools []Pool) string {
	if len(pools) == 0 {
		return NoPools
	}
	specs := make([]string, len(pools))
	for i := range pools {
		specs[i] = PoolSpec(&pools[i])
	}
	return strings.Join(specs, poolsBetween)
}

func parsePools(text string) ([]Pool, error) {
	if text == "" {
		return nil, nil
	}
	return PoolsOver(nil, strings.Split(text, strings.TrimSpace(poolsBetween)))
}

func poolsOver(t *Terms, specs []string) error {
	pools, err := PoolsOver(t.Pools, specs)
	if err == nil {
		t.Pools = pools
	}
	return err
}

func parseCandidates(text string) (string, error) { return text, CheckCandidates(text) }

func candidatesText(candidates string) string {
	if candidates == "" {
		return DefaultCandidates
	}
	return candidates
}
