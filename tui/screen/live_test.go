package screen_test

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
	"podfit/tui"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// aws is somebody to ask, who answers each question when the test does.
type aws chan question

type question struct {
	ctx    context.Context
	tell   func(string)
	answer chan tui.Live
}

func (a aws) ask(ctx context.Context, _ string, progress func(string)) tui.Live {
	q := question{ctx, progress, make(chan tui.Live)}
	a <- q
	return <-q.answer
}

// dearer are lookups with every on-demand price in us-east-1 as given.
func dearer(price planner.Money) tui.Live {
	l := tuitest.Config().Lookups
	return tui.Live{Label: "AWS today", Lookups: tui.Lookups{Origin: l.Origin, Types: l.Types, Offerings: func(region string) (func(string) planner.Offering, bool) {
		offering, ok := tuitest.Offerings(region)
		return func(name string) planner.Offering {
			o := offering(name)
			if region == "us-east-1" {
				o.OnDemand = planner.Known(price)
			}
			return o
		}, ok
	}}}
}

func liveScreen(a aws) *tuitest.Screen {
	return tuitest.OpenDisk(&tuitest.Disk{}, func(c *tui.Config) { c.Live = a.ask })
}

// under runs commands beside the screen, as a program does.
func under(cmd tea.Cmd) <-chan tea.Msg {
	messages := make(chan tea.Msg, 99)
	var start func(tea.Cmd)
	start = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		go func() {
			msg := cmd()
			if batch, is := msg.(tea.BatchMsg); is {
				for _, c := range batch {
					start(c)
				}
			} else if msg != nil {
				messages <- msg
			}
		}()
	}
	start(cmd)
	return messages
}

// until takes messages in up to the answer.
func until(s *tuitest.Screen, messages <-chan tea.Msg) {
	for {
		msg := <-messages
		s.Send(msg)
		if screen.IsAnswer(msg) {
			return
		}
	}
}

func price(s *tuitest.Screen) planner.Money { return s.Options[0].Cost.ListHour.Or(0) }

func TestLive(t *testing.T) {
	a := make(aws)
	s := liveScreen(a)
	messages := under(s.Send(tuitest.Key("r")))
	q := <-a
	tuitest.Has(t, s.Text(), "asking AWS about us-east-1", "r cancels", "bundled")
	q.tell("DescribeInstanceTypes 700")
	for s.Heard() == "" {
		s.Send(<-messages)
	}
	tuitest.Has(t, s.Text(), "DescribeInstanceTypes 700")
	s.Do("down space /") // the screen is as usable as ever
	s.Write("m6i")
	s.Do("enter")
	if len(s.Rows.Names()) == 0 || q.ctx.Err() != nil {
		t.Error("keys do nothing, or stop the question")
	}
	q.answer <- dearer(7_000_000)
	until(s, messages)
	if price(s) != 7_000_000 {
		t.Errorf("the price is %d", price(s))
	}
	tuitest.Has(t, s.Text(), "us-east-1: live limits and prices", "AWS today")
	s.Do("y")
	tuitest.Has(t, s.Text(), "--live")
}

// The answer to a question that was given up, or that failed, changes nothing.
func TestLateAndFailedLive(t *testing.T) {
	a := make(aws)
	s := liveScreen(a)
	before := price(s)
	late := under(s.Send(tuitest.Key("r")))
	first := <-a
	s.Do("r")
	if first.ctx.Err() == nil {
		t.Error("goes on")
	}
	tuitest.Has(t, s.Text(), "cancelled: the figures are unchanged")
	failed := under(s.Send(tuitest.Key("r")))
	second := <-a
	first.answer <- dearer(7_000_000)
	second.answer <- tui.Live{Warnings: []planner.Warning{planner.NotLive{Cause: "AWS credentials: none", Fix: "run aws configure", Using: "bundled prices"}}}
	until(s, late)
	if price(s) != before || !s.Asking() {
		t.Error("a late answer is shown")
	}
	until(s, failed)
	if price(s) != before {
		t.Error("a failure changes figures")
	}
	tuitest.Has(t, s.Text(), "AWS credentials: none: using bundled prices; run aws configure", "bundled")
}

// What was asked of one region stays with it.
func TestLiveOfAnotherRegion(t *testing.T) {
	a := make(aws)
	s := liveScreen(a)
	messages := under(s.Send(tuitest.Key("r")))
	q := <-a
	s.Do("tab left") // to eu-west-1
	before := price(s)
	q.answer <- dearer(7_000_000)
	until(s, messages)
	if s.Settings.Region != "eu-west-1" || price(s) != before {
		t.Errorf("%s: %d", s.Settings.Region, price(s))
	}
	tuitest.Has(t, s.Text(), "bundled")
	s.Do("right")
	if price(s) != 7_000_000 {
		t.Error("the answer is lost")
	}
	tuitest.Has(t, s.Text(), "AWS today")
}

func TestNobodyToAsk(t *testing.T) {
	s := tuitest.Open(120, 32)
	s.Press("r")
	tuitest.Has(t, s.Text(), "this screen cannot ask AWS")
}

// A screen can begin with the question.
func TestLiveAtOnce(t *testing.T) {
	a := make(aws)
	c := tuitest.Config()
	c.Live, c.LiveAtOnce = a.ask, true
	m := tui.New(c)
	if !m.Session().Asking() {
		t.Error("asks nobody")
	}
}
