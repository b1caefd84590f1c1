package objects

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"podfit/cmd/internal/request"
	"podfit/data/command"
	"podfit/data/inputfiles"
	"podfit/planner"
	"podfit/planner/printable"
	"podfit/planner/workload"
)

// fileWorkload reads what runs pods from files.
func (s *Source) fileWorkload(ctx context.Context, from request.IO) (im workload.Import, err error) {
	r := s.reader()
	var empty []error
	rendered := map[inputfiles.Unrendered]bool{}
	v := inputfiles.Visitor{
		Open: from.Open,
		Lost: r.Lose,
		File: func(f inputfiles.File) error {
			if f.Found {
				return r.ReadFound(f.Name, f)
			}
			err := r.Read(f.Name, f)
			if errors.Is(err, workload.ErrNoObject) { // no mistake beside other files
				empty, err = append(empty, err), nil
			}
			return err
		},
		Unrendered: func(u inputfiles.Unrendered) error {
			again := rendered[u] // several of its files were named
			rendered[u] = true
			switch {
			case again:
				return nil
			case s.Render && !u.Packed:
				return render(ctx, from, r, u)
			}
			r.Lose(unrendered(u))
			return nil
		},
	}
	for _, name := range s.Files {
		if err := v.Visit(name); err != nil {
			return im, err
		}
	}
	im, err = imported(r, strings.Join(s.Files, ", "), nil)
	switch {
	case err == nil:
	case r.Objects() > 0 || im.Unread > 0:
		return im, err
	case len(im.Notes) > 0:
		return im, fmt.Errorf("%s: %s%s", strings.Join(s.Files, ", "), workload.Expected(), skipped(im.Notes))
	case empty != nil:
		return im, empty[0]
	}
	for _, e := range empty {
		name, _, _ := strings.Cut(e.Error(), ": "+workload.ErrNoObject.Error())
		im.Notes = append(im.Notes, workload.Note{Kind: workload.Skipped, Objects: []string{name}, Text: workload.ErrNoObject.Error()})
		im.Skipped++
	}
	return im, err
}

// fileNodes reads nodes from files. Among those that the user did not name, files with
// other objects are no mistake.
func (s *Source) fileNodes(from request.IO) ([]planner.Node, error) {
	r := workload.NewNodeReader()
	var lost, others error
	v := inputfiles.Visitor{
		Open:       from.Open,
		Lost:       func(err error) { lost = errors.Join(lost, err) },
		Unrendered: func(inputfiles.Unrendered) error { return nil }, // of which none is a node
		File: func(f inputfiles.File) error {
			err := r.Read(f.Name, f)
			var other *workload.NotObjects
			if f.Found && (errors.As(err, &other) || errors.Is(err, workload.ErrNoObject)) {
				others, err = err, nil
			}
			return err
		},
	}
	for _, name := range s.Files {
		if err := v.Visit(name); err != nil {
			return nil, err
		}
	}
	if lost == nil && len(r.Nodes()) == 0 {
		return nil, others
	}
	return r.Nodes(), lost
}

// fileSnapshot reads the objects of a cluster from files. Among those that the user did not
// name, files without objects are no mistake.
func (s *Source) fileSnapshot(from request.IO, r *workload.SnapshotReader) error {
	var lost error
	v := inputfiles.Visitor{
		Open:       from.Open,
		Lost:       func(err error) { lost = errors.Join(lost, err) },
		Unrendered: func(inputfiles.Unrendered) error { return nil }, // of which nothing is in a cluster
		File: func(f inputfiles.File) error {
			err := r.Read(f.Name, f)
			var other *workload.NotObjects
			if f.Found && (errors.As(err, &other) || errors.Is(err, workload.ErrNoObject)) {
				return nil
			}
			return err
		},
	}
	for _, name := range s.Files {
		if err := v.Visit(name); err != nil {
			return err
		}
	}
	return lost
}

// Limits of what a tool renders.
const (
	renderTime = 2 * time.Minute
	maxRender  = 256 << 20
)

// commands render a folder: the first one that is on the path does. Each is a program
// and its arguments before the folder.
var commands = map[inputfiles.Tool][][]string{
	inputfiles.Helm:      {{"helm", "template"}},
	inputfiles.Kustomize: {{"kubectl", "kustomize"}, {"kustomize", "build"}},
}

// sourceNames are what the tools render.
var sourceNames = map[inputfiles.Tool]string{
	inputfiles.Helm:      "a Helm chart",
	inputfiles.Kustomize: "a kustomization",
}

// argument is a folder as an argument that is neither a flag nor the name of a
// repository's chart.
func argument(dir string) string {
	if filepath.IsAbs(dir) || strings.HasPrefix(dir, ".") {
		return dir
	}
	return "./" + dir
}

// unrendered says how to import what has to be rendered.
func unrendered(u inputfiles.Unrendered) error {
	if u.Packed {
		return fmt.Errorf("%s: %s, which is not rendered inside of an archive: extract it, and import its folder with --render", u.Path, sourceNames[u.Tool])
	}
	line := append(commands[u.Tool][0], argument(u.Path))
	return fmt.Errorf("%s: %s, which is not rendered yet: %s | podfit import -, or add --render", u.Path, sourceNames[u.Tool], printable.Command(line))
}

// render runs a tool and reads what it prints.
func render(ctx context.Context, from request.IO, r *workload.Reader, u inputfiles.Unrendered) error {
	for _, c := range commands[u.Tool] {
		line := append(c, argument(u.Path))
		shown := printable.Command(line)
		out, err := run(ctx, from, shown, line)
		var failed *command.Failed
		switch {
		case errors.Is(err, exec.ErrNotFound):
			continue
		case errors.As(err, &failed) && failed.LastLine != "":
			return fmt.Errorf("--render: %s: %s", shown, failed.LastLine)
		case errors.Is(err, context.DeadlineExceeded):
			return fmt.Errorf("--render: %s: not finished after %v", shown, renderTime)
		case err != nil:
			return fmt.Errorf("--render: %s: %w", shown, err)
		}
		return r.ReadFound(shown, strings.NewReader(string(out)))
	}
	var names []string
	for _, c := range commands[u.Tool] {
		names = append(names, c[0])
	}
	return fmt.Errorf("--render: %s is %s, and %s is not on the PATH", u.Path, sourceNames[u.Tool], strings.Join(names, " or "))
}

func run(ctx context.Context, from request.IO, shown string, line []string) ([]byte, error) {
	defer from.Progress(shown)()
	ctx, cancel := context.WithTimeout(ctx, renderTime)
	defer cancel()
	return command.OutputUpTo(maxRender, ctx, os.Environ(), line[0], line[1:]...)
}
