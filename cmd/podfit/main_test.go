package main

import (
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"podfit/cmd/internal/request"
	"podfit/data"
	"podfit/planner"
	_ "podfit/planner/sample/steady"
	"podfit/planner/scenario"
)

func TestMain(m *testing.M) {
	os.Setenv("SOURCE_DATE_EPOCH", questionDay)
	testscript.Main(m, programs)
}

// programs are what the test binary can be; some systems have more.
var programs = map[string]func(){"podfit": unhurried, "podfit-breaks": breaks}

// unhurried is the program whose searches no clock cuts.
func unhurried() {
	started := time.Now()
	request.Clock = func() time.Time { return started }
	main()
}

// breaks is the screen with a mistake in it, behind the region's setting.
func breaks() {
	c := screenConfig(defaultRequest())
	region := c.Settings.Region
	c.Lookups.Offerings = func(asked string) (func(string) planner.Offering, bool) {
		if asked != region {
			panic("a mistake")
		}
		return new(data.Catalogue).Offerings(asked)
	}
	stayOpen()
	os.Exit(exitCode(openScreen(c)))
}

// defaultRequest is what podfit is asked without flags.
func defaultRequest() request.Request {
	return request.Request{Table: request.Known(), Scenario: scenario.Scenario{Settings: planner.Default()}}
}

// endAtOnce keeps programs under the race detector from sleeping for a second
// before they end.
const endAtOnce = "GORACE=atexit_sleep_ms=0"

// questionDay is 2026-11-29, so that the age of bundled prices stays the same.
const questionDay = "1795910400"

// TestScripts run the real program; testdata/script is its manual. With
// UPDATE=1 they write down what it prints.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"apiserver": serveAPI, "aws": serveAWS, "figures": writeFigures},
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("XDG_CONFIG_HOME", e.WorkDir+"/home/config")
			e.Setenv("XDG_CACHE_HOME", e.WorkDir+"/home/cache")
			e.Vars = append(e.Vars, endAtOnce, "SOURCE_DATE_EPOCH="+questionDay)
			e.Values[awsKey{}] = &awsWorld{}
			return nil
		},
	})
}
