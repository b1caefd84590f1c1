package tui

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"podfit/eni"
	"podfit/planner"
	"podfit/planner/settings"
)

var (
	testSource = &planner.Source{Name: "test types", AsOf: "2026-01"}
	testRegion = &planner.Region{
		Name: "us-east-1", Currency: "USD",
		OnDemand:  &planner.Source{Name: "test prices", AsOf: "2026-02-03"},
		Spot:      &planner.Source{Name: "test spot", AsOf: "2026-02-04"},
		Offerings: &planner.Source{Name: "test offerings", AsOf: "2026-02-05"},
	}
)

// row is a type of the tests' own catalogue, so that new data changes no golden.
type row struct {
	name            string
	vcpus, gib      int
	enis, ips       int
	branches        planner.Maybe[int]
	microUSD        planner.Money // an hour; 0 is unknown
	saving          int
	old, metal, gpu bool
}

var testRows = []row{
	{name: "c6g.xlarge", vcpus: 4, gib: 8, enis: 4, ips: 15, branches: planner.Known(18), microUSD: 136_000, saving: 40},
	{name: "g5.xlarge", vcpus: 4, gib: 16, enis: 4, ips: 15, branches: planner.Known(6), microUSD: 1_006_000, saving: 50, gpu: true},
	{name: "m5.large", vcpus: 2, gib: 8, enis: 3, ips: 10, branches: planner.Known(9), microUSD: 96_000, saving: 60, old: true},
	{name: "m6i.large", vcpus: 2, gib: 8, enis: 3, ips: 10, branches: planner.Known(9), microUSD: 96_000, saving: 61},
	{name: "m6i.xlarge", vcpus: 4, gib: 16, enis: 4, ips: 15, branches: planner.Known(18), microUSD: 192_000, saving: 62},
	{name: "m6i.2xlarge", vcpus: 8, gib: 32, enis: 4, ips: 15, branches: planner.Known(38), microUSD: 384_000, saving: 58},
	{name: "m6i.metal", vcpus: 128, gib: 512, enis: 15, ips: 50, branches: planner.Known(107), microUSD: 6_144_000, saving: 30, metal: true},
	{name: "m7i-flex.4xlarge", vcpus: 16, gib: 64, enis: 8, ips: 30, branches: planner.Known(54), microUSD: 766_080, saving: 55},
	{name: "r6i.xlarge", vcpus: 4, gib: 32, enis: 4, ips: 15, branches: planner.Known(18), microUSD: 252_000, saving: 70},
	{name: "r9z.xlarge", vcpus: 4, gib: 32, enis: 4, ips: 15},
	{name: "t3.large", vcpus: 2, gib: 8, enis: 3, ips: 12, branches: planner.Known(0), microUSD: 83_200, saving: 65},
	{name: "t3.medium", vcpus: 2, gib: 4, enis: 3, ips: 6, branches: planner.Known(0), microUSD: 41_600, saving: 65},
}

func (r row) instanceType() planner.InstanceType {
	return planner.InstanceType{
		Name: r.name, VCPUs: r.vcpus, Memory: planner.Memory(r.gib) * planner.GiB, Arch: "amd64", Processor: "Intel",
		Hypervisor: "nitro", BareMetal: r.metal, CurrentGeneration: !r.old,
		Network:  eni.Limits{ENIs: r.enis, IPv4PerENI: r.ips, BranchENIs: r.branches, Prefixes: true, VCPUs: r.vcpus},
		GPUs:     planner.Known(map[bool]int{true: 1}[r.gpu]),
		Overhead: planner.Overhead{Memory: 400 * planner.MiB, Kind: planner.Measured, Source: testSource},
		Source:   testSource, BranchSource: testSource, EBSAttachments: 27,
	}
}

func (r row) offering(region *planner.Region) planner.Offering {
	o := planner.Offering{Region: region, Zones: []string{"use1-az1"}, Interruption: planner.Known(planner.Band(1))}
	if r.microUSD > 0 {
		o.OnDemand, o.SpotSaving = planner.Known(r.microUSD), planner.Known(r.saving)
	}
	return o
}

// testOfferings know us-east-1, and eu-west-1 without anything above 2 vCPUs.
func testOfferings(region string) (func(string) planner.Offering, bool) {
	if region != "us-east-1" && region != "eu-west-1" {
		return nil, false
	}
	here := *testRegion
	here.Name = region
	return func(name string) planner.Offering {
		i := slices.IndexFunc(testRows, func(r row) bool { return r.name == name })
		o := testRows[i].offering(&here)
		if region == "eu-west-1" && testRows[i].vcpus > 2 {
			o.Zones = nil
		}
		return o
	}, true
}

