package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/whatif"
	"podfit/tui"
	"podfit/tui/tuitest"
)

// driven is the screen, driven by messages.
type driven struct {
	model     tea.Model
	clipboard string
}

func drive(c tui.Config) *driven {
	d := &driven{model: tui.New(c)}
	d.send(tea.WindowSizeMsg{Width: 120, Height: 60})
	return d
}

func (d *driven) send(msg tea.Msg) {
	var cmd tea.Cmd
	d.model, cmd = d.model.Update(msg)
	d.run(cmd)
}

func (d *driven) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	default:
		if reflect.TypeOf(msg) == reflect.TypeOf(tea.SetClipboard("")()) {
			d.clipboard = fmt.Sprint(msg)
			return
		}
		d.send(msg)
	}
}

// press takes names of keys apart by spaces; a longer word is typed.
func (d *driven) press(keys string) {
	named := map[string]tea.KeyPressMsg{
		"tab": {Code: tea.KeyTab}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "space": {Code: tea.KeySpace, Text: " "},
		"clear": {Code: 'u', Mod: tea.ModCtrl},
	}
	for word := range strings.FieldsSeq(keys) {
		if msg, is := named[word]; is {
			d.send(msg)
			continue
		}
		for _, r := range word {
			d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

func (d *driven) frame() string { return ansi.Strip(d.model.View().Content) }

// shown is the command in the box, without its spaces.
func (d *driven) shown() string {
	_, box, _ := strings.Cut(d.frame(), "The command that gives the same result")
	box, _, _ = strings.Cut(box, "also copied to")
	return strings.NewReplacer(" ", "", "│", "", "╮", "", "─", "", "\n", "").Replace(box)
}

// The command that y shows gives the same bytes as an export of the table, and
// the same types in the same order.
func TestCommandGivesTheTable(t *testing.T) {
	path := filepath.Dir(program(t, "podfit")) + string(os.PathListSeparator) + os.Getenv("PATH")
	const set = ": " // goes to a setting by its name
	for name, c := range map[string]struct{ keys, has string }{
		"as it opens":    {"", "eks=yes"},
		"all types":      {"a", "--all-types"},
		"named":          {"/ m7i enter", "8xlarge m7i'"},
		"letters":        {"/ m7xl enter", "type=m7g"},
		"settings":       {"tab " + set + "prefix-delegation enter space " + set + "pod-memory enter enter clear 512Mi enter " + set + "discount enter enter clear 28% enter tab s", "--pod-memory 512Mi"},
		"expression":     {set + "max-pods enter enter clear max_pods*2 enter", "--max-pods 'max_pods*2'"},
		"security":       {set + "security-groups-for-pods enter space", "--security-groups-for-pods=true"},
		"DaemonSets":     {set + "setting:named enter enter a cloudwatch enter n web tab 100m enter esc", "--daemonset name=web,cpu=100m,memory=0"},
		"another region": {set + "setting:region enter enter clear eu-west-3 enter", "--region eu-west-3"},
		"chart by spot":  {"5 $ $", "--on-demand-percent 0"},
		"side by side":   {"space j space j space c", "podfit compare "},
		"and back":       {set + "setting:region enter enter clear us-west-2 enter u u", "podfit"},
	} {
		t.Run(name, func(t *testing.T) {
			config := screenConfig(defaultRequest())
			config.Files = tui.Files{Create: func(name string, text []byte) error { return os.WriteFile(name, text, 0o600) }}
			s := drive(config)
			s.press(c.keys)
			frame := s.frame()
			for format, ending := range map[string]string{"json": ".json", "csv": ".csv", "markdown": ".md"} {
				file := t.TempDir() + "/types" + ending
				s.exports(file)
				s.press("y")
				command := s.clipboard
				if !strings.Contains(command, c.has) {
					t.Errorf("no %s in %s", c.has, command)
				}
				if s.shown() != strings.ReplaceAll(command, " ", "") {
					t.Errorf("clipboard %q, and the box\n%s", command, s.frame())
				}
				s.press("esc")
				exported, err := os.ReadFile(file)
				if err != nil {
					t.Fatalf("%v\n%s", err, s.frame())
				}
				if printed := shell(t, path, command+" -o "+format); !bytes.Equal(printed, exported) {
					t.Errorf("%s\ngives as %s\n%.600s\nand the screen exports\n%.600s", command, format, printed, exported)
				}
				if format == "json" && strings.Contains(frame, "TYPE ") { // not the chart
					sameRows(t, frame, exported)
				}
			}
		})
	}
}

// exports writes what is shown to a file, and closes the box that says what is in doubt.
func (d *driven) exports(file string) {
	d.press("e enter clear " + file + " enter")
	if strings.Contains(d.frame(), "wrote "+file+", with ") {
		d.press("enter")
	}
}

// What every view shows is written to the byte as the command prints it that y copies, once
// the scenarios that it names are saved.
func TestEveryViewIsTheCommands(t *testing.T) {
	path := filepath.Dir(program(t, "podfit")) + string(os.PathListSeparator) + os.Getenv("PATH")
	for view, c := range map[string]struct{ keys, command string }{
		"types":                    {"i", "compare "},
		"another region, reversed": {": setting:region enter enter clear eu-west-3 enter tab i", "--reverse"},
		"an explanation":           {"/ m5.large enter a enter", "explain m5.large"},
		"side by side":             {"space j space c", "compare "},
		"the plan":                 {"3", "plan -f "},
		"another objective":        {"3 O", "plan -f "},
		"subnets":                  {"4", "subnets -f "},
		"the chart":                {"5", "compare "},
		"today":                    {"6", " --today"},
		"variants":                 {"V : prefix-delegation enter space V 7", "diff "},
		"a variant and now":        {"V : prefix-delegation enter space 7", "diff "},
		"a variant":                {"V 7", "plan -f "},
		"what if":                  {"9", " --what-if"},
	} {
		t.Run(view, func(t *testing.T) {
			dir := t.TempDir()
			c0 := screenConfig(defaultRequest())
			c0.Workload, c0.Today = planner.Workloads{
				{Name: "shop/web", Replicas: 40, Request: planner.Resources{CPU: 250, Memory: 512 * planner.MiB}},
				{Name: "shop/api", Replicas: 9, Request: planner.Resources{CPU: 1000, Memory: 1024 * planner.MiB}},
			}, tuitest.Today()
			c0.Files = tui.Files{Create: func(name string, text []byte) error {
				return os.WriteFile(filepath.Join(dir, filepath.Base(name)), text, 0o600)
			}}
			s := drive(c0)
			s.press(c.keys)
			written := map[string][]byte{}
			for format, ending := range map[string]string{"json": ".json", "csv": ".csv", "markdown": ".md"} {
				file := filepath.Join(dir, "shown"+ending)
				s.exports(file)
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatalf("%v\n%s", err, s.frame())
				}
				written[format] = text
			}
			if view == "what if" {
				sameLines(t, s.frame(), written["csv"])
			}
			s.press("y esc")
			command := s.clipboard
			if !strings.Contains(command, c.command) {
				t.Errorf("no %s in %s", c.command, command)
			}
			saves := "w enter"
			if strings.Contains(command, "diff ") {
				saves += " 7 enter w enter" // the first variant, too
			}
			s.press(saves)
			for format, text := range written {
				if printed := shell(t, path, "cd "+dir+" && "+command+" -o "+format); !bytes.Equal(printed, text) {
					t.Errorf("%s\ngives as %s\n%.900s\nand the screen\n%.900s", command, format, printed, text)
				}
			}
		})
	}
}

// sameLines compares the lines of a what-if on the screen with those that the command prints:
// their names, nodes, costs and differences.
func sameLines(t *testing.T, frame string, printed []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(printed)).ReadAll()
	if err != nil || len(rows) < 12 {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	spaced := strings.Join(strings.Fields(frame), " ")
	for _, row := range rows {
		line := strings.Join(row[:3], " ") + " " + strings.TrimPrefix(row[3], "'") // which keeps it a text in a spreadsheet
		if !strings.Contains(spaced, line) {
			t.Errorf("no line %q in\n%s", line, frame)
		}
	}
}

func shell(t *testing.T, path, command string) []byte {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Env = []string{"PATH=" + path, "HOME=" + t.TempDir(), endAtOnce}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", command, err, stderr.String())
	}
	return out
}

var typeInRow = regexp.MustCompile(`(?m)│[▸ ][●▾ ] *([a-z][a-z0-9-]+\.[a-z0-9-]+) `)

func sameRows(t *testing.T, frame string, answer []byte) {
	var a struct {
		Items []struct{ InstanceType string }
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		t.Fatal(err)
	}
	top := -1 // the item in the first row that is in view
	for i, row := range typeInRow.FindAllStringSubmatch(frame, -1) {
		for k := range a.Items {
			if i == 0 && a.Items[k].InstanceType == row[1] {
				top = k
			}
		}
		if top < 0 || top+i >= len(a.Items) || a.Items[top+i].InstanceType != row[1] {
			t.Fatalf("row %d of the table is %s, of the command another", i, row[1])
		}
	}
	if top < 0 && strings.Contains(frame, "TYPE ") {
		t.Errorf("no rows found in\n%s", frame)
	}
}

func TestCommandExplains(t *testing.T) {
	c := screenConfig(defaultRequest())
	c.Files = tui.Files{}
	s := drive(c)
	s.press(": prefix-delegation enter space tab / m5.large enter a enter y")
	if want := "podfit explain m5.large --prefix-delegation=true"; s.clipboard != want {
		t.Fatalf("%q, want %q", s.clipboard, want)
	}
	path := filepath.Dir(program(t, "podfit")) + string(os.PathListSeparator) + os.Getenv("PATH")
	if out := shell(t, path, s.clipboard); !bytes.Contains(out, []byte("m5.large")) {
		t.Errorf("%s", out)
	}
}

// What the environment sets, and the session took back, the command takes back.
func TestCommandOverridesTheEnvironment(t *testing.T) {
	r := defaultRequest()
	region, _ := r.Table.Named("region")
	if err := region.Set(r.Settings(), "eu-west-3"); err != nil {
		t.Fatal(err)
	}
	c := screenConfig(r)
	c.Files = tui.Files{}
	s := drive(c)
	s.press("tab X y")
	if command := s.clipboard; !strings.Contains(command, "--region=us-east-1") {
		t.Error(command)
	}
}

// A saved session is a scenario that commands read.
func TestSavedSessionIsReadByCommands(t *testing.T) {
	c := screenConfig(defaultRequest())
	file := t.TempDir() + "/s.yaml"
	s := drive(c)
	s.press(": prefix-delegation enter space w clear " + file + " enter")
	path := filepath.Dir(program(t, "podfit")) + string(os.PathListSeparator) + os.Getenv("PATH")
	var a struct {
		Inputs struct {
			Cluster struct{ CNI struct{ Mode string } }
			By      string
		}
	}
	if err := json.Unmarshal(shell(t, path, "podfit compare -o json -f "+file), &a); err != nil {
		t.Fatal(err)
	}
	if a.Inputs.Cluster.CNI.Mode != "prefix-delegation" || a.Inputs.By != "cost-per-pod" {
		t.Errorf("%+v", a.Inputs)
	}
}

// Variants on the screen have the figures that podfit diff has of their files.
func TestVariantsAreThoseOfDiff(t *testing.T) {
	c := screenConfig(defaultRequest())
	dir := t.TempDir()
	c.Workload = planner.Workloads{
		{Name: "web", Replicas: 40, Request: planner.Resources{CPU: 250, Memory: 512 * planner.MiB}},
		{Name: "cache", Replicas: 3, Request: planner.Resources{CPU: 1000, Memory: 6144 * planner.MiB}, OnePerNode: true},
	}
	s := drive(c)
	s.press("/ family=m,r size=..2xlarge enter V w clear " + dir + "/a.yaml enter")
	s.press(": prefix-delegation enter space : setting:max-pods enter enter clear managed enter esc 3 n V w clear " + dir + "/b.yaml enter 7 y")
	if want := "podfit diff " + dir + "/a.yaml " + dir + "/b.yaml"; s.clipboard != want {
		t.Fatalf("%q, want %q", s.clipboard, want)
	}
	s.press("esc d")
	frame := s.frame()
	path := filepath.Dir(program(t, "podfit")) + string(os.PathListSeparator) + os.Getenv("PATH")
	printed := string(shell(t, path, s.clipboard))
	rows := 0
	for line := range strings.Lines(printed) {
		cells := regexp.MustCompile(` {2,}`).Split(strings.TrimSpace(line), -1)
		if len(cells) < 3 || cells[0] == "FIGURE" {
			continue
		}
		rows++
		if !regexp.MustCompile(regexp.QuoteMeta(cells[0]) + ` +` + regexp.QuoteMeta(cells[1]) + ` +` + regexp.QuoteMeta(cells[2]) + ` `).MatchString(frame) {
			t.Errorf("diff has %q, and the screen\n%s", cells, frame)
		}
	}
	if rows < 15 {
		t.Errorf("%d rows in\n%s", rows, printed)
	}
}

// Every warning of podfit plan about a scenario is among the notes of the screen once it has
// planned: also those about subnets and quotas.
func TestScreenDoubtsAsTheCommand(t *testing.T) {
	path := filepath.Dir(program(t, "podfit")) + string(os.PathListSeparator) + os.Getenv("PATH")
	const start, workload = "apiVersion: podfit/v1\nkind: Scenario\n", "workload:\n  - {name: shop/web, replicas: 40, cpu: 250m, memory: 512Mi}\n"
	for name, text := range map[string]string{
		"no subnets":    start + workload,
		"tight subnets": start + "cluster:\n  subnets:\n    - {zone: us-east-1a, cidr: 10.0.0.0/27}\n    - {zone: us-east-1b, cidr: 10.0.1.0/27}\n    - {zone: us-east-1c, cidr: 10.0.2.0/27}\n" + workload,
		"prefixes":      start + "cluster:\n  cni: {mode: prefix-delegation}\n  subnets:\n    - {zone: us-east-1a, cidr: 10.0.0.0/26, free: 40}\n    - {zone: us-east-1b, cidr: 10.0.1.0/26, free: 40}\n" + workload,
		"other zones":   start + "cluster:\n  subnets:\n    - {zone: us-east-1a, cidr: 10.0.0.0/24}\nplan: {zones: 3}\n" + workload,
		"pools":         start + "plan:\n  pools:\n    - {name: a, labels: {team: a}}\n    - {name: b, labels: {team: b}}\n" + workload + "  - {name: pay/api, replicas: 4, cpu: 1, memory: 1Gi, nodes: {labels: [team=a]}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "a.yaml")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var printed struct{ Warnings []struct{ Code, Text string } }
			if err := json.Unmarshal(shell(t, path, "podfit plan -f "+file+" -o json"), &printed); err != nil {
				t.Fatal(err)
			}
			if len(printed.Warnings) == 0 {
				t.Fatal("no warnings")
			}
			var out struct{ Note []byte }
			c := screenConfig(defaultRequest())
			c.Files = tui.Files{
				Read:   func(string) ([]byte, error) { return os.ReadFile(file) },
				Create: func(_ string, text []byte) error { out.Note = text; return nil },
			}
			s := drive(c)
			s.press("o a.yaml enter 3 8")
			s.exports("notes.csv")
			rows, err := csv.NewReader(bytes.NewReader(out.Note)).ReadAll()
			if err != nil || len(rows) < 2 {
				t.Fatalf("%d rows, %v\n%s", len(rows), err, s.frame())
			}
			for _, w := range printed.Warnings {
				said, text := false, strings.Split(w.Text, ": --")[0] // the screen has keys for flags
				for _, row := range rows {
					said = said || strings.Contains(row[2], text)
				}
				if !said {
					t.Errorf("%s is not among the notes: %s\n%v", w.Code, w.Text, rows)
				}
			}
		})
	}
}

