package tui

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"podfit/planner"
)

// aws is somebody to ask, who answers each question when the test does.
type aws chan question

type question struct {
	ctx    context.Context
	tell   func(string)
	answer chan Live
}

func (a aws) ask(ctx context.Context, _ string, progress func(string)) Live {
	q := question{ctx, progress, make(chan Live)}
	a <- q
	return <-q.answer
}

// dearer are lookups with every on-demand price in us-east-1 as given.
func dearer(price planner.Money) Live {
	l := testConfig().Lookups
	return Live{Label: "AWS today", Lookups: Lookups{Types: l.Types, Offerings: func(region string) (func(string) planner.Offering, bool) {
		offering, ok := testOfferings(region)
		return func(name string) planner.Offering {
			o := offering(name)
			if region == "us-east-1" {
				o.OnDemand = planner.Known(price)
			}
			return o
		}, ok
	}}}
}

func liveScreen(a aws) *screen {
	return newSessionScreen(&disk{}, func(c *Config) { c.Live = a.ask })
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
func (s *screen) until(messages <-chan tea.Msg) {
	for {
		msg := <-messages
		s.send(msg)
		if _, is := msg.(reply); is {
			return
		}
	}
}

func (s *screen) price() planner.Money { return s.options[0].Cost.ListHour.Or(0) }

func TestLive(t *testing.T) {
	a := make(aws)
	s := liveScreen(a)
	messages := under(s.send(keyPress("r")))
	q := <-a
	mustHave(t, s.text(), "asking AWS of us-east-1", "r gives up", "bundled")
	q.tell("DescribeInstanceTypes 700")
	for s.live.last == "" {
		s.send(<-messages)
	}
	mustHave(t, s.text(), "DescribeInstanceTypes 700")
	s.do("down space /") // the screen is as usable as ever
	s.write("m6i")
	s.do("enter")
	if len(s.names()) == 0 || q.ctx.Err() != nil {
		t.Error("keys do nothing, or stop the question")
	}
	q.answer <- dearer(7_000_000)
	s.until(messages)
	if s.price() != 7_000_000 {
		t.Errorf("the price is %d", s.price())
	}
	mustHave(t, s.text(), "us-east-1 as AWS has it now", "AWS today")
	s.do("y")
	mustHave(t, s.text(), "--live")
}

// The answer to a question that was given up, or that failed, changes nothing.
func TestLateAndFailedLive(t *testing.T) {
	a := make(aws)
	s := liveScreen(a)
	before := s.price()
	late := under(s.send(keyPress("r")))
	first := <-a
	s.do("r")
	if first.ctx.Err() == nil {
		t.Error("goes on")
	}
	mustHave(t, s.text(), "no longer asking AWS")
	failed := under(s.send(keyPress("r")))
	second := <-a
	first.answer <- dearer(7_000_000)
	second.answer <- Live{Causes: []string{"AWS credentials: none; run aws configure: the bundled prices stand"}}
	s.until(late)
	if s.price() != before || s.live.cancel == nil {
		t.Error("a late answer is shown")
	}
	s.until(failed)
	if s.price() != before {
		t.Error("a failure changes figures")
	}
	mustHave(t, s.text(), "AWS credentials: none; run aws configure: the bundled prices stand", "bundled")
}

// What was asked of one region stays with it.
func TestLiveOfAnotherRegion(t *testing.T) {
	a := make(aws)
	s := liveScreen(a)
	messages := under(s.send(keyPress("r")))
	q := <-a
	s.do("tab left") // to eu-west-1
	before := s.price()
	q.answer <- dearer(7_000_000)
	s.until(messages)
	if s.settings.Region != "eu-west-1" || s.price() != before {
		t.Errorf("%s: %d", s.settings.Region, s.price())
	}
	mustHave(t, s.text(), "bundled")
	s.do("right")
	if s.price() != 7_000_000 {
		t.Error("the answer is lost")
	}
	mustHave(t, s.text(), "AWS today")
}

func TestNobodyToAsk(t *testing.T) {
	s := newScreen(120, 32)
	s.press("r")
	mustHave(t, s.text(), "this screen asks nobody")
}

// A screen can begin with the question.
func TestLiveAtOnce(t *testing.T) {
	a := make(aws)
	c := testConfig()
	c.Live, c.LiveAtOnce = a.ask, true
	m := New(c)
	if m.live.cancel == nil || m.first == nil {
		t.Error("asks nobody")
	}
}
