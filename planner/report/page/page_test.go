package page_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/query"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/page"
	"podfit/planner/report/reporttest"
)

// pageOf is the page on a workload's plans on types, in three zones, with one
// alternative.
func pageOf(s *planner.Settings, w planner.Workloads, change func(*plan.Question), rows ...reporttest.Row) *page.Page {
	by, _ := query.FieldNamed("type")
	ask := func(s *planner.Settings) plan.Question {
		options := reporttest.Evaluate(s, rows...)
		query.Compare(options, by)
		q := plan.Question{Workload: w, Candidates: options, Settings: s, Groups: 2, Zones: 3}
		change(&q)
		return q
	}
	prefixed := *s
	prefixed.CNI.Mode, prefixed.MaxPods = eni.PrefixDelegation, eni.MaxPods{Policy: eni.PolicyManaged}
	q, other := ask(s), ask(&prefixed)
	found := q.Solve(3)
	about := answer.Query{Settings: s, Topics: reporttest.EveryTopic, Types: []string{"m5.large", "r5.xlarge"}}
	whatIf := report.NewWhatIf([]answer.Planned{
		{File: "as set", Query: about, Question: q, Found: fargate.Answer{Answer: found}},
		{File: "prefixes", Query: about, Question: other, Found: fargate.Answer{Answer: other.Solve(1)}},
	}, [][]string{nil, {"the VPC CNI has ENABLE_PREFIX_DELEGATION"}}, nil)
	return &page.Page{
		Question: q,
		Plans:    report.NewPlans(about, fargate.Answer{Answer: found}, q.Candidates),
		WhatIf:   &whatIf,
		Command:  "podfit report -f scenario.yaml m5.large r5.xlarge", Scenario: "apiVersion: podfit/v1\nkind: Scenario\n", Program: "podfit v1.0.0",
	}
}

func asked(*plan.Question) {}

// besidePage is the page on plans beside Fargate.
func besidePage(w planner.Workloads, policy fargate.Policy) *page.Page {
	s := planner.Default()
	q := plan.Question{Workload: w, Candidates: reporttest.Evaluate(&s, reporttest.M5Large, reporttest.R5Xlarge), Settings: &s, Groups: 2}
	plans := report.NewPlans(answer.Query{Settings: &s, Topics: reporttest.EveryTopic}, fargate.Solve(&q, reporttest.FargatePrices, fargate.Choice{Policy: policy}, 2), q.Candidates)
	return &page.Page{Question: q, Plans: plans, Program: "podfit v1.0.0"}
}

