package inputfiles_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"podfit/data/inputfiles"
)

// What is behind the names?
func Example() {
	archive := tarOf(map[string]string{"shop/web.yaml": "kind: Pod", "shop/README.md": "text"}, false)
	v := inputfiles.Visitor{
		Open: func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(compress(archive))), nil },
		File: func(f inputfiles.File) error {
			text, err := io.ReadAll(f)
			fmt.Println(f.Name, f.Found, string(text))
			return err
		},
	}
	fmt.Println(v.Visit("-"))
	// Output:
	// stdin!shop/web.yaml true kind: Pod
	// <nil>
}

func compress(text []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(text)
	z.Close()
	return b.Bytes()
}

// tarOf writes files by name, or the other way around.
func tarOf(files map[string]string, backwards bool) []byte {
	names := slices.Sorted(maps.Keys(files))
	if backwards {
		slices.Reverse(names)
	}
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range names {
		w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(files[name])), Typeflag: tar.TypeReg})
		w.Write([]byte(files[name]))
	}
	w.WriteHeader(&tar.Header{Name: "link.yaml", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink})
	w.Close()
	return b.Bytes()
}

func zipOf(files map[string]string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, _ := w.Create(name)
		f.Write([]byte(text))
	}
	w.Close()
	return b.Bytes()
}

// visited is what is behind a name, on a line each.
func visited(name string, stdin []byte) string {
	var all []string
	v := inputfiles.Visitor{
		Open: func(name string) (io.ReadCloser, error) {
			if name == "-" {
				return io.NopCloser(bytes.NewReader(stdin)), nil
			}
			return os.Open(name)
		},
		File: func(f inputfiles.File) error {
			text, err := io.ReadAll(f)
			line := f.Name + "=" + string(text[:min(len(text), 20)])
			if !f.Found {
				line += " named"
			}
			if err != nil {
				line += " " + err.Error()
			}
			all = append(all, line)
			return nil
		},
		Unrendered: func(u inputfiles.Unrendered) error {
			line := fmt.Sprint(u.Tool, " ", u.Path)
			if u.Packed {
				line += " packed"
			}
			all = append(all, line)
			return nil
		},
		Lost: func(err error) { all = append(all, "lost "+err.Error()) },
	}
	if err := v.Visit(name); err != nil {
		all = append(all, "error "+err.Error())
	}
	return strings.Join(all, "\n")
}

// inFolder puts files into an empty working directory.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNames(t *testing.T) {
	inFolder(t, map[string]string{
		"a/web.yaml": "1", "a/b/db.yml": "2", "a/b/x.json": "3", "a/z.yaml.gz": string(compress([]byte("4"))), "a/c.txt": "no",
		"a/.git/x.yaml": "no", "a/node_modules/x.json": "no", "a/.hidden.yaml": "no", "a/in.tgz": "no",
		"chart/Chart.yaml": "no", "chart/values.yaml": "no", "chart/templates/web.yaml": "no", "chart/charts/sub/Chart.yaml": "no", "chart/charts/sub/templates/x/y.yaml": "no",
		"k/base/kustomization.yaml": "resources:\n- web.yaml\n", "k/base/web.yaml": "no", "k/part/Kustomization": "kind: Component\n",
		"k/prod/kustomization.yml": "resources:\n  - ../base\ncomponents: \n  - ../part\n", "k/prod/patch.yaml": "no", "k/plain.yaml": "5",
		"cycle/a/kustomization.yaml": "bases:\n- ../b\n", "cycle/b/kustomization.yaml": "bases:\n- '../a'\n",
		"tf/main.tf": "", "tf/README.md": "", "empty/README.md": "", "a[1].yaml": "6", "bad.gz": "\x1f\x8bno", "a.xz": "\xfd7zXZ\x00..",
		"twice.yaml.gz": string(compress(compress([]byte("7")))), "four.gz": string(compress(compress(compress(compress([]byte("8")))))),
	})
	os.Symlink("web.yaml", "a/link.yaml")
	os.Symlink("..", "a/loop")
	for _, c := range []struct{ name, want string }{
		{"a", "a/b/db.yml=2\na/b/x.json=3\na/link.yaml=1\na/web.yaml=1\na/z.yaml.gz=4"},
		{"a/", "a/b/db.yml=2\na/b/x.json=3\na/link.yaml=1\na/web.yaml=1\na/z.yaml.gz=4"},
		{"a/loop/a/b", "a/loop/a/b/db.yml=2\na/loop/a/b/x.json=3"},
		{"a/c.txt", "a/c.txt=no named"},
		{"none", "error open none: no such file or directory"},
		// A pattern, unless there is a file of that name.
		{"a/*.yaml", "a/link.yaml=1\na/web.yaml=1"},
		{"a/**/*.y*ml", "a/b/db.yml=2\na/link.yaml=1\na/web.yaml=1"},
		{"**/x.json", "a/b/x.json=3"},
		{"a[1].yaml", "a[1].yaml=6 named"},
		{"a/*.toml", "error a/*.toml: no file matches"},
		{"none/*.yaml", "error none/*.yaml: no file matches"},
		{"a/[", "error syntax error in pattern"},
		{"chart/**/*.yaml", "helm chart\nhelm chart/charts/sub\nhelm chart/charts/sub\nhelm chart\nhelm chart"},
		// What has to be rendered is, as a whole, once.
		{"chart", "helm chart"},
		{"./chart/templates/web.yaml", "helm chart"},
		{"chart/charts/sub/templates/x/y.yaml", "helm chart/charts/sub"},
		{"k", "kustomize k/prod\nk/plain.yaml=5"},
		{"k/base/", "kustomize k/base"},
		{"k/prod/kustomization.yml", "kustomize k/prod"},
		{"cycle", "kustomize cycle/a\nkustomize cycle/b"},
		{"empty", "error empty: no *.yaml, *.yml or *.json in it, nor a .gz of one"},
		{"tf", "error tf: Terraform's configuration is not read: import what terraform show -json prints, or the cluster with --context"},
		{"tf/main.tf", "error tf/main.tf: Terraform's configuration is not read: import what terraform show -json prints, or the cluster with --context"},
		{"bad.gz", "error bad.gz: unexpected EOF"},
		{"twice.yaml.gz", "twice.yaml.gz=7 named"},
		{"four.gz", "error four.gz: compressed more than 3 times"},
		{"a.xz", "error a.xz: compressed with xz: xz -dc a.xz | podfit import -"},
	} {
		if got := visited(c.name, nil); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// An archive is the folder that is in it, whatever its format and the order of its files,
// from a file or from stdin. No name leads out of it, because nothing is written.
func TestArchives(t *testing.T) {
	files := map[string]string{
		"x/web.yaml": "1", "x/b/db.json": "2", "./x/c.yml": "3", "x/d.yaml.gz": string(compress([]byte("4"))), "../../etc/e.yaml": "5", "/f.yaml": "6",
		"x/._web.yaml": "no", "x/README.md": "no", "x/nested.tgz": "no",
		"x/chart/Chart.yaml": "no", "x/chart/templates/a.yaml": "no", "x/k/kustomization.yaml": "no",
	}
	want := strings.Join([]string{"helm @!x/chart packed", "kustomize @!x/k packed", "@!../../etc/e.yaml=5", "@!f.yaml=6", "@!x/b/db.json=2", "@!x/c.yml=3", "@!x/d.yaml.gz=4", "@!x/web.yaml=1"}, "\n")
	plain := tarOf(files, false)
	forms := map[string][]byte{"a.tar": plain, "b.tar": tarOf(files, true), "a.tgz": compress(plain), "a.tar.gz": compress(plain), "a.zip": zipOf(files), "a": compress(plain)}
	inFolder(t, nil)
	for name, text := range forms {
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ name, shown string }{{name, name}, {"-", "stdin"}} {
			got := visited(c.name, text)
			lines := strings.Split(got, "\n")
			wanted := strings.Split(strings.ReplaceAll(want, "@", c.shown), "\n")
			if slices.Sort(lines); !slices.Equal(lines, slices.Sorted(slices.Values(wanted))) {
				t.Errorf("%s\n got %s\nwant %s", c.name, got, wanted)
			}
		}
	}
	if found, _ := filepath.Glob("*"); len(found) != len(forms) {
		t.Error(found)
	}
}