func testConfig() Config {
	return Config{
		Settings: planner.Default(),
		Table:    settings.New(settings.Known{Regions: []string{"ap-south-2", "eu-west-1", "us-east-1"}, DaemonSets: testPresets}),
		Files:    (&disk{}).files(),
		Lookups: Lookups{
			Types: func() []planner.InstanceType {
				var all []planner.InstanceType
				for _, r := range testRows {
					all = append(all, r.instanceType())
				}
				return all
			},
			Offerings: testOfferings,
		},
	}
}

// screen is a model at a size, with the keys that tests press.
type screen struct{ Model }

func newScreen(width, height int) *screen {
	s := &screen{New(testConfig())}
	s.send(tea.WindowSizeMsg{Width: width, Height: height})
	return s
}

func (s *screen) send(msg tea.Msg) tea.Cmd {
	next, cmd := s.Update(msg)
	s.Model = next.(Model)
	return cmd
}

var namedKeys = map[string]tea.KeyPressMsg{
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "backspace": {Code: tea.KeyBackspace},
	"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
	"delete": {Code: tea.KeyDelete}, "space": {Code: tea.KeySpace, Text: " "},
	"ctrl+r": {Code: 'r', Mod: tea.ModCtrl}, "ctrl+p": {Code: 'p', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl}, "ctrl+d": {Code: 'd', Mod: tea.ModCtrl}, "ctrl+n": {Code: 'n', Mod: tea.ModCtrl},
	"shift+up": {Code: tea.KeyUp, Mod: tea.ModShift}, "shift+down": {Code: tea.KeyDown, Mod: tea.ModShift},
	"ctrl+w": {Code: 'w', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
}

func keyPress(name string) tea.KeyPressMsg {
	if msg, ok := namedKeys[name]; ok {
		return msg
	}
	if len([]rune(name)) > 1 {
		panic("no key " + name)
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// press takes names of keys, parted by spaces.
func (s *screen) press(keys string) {
	for _, name := range strings.Fields(keys) {
		s.send(keyPress(name))
	}
}

func (s *screen) write(text string) {
	for _, r := range text {
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func (s *screen) click(x, y int) { s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}) }

func (s *screen) text() string { return ansi.Strip(s.View().Content) }

// goTo puts the cursor on a setting.
func (s *screen) goTo(t *testing.T, setting string) {
	t.Helper()
	if s.focus != settingsPane {
		s.press("tab")
	}
	s.press("home")
	for range s.form.rows {
		if s.form.current().Name == setting {
			return
		}
		s.press("down")
	}
	t.Fatalf("no setting %s on the pane", setting)
}

func (s *screen) names() []string {
	var names []string
	for i := range s.types.rows {
		names = append(names, s.types.rows[i].Type.Name)
	}
	return names
}

func mustHave(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in\n%s", p, text)
		}
	}
}

func checkFrame(t interface{ Fatalf(string, ...any) }, m Model) {
	width, height := m.layout.width, m.layout.height
	lines := strings.Split(m.View().Content, "\n")
	if len(lines) != max(1, height) {
		t.Fatalf("%d×%d: %d lines", width, height, len(lines))
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w != width {
			t.Fatalf("%d×%d: line %d is %d wide: %q", width, height, i, w, ansi.Strip(line))
		}
	}
}

// screens are the keys that lead to each golden.
var screens = map[string]string{
	"types":    "down",
	"columns":  "p down space",
	"settings": "tab down down down down space",
	"request":  "tab end up up up up up up up up up up up up up 5 0 0 m enter down enter 2 G i enter",
	"explain":  "down down enter",
	"help":     "?",
	"filter":   "/ m 5",
	"marks":    "space down down space end space",
	"compare":  "space down down space down space down space c right",
	"differ":   "space down down space c d pgdown",
	"chart":    "down 5 tab right",
	"spot":     "space down space 5 $ $ up",
	"bars":     "space down space 5 b",

	"daemonsets": "tab G k k k k k k k k k k k k k k enter a down enter n w e b tab 1 tab 6 4 M i enter",
	"presets":    "tab G k k k k k k k k k k k k k k enter a l o g",
	"palette":    ": r e v",
	"save":       "w",
	"open":       "o",
	"export":     "e",
	"command":    "tab down space y",
	"cause":      "tab down down down down space tab down down enter",
}

func TestScreens(t *testing.T) {
	for _, size := range []struct{ w, h int }{{60, 15}, {80, 24}, {120, 32}, {200, 50}} {
		for name, keys := range screens {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				s := newScreen(size.w, size.h)
				s.press(keys)
				checkFrame(t, s.Model)
				golden.RequireEqual(t, s.text())
			})
		}
	}
}

