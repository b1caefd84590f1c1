package tui_test

import (
	"bytes"
	"image/color"
	"io"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/tui"
	"podfit/tui/tuitest"
)

// A light background changes colours and nothing else.
func TestLightAndDark(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("space tab down space")
	frame := func(background color.Color) string {
		s.Send(tea.BackgroundColorMsg{Color: background})
		return s.Frame()
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
			s := tuitest.Open(120, 32)
			s.Send(tea.BackgroundColorMsg{Color: background})
			s.Press(keys)
			if found := beyond16.FindString(s.Frame()); found != "" {
				t.Errorf("%s: %q", name, found)
			}
		}
	}
}

// colourSGR finds any foreground or background colour, but not bold, faint or reverse.
var colourSGR = regexp.MustCompile("\x1b\\[([0-9;:]*;)?([349][0-8]|10[0-7])([;:][0-9;:]*)?m")

func TestNoColorInConfig(t *testing.T) {
	c := tuitest.Config()
	s := tuitest.OpenConfig(c, 120, 32)
	if !colourSGR.MatchString(s.Frame()) {
		t.Error("no colour at all")
	}
	c.NoColor = true
	s = tuitest.OpenConfig(c, 120, 32)
	s.Press("tab down space tab down")
	for _, keys := range []string{"", "tab space down space c", "esc 5", "b"} {
		s.Press(keys)
		if found := colourSGR.FindString(s.Frame()); found != "" {
			t.Errorf("%s: %q", keys, found)
		}
	}
}

// terminal is what reaches the terminal; seen is closed once that has a text.
type terminal struct {
	bytes.Buffer
	seen chan struct{}
}

func (w *terminal) Write(b []byte) (int, error) {
	n, err := w.Buffer.Write(b)
	if w.seen != nil && strings.Contains(ansi.Strip(w.String()), "podfit") {
		close(w.seen)
		w.seen = nil
	}
	return n, err
}

// Bubble Tea takes colours out of what reaches the terminal.
func TestNoColorInEnvironment(t *testing.T) {
	for _, c := range []struct {
		env     string
		colours bool
	}{{"CLICOLOR_FORCE=1", true}, {"NO_COLOR=1", false}} {
		seen := make(chan struct{})
		out := terminal{seen: seen}
		in, keyboard := io.Pipe()
		p := tea.NewProgram(tui.New(tuitest.Config()), tea.WithInput(in), tea.WithOutput(&out),
			tea.WithEnvironment([]string{"TERM=xterm-256color", c.env}), tea.WithWindowSize(120, 32), tea.WithoutSignals())
		go func() {
			<-seen
			keyboard.Write([]byte("q"))
		}()
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
		if got := colourSGR.MatchString(out.String()); got != c.colours {
			t.Errorf("%s: colours %v: %q", c.env, got, colourSGR.FindString(out.String()))
		}
	}
}
