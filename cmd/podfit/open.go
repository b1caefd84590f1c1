package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
	"podfit/cmd/internal/userfiles"
	"podfit/data/cluster"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/printable"
	"podfit/planner/scenario"
	"podfit/tui"
)

// headBytes is how much of a file is looked at to tell what it is.
const headBytes = 64 << 10

// heads opens files of which the beginning was looked at, also those that can be read
// only once: stdin and FIFOs.
type heads struct {
	open func(string) (io.ReadCloser, error)
	read map[string]io.ReadCloser
}

func newHeads(open func(string) (io.ReadCloser, error)) *heads {
	return &heads{open, map[string]io.ReadCloser{}}
}

// isScenario looks at a file. Whoever reads it says why it cannot be opened.
func (h *heads) isScenario(name string) bool {
	if info, err := os.Stat(name); name != "-" && (err != nil || info.IsDir()) {
		return false
	}
	f, err := h.open(name)
	if err != nil {
		return false
	}
	head, err := io.ReadAll(io.LimitReader(f, headBytes))
	if file, is := f.(*os.File); is && err == nil {
		if _, err := file.Seek(0, io.SeekStart); err == nil {
			f.Close()
			return scenario.Is(head)
		}
	}
	h.read[name] = &headed{io.MultiReader(strings.NewReader(string(head)), f), f}
	return scenario.Is(head)
}

// headed is what was read of a file, and the rest of it.
type headed struct {
	io.Reader
	io.Closer
}

// Open opens a file from its beginning.
func (h *heads) Open(name string) (io.ReadCloser, error) {
	if f, is := h.read[name]; is {
		delete(h.read, name)
		return f, nil
	}
	return h.open(name)
}

// sort tells scenarios from what has to be imported.
func (h *heads) sort(names []string) (scenarios, others []string) {
	for _, name := range names {
		if h.isScenario(name) {
			scenarios = append(scenarios, name)
		} else {
			others = append(others, name)
		}
	}
	return scenarios, others
}

// importOver makes the scenario that podfit import prints of a request, what was read of
// it included.
func importOver(ctx context.Context, r request.Request, from objects.Source, io request.IO) (request.Request, *tui.Import, error) {
	before := r.Scenario.Plan.Zones.String()
	im, err := from.Workload(ctx, io)
	if err != nil {
		return r, nil, err
	}
	r = imported(r, &im)
	source := r.Settings().RegionSource
	text, err := importedText(&r)
	if err != nil {
		return r, nil, err
	}
	// As the file has it, so that both are one session.
	r.Scenario, err = scenario.Read("the imported scenario", text, emptyScenario(), r.Table)
	r.Settings().RegionSource = source
	r.Plan.Terms = r.Scenario.Plan
	done := &tui.Import{From: sourceName(from), Summary: importSummary(&im).Line(), Lasting: !from.Live && !slices.Contains(from.Files, "-"), RegionSource: source}
	for _, n := range im.Notes {
		done.Notes = append(done.Notes, n)
	}
	done.Notes = append(done.Notes, r.UsageDoubts()...)
	for _, ds := range im.DaemonSets {
		done.DaemonSets = append(done.DaemonSets, ds.Name)
	}
	if zones := r.Scenario.Plan.Zones.String(); zones != before {
		done.Zones = zones
	}
	return r, done, err
}

func emptyScenario() scenario.Scenario {
	return scenario.Scenario{Settings: planner.Default(), Plan: plan.DefaultTerms()}
}

func sourceName(from objects.Source) string {
	if from.Live {
		return strings.TrimSpace("the cluster of " + contextPrefix + from.Cluster.Context)
	}
	return strings.Join(from.Files, ", ")
}

// contextPrefix begins the name of a live cluster on the screen, as a file's name does
// that of a file.
const contextPrefix = "context:"

// namespacePrefix limits it to one namespace.
const namespacePrefix = "namespace:"

