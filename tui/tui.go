// Package tui is the screen. This package is its shell: the table of views, the
// frame around them, and the keys and clicks that go to the one on top. What views
// share is in package screen, what they draw with in package widget, and each view
// is a package of its own.
package tui

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/tui/screen"
)

// What the screen starts from, and how it reaches files and AWS.
type (
	Config  = screen.Config
	Lookups = screen.Lookups
	Files   = screen.Files
	Editing = screen.Editing
	Live    = screen.Live
	AskLive = screen.AskLive

	Place     = screen.Place
	Left      = screen.Left
	OpenInput = screen.OpenInput
	Input     = screen.Input
	Import    = screen.Import
	Output    = screen.Output
	Ran       = screen.Ran
)

// Places that the screen can show first.
const (
	Plan        = screen.Plan
	NewWorkload = screen.NewWorkload
)

// Notes of a run in the state folder.
const (
	SessionNote = screen.SessionNote
	ViewNote    = screen.ViewNote
)

// ErrStopped is a screen that its context closed; ErrPanicked one that a
// mistake in the program did, after the panic was written to stderr.
var (
	ErrStopped  = errors.New("stopped")
	ErrPanicked = errors.New("the screen crashed")
)

// framesPerSecond is how often Bubble Tea looks for a new frame. Each look wakes
// the processor: at 60 an idle screen takes over one percent of a core, at 20 about
// a third of one, and a key is still answered within 50 ms.
const framesPerSecond = 20

// Run opens the screen and returns once it is closed, however that came, and
// the terminal restored.
func Run(ctx context.Context, c Config) error {
	_, err := tea.NewProgram(New(c), tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithFPS(framesPerSecond)).Run()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return ErrPanicked
	case ctx.Err() != nil:
		return ErrStopped
	}
	return err
}

// Plain is the screen as it opens, once and as text.
func Plain(c Config, width, height int) string {
	m, _ := New(c).Update(tea.WindowSizeMsg{Width: width, Height: height})
	var b strings.Builder
	for line := range strings.Lines(ansi.Strip(m.View().Content) + "\n") {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}
