// Gen collects the licenses of the modules that a program links on Linux, macOS and
// Windows from Go's module cache.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "", "the file to write")
	flag.Parse()
	text, err := collect(flag.Arg(0), []string{"linux", "darwin", "windows"})
	if err == nil {
		err = os.WriteFile(*out, text, 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// isLicense matches the names of files that a copy has to come with.
var isLicense = regexp.MustCompile(`(?i)^(licen[cs]e|notice|copying|patents)([.-].*)?$`)

func collect(program string, systems []string) ([]byte, error) {
	files := map[string][]string{} // by module
	for _, system := range systems {
		if err := addLinked(files, program, system); err != nil {
			return nil, err
		}
	}
	files["Go standard library"] = []string{filepath.Join(runtime.GOROOT(), "LICENSE")}
	of := map[string][]string{} // modules by text
	for _, module := range slices.Sorted(maps.Keys(files)) {
		if len(files[module]) == 0 {
			return nil, fmt.Errorf("%s has no license", module)
		}
		for _, file := range files[module] {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			plain := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
			if !slices.Contains(of[plain], module) {
				of[plain] = append(of[plain], module)
			}
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "podfit is made with these modules. Their licenses follow.\n\n  %s\n", strings.Join(slices.Sorted(maps.Keys(files)), "\n  "))
	byModule := func(x, y string) int {
		return slices.Compare(append(slices.Clone(of[x]), x), append(slices.Clone(of[y]), y))
	}
	for _, text := range slices.SortedFunc(maps.Keys(of), byModule) {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(of[text], "\n"), text)
	}
	return b.Bytes(), nil
}

// addLinked adds the license files of each linked module: those beside its go.mod, and
// those in the folders of its linked packages, such as forked code.
func addLinked(files map[string][]string, program, system string) error {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}", program)
	list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("go list for %s: %w", system, err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 {
			continue
		}
		module, root := fields[0], fields[1]
		for dir := fields[2]; ; dir = filepath.Dir(dir) {
			entries, err := os.ReadDir(dir)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if path := filepath.Join(dir, e.Name()); !e.IsDir() && isLicense.MatchString(e.Name()) && !strings.HasSuffix(path, ".go") && !slices.Contains(files[module], path) {
					files[module] = append(files[module], path)
				}
			}
			if dir == root || len(dir) <= len(root) {
				break
			}
		}
	}
	return nil
}
