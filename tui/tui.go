// Package tui is the screen: a table of instance types beside the settings,
// where every change shows its consequence in the next frame. It computes
// nothing itself: figures come from package planner, their spelling from
// package report, and the settings from package settings.
//
// It is one Bubble Tea model in several files. Update does no input or output;
// what it looks up reaches it as function values.
package tui

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// Lookups are where the screen's figures come from. Both answer from memory.
type Lookups struct {
	// Types are all instance types, always the same.
	Types func() []planner.InstanceType
	// Offerings opens a region; ok is false where there is none of the name.
	Offerings func(region string) (offering func(typeName string) planner.Offering, ok bool)
}

// Config is what the screen starts from.
type Config struct {
	Settings planner.Settings
	Table    settings.Table
	Lookups  Lookups
	// Options and By are how the types are shown at first, File where they and
	// the settings come from: saving goes there without a question.
	Options []scenario.Option
	By      string
	File    string
	// Workload is the pods to plan for, Subnets and PodSubnets where their nodes
	// are, and Fargate which of them the scenario sends there.
	Workload            planner.Workloads
	Subnets, PodSubnets []planner.Subnet
	Fargate             string
	Files               Files
	// Export writes the table as the command line writes the answer to a query.
	Export func(format string, q answer.Query, options []density.Option) ([]byte, error)
	// Live asks AWS; nil where there is nobody to ask. LiveAtOnce does so at once.
	Live       AskLive
	LiveAtOnce bool
	// NoColor leaves bold, faint and reverse. Whether NO_COLOR is set in the
	// environment, Bubble Tea finds out by itself.
	NoColor bool
}

// ErrStopped is a screen that its context closed; ErrPanicked one that a
// mistake in the program did, after the panic was written to stderr.
var (
	ErrStopped  = errors.New("stopped")
	ErrPanicked = errors.New("the screen broke")
)

// Run opens the screen and returns once it is closed, however that came, and
// the terminal restored.
func Run(ctx context.Context, c Config) error {
	var r rest
	m := New(c)
	m.viewed = r.viewed
	r.program = tea.NewProgram(m, tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithFilter(r.wake))
	_, err := r.program.Run()
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
	for line := range strings.Lines(ansi.Strip(m.(Model).View().Content) + "\n") {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}
