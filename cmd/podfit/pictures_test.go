package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/docs/screenshot"
	"podfit/tui/tuitest"
)

// The stills are of this size, the film is smaller: its letters are read on a page.
const (
	stillWidth, stillHeight = 132, 36
	filmWidth, filmHeight   = 100, 28
)

// stills are one of each view: the keys that lead there from the shop's scenario, as
// play reads them.
var stills = []struct{ name, about, keys string }{
	{"types", "Instance types beside the settings, and how the figures of the one at the cursor come about", `1 / "family=m,r size=xlarge..4xlarge" enter space down down down down space`},
	{"compare", "Types side by side", `1 / "family=m,r size=xlarge..4xlarge" enter space down down down down space c`},
	{"explain", "Every figure of a type with its formula and source", `1 / "m6a.xlarge" enter enter`},
	{"workload", "The workloads to plan for", `2`},
	{"plan", "Node groups for the workload", `3`},
	{"subnets", "The VPC addresses that the plan uses", `4`},
	{"chart", "RAM per pod by cost", `5`},
	{"today", "The nodes that the cluster has, beside the plan", `6`},
	{"variants", "Variants side by side", `3 V : "on-demand-percent" enter enter "30" enter tab V : "prefix-delegation" enter right tab V 7`},
	{"what-if", "The plan with one thing done otherwise, line by line", `9 down down`},
	{"notes", "What an import assumed and skipped", `3 8`},
}

// TestPictures: the pictures in docs are what the screen shows, in both themes. With
// UPDATE=1 they are drawn anew.
func TestPictures(t *testing.T) {
	onItsOwn(t)
	for _, theme := range screenshot.Themes {
		for _, p := range stills {
			checkPicture(t, p.name+"-"+theme.Name, func() string {
				s := openShop(t, theme, stillWidth, stillHeight)
				play(s, `o "shop.yaml" enter`, func() {})
				play(s, p.keys, func() {})
				return screenshot.NewCanvas(theme, stillWidth, stillHeight).Still(s.Frame(), p.about)
			})
		}
		checkPicture(t, "session-"+theme.Name, func() string { return film(t, theme) })
	}
}

func checkPicture(t *testing.T, name string, draw func() string) {
	t.Run(name, func(t *testing.T) {
		drawn, file := draw(), filepath.Join("..", "..", "docs", "pictures", name+".svg")
		for dec := xml.NewDecoder(strings.NewReader(drawn)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(file, []byte(drawn), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		on, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(on) != drawn {
			t.Errorf("%s is of another screen: make screenshot draws it anew", file)
		}
	})
}

// openShop is the screen as it starts, with a shop's scenario among its files.
func openShop(t *testing.T, theme screenshot.Theme, width, height int) *tuitest.Screen {
	shop, err := os.ReadFile("testdata/pictures/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := screenConfig(defaultRequest())
	c.Files = (&tuitest.Disk{User: map[string]string{"shop.yaml": string(shop)}}).Files()
	s := tuitest.OpenConfig(c, width, height)
	if !theme.Dark {
		s.Send(tea.BackgroundColorMsg{Color: white{}})
	}
	return s
}

// white is the background of a light terminal.
type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

// play presses keys, which spaces separate, and types what is in quotes. After each
// key and letter shoot may look.
func play(s *tuitest.Screen, keys string, shoot func()) {
	for keys = strings.TrimSpace(keys); keys != ""; keys = strings.TrimSpace(keys) {
		if text, quoted := strings.CutPrefix(keys, `"`); quoted {
			text, keys, _ = strings.Cut(text, `"`)
			for _, r := range text {
				s.Play(s.Send(tea.KeyPressMsg{Code: r, Text: string(r)}))
				shoot()
			}
			continue
		}
		var key string
		key, keys, _ = strings.Cut(keys, " ")
		s.Do(key)
		shoot()
	}
}

// scenes are what a session does, and how long what each key shows stays, in hundredths
// of a second.
var scenes = []struct {
	keys string
	each int
}{
	{`o`, 100}, {`"shop.yaml"`, 10}, {`enter`, 200},
	{`3`, 400},
	{`V`, 150},
	{`:`, 60}, {`"on-dem"`, 12}, {`down`, 80}, {`enter`, 100}, {`enter`, 60}, {`"30"`, 20}, {`enter`, 350}, {`tab`, 200},
	{`V`, 150}, {`7`, 400},
	{`6`, 350},
	{`3 e`, 120}, {`"eks"`, 20}, {`enter`, 150}, {`enter`, 300}, {`esc`, 60},
	{`y`, 350},
}

// film is a session, from opening a file to what it decided.
func film(t *testing.T, theme screenshot.Theme) string {
	s := openShop(t, theme, filmWidth, filmHeight)
	shots := []screenshot.Shot{{Frame: s.Frame(), Lasts: 200}}
	for _, scene := range scenes {
		play(s, scene.keys, func() { shots = append(shots, screenshot.Shot{Frame: s.Frame(), Lasts: scene.each}) })
	}
	return screenshot.NewCanvas(theme, filmWidth, filmHeight).Film(shots, "A session: opening a scenario, its plan, a change of settings, variants side by side, and the file that is written")
}
