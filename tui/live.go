package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// Live is what is known with what AWS said just now.
type Live struct {
	Lookups Lookups
	// Label stands in the header where the bundled tables have "bundled"; empty
	// where AWS said nothing.
	Label string
	// Causes are why there are figures that AWS did not say, a line each.
	Causes []string
}

// AskLive asks AWS of a region until ctx is done. It runs beside Update, and
// tells how far it is from any goroutine.
type AskLive func(ctx context.Context, region string, progress func(string)) Live

// live is the figures of today: asked for beside Update, one question at a time.
type live struct {
	ask      AskLive // nil where there is nobody to ask
	requests *requests
	// cancel ends the question that is under way, of region; nil without one.
	cancel context.CancelFunc
	region string
	heard  chan string // how far it is
	last   string
	labels map[string]string // by region
}

func newLive(ask AskLive) live {
	return live{ask: ask, requests: &requests{}, labels: map[string]string{}}
}

// heard is how far a question is.
type heard struct {
	from chan string
	text string
}

// toggleLive asks AWS of the region, or gives up.
func (m *Model) toggleLive() tea.Cmd {
	l := &m.live
	switch {
	case l.ask == nil:
		m.status = status{text: "this screen asks nobody", kind: wrong}
		return nil
	case l.cancel != nil:
		l.cease()
		m.status = status{text: "no longer asking AWS: the figures are those of before"}
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel, l.region, l.heard, l.last = cancel, m.settings.Region, make(chan string, 1), ""
	ask, region, tell := l.ask, l.region, l.heard
	work := l.requests.ask(func() func(*Model) tea.Cmd {
		answer := ask(ctx, region, func(text string) {
			select {
			case tell <- text:
			default: // the last one has not been read yet
			}
		})
		close(tell)
		return act(func(m *Model) { m.lay(region, answer) })
	})
	return tea.Batch(work, l.listen())
}

// listen waits for the next thing that the question tells.
func (l *live) listen() tea.Cmd {
	from := l.heard
	return func() tea.Msg {
		text, more := <-from
		if !more {
			return nil
		}
		return heard{from, text}
	}
}

// hear takes in how far the question is; an older one is no longer listened to.
func (m *Model) hear(h heard) tea.Cmd {
	if h.from != m.live.heard {
		return nil
	}
	m.live.last = h.text
	return m.live.listen()
}

// cease gives the question up; its answer comes too late.
func (l *live) cease() {
	l.cancel()
	l.requests.drop()
	l.cancel = nil
}

// lay works everything out anew with what AWS said of a region.
func (m *Model) lay(region string, answer Live) {
	m.live.cancel()
	m.live.cancel = nil
	if answer.Label == "" {
		m.status = status{text: strings.Join(answer.Causes, "; "), kind: wrong}
		return
	}
	m.live.labels[region] = answer.Label
	m.catalogue = newCatalogue(answer.Lookups)
	m.evaluate()
	m.plan.asked = planQuestion{} // the same question has another answer now
	m.status = status{text: fmt.Sprintf("%s as AWS has it now", region), kind: better}
	if len(answer.Causes) > 0 {
		m.status = status{text: strings.Join(answer.Causes, "; "), kind: worse}
	}
}

// liveStatus says that AWS is being asked.
func (m *Model) liveStatus() status {
	if m.live.cancel == nil {
		return status{}
	}
	return status{text: join("asking AWS of "+m.live.region, m.live.last, "r gives up")}
}

// liveWords have a command ask AWS as the screen did.
func (m *Model) liveWords() []string {
	if m.live.labels[m.settings.Region] == "" {
		return nil
	}
	return []string{"--live"}
}

// origin is where the figures of the region come from, for the header.
func (m *Model) origin() string {
	if label := m.live.labels[m.settings.Region]; label != "" {
		return label
	}
	return "bundled"
}