func TestEverySizeIsFilled(t *testing.T) {
	s := newScreen(80, 24)
	for _, keys := range []string{"", "tab", "enter", "esc esc tab /", "esc enter", "esc ?", "esc space down space down down space c", "esc 5", "b"} {
		s.press(keys)
		for width := 1; width <= 300; width += 7 {
			for height := 1; height <= 100; height += 3 {
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
				checkFrame(t, s.Model)
			}
		}
		s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	}
}

func TestTooSmallKeepsState(t *testing.T) {
	s := newScreen(120, 32)
	s.press("down down tab down down space")
	before := s.text()
	s.send(tea.WindowSizeMsg{Width: 40, Height: 10})
	mustHave(t, s.text(), "too small: 60×15 needed")
	mustHave(t, s.text(), "this is 40×10")
	s.send(tea.WindowSizeMsg{Width: 120, Height: 32})
	if got := s.text(); got != before {
		t.Errorf("after shrinking and growing:\n%s\nwant\n%s", got, before)
	}
}

func TestSettingChangesNumbersAtOnce(t *testing.T) {
	s := newScreen(120, 32)
	s.press("/ m 6 i . x enter")
	mustHave(t, s.text(), "58 max pods − 2 host-network (aws-node, kube-proxy) = 56")
	s.goTo(t, "security-groups-for-pods")
	s.press("space")
	mustHave(t, s.text(),
		"• SG for pods   on",
		"18 branch ENIs = 18",
		"m6i.xlarge: application pods 56 → 18 (branch ENIs bind)")
	s.press("x")
	mustHave(t, s.text(), "  SG for pods   off", "m6i.xlarge: application pods 18 → 56 (max pods bind)")
}

func TestChangeThatMakesATypeImpossible(t *testing.T) {
	s := newScreen(120, 32)
	s.press("/ m 6 i . x enter")
	s.goTo(t, "region")
	s.press("left")
	mustHave(t, s.text(), "• Region        eu-west-1", "m6i.xlarge: not offered in eu-west-1")
	if s.status.kind != worse {
		t.Errorf("status %+v is not a worsening", s.status)
	}
}

func TestRegionWithoutTables(t *testing.T) {
	s := newScreen(120, 32)
	s.goTo(t, "region")
	s.press("right") // wraps around to a region that the look-up does not have
	if s.settings.Region != "ap-south-2" {
		t.Fatal("region", s.settings.Region)
	}
	mustHave(t, s.text(), "no prices", "no spot")
	for i := range s.options {
		if s.options[i].Cost.ListHour.Known() {
			t.Fatal("a price of another region")
		}
	}
}

func TestInvalidInputChangesNothing(t *testing.T) {
	for _, c := range []struct{ setting, typed, says string }{
		{"region", "eu-wst-1", "Region: no such AWS region (did you mean eu-west-1?)"},
		{"security-groups-percent", "101", "SG share, %: want a whole number from 0 to 100"},
		{"pod-memory", "12", "Memory: that is less than a MiB (did you mean 12Mi?)"},
		{"pod-cpu", "many", "CPU: not a quantity as Kubernetes writes it"},
		{"memory-capacity", "m5.large", "Measured: want TYPE=QUANTITY"},
		{"max-pods", "110 +", "Max pods: want eni, managed"},
		{"on-demand-base", "9", "Base: on-demand-base 9 is above nodes 3"}, // by Check
	} {
		t.Run(c.setting, func(t *testing.T) {
			s := newScreen(120, 32)
			s.goTo(t, "nodes")
			s.press("3 enter")
			s.goTo(t, c.setting)
			before := s.settings
			s.press("enter")
			s.write(c.typed)
			mustHave(t, s.text(), c.says)
			s.press("enter")
			if s.form.editing == nil {
				t.Error("the value is no longer being typed")
			}
			s.press("esc")
			if s.settings != before || s.form.editing != nil {
				t.Errorf("settings %+v, editing %v", s.settings, s.form.editing)
			}
		})
	}
}

