// Package tuitest drives the screen in tests: by keys, clicks and messages, over a
// catalogue of a dozen types and files in memory.
package tuitest

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/printable"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/settingsview"
)

// Screen is the screen at a size, and the session behind it.
type Screen struct {
	*screen.Session
	// Clipboard is what Do had put into it last.
	Clipboard string
	model     tea.Model
}

// Open is the screen over the tests' catalogue.
func Open(width, height int) *Screen { return OpenConfig(Config(), width, height) }

// OpenConfig is the screen over any configuration. Time passes at once.
func OpenConfig(c tui.Config, width, height int) *Screen {
	m := tui.New(c)
	s := &Screen{Session: m.Session(), model: m}
	s.After = func(d time.Duration, msg tea.Msg) tea.Cmd {
		if d == screen.TickTime {
			return nil // would tick without an end, until what is worked out is there
		}
		return func() tea.Msg { return msg }
	}
	s.Plans.Limit = 24 * time.Hour // the answer does not depend on the machine
	s.Size(width, height)
	return s
}

// OpenDisk is a screen of 120×32 with files, and what they left in the state
// folder is read.
func OpenDisk(d *Disk, change ...func(*tui.Config)) *Screen {
	c := Config()
	c.Files = d.Files()
	for _, f := range change {
		f(&c)
	}
	s := OpenConfig(c, 120, 32)
	s.Play(s.Recall())
	return s
}

// OpenWorkload is a screen with pods to plan for.
func OpenWorkload(w planner.Workloads, width, height int) *Screen {
	s := OpenDisk(&Disk{}, func(c *tui.Config) {
		c.Workload = w
		c.Settings.CNI.SecurityGroupsForPods = true
		c.Settings.Capacity.OnDemandPercent = 30
	})
	s.Size(width, height)
	return s
}

// Size changes the size of the screen.
func (s *Screen) Size(width, height int) { s.Send(tea.WindowSizeMsg{Width: width, Height: height}) }

// Send has the screen take a message in.
func (s *Screen) Send(msg tea.Msg) tea.Cmd {
	next, cmd := s.model.Update(msg)
	s.model = next
	return cmd
}

var namedKeys = map[string]tea.KeyPressMsg{
	"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "backspace": {Code: tea.KeyBackspace},
	"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown},
	"delete": {Code: tea.KeyDelete}, "space": {Code: tea.KeySpace, Text: " "},
	"shift+up": {Code: tea.KeyUp, Mod: tea.ModShift}, "shift+down": {Code: tea.KeyDown, Mod: tea.ModShift},
}

// Key is the press of a key by its name.
func Key(name string) tea.KeyPressMsg {
	if msg, ok := namedKeys[name]; ok {
		return msg
	}
	if letter, is := strings.CutPrefix(name, "ctrl+"); is && len(letter) == 1 {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	if len([]rune(name)) > 1 {
		panic("no key " + name)
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// Press takes names of keys, which spaces separate.
func (s *Screen) Press(keys string) {
	for _, name := range strings.Fields(keys) {
		s.Send(Key(name))
	}
}

// Write types a text.
func (s *Screen) Write(text string) {
	for _, r := range text {
		s.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Do presses keys and has all that they ask for done. It returns whether the
// screen quits.
func (s *Screen) Do(keys string) (quit bool) {
	for _, name := range strings.Fields(keys) {
		quit = s.Play(s.Send(Key(name)))
	}
	return quit
}

// Enter replaces what a prompt has by a text, and presses enter.
func (s *Screen) Enter(text string) {
	s.Press("ctrl+u")
	s.Write(text)
	s.Do("enter")
}

// Play runs a command and whatever comes of it.
func (s *Screen) Play(cmd tea.Cmd) (quit bool) {
	follow, quit := s.Step(cmd)
	for _, c := range follow {
		quit = s.Play(c) || quit
	}
	return quit
}

// Step runs a command alone, and returns those that follow from it: other messages can
// come before they are run.
func (s *Screen) Step(cmd tea.Cmd) (follow []tea.Cmd, quit bool) {
	if cmd == nil {
		return nil, false
	}
	msg := cmd()
	if _, quits := msg.(tea.QuitMsg); quits {
		return nil, true
	}
	if list, is := commands(msg); is {
		return list, false
	}
	if reflect.TypeOf(msg) == reflect.TypeOf(tea.SetClipboard("")()) {
		s.Clipboard = fmt.Sprint(msg)
	}
	if msg != nil && strings.HasPrefix(reflect.TypeOf(msg).PkgPath(), "podfit/") {
		return []tea.Cmd{s.Send(msg)}, false
	}
	return nil, false
}

// commands are those of tea.Batch, and of tea.Sequence, whose message has no
// exported type.
func commands(msg tea.Msg) (list []tea.Cmd, is bool) {
	v := reflect.ValueOf(msg)
	if v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return nil, false
	}
	for i := range v.Len() {
		list = append(list, v.Index(i).Interface().(tea.Cmd))
	}
	return list, true
}

// Click clicks a cell with the left button, Wheel turns the wheel over it.
func (s *Screen) Click(x, y int) { s.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}) }

// Wheel turns the wheel a notch down, over a cell.
func (s *Screen) Wheel(x, y int) { s.Send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown}) }