// openInput is what the screen opens: a scenario, whatever podfit import reads, or a live
// cluster. like has the choices of the command line.
func openInput(r request.Request, like objects.Source, files func(string) (io.ReadCloser, error)) tui.OpenInput {
	return func(ctx context.Context, typed string, over scenario.Scenario) (in tui.Input, err error) {
		from, err := typedSource(typed, like)
		if err != nil {
			return in, err
		}
		world := request.IO{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Now: request.Clock}
		h := newHeads(func(name string) (io.ReadCloser, error) {
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			return files(name)
		})
		world.Open = h.Open
		var scenarios []string
		scenarios, from.Files = h.sort(from.Files)
		base := r.From(over)
		for i, name := range scenarios {
			text, err := world.ReadScenario(name)
			if err != nil {
				return in, err
			}
			if len(scenarios) == 1 && len(from.Files) == 0 {
				return tui.Input{File: name, Text: text}, nil
			}
			if i == 0 {
				base = r.From(emptyScenario())
			}
			if base, err = base.Over(name, text); err != nil {
				return in, err
			}
		}
		if len(from.Files) > 0 || from.Live {
			if base, in.Imported, err = importOver(ctx, base, from, world); err != nil {
				return in, err
			}
		} else {
			in.Imported = &tui.Import{From: strings.Join(scenarios, ", "), Lasting: true, RegionSource: base.Settings().RegionSource}
		}
		in.Text, err = scenario.Write(base.Scenario, base.Table)
		return in, err
	}
}

// typedSource is the files or the cluster that a person typed.
func typedSource(typed string, like objects.Source) (objects.Source, error) {
	from := like
	from.Live, from.Files = false, nil
	if _, err := os.Stat(userfiles.AtHome(typed)); err == nil { // its spaces are part of the name
		from.Files = []string{userfiles.AtHome(typed)}
		return from, nil
	}
	for word := range strings.FieldsSeq(typed) {
		if name, is := strings.CutPrefix(word, contextPrefix); is {
			from.Live, from.Cluster.Context = true, name
		} else if name, is := strings.CutPrefix(word, namespacePrefix); is {
			if err := objects.CheckNamespace(name); err != nil {
				return from, err
			}
			from.Cluster.Namespace = name
		} else if word == "-" {
			return from, errors.New("stdin is read only as podfit starts: podfit -f -")
		} else {
			from.Files = append(from.Files, userfiles.AtHome(word))
		}
	}
	if from.Live && len(from.Files) > 0 {
		return from, fmt.Errorf("%q and a live cluster: give one of them", from.Files[0])
	}
	if !from.Live && from.Cluster.Namespace != like.Cluster.Namespace {
		return from, fmt.Errorf("%s has no effect without %sNAME", namespacePrefix, contextPrefix)
	}
	return from, nil
}

// completeInput lists the files, and the contexts, that begin with a text. Of several
// names it completes the last.
func completeInput(kubeconfig string) func(start string) []string {
	return func(start string) []string {
		if name, is := strings.CutPrefix(start, contextPrefix); is || start != "" && strings.HasPrefix(contextPrefix, start) {
			var found []string
			names, _, _ := cluster.Contexts(kubeconfig)
			for _, n := range names {
				if strings.HasPrefix(n, name) && is && printable.IsText(n) {
					found = append(found, contextPrefix+n)
				}
			}
			if !is && len(names) > 0 {
				found = append(found, contextPrefix)
			}
			return append(found, userfiles.Complete(start)...)
		}
		if found := userfiles.Complete(start); len(found) > 0 || !strings.Contains(start, " ") {
			return found
		}
		before := start[:strings.LastIndex(start, " ")+1]
		found := userfiles.Complete(start[len(before):])
		for i := range found {
			found[i] = before + found[i]
		}
		return found
	}
}

// startInput sorts what the command line names: scenarios stay files of the request, and
// the rest is imported over it.
func startInput(f *request.Flags, from *objects.Source, args []string, h *heads) error {
	files := f.Files()
	scenarios, others := h.sort(slices.Concat(*files, args))
	*files, from.Files = scenarios, others
	if twice := slices.Concat(scenarios, others); countOf(twice, "-") > 1 {
		return cli.Usagef("-: stdin can be read only once")
	}
	return nil
}

func countOf(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}