func TestStepsStopAtTheBounds(t *testing.T) {
	s := newScreen(120, 32)
	s.goTo(t, "on-demand-percent")
	s.press("right")
	mustHave(t, s.text(), "On-demand, %: want a whole number from 0 to 100")
	s.press("left left")
	if got := s.settings.Capacity.OnDemandPercent; got != 90 {
		t.Error("on-demand percent", got)
	}
}

func TestTypedValues(t *testing.T) {
	s := newScreen(120, 32)
	s.goTo(t, "pod-memory")
	s.write("512Mi") // the digit begins the value
	s.press("enter")
	if got := s.settings.Pod.Memory; got != 512*planner.MiB {
		t.Error("memory", got)
	}
	mustHave(t, s.text(), "FIT", "512Mi")

	s.goTo(t, "memory-capacity")
	s.press("enter")
	s.write("m6i.large=7759Mi")
	s.press("space")
	s.write("t3.large=7800Mi")
	s.press("enter")
	if got := s.settings.MemoryCapacity; len(got) != 2 || got["t3.large"] != 7800*planner.MiB {
		t.Errorf("measured %+v", got)
	}
	s.press("backspace")
	if got := s.settings.MemoryCapacity; len(got) != 0 {
		t.Errorf("measured after a reset %+v", got)
	}
}

func TestSelectionFollowsTheType(t *testing.T) {
	s := newScreen(120, 32)
	s.press("end up")
	name := s.types.selected().Type.Name
	s.press("s r S a")
	s.goTo(t, "prefix-delegation")
	s.press("space")
	if got := s.types.selected().Type.Name; got != name {
		t.Errorf("selected %s, was %s", got, name)
	}
}

func TestSort(t *testing.T) {
	s := newScreen(200, 50)
	perPod := func() []float64 {
		var costs []float64
		for i := range s.types.rows {
			if c, known := s.types.rows[i].Cost.PerPod.Value(); known {
				costs = append(costs, c.Float())
			} else if i < len(s.types.rows)-1 {
				t.Error("an unknown cost before a known one")
			}
		}
		return costs
	}
	mustHave(t, s.text(), "COST/POD▲", "sorted by COST/POD ▲")
	if c := perPod(); !slices.IsSorted(c) {
		t.Error(c)
	}
	s.press("i")
	mustHave(t, s.text(), "COST/POD▼")
	c := perPod()
	slices.Reverse(c)
	if !slices.IsSorted(c) {
		t.Error(c)
	}
	s.press("S") // RAM per pod: more is better
	mustHave(t, s.text(), "RAM/POD▼")
	if s.names()[0] != "m6i.2xlarge" {
		t.Error(s.names())
	}
}

func TestFilter(t *testing.T) {
	s := newScreen(120, 32)
	if got := s.names(); slices.ContainsFunc(got, func(n string) bool {
		return slices.Contains([]string{"m5.large", "g5.xlarge", "m6i.metal", "t3.medium"}, n)
	}) {
		t.Error("the default filter leaves", got)
	}
	s.press("/")
	s.write("M6I.X")
	if got := s.names(); !slices.Equal(got, []string{"m6i.xlarge"}) {
		t.Error("m6i.x:", got)
	}
	s.press("ctrl+u")
	s.write("m7fl")
	if got := s.names(); !slices.Equal(got, []string{"m7i-flex.4xlarge"}) {
		t.Error("fuzzy:", got)
	}
	mustHave(t, s.text(), "names like these letters")
	s.press("ctrl+u")
	s.write("m5")
	mustHave(t, s.text(), `the filter hides all types named "m5", 1 of them: press enter, then a`)
	s.press("ctrl+u")
	s.write("family=m5")
	mustHave(t, s.text(), "the default filter hides all types with family=m5, 1 of them: press enter, then a")
	s.press("enter a")
	if got := s.names(); !slices.Equal(got, []string{"m5.large"}) {
		t.Error("m5 of all:", got)
	}
	s.press("esc")
	if got := len(s.names()); got != len(testRows) {
		t.Error("all types:", got)
	}
}

