package tui

import (
	"reflect"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// rest lets the processor sleep while nothing moves. Bubble Tea looks for a new
// frame sixty times a second, and has no way to be told that there is none to
// come: so its ticker, a field that it does not export, is stopped a while after
// the last message and started again by the next. Where a later version has no
// such field it ticks on; TestTickerIsFound notices.
type rest struct {
	program *tea.Program
	stop    *time.Timer
}

const (
	frameTime = time.Second / 60
	restAfter = 15 * frameTime
)

// wake is a filter of all messages, which it lets through.
func (r *rest) wake(_ tea.Model, msg tea.Msg) tea.Msg {
	ticker := tickerOf(r.program)
	if ticker == nil {
		return msg
	}
	ticker.Reset(frameTime)
	if r.stop == nil {
		r.stop = time.AfterFunc(restAfter, ticker.Stop)
	} else {
		r.stop.Reset(restAfter)
	}
	return msg
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
