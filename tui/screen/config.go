package screen

import (
	"context"
	"errors"
	"time"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
	"podfit/planner/settings"
)

// Config is what the screen starts from.
type Config struct {
	Settings planner.Settings
	Table    settings.Table
	Lookups  Lookups
	// Options and By are how the types are shown at first, File where they and
	// the settings come from: saving goes there without a question.
	Options []scenario.Option
	By      string
	File    string
	// FileText is what File had when it was read; nil if that is unknown.
	FileText []byte
	// At is the place that is shown first; empty is the first of the table of views.
	At Place
	// Workload is the workloads to plan for, Subnets and PodSubnets where their nodes
	// are, and Today the nodes that the cluster has.
	Workload            planner.Workloads
	Subnets, PodSubnets []planner.Subnet
	Today               planner.Today
	// Notes are guesses of the scenario, and Doubts what is known about the tables.
	Notes  []string
	Doubts []planner.Warning
	// Plan is what plans are to be like; without groups, what is usual.
	Plan  plan.Terms
	Files Files
	// Imported is what was imported as the screen was opened; nil if nothing was. Open
	// opens what is named later; without it, only scenarios can be opened.
	Imported *Import
	Open     OpenInput
	// Outputs are the files that Run, a command of podfit, writes of the scenario.
	Outputs []Output
	Run     Run
	// Live asks AWS; nil where it cannot be asked. LiveAtOnce does so at once.
	Live       AskLive
	LiveAtOnce bool
	// NoColor leaves bold, faint and reverse. Bubble Tea itself finds out whether
	// NO_COLOR is set in the environment.
	NoColor bool
	// ASCII draws with nothing else, for terminals that show nothing else.
	ASCII bool
}

// OpenInput reads what a person names: a scenario, or what is made into one over another.
// It runs outside Update, until ctx is done.
type OpenInput func(ctx context.Context, names string, over scenario.Scenario) (Input, error)

// Input is a scenario that was opened.
type Input struct {
	File string // that has it; empty if it was imported
	Text []byte
	// Imported is what it was made of; nil for a file's own.
	Imported *Import
}

// Import is what a scenario was made of.
type Import struct {
	From    string // the files or the cluster
	Summary string
	Notes   []planner.Warning `json:"-"`
	// Kept are the notes of an import of an earlier run, of which the words are known.
	Kept []answer.Warning
	// Lasting says that the same can be imported again.
	Lasting bool
	// RegionSource is who named the region. DaemonSets and Zones are what came with it, and
	// goes with it when something else is imported.
	RegionSource planner.RegionSource
	DaemonSets   []string
	Zones        string
}

// Lookups are where the screen's figures come from. Both answer from memory.
type Lookups struct {
	// Origin names the tables for the header: "bundled", for example.
	Origin string
	// Types are all instance types, always the same.
	Types func() []planner.InstanceType
	// Fargate are its prices in a region; nil where nobody knows any.
	Fargate func(region string) fargate.Prices
	// Offerings opens a region; ok is false where there is none of the name.
	Offerings func(region string) (offering func(typeName string) planner.Offering, ok bool)
}

// Live is the catalogue after AWS answered.
type Live struct {
	Lookups Lookups
	// Label stands in the header instead of Lookups.Origin; empty
	// if AWS did not answer.
	Label string
	// Warnings are why some figures are not from AWS.
	Warnings []planner.Warning
}

// AskLive asks AWS about a region until ctx is done. It runs outside Update, and
// reports its progress from any goroutine.
type AskLive func(ctx context.Context, region string, progress func(string)) Live

// Files is how the screen reaches the disk. All of it runs outside Update and
// may take its time.
type Files struct {
	Read func(name string) ([]byte, error)
	// Create writes a file that must not exist yet (else fs.ErrExist), and
	// Replace one that may exist. Both write all or nothing.
	Create, Replace func(name string, text []byte) error
	// Edit has a text ready for the user's editor.
	Edit func(text []byte) (Editing, error)
	// Complete lists the paths that begin with a text, folders with a slash.
	Complete func(start string) []string

	// Recall, Keep and Forget are for notes in the user's state folder. What
	// Recall does not find is fs.ErrNotExist. Run is in the names of this run's notes, so
	// that no other run writes them; Left are the runs that left a session and have ended.
	Run    string
	Left   func() []Left
	Recall func(note string) ([]byte, error)
	Keep   func(note string, text []byte) error
	Forget func(note string) error
}

// open is Open, or else opens scenarios alone.
func (c *Config) open() OpenInput {
	if c.Open != nil {
		return c.Open
	}
	read := c.Files.orNone().Read
	return func(_ context.Context, name string, _ scenario.Scenario) (Input, error) {
		text, err := read(name)
		return Input{File: name, Text: text}, err
	}
}

// Left is a run that left a session, and when it kept it last.
type Left struct {
	Run string
	At  time.Time
}

// orNone refuses what is missing.
func (f Files) orNone() Files {
	none := errors.New("this screen has no files")
	if f.Read == nil {
		f.Read = func(string) ([]byte, error) { return nil, none }
	}
	if f.Create == nil {
		f.Create = func(string, []byte) error { return none }
	}
	if f.Replace == nil {
		f.Replace = func(string, []byte) error { return none }
	}
	if f.Left == nil {
		f.Left = func() []Left { return []Left{{Run: f.Run}} }
	}
	if f.Complete == nil {
		f.Complete = func(string) []string { return nil }
	}
	return f
}

// hasState says that there is a state folder at all.
func (f *Files) hasState() bool { return f.Recall != nil && f.Keep != nil && f.Forget != nil }