// GoTo puts the cursor on a setting.
func (s *Screen) GoTo(setting string) {
	s.GoToSetting(setting)
	s.Play(s.Send(nil))
	if s.Group() != "Settings" {
		panic("no setting " + setting)
	}
}

// At is the place that has the keys, Group the title of those that are active.
func (s *Screen) At() screen.Place { return s.Top().Place }

// Page is the view of the tab, without the settings beside it.
func (s *Screen) Page() screen.View {
	if b, is := s.Tab().View.(*settingsview.Beside); is {
		return b.Page()
	}
	return s.Tab().View
}

// Group is the title of the keys that are active.
func (s *Screen) Group() string { return screen.Active(s.Top()).Title }

// Typing says that a text is being typed.
func (s *Screen) Typing() bool {
	v, is := s.Top().View.(screen.Typist)
	return is && v.Line() != nil
}

// Hint is what the view says while the status line is empty: of the settings, the
// help of the one at the cursor.
func (s *Screen) Hint() string {
	if v, is := s.Top().View.(screen.Hinter); is {
		return v.Hint()
	}
	return ""
}

// Frame is what reaches the terminal, Text the same without its styles.
func (s *Screen) Frame() string { return s.model.View().Content }

// Title is the title of the terminal's window.
func (s *Screen) Title() string { return s.model.View().WindowTitle }

// Text is the screen without its styles.
func (s *Screen) Text() string { return ansi.Strip(s.Frame()) }

// Model is the Bubble Tea model.
func (s *Screen) Model() tea.Model { return s.model }

// reporter is a test, or a property of one.
type reporter interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

// Has fails the test for each part that a text lacks.
func Has(t reporter, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in\n%s", p, text)
		}
	}
}

// Line is the first line of the screen that has a text, without its spaces.
func (s *Screen) Line(t reporter, text string) string {
	t.Helper()
	for line := range strings.SplitSeq(s.Text(), "\n") {
		if strings.Contains(line, text) {
			for part := range strings.SplitSeq(line, "││") { // the settings stand beside the page
				if strings.Contains(part, text) {
					line = part
				}
			}
			return strings.Join(strings.Fields(strings.Trim(line, "│")), " ")
		}
	}
	t.Fatalf("no %q in\n%s", text, s.Text())
	return ""
}

// painted is what Paint writes, in the basic colours only.
var painted = regexp.MustCompile(`\x1b\[([0-9]{1,2}(;[0-9]{1,2})?)?m`)

// CheckFrame fails the test unless every line of the screen is as wide as it, there
// are as many as it has, and a terminal obeys nothing in them but the styles.
func (s *Screen) CheckFrame(t reporter) {
	t.Helper()
	width, height := s.Layout.Width, s.Layout.Height
	lines := strings.Split(s.Frame(), "\n")
	if len(lines) != max(1, height) {
		t.Fatalf("%d×%d: %d lines", width, height, len(lines))
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w != width {
			t.Fatalf("%d×%d: line %d is %d wide: %q", width, height, i, w, ansi.Strip(line))
		}
		if text := painted.ReplaceAllString(line, ""); !printable.IsText(text) {
			t.Fatalf("%d×%d: line %d is not printable: %q", width, height, i, text)
		}
	}
}

// Soak says that walks are to be long: PODFIT_SOAK is set, as make soak does.
func Soak() bool { return os.Getenv("PODFIT_SOAK") != "" }

// sizes are where layouts change: the least screen, both sides of each width and
// height at which something appears, and the extremes.
var sizes = [][2]int{{1, 1}, {59, 30}, {60, 15}, {60, 14}, {75, 19}, {76, 20}, {80, 24}, {99, 23}, {100, 30}, {112, 36}, {129, 29}, {130, 40}, {142, 39}, {200, 50}, {300, 100}}

// EverySize draws the screen at many sizes and checks each frame; a soak takes
// all sizes by steps.
func (s *Screen) EverySize(t reporter) {
	t.Helper()
	before := s.Layout
	all := sizes
	if Soak() {
		for width := 1; width <= 300; width += 7 {
			for height := 1; height <= 100; height += 3 {
				all = append(all, [2]int{width, height})
			}
		}
	}
	for _, size := range all {
		s.Size(size[0], size[1])
		s.CheckFrame(t)
	}
	s.Size(before.Width, before.Height)
}

// OpenToday is a screen with pods to plan for, most of them on nodes.
func OpenToday(fleet planner.Today, width, height int) *Screen {
	s := OpenDisk(&Disk{}, func(c *tui.Config) {
		c.Workload, c.Today = Workload(), fleet
		c.Settings.CNI.SecurityGroupsForPods = true
	})
	s.Size(width, height)
	return s
}
