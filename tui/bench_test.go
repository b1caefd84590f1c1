package tui_test

import (
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"podfit/data"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/sample"
	"podfit/planner/settings"
	"podfit/tui"
)

// opened is the screen at 200×50 over the tables of the binary, with the focus
// in the settings or, after keys, elsewhere.
func opened(b *testing.B, keys ...tea.KeyPressMsg) tea.Model {
	return openedWith(b, nil, nil, keys...)
}

// openedWith is opened with workloads and the pools of their plan.
func openedWith(b *testing.B, w planner.Workloads, pools []plan.Pool, keys ...tea.KeyPressMsg) tea.Model {
	b.Helper()
	terms := plan.DefaultTerms()
	terms.Pools = pools
	var m tea.Model = tui.New(tui.Config{
		Settings: planner.Default(),
		Workload: w,
		Plan:     terms,
		Table:    settings.New(settings.Known{Regions: data.Bundled().RegionNames()}),
		Lookups: tui.Lookups{
			Origin: "bundled",
			Types:  data.Bundled().Types,
			Offerings: func(region string) (func(string) planner.Offering, bool) {
				t, ok := data.Bundled().Region(region)
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

// BenchmarkPaste pastes 10,000 characters into the filter.
func BenchmarkPaste(b *testing.B) {
	slash, esc := tea.KeyPressMsg{Code: '/', Text: "/"}, tea.KeyPressMsg{Code: tea.KeyEscape}
	for name, text := range map[string]string{"words": "m x ", "conditions": "vcpus>=4 or -m5.* ", "letters": "m", "wide": "漢"} {
		b.Run(name, func(b *testing.B) {
			m := opened(b, all, slash)
			paste := tea.PasteMsg{Content: strings.Repeat(text, 10_000/len([]rune(text)))}
			for b.Loop() {
				m, _ = m.Update(paste)
				if m.View().Content == "" {
					b.Fatal("no frame")
				}
				b.StopTimer()
				m, _ = m.Update(esc)
				m, _ = m.Update(slash)
				b.StartTimer()
			}
		})
	}
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
	prices  = tea.KeyPressMsg{Code: '$', Text: "$"}
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

// anyKeys is a session that uses every part of the screen but files. It ends as
// it began, so that it can be played again and again.
func anyKeys() []tea.KeyPressMsg {
	var keys []tea.KeyPressMsg
	press := func(all ...tea.KeyPressMsg) { keys = append(keys, all...) }
	write := func(text string) {
		for _, r := range text {
			press(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
	enter, esc := tea.KeyPressMsg{Code: tea.KeyEnter}, tea.KeyPressMsg{Code: tea.KeyEscape}
	pageDown, end, home := tea.KeyPressMsg{Code: tea.KeyPgDown}, tea.KeyPressMsg{Code: tea.KeyEnd}, tea.KeyPressMsg{Code: tea.KeyHome}

	press(down, down, down, pageDown, end, up, up, home, next, next, prev, prev) // moves
	write("sssssssssSSSSSSSSSrr")                                                // orders
	write("/m6i vcpus >= 4 mem<=64")                                             // a filter, typed
	press(enter, esc)
	press(tab, home, down, next, next, down, next, next) // switches
	write(":discount")
	press(enter)
	write("12") // a value, typed
	press(enter)
	write("u") // undone: the next round begins with the same settings
	press(tab, home, mark, down, mark, down, mark, compare)
	press(next, down, down, esc)
	write("5") // the chart
	press(next, next, prev, up, down, prices, prices, prices)
	write("bb")
	press(enter, pageDown, pageDown, esc)
	write("1M?")
	press(pageDown, esc, enter, pageDown, esc)
	write("p")
	press(down, down, esc)
	write("y")
	press(esc)
	return keys
}

// BenchmarkAnyKey has the median of all keys of a session over all types, the
// slowest key by its own median, and the longest that any single press took,
// in which the machine has a part.
func BenchmarkAnyKey(b *testing.B) {
	keys := anyKeys()
	m := opened(b, all)
	timed(b, m, keys)
}

// timed presses keys again and again, and reports how long they took.
func timed(b *testing.B, m tea.Model, keys []tea.KeyPressMsg) {
	took := make([][]time.Duration, len(keys))
	for i := 0; b.Loop(); i++ {
		k := i % len(keys)
		start := time.Now()
		m, _ = m.Update(keys[k])
		if m.View().Content == "" {
			b.Fatal("no frame")
		}
		took[k] = append(took[k], time.Since(start))
	}
	var every []time.Duration
	slowest, at := time.Duration(0), 0
	for k, t := range took {
		slices.Sort(t)
		every = append(every, t...)
		if len(t) > 0 && t[len(t)/2] > slowest {
			slowest, at = t[len(t)/2], k
		}
	}
	slices.Sort(every)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(every[len(every)/2]), "p50-ms")
	b.ReportMetric(ms(every[len(every)*99/100]), "p99-ms")
	b.ReportMetric(ms(slowest), "slowest-key-ms")
	b.ReportMetric(ms(every[len(every)-1]), "longest-ms")
	b.Logf("the slowest key is %v", keys[at])
}

// BenchmarkManyWorkloads has the keys of all views over 3,000 workloads in 40 namespaces and
// eight pools, after their plans are found.
func BenchmarkManyWorkloads(b *testing.B) {
	key := func(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }
	m := openedWith(b, sample.Large(3000, 40), sample.LargePools())
	var pending []tea.Cmd
	m, cmd := m.Update(key('3'))
	for pending = append(pending, cmd); len(pending) > 0; pending = pending[1:] {
		if pending[0] == nil {
			continue
		}
		msg := pending[0]()
		if batch, is := msg.(tea.BatchMsg); is {
			pending = append(pending, batch...)
		} else if msg != nil {
			m, cmd = m.Update(msg)
			pending = append(pending, cmd)
		}
	}
	enter, esc := tea.KeyPressMsg{Code: tea.KeyEnter}, tea.KeyPressMsg{Code: tea.KeyEscape}
	pageDown, end, home := tea.KeyPressMsg{Code: tea.KeyPgDown}, tea.KeyPressMsg{Code: tea.KeyEnd}, tea.KeyPressMsg{Code: tea.KeyHome}
	var keys []tea.KeyPressMsg
	for _, view := range "12345678" {
		keys = append(keys, key(view), down, down, pageDown, end, up, home, next, prev)
	}
	keys = append(keys, key('2'), key('s'), key('s'), key('s'), key('/'), key('9'), key('9'), enter, key('n'), esc)
	keys = append(keys, key('2'), key('f'), down, enter, pageDown, key('s'), key('/'), key('9'), key('9'), enter, key('n'), key('s'), key('s'), key('f'))
	keys = append(keys, key('3'), enter, down, enter, pageDown, esc, esc)
	timed(b, m, keys)
}

// BenchmarkMemory plays the session and reports the most that the heap and all
// that the system gave came to, with the collector set as the screen sets it.
func BenchmarkMemory(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	keys := anyKeys()
	m := opened(b, all)
	var heap, sys uint64
	var now runtime.MemStats
	for i := 0; b.Loop(); i++ {
		m, _ = m.Update(keys[i%len(keys)])
		if m.View().Content == "" {
			b.Fatal("no frame")
		}
		if i%5 == 0 {
			runtime.ReadMemStats(&now)
			heap, sys = max(heap, now.HeapInuse), max(sys, now.Sys)
		}
	}
	b.ReportMetric(float64(heap)/(1<<20), "heap-peak-MiB")
	b.ReportMetric(float64(sys)/(1<<20), "sys-peak-MiB")
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		opened(b)
	}
}