func TestFilterConditions(t *testing.T) {
	s := newScreen(120, 32)
	s.press("a /")
	s.write("vcpus>=4 mem<=16 arch=amd64")
	s.press("enter")
	for _, o := range s.types.rows {
		if o.Type.VCPUs < 4 || o.Type.Memory > 16*planner.GiB || o.Type.Arch != "amd64" {
			t.Error(o.Type.Name)
		}
	}
	mustHave(t, s.text(), "vcpus>=4 ×", "mem<=16 ×", "arch=amd64 ×")
	narrow := len(s.types.rows)
	s.press("backspace") // takes arch=amd64 away
	if len(s.types.rows) < narrow || s.types.query.text != "vcpus>=4 mem<=16" {
		t.Errorf("%d rows, %q", len(s.types.rows), s.types.query.text)
	}
	rows := s.names()
	s.press("/")
	s.write("vcp")
	if !slices.Equal(s.names(), rows) {
		t.Error("the beginning of a condition is taken for a name")
	}
	s.write("us>")
	mustHave(t, s.text(), "needs a value after >")
	if !slices.Equal(s.names(), rows) {
		t.Error("a condition that makes no sense changes the table")
	}
	s.press("esc esc a")
	before := len(s.types.rows)
	s.send(tea.MouseClickMsg{X: 30 + len(" eks=yes ×"), Y: 2, Button: tea.MouseLeft}) // generation=current
	if slices.Contains(s.types.query.chips, "generation=current") || len(s.types.rows) <= before {
		t.Error("a click does not take the chip away", s.types.query.chips)
	}
}

// A line in error is not kept, and esc leaves what was there before it.
func TestFilterInError(t *testing.T) {
	s := newScreen(120, 32)
	s.press("/")
	s.write("m6i")
	s.press("enter")
	rows := s.names()
	s.press("/")
	s.write("vcpus>=4 foo<3")
	for _, key := range []string{"enter", "tab", "up"} {
		s.press(key)
		if s.scope() != inFilter {
			t.Fatalf("%s keeps %q", key, s.types.query.text)
		}
		mustHave(t, s.text(), `"foo<3": no field "foo"`)
	}
	s.press("esc")
	if s.types.query.text != "m6i" || !slices.Equal(s.names(), rows) {
		t.Errorf("esc leaves %q", s.types.query.text)
	}
	s.press("/")
	s.write("foo<3")
	s.click(5, 7) // a setting
	if s.focus != settingsPane || s.types.typing != nil || s.types.query.text != "m6i" {
		t.Errorf("a click elsewhere leaves %q", s.types.query.text)
	}
}

func TestFilterTakesSpacesRoundOperators(t *testing.T) {
	s := newScreen(120, 32)
	s.press("a /")
	s.write("vcpus >= 4 arch= amd64 gpus !=1 m6i")
	s.press("enter")
	mustHave(t, s.text(), "vcpus>=4 ×", "arch=amd64 ×", "gpus!=1 ×", "m6i ×")
	got := s.names()
	slices.Sort(got)
	if !slices.Equal(got, []string{"m6i.2xlarge", "m6i.metal", "m6i.xlarge"}) {
		t.Error(got)
	}
}

func TestPickColumns(t *testing.T) {
	s := newScreen(120, 32)
	s.press("p space") // hides the first, VCPU
	s.press("G space") // shows the last
	shown := s.tableColumns()
	last := s.picked()
	if slices.Contains(shown, "vcpus") || shown[len(shown)-1] != last {
		t.Error(shown, last)
	}
	s.press("enter esc")
	if s.types.by.Name != last {
		t.Error("sorted by", s.types.by.Name)
	}
	s.press("p g J")
	if moved := s.tableColumns(); moved[1] != shown[2] || moved[2] != shown[1] {
		t.Error("not moved", moved)
	}
	s.press("x esc")
	if s.types.columns != nil {
		t.Error("not reset", s.types.columns)
	}
}

func TestExplainPageHasWarningsFirst(t *testing.T) {
	s := newScreen(120, 60)
	s.goTo(t, "security-groups-for-pods")
	s.press("space tab / t 3 enter enter")
	text := s.text()
	trunk, step := strings.Index(text, "warning: the type does not trunk"), strings.Index(text, "ENIs for pods")
	if trunk < 0 || step < trunk {
		t.Errorf("warning at %d, first step at %d in\n%s", trunk, step, text)
	}
	mustHave(t, text, "choose a type with branch ENIs", "test types, 2026-01")
	s.press("q")
	if s.page != mainPage {
		t.Error("q does not go back")
	}
}

