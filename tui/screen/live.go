package screen

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/tui/widget"
)

// live is prices and limits from AWS: asked for outside Update, one region at a
// time.
type live struct {
	ask      AskLive // nil where AWS cannot be asked
	requests *Requests
	// cancel ends the request that is under way, for region; nil without one.
	cancel   context.CancelFunc
	region   string
	progress chan string
	last     string
	labels   map[string]string // by region
	warnings map[string][]planner.Warning
}

func newLive(ask AskLive) live {
	return live{ask: ask, requests: &Requests{}, labels: map[string]string{}, warnings: map[string][]planner.Warning{}}
}

// progress is how far a request is.
type progress struct {
	from chan string
	text string
}

// ToggleLive asks AWS about the region, or cancels.
func (s *Session) ToggleLive() tea.Cmd {
	l := &s.live
	switch {
	case l.ask == nil:
		s.Status = Status{"this screen cannot ask AWS", widget.Wrong}
		return nil
	case l.cancel != nil:
		l.abandon()
		s.Say("cancelled: the figures are unchanged")
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel, l.region, l.progress, l.last = cancel, s.Settings.Region, make(chan string, 1), ""
	ask, region, report := l.ask, l.region, l.progress
	work := l.requests.Ask(func() func(*Session) tea.Cmd {
		answer := ask(ctx, region, func(text string) {
			select {
			case report <- text:
			default: // the last one has not been read yet
			}
		})
		close(report)
		return func(s *Session) tea.Cmd {
			s.takeLive(region, answer)
			return nil
		}
	})
	return tea.Batch(work, l.listen())
}

// Asking says that AWS is being asked.
func (s *Session) Asking() bool { return s.live.cancel != nil }

// listen waits for the next report of progress.
func (l *live) listen() tea.Cmd {
	from := l.progress
	return func() tea.Msg {
		text, more := <-from
		if !more {
			return nil
		}
		return progress{from, text}
	}
}

// progressed takes in how far the request is; an older one is ignored.
func (s *Session) progressed(p progress) tea.Cmd {
	if p.from != s.live.progress {
		return nil
	}
	s.live.last = p.text
	return s.live.listen()
}

// abandon gives the request up; its answer comes too late.
func (l *live) abandon() {
	l.cancel()
	l.requests.Drop()
	l.cancel = nil
}

// takeLive works everything out anew with the answer for a region.
func (s *Session) takeLive(region string, answer Live) {
	s.live.cancel()
	s.live.cancel = nil
	s.live.warnings[region] = answer.Warnings
	var lines []string
	for _, w := range s.Warnings(answer.Warnings) {
		lines = append(lines, w.Line())
	}
	if answer.Label == "" {
		s.Status = Status{strings.Join(lines, "; "), widget.Wrong}
		return
	}
	s.live.labels[region] = answer.Label
	version := s.Catalogue.version + 1
	s.Catalogue = newCatalogue(answer.Lookups)
	s.Catalogue.version = version
	s.evaluate()
	s.Status = Status{fmt.Sprintf("%s: live limits and prices", region), widget.Better}
	if len(lines) > 0 {
		s.Status = Status{strings.Join(lines, "; "), widget.Worse}
	}
}

// Doubts are what is known before any figure: about the tables, about what AWS was asked
// for in vain, and the guesses of the scenario.
func (s *Session) Doubts() []planner.Warning {
	all := slices.Concat(s.doubts, s.live.warnings[s.Settings.Region])
	for _, note := range s.Placement.Notes {
		all = append(all, planner.ScenarioNote{Text: note})
	}
	return append(all, s.ForeignZones()...)
}

// LiveStatus says that AWS is being asked; empty while it is not.
func (s *Session) LiveStatus() string {
	if !s.Asking() {
		return ""
	}
	return widget.Join("asking AWS about "+s.live.region, s.live.last, "r cancels")
}

// liveWords have a command ask AWS as the screen did.
func (s *Session) liveWords() []string {
	if s.live.labels[s.Settings.Region] == "" {
		return nil
	}
	return []string{"--live"}
}

// Origin is where the figures of the region come from, for the header.
func (s *Session) Origin() string {
	if label := s.live.labels[s.Settings.Region]; label != "" {
		return label
	}
	return s.Catalogue.lookups.Origin
}

// Said is what the header says of the region, the most important first: where the
// figures come from, which of them are missing, who named it, and their dates.
func (s *Session) Said() []string {
	dates := s.Catalogue.Dates()
	isMissing := func(date string) bool { return strings.HasPrefix(date, missing) }
	said := []string{s.Origin()}
	for _, d := range dates {
		if isMissing(d) {
			said = append(said, d)
		}
	}
	return append(append(said, "region by "+s.Settings.RegionSource.String()), slices.DeleteFunc(dates, isMissing)...)
}