func written(t *testing.T, p *page.Page, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostile is a workload whose names are marks in HTML and in Markdown.
func hostile() planner.Workloads {
	w := planner.Workloads{reporttest.Pods(`<script>alert("1")</script>`, 40, 250, 512), reporttest.Pods("a|b*c_d`e[f](g)&amp;", 6, 500, 6000), reporttest.Pods("big\nname", 2, 9000, 900_000)}
	w[0].SecurityGroups, w[0].MaxReplicas = true, 60
	w[1].OnePerNode = true
	return w
}

func hostileSettings() *planner.Settings {
	s := reporttest.MixedSettings()
	s.CNI.SecurityGroupsForPods, s.SecurityGroupsScope = true, planner.ScopeApps
	s.DaemonSets = []planner.DaemonSet{{Name: "agent", Request: planner.Resources{CPU: 50, Memory: reporttest.MiB(64)}}}
	s.UnnamedDaemonSets = 2
	s.Capacity.DiscountPPM, s.Capacity.ClusterAdder = 125_000, 73*planner.Unit
	return s
}

// Where alternatives take long, the page has the command that finds them.
func TestWhatIfElsewhere(t *testing.T) {
	s := planner.Default()
	p := pageOf(&s, planner.Workloads{reporttest.Pods("a", 5, 500, 100)}, asked, reporttest.M5Large)
	p.WhatIf, p.WhatIfCommand = nil, "podfit plan -f scenario.yaml --what-if"
	for _, format := range page.Formats {
		if text := written(t, p, format); !strings.Contains(text, p.WhatIfCommand) || !strings.Contains(text, "Alternatives") {
			t.Errorf("%s: no command in\n%s", format, text)
		}
	}
}

// The whole page, as a file and in Markdown.
func TestPage(t *testing.T) {
	for _, format := range page.Formats {
		t.Run(format, func(t *testing.T) {
			golden.RequireEqual(t, []byte(written(t, pageOf(hostileSettings(), hostile(), asked, reporttest.M5Large, reporttest.R5Xlarge, reporttest.M5Metal, reporttest.G6fLarge), format)))
		})
	}
}

// Cases that the page above does not show, in Markdown.
func TestPageCases(t *testing.T) {
	ordinary, inBeijing, changed := planner.Default(), planner.Default(), reporttest.EverythingChanged()
	inBeijing.Region = reporttest.Beijing.Name
	small := planner.Workloads{reporttest.Pods("a", 5, 1500, 100)}
	onePlan := func(q *plan.Question) { q.Groups, q.Zones, q.Objective = 1, 1, plan.LeastNodes }
	everyWord := reporttest.Pods("a", 5, 100, 100)
	everyWord.HostNetwork, everyWord.ZoneSkew, everyWord.HostSkew, everyWord.HoursPerMonth, everyWord.NoRequests = true, 1, 1, 61.5, true
	everyWord.Nodes = planner.NodeSelector{Arch: []string{"amd64"}, Types: []string{"m5.large"}, CapacityTypes: []planner.CapacityType{planner.OnDemand}}
	many := planner.Workloads{}
	for i := range 30 {
		many = append(many, reporttest.Pods(fmt.Sprintf("kind-%d", i), 1, 100, 100))
	}
	withVolumes := reporttest.Pods("disks", 9, 500, 500)
	withVolumes.Volumes = 1
	for _, c := range []struct {
		name string
		page *page.Page
	}{
		// One plan of one group, optimal.
		{"one", pageOf(&ordinary, small, onePlan, reporttest.M5Large)},
		// No price is known: a dash, no bars of money and no points.
		{"unpriced", pageOf(&ordinary, small, func(q *plan.Question) { q.Objective = plan.LeastNodes }, reporttest.Trn248xlarge)},
		{"yuan", pageOf(&inBeijing, small, asked, reporttest.M5Large)},
		// Nothing fits, and nothing is there to fit on.
		{"none", pageOf(&ordinary, planner.Workloads{reporttest.Pods("a", 5, 9000, 1), reporttest.Pods("b", 1, 1, 1_000_000)}, asked, reporttest.M5Large)},
		{"no-candidates", pageOf(&ordinary, small, asked)},
		// Every setting and every condition in words.
		{"settings", pageOf(changed, planner.Workloads{everyWord}, func(q *plan.Question) { q.Spare, q.MaxNodes = plan.SpareNode, 9 }, reporttest.M5Large)},
		// More kinds than a page has room for, and a group in each zone.
		{"many", pageOf(&ordinary, append(many, withVolumes), func(q *plan.Question) { q.Spare, q.Objective = plan.SpareZone, plan.Balanced }, reporttest.M5Large, reporttest.R5Xlarge)},
		// Fargate beside the nodes, with what moved there; and all of it there.
		{"fargate", besidePage(reporttest.BesideWorkload(), fargate.Cheaper)},
		{"fargate-alone", besidePage(small, fargate.All)},
	} {
		t.Run(c.name, func(t *testing.T) { golden.RequireEqual(t, []byte(written(t, c.page, "markdown"))) })
	}
}

// No text of a user is a tag or an attribute of the page, nor a mark in Markdown.
func TestPageEscapes(t *testing.T) {
	p := pageOf(hostileSettings(), hostile(), asked, reporttest.M5Large, reporttest.R5Xlarge)
	p.Title = `</title><script src="//x">`
	p.Command, p.Scenario = `podfit report --title '</code><b>'`, "workload:\n  - name: \"```\"\n  - name: <script>\n"
	p.Zones = []page.ZoneAddresses{{Zone: `"><img src=x>`, Drawn: planner.Known(10), Free: planner.Maybe[int]{}}}
	text := written(t, p, "html")
	for _, bad := range []string{"<script", "<img", "<b>", `name: "` + "```" + `"` + "\n  - name: <"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	for _, good := range []string{"&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;", "a|b*c_d`e[f](g)&amp;amp;", "&#34;&gt;&lt;img src=x&gt;"} {
		if !strings.Contains(text, good) {
			t.Errorf("the page has no %s", good)
		}
	}
	text = written(t, p, "markdown")
	for _, good := range []string{
		"# &lt;/title&gt;&lt;script src=\"//x\"&gt;\n", `&lt;script&gt;alert("1")&lt;/script&gt; |`, "| a\\|b\\*c\\_d\\`e\\[f\\](g)&amp;amp; |", "| big name |",
		"\n````\nworkload:", // a fence that the scenario does not end
	} {
		if !strings.Contains(text, good) {
			t.Errorf("Markdown has no %s", good)
		}
	}
}

var (
	barData = regexp.MustCompile(`data-group="([^"]*)" data-series="([^"]*)" data-value="([^"]*)"`)
	dotData = regexp.MustCompile(`data-type="([^"]*)" data-ram-per-pod-mib="([^"]*)" data-cost-per-pod="([^"]*)"`)
)

// The bars of a page are the numbers of podfit plan -o json and podfit compare -o json.
func TestBarsAreJSON(t *testing.T) {
	p := pageInNumbers()
	want := map[string]float64{}
	for i, plan := range answered[answer.Plan](t, p.Plans.Answer) {
		var groups []string
		for _, g := range plan.Groups {
			groups = append(groups, fmt.Sprintf("%d × %s", g.Nodes, g.InstanceTypes[0]))
		}
		name := fmt.Sprintf("Plan %d: %s", i+1, strings.Join(groups, " + "))
		want[name+" on demand"], want[name+" spot"], want[name+" mix"] = plan.OnDemandPerMonth.Or(-1), plan.SpotPerMonth.Or(-1), plan.PerMonth.Or(-1)
	}
	for _, c := range compared(t, p) {
		if !bought(p)[c.InstanceType] {
			continue
		}
		want[c.InstanceType+" plain"] = float64(c.WithoutSecurityGroups.Or(answer.World{}).ApplicationPods.Or(-1))
		if with, known := c.WithSecurityGroups.Value(); known { // t3.large carries no branch ENIs
			want[c.InstanceType+" security groups"] = float64(with.ApplicationPods.Or(-1))
		}
	}
	if len(want) < 8 {
		t.Errorf("%d bars are few", len(want))
	}
	drawn := map[string]bool{}
	for _, m := range barData.FindAllStringSubmatch(written(t, p, "html"), -1) {
		name := html.UnescapeString(m[1]) + " " + m[2]
		value, there := want[name]
		if got := number(t, m[3]); m[2] != "prefixes" && (!there || math.Abs(got-value) > 5e-7) {
			t.Errorf("%s: the bar is %v, JSON has %v", name, got, value)
		}
		drawn[name] = true
	}
	for name := range want {
		if !drawn[name] {
			t.Errorf("no bar for %s", name)
		}
	}
}

// So are the dots, of which the plans' types and the undominated have names.
func TestDotsAreJSON(t *testing.T) {
	p := pageInNumbers()
	dots := map[string][2]float64{}
	for _, m := range dotData.FindAllStringSubmatch(written(t, p, "html"), -1) {
		dots[m[1]] = [2]float64{number(t, m[2]), number(t, m[3])}
	}
	for _, c := range compared(t, p) {
		at, drawn := dots[c.InstanceType]
		delete(dots, c.InstanceType)
		if named := bought(p)[c.InstanceType] || !c.DominatedBy.Known(); drawn != named {
			t.Errorf("%s is drawn: %t, want %t", c.InstanceType, drawn, named)
		}
		if want := [2]float64{c.RAMPerPodMiB.Or(-1), c.PerPodMonth.Or(-1)}; drawn && at != want {
			t.Errorf("%s is at %v, JSON has %v", c.InstanceType, at, want)
		}
	}
	if len(dots) > 0 {
		t.Errorf("dots more: %v", dots)
	}
}

func pageInNumbers() *page.Page {
	return pageOf(reporttest.MixedSettings(), planner.Workloads{reporttest.Pods("a", 40, 250, 512), reporttest.Pods("b", 6, 500, 6000)}, asked, reporttest.M5Large, reporttest.R5Xlarge, reporttest.M5Metal, reporttest.T3Large)
}

// comparison is the part of an item that these tests read.
type comparison struct {
	InstanceType                              string
	RAMPerPodMiB, PerPodMonth                 planner.Maybe[float64]
	DominatedBy                               planner.Maybe[string]
	WithoutSecurityGroups, WithSecurityGroups planner.Maybe[answer.World]
}

// compared is what podfit compare -o json says of a page's candidates.
func compared(t *testing.T, p *page.Page) []comparison {
	t.Helper()
	query := answer.Query{Settings: p.Question.Settings, Topics: reporttest.EveryTopic}
	return answered[comparison](t, answer.New("Comparison", query, p.Question.Candidates, answer.Each(p.Question.Candidates, answer.NewComparison)))
}

func bought(p *page.Page) map[string]bool {
	types := map[string]bool{}
	for i := range p.Plans.Found.Plans {
		for _, g := range p.Plans.Found.Plans[i].Groups {
			types[g.Option.Type.Name] = true
		}
	}
	return types
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// answered are the items of an answer as a script reads them.
func answered[T any](t *testing.T, a answer.Answer) []T {
	t.Helper()
	var b bytes.Buffer
	if err := a.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var read struct{ Items []T }
	// Limits are words in JSON, and no numbers.
	text := regexp.MustCompile(`"(limitedBy|podsLimitedBy|memoryOverheadSource|mode|interruptionBand)": [^,\n]*,?`).ReplaceAll(b.Bytes(), nil)
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	return read.Items
}

// What is drawn of unknown prices is a dash, never a bar of nothing.
func TestUnknownIsNoBar(t *testing.T) {
	s := planner.Default() // g6f.large has a price and no spot figure
	text := written(t, pageOf(&s, planner.Workloads{reporttest.Pods("a", 5, 1500, 100)}, asked, reporttest.G6fLarge), "html")
	for _, m := range barData.FindAllStringSubmatch(text, -1) {
		if m[2] == "spot" {
			t.Errorf("a bar of what is not known: %v", m)
		}
	}
	if !strings.Contains(text, `data-series="on demand"`) || !strings.Contains(text, `text-anchor="start">-</text>`) {
		t.Error("no bar on demand, or no dash for spot")
	}
}

// Addresses by zone are there where somebody looked.
func TestPageZones(t *testing.T) {
	s := planner.Default()
	p := pageOf(&s, planner.Workloads{reporttest.Pods("a", 5, 1500, 100)}, asked, reporttest.M5Large)
	if text := written(t, p, "html"); strings.Contains(text, `id="addresses"`) {
		t.Error("addresses without any")
	}
	p.Zones = zones
	text := written(t, p, "html")
	for _, want := range []string{`data-group="use1-az1" data-series="drawn" data-value="1200.000000"`, `<th scope="row" class="short">use1-az2</th><td class="right short">800</td><td class="right short">-</td>`, ">4,091<"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

// A page is one file: what it refers to is in it.
func TestPageIsOneFile(t *testing.T) {
	text := written(t, pageOf(hostileSettings(), hostile(), asked, reporttest.M5Large, reporttest.R5Xlarge), "html")
	for _, bad := range []string{"http:", "https:", "@import", " src=", " href=", "<script", " style=", "%!"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	for _, ref := range regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(text, -1) {
		if ref[1] != "#hatch" {
			t.Errorf("the page refers to %s", ref[1])
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		if ids[m[1]] {
			t.Errorf("two are called %s", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(` aria-labelledby="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		for _, id := range strings.Fields(m[1]) {
			if !ids[id] {
				t.Errorf("nothing is called %s", id)
			}
		}
	}
}

// A page that could not be written in full must not pass for one.
func TestPageWriteErrors(t *testing.T) {
	full := errors.New("no space left on device")
	s := planner.Default()
	p := pageOf(&s, planner.Workloads{reporttest.Pods("a", 5, 1500, 100)}, asked, reporttest.M5Large)
	for _, format := range page.Formats {
		for _, room := range []int{0, 900, 5000} {
			if err := p.Write(&reporttest.Disk{Room: room, Full: full}, format); !errors.Is(err, full) && len(written(t, p, format)) > room {
				t.Errorf("%s after %d bytes: %v", format, room, err)
			}
		}
	}
	var b bytes.Buffer
	if err := p.Write(&b, "pdf"); err == nil || err.Error() != `"pdf" is not one of html, markdown` || b.Len() > 0 {
		t.Errorf("%v and %q", err, b.String())
	}
}
