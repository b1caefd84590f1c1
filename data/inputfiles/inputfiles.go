// Package inputfiles finds the files behind the names that a user gives: files,
// folders, patterns that no shell expanded, compressed files and archives, from a
// file or from stdin. It writes nothing to disk.
//
// Folders with a Helm chart or a kustomization are not read: what they deploy is not
// what their files hold.
package inputfiles

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// File is a file with its content, decompressed.
type File struct {
	Name string // that of a file in an archive follows the archive's: a.tgz!web.yaml
	// Found says that it was in a folder or an archive or matches a pattern: the user
	// did not name it.
	Found bool
	io.Reader
}

// Tool makes objects of templates.
type Tool string

// The tools.
const (
	Helm      Tool = "helm"
	Kustomize Tool = "kustomize"
)

// Unrendered is a folder, or a packed chart, whose objects a tool makes.
type Unrendered struct {
	Tool Tool
	Path string
	// Packed says that it is inside of an archive, where no tool can read it.
	Packed bool
}

// Visitor is given what is behind a name.
type Visitor struct {
	// Open opens a file, or stdin by the name of -.
	Open func(string) (io.ReadCloser, error)
	// File is given each file.
	File func(File) error
	// Unrendered is given what is to be rendered first.
	Unrendered func(Unrendered) error
	// Lost is given what cannot be read of a folder or an archive.
	Lost func(error)
}

// The limits are far above what anyone has, and keep a mistake or a malicious archive
// from running for hours.
const (
	maxFiles  = 100_000
	maxLevels = 32 // of folders above a file that may be those of a chart
)

// maxDecompressed is how much is decompressed of a file or an archive. A test lowers it.
var maxDecompressed int64 = 2 << 30

// Visit finds what is behind a name.
func (v *Visitor) Visit(name string) error {
	if name == "-" {
		return v.open(name, "stdin", false)
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return v.folder(name)
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(name, "*?["):
		return v.pattern(name)
	}
	return v.file(name, false)
}

func (v *Visitor) file(name string, found bool) error {
	if dir, is := chartOf(name); is {
		return v.Unrendered(Unrendered{Tool: Helm, Path: dir})
	}
	if isKustomization(filepath.Base(name)) {
		return v.Unrendered(Unrendered{Tool: Kustomize, Path: filepath.Dir(name)})
	}
	if how, is := otherLanguages[filepath.Ext(name)]; is {
		return fmt.Errorf("%s: %s", name, how)
	}
	return v.open(name, name, found)
}

// otherLanguages say how to get objects from what is no data, by extension.
var otherLanguages = map[string]string{
	".tf":        "Terraform's configuration is not read: import what terraform show -json prints, or the cluster with --context",
	".jsonnet":   "Jsonnet is not read: import what it makes (jsonnet FILE | podfit import -, tk show DIR | podfit import -)",
	".libsonnet": "Jsonnet is not read: import what it makes (jsonnet FILE | podfit import -, tk show DIR | podfit import -)",
	".cue":       "CUE is not read: import what it makes (cue export … | podfit import -)",
}

func (v *Visitor) open(name, shown string, found bool) error {
	f, err := v.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	c := content{Visitor: v, name: shown, found: found, left: maxDecompressed}
	if file, is := f.(*os.File); is {
		c.file, c.onDisk = file, name != "-"
	}
	return c.read(f)
}