// helm reads a packed chart; another one in an archive has to be extracted.
func TestPackedChart(t *testing.T) {
	chart := compress(tarOf(map[string]string{"shop/Chart.yaml": "", "shop/templates/a.yaml": "{{}}"}, false))
	inFolder(t, map[string]string{"shop-1.0.tgz": string(chart)})
	if got := visited("shop-1.0.tgz", nil); got != "helm shop-1.0.tgz" {
		t.Error(got)
	}
	if got := visited("-", chart); got != "helm stdin!shop packed" {
		t.Error(got)
	}
}

// Of a damaged archive, what comes before the damage is read.
func TestDamaged(t *testing.T) {
	files := map[string]string{"a.yaml": "1", "b.yaml": strings.Repeat("2", 5000)}
	plain := tarOf(files, false)
	for _, c := range []struct {
		text []byte
		want string
	}{
		{plain[:2000], "lost stdin!b.yaml: unexpected EOF\nlost stdin: unexpected EOF\nstdin!a.yaml=1\nstdin!b.yaml=22222222222222222222"},
		{append(slices.Clone(plain[:1024]), bytes.Repeat([]byte("x"), 600)...), "lost stdin: archive/tar: invalid tar header\nstdin!a.yaml=1"},
		{zipOf(files)[:100], "error stdin: zip: not a valid zip file"},
		{tarOf(nil, false), "error stdin: no *.yaml, *.yml or *.json in it, nor a .gz of one"},
	} {
		if got := visited("-", c.text); got != c.want {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}

// A small file must not become a huge one, nor may the files of an archive together.
func TestBomb(t *testing.T) {
	inputfiles.LowerLimit(t, 1<<20)
	zeros := strings.Repeat("0", 600<<10)
	for _, c := range []struct {
		text []byte
		want string
	}{
		{compress([]byte(zeros + zeros)), "stdin=00000000000000000000 named more than 1 MiB when decompressed"},
		{compress([]byte(zeros)), "stdin=00000000000000000000 named"},
		{zipOf(map[string]string{"a.yaml": zeros, "b.yaml": zeros}), "stdin!a.yaml=00000000000000000000\nstdin!b.yaml=00000000000000000000 more than 1 MiB when decompressed"},
		{compress(tarOf(map[string]string{"a.yaml": zeros, "b.yaml": zeros}, false)), "lost stdin!b.yaml: more than 1 MiB when decompressed\nlost stdin: more than 1 MiB when decompressed\nstdin!a.yaml=00000000000000000000\nstdin!b.yaml=00000000000000000000"},
	} {
		if got := visited("-", c.text); got != c.want {
			t.Errorf("got %s\nwant %s", got, c.want)
		}
	}
}