// The line for arm64 costs what the plan costs that chooses from both architectures, and what
// the session costs once the line is taken over: also where classes of arm64 have no like.
func TestArm64Line(t *testing.T) {
	path := filepath.Dir(program(t, "podfit")) + string(os.PathListSeparator) + os.Getenv("PATH")
	cost := func(frame, line string) string {
		_, row, _ := strings.Cut(strings.Join(strings.Fields(frame), " "), line+" ")
		_, money, _ := strings.Cut(row, "$")
		money, _, _ = strings.Cut(money, " ")
		return money
	}
	for _, pods := range []planner.Resources{{CPU: 8000, Memory: 512 * planner.MiB}, {CPU: 200, Memory: 24 * planner.GiB}, {CPU: 500, Memory: planner.GiB}} {
		c := screenConfig(defaultRequest())
		c.Workload = planner.Workloads{{Name: "a", Replicas: 9, Request: pods}}
		file := filepath.Join(t.TempDir(), "a.yaml")
		text := fmt.Sprintf("apiVersion: podfit/v1\nkind: Scenario\nworkload:\n  - {name: a, replicas: 9, cpu: %dm, memory: %d}\n", pods.CPU, pods.Memory)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var both struct{ Items []struct{ Cheapest float64 } }
		if err := json.Unmarshal(shell(t, path, "podfit plan -f "+file+" --arch amd64,arm64 -o json"), &both); err != nil {
			t.Fatal(err)
		}
		s := drive(c)
		s.press("9 " + strings.Repeat("j ", int(whatif.Arm64)))
		line := cost(s.frame(), "arm64")
		if want := fmt.Sprintf("%.2f", both.Items[0].Cheapest); line != want {
			t.Errorf("%v: $%s for arm64, and $%s from both architectures", pods, line, want)
		}
		if s.press("enter"); cost(s.frame(), "as set") != line {
			t.Errorf("%v: $%s, and $%s once taken over", pods, line, cost(s.frame(), "as set"))
		}
	}
}