// chartOf is the chart that a file is a part of: its templates and their values.
func chartOf(name string) (dir string, is bool) {
	dir = filepath.Dir(name)
	if base := filepath.Base(name); isChart(base) || strings.HasPrefix(base, "values") {
		return dir, exists(filepath.Join(dir, chartFile))
	}
	for range maxLevels {
		parent := filepath.Dir(dir)
		if filepath.Base(dir) == "templates" && exists(filepath.Join(parent, chartFile)) {
			return parent, true
		}
		if parent == dir {
			break
		}
		dir = parent
	}
	return "", false
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

const chartFile = "Chart.yaml"

func isChart(base string) bool { return base == chartFile }

func isKustomization(base string) bool {
	return base == "kustomization.yaml" || base == "kustomization.yml" || base == "Kustomization"
}

// isInput is the rule for the names of files that are read in folders and archives.
func isInput(name string) bool {
	switch path.Ext(strings.TrimSuffix(name, ".gz")) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

// isHidden reports files and folders that hold no manifests: .git, .github, what macOS
// puts into archives, and the packages of npm.
func isHidden(base string) bool {
	return strings.HasPrefix(base, ".") && base != "." && base != ".." || base == "node_modules"
}

// tree is the files of a folder or an archive.
type tree struct {
	name   string // of the folder or archive
	files  []treeFile
	others map[string]bool // extensions of other languages
}

type treeFile struct {
	name string // with slashes, in the tree
	open func() (io.ReadCloser, error)
}

// add adds a file, if it is one that is read or says how others are.
func (t *tree) add(name string, open func() (io.ReadCloser, error)) {
	base := path.Base(name)
	if slices.ContainsFunc(strings.Split(name, "/"), isHidden) {
		return
	}
	if isInput(base) || isKustomization(base) {
		t.files = append(t.files, treeFile{name, open})
	}
	if _, is := otherLanguages[path.Ext(base)]; is {
		if t.others == nil {
			t.others = map[string]bool{}
		}
		t.others[path.Ext(base)] = true
	}
}

func (v *Visitor) folder(name string) error {
	t := tree{name: name}
	root := os.DirFS(name)
	seen := 0
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		seen++
		switch {
		case err != nil && file == ".":
			return err
		case err != nil:
			v.Lost(err)
			return nil
		case seen > maxFiles:
			return fmt.Errorf("%s: more than %d files and folders", name, maxFiles)
		case d.IsDir() && isHidden(d.Name()):
			return fs.SkipDir
		case d.IsDir() || !isRegular(root, file, d):
			return nil
		}
		t.add(file, func() (io.ReadCloser, error) { return v.Open(filepath.Join(name, filepath.FromSlash(file))) })
		return nil
	})
	if err != nil {
		return err
	}
	return v.tree(&t, func(file string) string { return filepath.Join(name, filepath.FromSlash(file)) }, func(u Unrendered) Unrendered {
		u.Path = filepath.Join(name, filepath.FromSlash(u.Path))
		return u
	})
}

// isRegular follows links to files, but not to folders, which may be a cycle.
func isRegular(root fs.FS, name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := fs.Stat(root, name)
	return err == nil && info.Mode().IsRegular()
}

// tree visits the files of a folder or an archive, by name. shown and at make the
// names of files and folders those that the user knows.
func (v *Visitor) tree(t *tree, shown func(string) string, at func(Unrendered) Unrendered) error {
	slices.SortFunc(t.files, func(a, b treeFile) int { return strings.Compare(a.name, b.name) })
	sources, err := t.unrendered()
	if err != nil {
		return err
	}
	for _, s := range sources {
		if s.part {
			continue
		}
		if err := v.Unrendered(at(s.Unrendered)); err != nil {
			return err
		}
	}
	read := 0
	for _, f := range t.files {
		if slices.ContainsFunc(sources, func(s source) bool { return within(f.name, s.Path) }) {
			continue
		}
		read++
		if err := v.found(shown(f.name), f.open); err != nil {
			return err
		}
	}
	if read == 0 && sources == nil {
		for _, ext := range slices.Sorted(maps.Keys(t.others)) {
			return fmt.Errorf("%s: %s", t.name, otherLanguages[ext])
		}
		return fmt.Errorf("%s: no *.yaml, *.yml or *.json in it, nor a .gz of one", t.name)
	}
	return nil
}

// found reads a file of a folder or an archive, which costs only itself if it cannot
// be opened.
func (v *Visitor) found(name string, open func() (io.ReadCloser, error)) error {
	f, err := open()
	if err != nil {
		v.Lost(err)
		return nil
	}
	defer f.Close()
	c := content{Visitor: v, name: name, found: true, left: maxDecompressed, member: true}
	return c.read(f)
}

