package tui

import (
	"io"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// watched tells when it saw its first message.
type watched struct{ seen chan struct{} }

func (watched) Init() tea.Cmd { return tea.RequestWindowSize }
func (w watched) Update(tea.Msg) (tea.Model, tea.Cmd) {
	select {
	case <-w.seen:
	default:
		close(w.seen)
	}
	return w, nil
}
func (watched) View() tea.View { return tea.NewView("") }

// Bubble Tea draws by a ticker that is where rest looks for it, and that stops
// when nothing moves.
func TestTickerIsFound(t *testing.T) {
	w := watched{make(chan struct{})}
	var r rest
	in, quiet := io.Pipe()
	defer quiet.Close()
	p := tea.NewProgram(w, tea.WithInput(in), tea.WithOutput(io.Discard), tea.WithWindowSize(80, 24), tea.WithoutSignalHandler(), tea.WithFilter(r.wake))
	r.program = p
	done := make(chan error, 1)
	go func() {
		_, err := p.Run()
		done <- err
	}()
	<-w.seen
	ticker := tickerOf(p)
	if ticker == nil {
		t.Fatal("no ticker in the program")
	}
	time.Sleep(2 * restAfter)
	for len(ticker.C) > 0 {
		<-ticker.C
	}
	select {
	case <-ticker.C:
		t.Error("still ticking")
	case <-time.After(4 * frameTime):
	}
	p.Quit()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