// The strip finds steps by their names.
func TestStripKnowsItsSteps(t *testing.T) {
	s := newScreen(200, 50)
	s.goTo(t, "pod-memory")
	s.write("1Gi")
	s.press("enter")
	s.goTo(t, "daemonset")
	s.press("enter n a tab tab")
	s.write("64Mi")
	s.press("enter esc")
	for _, l := range s.stripOf(s.types.selected()) {
		if strings.Contains(l.text, " = -") || strings.HasPrefix(l.text, "-") {
			t.Errorf("%s: %s", l.label, l.text)
		}
	}
}

func TestMouse(t *testing.T) {
	s := newScreen(120, 32)
	click := s.click
	click(40, 6)
	if s.types.list.cursor != 2 {
		t.Error("row", s.types.list.cursor)
	}
	heading := strings.Split(s.text(), "\n")[3]
	x := ansi.StringWidth(heading[:strings.Index(heading, "MAX-PODS")])
	click(x, 3)
	if s.types.by.Name != "max-pods" {
		t.Error("sorted by", s.types.by.Name)
	}
	click(x, 3)
	if !s.types.reversed {
		t.Error("a second click does not reverse")
	}
	click(5, 7) // SG for pods
	if s.focus != settingsPane || s.form.current().Name != "security-groups-for-pods" {
		t.Error("setting", s.form.current().Name)
	}
	click(5, 7)
	if !s.settings.CNI.SecurityGroupsForPods {
		t.Error("a second click does not switch")
	}
	s.send(tea.MouseWheelMsg{X: 5, Y: 7, Button: tea.MouseWheelDown})
	if s.form.list.top != wheelRows {
		t.Error("top", s.form.list.top)
	}
	click(118, 0)
	if s.page != helpPage {
		t.Error("no help")
	}
}

func TestQuit(t *testing.T) {
	for _, keys := range []string{"q", "tab q", "/ q ctrl+c", "? ctrl+c", "enter ctrl+c", "tab enter ctrl+c"} {
		s := newScreen(80, 24)
		names := strings.Fields(keys)
		s.press(strings.Join(names[:len(names)-1], " "))
		cmd := s.send(keyPress(names[len(names)-1]))
		if cmd == nil {
			t.Errorf("%s: does not quit", keys)
		} else if _, ok := cmd().(tea.QuitMsg); !ok {
			t.Errorf("%s: %v", keys, cmd())
		}
	}
}

// Every key of the table is on the help page, once for each place.
func TestHelpHasEveryKey(t *testing.T) {
	s := newScreen(200, 160)
	s.press("?")
	text := s.text()
	for _, b := range s.keys {
		if b.scope != inHelp {
			mustHave(t, text, b.label+" ", b.help)
		}
	}
}

// The last line names the keys in the order of their importance.
func TestKeyLine(t *testing.T) {
	for width, keys := range map[int]string{
		80:  "tab settings / filter space mark c compare enter explain ? keys",
		200: "tab settings / filter space mark c compare enter explain ? keys q quit : commands w save y command u undo 2 workload e export",
	} {
		lines := strings.Split(newScreen(width, 24).text(), "\n")
		if got := strings.Join(strings.Fields(lines[23]), " "); !strings.HasPrefix(got, keys) {
			t.Errorf("%d wide: %q", width, got)
		}
	}
}

// A light background changes colours and nothing else.
func TestLightAndDark(t *testing.T) {
	s := newScreen(120, 32)
	s.press("space tab down space")
	frame := func(background color.Color) string {
		s.send(tea.BackgroundColorMsg{Color: background})
		return s.View().Content
	}
	dark, light := frame(color.Black), frame(color.White)
	if dark == light || ansi.Strip(dark) != ansi.Strip(light) {
		t.Error("a light background changes the text, or no colour")
	}
	if !strings.Contains(dark, "\x1b[36m") || strings.Contains(light, "\x1b[36m") || strings.Contains(light, "\x1b[33m") || !strings.Contains(light, "\x1b[34m") {
		t.Error("want cyan on dark alone, and blue on light")
	}
	if frame(color.Black) != dark {
		t.Error("and back it is another")
	}
}

// beyond16 finds colours that the terminal's theme does not decide.
var beyond16 = regexp.MustCompile("\x1b\\[[0-9;:]*[34]8[;:][25]")

