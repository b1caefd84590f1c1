package tui

import (
	"io"
	"strings"
	"sync"
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

// slow takes longer over a message than the ticker runs after one.
type slow struct {
	text   string
	viewed func()
}

func (slow) Init() tea.Cmd { return nil }
func (s slow) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if text, is := msg.(string); is {
		time.Sleep(restAfter + 5*frameTime)
		s.text = text
	}
	return s, nil
}
func (s slow) View() tea.View {
	s.viewed()
	return tea.NewView(s.text)
}

// writes is what reached the terminal.
type writes struct {
	mu   sync.Mutex
	text strings.Builder
}

func (w *writes) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(b)
}

func (w *writes) has(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Contains(w.text.String(), text)
}

// A frame that was long in the making is drawn without another message, and
// the ticker rests after it as after any.
func TestSlowFrameIsDrawn(t *testing.T) {
	var r rest
	var out writes
	in, quiet := io.Pipe()
	defer quiet.Close()
	p := tea.NewProgram(slow{"first", r.viewed}, tea.WithInput(in), tea.WithOutput(&out), tea.WithWindowSize(80, 24), tea.WithoutSignalHandler(), tea.WithFilter(r.wake))
	r.program = p
	done := make(chan error, 1)
	go func() {
		_, err := p.Run()
		done <- err
	}()
	for _, text := range []string{"second", "third"} {
		p.Send(text)
		for deadline := time.Now().Add(3 * time.Second); !out.has(text); time.Sleep(frameTime) {
			if time.Now().After(deadline) {
				t.Fatalf("%q is not drawn", text)
			}
		}
		time.Sleep(2 * restAfter)
	}
	r.mu.Lock()
	undrawn, ticker := r.undrawn, r.ticker
	r.mu.Unlock()
	if undrawn != 0 {
		t.Errorf("%d frames are waited for", undrawn)
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
