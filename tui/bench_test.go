package tui_test

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/settings"
	"podfit/tui"
)

// opened is the screen at 200×50 over the tables of the binary, with the focus
// in the settings or, after keys, elsewhere.
func opened(b *testing.B, keys ...tea.KeyPressMsg) tea.Model {
	b.Helper()
	var m tea.Model = tui.New(tui.Config{
		Settings: planner.Default(),
		Table:    settings.New(settings.Known{Regions: data.RegionNames()}),
		Lookups: tui.Lookups{
			Types: data.Types,
			Offerings: func(region string) (func(string) planner.Offering, bool) {
				t, ok := data.Region(region)
				if !ok {
					return nil, false
				}
				return t.Offering, true
			},
		},
	})
	m, _ = m.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	for _, k := range keys {
		m, _ = m.Update(k)
	}
	return m
}

func frames(b *testing.B, m tea.Model, keys ...tea.KeyPressMsg) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m, _ = m.Update(keys[i%len(keys)])
		if m.View().Content == "" {
			b.Fatal("no frame")
		}
	}
}

var (
	all  = tea.KeyPressMsg{Code: 'a', Text: "a"}
	tab  = tea.KeyPressMsg{Code: tea.KeyTab}
	down = tea.KeyPressMsg{Code: tea.KeyDown}
	up   = tea.KeyPressMsg{Code: tea.KeyUp}
	next = tea.KeyPressMsg{Code: tea.KeyRight}
	prev = tea.KeyPressMsg{Code: tea.KeyLeft}
	mark = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}

	chart   = tea.KeyPressMsg{Code: '5', Text: "5"}
	compare = tea.KeyPressMsg{Code: 'c', Text: "c"}
	prices  = tea.KeyPressMsg{Code: 'o', Text: "o"}
)

// BenchmarkSettingToFrame switches prefix delegation on and off, which works
// out every type anew.
func BenchmarkSettingToFrame(b *testing.B) {
	b.Run("default filter", func(b *testing.B) { frames(b, opened(b, tab, down), next) })
	b.Run("all types", func(b *testing.B) { frames(b, opened(b, all, tab, down), next) })
}

func BenchmarkKeyToFrame(b *testing.B) { frames(b, opened(b), down, up) }

// BenchmarkChart moves on the points of the default filter, of all types, and
// of all types at spot prices, with bars for a dozen marked types below.
func BenchmarkChart(b *testing.B) {
	marked := slices.Repeat([]tea.KeyPressMsg{mark, down}, 12)
	b.Run("default filter", func(b *testing.B) { frames(b, opened(b, append(marked, chart)...), next, prev) })
	b.Run("all types", func(b *testing.B) { frames(b, opened(b, append(marked, all, chart)...), next, prev) })
	b.Run("other prices", func(b *testing.B) { frames(b, opened(b, append(marked, all, chart)...), prices) })
}

// BenchmarkCompare has a dozen types side by side.
func BenchmarkCompare(b *testing.B) {
	marked := slices.Repeat([]tea.KeyPressMsg{mark, down}, 12)
	b.Run("shown", func(b *testing.B) { frames(b, opened(b, append(marked, compare)...), next, prev) })
	b.Run("hidden", func(b *testing.B) {
		frames(b, opened(b, append(append([]tea.KeyPressMsg{all}, marked...), all, compare)...), next, prev)
	})
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		opened(b)
	}
}