func TestSixteenColours(t *testing.T) {
	for _, background := range []color.Color{color.Black, color.White} {
		for name, keys := range screens {
			s := newScreen(120, 32)
			s.send(tea.BackgroundColorMsg{Color: background})
			s.press(keys)
			if found := beyond16.FindString(s.View().Content); found != "" {
				t.Errorf("%s: %q", name, found)
			}
		}
	}
}

// What takes two cells a letter is cut and filled by cells.
func TestWideLetters(t *testing.T) {
	const wide = "計画 ｗｉｄｅ 🚀 한국어"
	for name, keys := range map[string]string{
		"filter": "/", "value": "tab enter", "palette": ":", "save": "w ctrl+u", "export": "e", "open": "o",
		"preset": "tab G k k k k k k k k k k k k k k enter a", "cell": "tab G k k k k k k k k k k k k k k enter n", "opened": "",
	} {
		s := newSessionScreen(&disk{user: map[string]string{"計画.yaml": "apiVersion: podfit/v1\nkind: Scenario\n", "計画書.yaml": ""}})
		s.do(keys)
		if name == "opened" {
			s.do("o")
			s.write("計")
			s.do("tab")
			s.enter("計画.yaml")
			mustHave(t, s.text(), "opened 計画.yaml")
		} else {
			s.write(strings.Repeat(wide, 8))
		}
		for width := leastWidth; width < 140; width++ {
			s.send(tea.WindowSizeMsg{Width: width, Height: 15 + width%20})
			checkFrame(t, s.Model)
		}
		s.do("left left backspace end enter")
		checkFrame(t, s.Model)
	}
}

func TestWideTypeNames(t *testing.T) {
	c := testConfig()
	lookups := c.Lookups
	c.Lookups.Types = func() []planner.InstanceType {
		all := lookups.Types()
		all[3].Name = "計画.large" // m6i.large
		return all
	}
	c.Lookups.Offerings = func(string) (func(string) planner.Offering, bool) {
		return func(string) planner.Offering { return testRows[3].offering(testRegion) }, true
	}
	for _, keys := range []string{"", "space down space c", "a 5", "space 5 b", "enter", ": 計"} {
		s := &screen{New(c)}
		s.send(tea.WindowSizeMsg{Width: 120, Height: 32})
		s.press("/")
		s.write("large")
		s.press("enter")
		s.press(keys)
		for width := leastWidth; width < 200; width += 3 {
			s.send(tea.WindowSizeMsg{Width: width, Height: 15 + width%40})
			checkFrame(t, s.Model)
		}
	}
}

// colourSGR finds any foreground or background colour, but not bold, faint or reverse.
var colourSGR = regexp.MustCompile("\x1b\\[([0-9;:]*;)?([349][0-8]|10[0-7])([;:][0-9;:]*)?m")

func TestNoColorInConfig(t *testing.T) {
	c := testConfig()
	s := &screen{New(c)}
	s.send(tea.WindowSizeMsg{Width: 120, Height: 32})
	if !colourSGR.MatchString(s.View().Content) {
		t.Error("no colour at all")
	}
	c.NoColor = true
	s = &screen{New(c)}
	s.send(tea.WindowSizeMsg{Width: 120, Height: 32})
	s.press("tab down space tab down")
	for _, keys := range []string{"", "tab space down space c", "esc 5", "b"} {
		s.press(keys)
		if found := colourSGR.FindString(s.View().Content); found != "" {
			t.Errorf("%s: %q", keys, found)
		}
	}
}

// Bubble Tea takes colours out of what reaches the terminal.
func TestNoColorInEnvironment(t *testing.T) {
	for _, c := range []struct {
		env     string
		colours bool
	}{{"CLICOLOR_FORCE=1", true}, {"NO_COLOR=1", false}} {
		var out bytes.Buffer
		in, keyboard := io.Pipe()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		p := tea.NewProgram(New(testConfig()), tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(&out),
			tea.WithEnvironment([]string{"TERM=xterm-256color", c.env}), tea.WithWindowSize(120, 32), tea.WithoutSignals())
		go func() {
			time.Sleep(100 * time.Millisecond)
			keyboard.Write([]byte("q"))
		}()
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
		mustHave(t, ansi.Strip(out.String()), "podfit")
		if got := colourSGR.MatchString(out.String()); got != c.colours {
			t.Errorf("%s: colours %v: %q", c.env, got, colourSGR.FindString(out.String()))
		}
	}
}