// source is a folder that has to be rendered.
type source struct {
	Unrendered
	part bool // of another one, which renders it
}

// within reports whether a file or a folder is in a folder.
func within(name, dir string) bool { return dir == "." || strings.HasPrefix(name, dir+"/") }

// listItem is a resource, base or component of a kustomization.
var listItem = regexp.MustCompile(`(?m)^\s*-\s+["']?([^\s"']+)`)

var isComponent = regexp.MustCompile(`(?m)^kind:\s*Component\b`)

// maxKustomization is how much of a kustomization is read.
const maxKustomization = 1 << 20

// unrendered are the charts and kustomizations. A kustomization that another one
// builds on is a part of it.
func (t *tree) unrendered() ([]source, error) {
	var all []source
	parts := map[string]bool{}
	for _, f := range t.files {
		dir, base := path.Dir(f.name), path.Base(f.name)
		switch {
		case slices.ContainsFunc(all, func(s source) bool { return s.Tool == Helm && (s.Path == dir || within(dir, s.Path)) }):
		case isChart(base):
			all = append(all, source{Unrendered: Unrendered{Tool: Helm, Path: dir}})
		case isKustomization(base):
			text, err := t.head(f)
			if err != nil {
				return nil, err
			}
			all = append(all, source{Unrendered: Unrendered{Tool: Kustomize, Path: dir}})
			for _, item := range listItem.FindAllSubmatch(text, -1) {
				parts[path.Join(dir, string(item[1]))] = true
			}
			if isComponent.Match(text) {
				parts[dir] = true
			}
		}
	}
	whole := slices.ContainsFunc(all, func(s source) bool { return !parts[s.Path] })
	for i := range all {
		all[i].part = whole && parts[all[i].Path]
	}
	return all, nil
}

func (t *tree) head(f treeFile) ([]byte, error) {
	r, err := f.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxKustomization))
}

// pattern visits the files that match a pattern. ** matches any number of folders.
func (v *Visitor) pattern(pattern string) error {
	segments := strings.Split(filepath.ToSlash(pattern), "/")
	fixed := slices.IndexFunc(segments, func(s string) bool { return strings.ContainsAny(s, "*?[") })
	dir := strings.Join(segments[:fixed], "/")
	switch {
	case dir == "" && fixed > 0:
		dir = "/"
	case dir == "":
		dir = "."
	}
	var files []string
	seen := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(file string, d fs.DirEntry, err error) error {
		seen++
		switch {
		case err != nil && file == ".":
			return fmt.Errorf("%s: no file matches", pattern)
		case err != nil:
			v.Lost(err)
			return nil
		case seen > maxFiles:
			return fmt.Errorf("%s: more than %d files and folders", pattern, maxFiles)
		case d.IsDir() && isHidden(d.Name()):
			return fs.SkipDir
		case !d.IsDir() && isRegular(os.DirFS(dir), file, d):
			matched, err := match(segments[fixed:], strings.Split(file, "/"))
			if matched {
				files = append(files, filepath.Join(dir, filepath.FromSlash(file)))
			}
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if files == nil {
		return fmt.Errorf("%s: no file matches", pattern)
	}
	slices.Sort(files)
	for _, file := range files {
		if err := v.file(file, true); err != nil {
			return err
		}
	}
	return nil
}

func match(pattern, name []string) (bool, error) {
	switch {
	case len(pattern) == 0:
		return len(name) == 0, nil
	case pattern[0] == "**":
		for i := range len(name) + 1 {
			if matched, err := match(pattern[1:], name[i:]); matched || err != nil {
				return matched, err
			}
		}
		return false, nil
	case len(name) == 0, isHidden(name[0]) && !isHidden(pattern[0]):
		return false, nil
	}
	matched, err := path.Match(pattern[0], name[0])
	if !matched || err != nil {
		return false, err
	}
	return match(pattern[1:], name[1:])
}
