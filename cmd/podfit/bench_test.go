package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"podfit/cmd/internal/request"
	"podfit/data"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/query"
	"podfit/planner/report/answer"
	"podfit/planner/scenario"
)

// BenchmarkDensity is the density of all types in one setting.
func BenchmarkDensity(b *testing.B) {
	types := data.Bundled().Types()
	s := planner.Default()
	s.CNI.SecurityGroupsForPods = true
	s.UnnamedDaemonSets = 6
	b.ReportAllocs()
	for b.Loop() {
		for i := range types {
			density.Of(&types[i], &s)
		}
	}
}

// BenchmarkCompareJSON is all of `podfit compare --all-types -o json` but the start of the process.
func BenchmarkCompareJSON(b *testing.B) {
	by, _ := query.FieldNamed("cost-per-pod")
	b.ReportAllocs()
	for b.Loop() {
		r := request.Request{Scenario: scenario.Scenario{Settings: planner.Default()}}
		options, err := r.Candidates(new(request.Catalogue))
		if err != nil {
			b.Fatal(err)
		}
		query.Compare(options, by)
		q := answer.Query{Settings: r.Settings(), Topics: planner.Topics, By: by}
		listed := answer.New("Comparison", q, options, answer.Each(options, answer.NewComparison))
		if err := listed.JSON(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRun is whole runs of the program, beside those of a Go program that
// does nothing.
func BenchmarkRun(b *testing.B) {
	dir := b.TempDir()
	podfit := build(b, dir, "podfit", ".")
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nfunc main() {}\n"), 0o666); err != nil {
		b.Fatal(err)
	}
	empty := build(b, dir, "empty", filepath.Join(dir, "main.go"))
	for _, run := range []struct {
		name string
		args []string
	}{
		{"empty", []string{empty}},
		{"max-pods", []string{podfit, "max-pods", "m5.large"}},
		{"compare-json", []string{podfit, "compare", "--all-types", "-o", "json"}},
	} {
		b.Run(run.name, func(b *testing.B) {
			for b.Loop() {
				cmd := exec.Command(run.args[0], run.args[1:]...)
				cmd.Env = []string{"HOME=" + dir}
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func build(b *testing.B, dir, name, source string) (binary string) {
	binary = filepath.Join(dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, source)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as the Makefile does
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return binary
}
