package tui

import (
	"reflect"
	"sync"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// rest lets the processor sleep while nothing moves. Bubble Tea looks for a new
// frame sixty times a second, and has no way to be told that there is none to
// come: so its ticker, a field that it does not export, is stopped a while after
// the last message or frame and started again by the next. Where a later version
// has no such field it ticks on; TestTickerIsFound notices.
type rest struct {
	program *tea.Program

	mu     sync.Mutex
	ticker *time.Ticker
	turn   int // counts what keeps the ticker going
	// undrawn is how many frames were made of which the program has not said
	// yet that it took them: until then the ticker is not to stop.
	undrawn int
}

const (
	frameTime = time.Second / 60
	restAfter = 15 * frameTime
)

// drawn comes back through the loop of messages, which takes it only once the
// frame made before it lies ready to be written.
type drawn struct{}

// wake is a filter of all messages, which it lets through but for its own.
func (r *rest) wake(_ tea.Model, msg tea.Msg) tea.Msg {
	ticker := tickerOf(r.program)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ticker = ticker
	if _, own := msg.(drawn); own {
		r.undrawn--
		msg = nil
	}
	r.tick()
	return msg
}

// viewed is called as a frame is made, however long after its message.
func (r *rest) viewed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.undrawn++
	r.tick()
	go r.program.Send(drawn{})
}

// tick starts the ticker, to be stopped unless this is called again meanwhile:
// a timer that fires too late to be stopped finds that another turn began.
func (r *rest) tick() {
	if r.ticker == nil {
		return
	}
	r.ticker.Reset(frameTime)
	r.turn++
	turn := r.turn
	time.AfterFunc(restAfter, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.turn == turn && r.undrawn == 0 {
			r.ticker.Stop()
		}
	})
}

// tickerOf is nil before the program draws. It is read where it was written: in
// the loop of messages.
func tickerOf(p *tea.Program) *time.Ticker {
	field := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return *(**time.Ticker)(unsafe.Pointer(field.UnsafeAddr()))
}
