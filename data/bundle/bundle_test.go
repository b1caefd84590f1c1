package bundle_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"podfit/data"
	"podfit/data/bundle"
)

// tables are the bundled tables as a folder that a test may change.
var tables = sync.OnceValue(func() fstest.MapFS {
	all := fstest.MapFS{}
	root := os.DirFS("../tables")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, name)
		all[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		panic(err)
	}
	return all
})

// changed are the tables with one text replaced by another.
func changed(t testing.TB, path, old, replacement string) fstest.MapFS {
	t.Helper()
	all := maps.Clone(tables())
	text := string(all[path].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q", path, old)
	}
	all[path] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, replacement, 1))}
	return all
}

// of is a file whose newest figure is of a date.
func of(t testing.TB, date string) []byte {
	t.Helper()
	return written(t, changed(t, "regions.tsv", "# newest: "+data.Bundled().AsOf(), "# newest: "+date))
}

func written(t testing.TB, tables fs.FS) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bundle.Write(&b, tables); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// resealed is a file with a correct checksum of what it has now.
func resealed(file []byte) []byte {
	line, archive, _ := bytes.Cut(file, []byte("\n"))
	words := strings.Fields(string(line))
	sum := sha256.Sum256(archive)
	words[3] = hex.EncodeToString(sum[:])
	return append([]byte(strings.Join(words, " ")+"\n"), archive...)
}

// The same tables give the same bytes, and the tables of a file are those that it was
// written from.
func TestRoundTrip(t *testing.T) {
	file := written(t, tables())
	if !bytes.Equal(file, written(t, tables())) {
		t.Error("two files of the same tables differ")
	}
	got, err := bundle.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got.TypeNames()) != fmt.Sprint(data.Bundled().TypeNames()) || got.AsOf() != data.Bundled().AsOf() || got.Name() != "updated" {
		t.Errorf("%s of %s", got.Name(), got.AsOf())
	}
	c := got.Catalogue()
	if changes := c.Changes(&data.Catalogue{}, "us-east-1"); len(changes) > 0 {
		t.Error(changes)
	}
	m5, _ := c.OfferingsWithReserved("us-east-1")
	if o := m5("m5.large"); !o.Reserved[0].Known() {
		t.Error("no reserved prices")
	}
	if len(file) > 1<<20 {
		t.Errorf("%d bytes", len(file))
	}
}

// bad are files that must not be used, and what is said about them.
func bad(t *testing.T) map[string]struct {
	file []byte
	want string
} {
	type file = struct {
		file []byte
		want string
	}
	good := of(t, "2026-11-29")
	first := bytes.IndexByte(good, '\n')
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	otherLine := func(old, replacement string) []byte {
		return append([]byte(strings.Replace(string(good[:first]), old, replacement, 1)), good[first:]...)
	}
	return map[string]file{
		"empty":              {nil, "empty"},
		"an HTML page":       {[]byte("<!DOCTYPE html>\n<html><body>Sign in</body></html>"), "an HTML page, not a file of figures"},
		"garbage":            {bytes.Repeat([]byte{0x9c, 0x01, '\n', 0xff}, 5000), "not a file of figures"},
		"text":               {[]byte("podfit-figure\n"), "not a file of figures"},
		"another zip":        {good[first+1:], "not a file of figures"},
		"half a line":        {good[:20], "incomplete: it ends in the first line"},
		"a line":             {good[:first+1], "damaged or incomplete: the checksum differs"},
		"half":               {good[:len(good)/2], "damaged or incomplete: the checksum differs"},
		"without its end":    {good[:len(good)-1], "damaged or incomplete: the checksum differs"},
		"with more":          {append(bytes.Clone(good), 0), "damaged or incomplete: the checksum differs"},
		"a flipped bit":      {flipped, "damaged or incomplete: the checksum differs"},
		"no archive":         {resealed(append(bytes.Clone(good[:first+1]), "no archive"...)), "damaged: zip: not a valid zip file"},
		"another version":    {otherLine("podfit-figures 1", "podfit-figures 2"), "written for another version of podfit"},
		"other columns":      {otherLine(data.Schema(), "00000000"), "written for another version of podfit"},
		"another date":       {otherLine("2026-11-29", "2027-01-01"), "damaged: the newest figure is of 2026-11-29, but its first line says 2027-01-01"},
		"larger than any":    {append(bytes.Clone(good), make([]byte, bundle.MaxSize)...), "larger than 16 MiB"},
		"expands to a lot":   {expanding(good[:first+1]), "damaged: larger than 64 MiB when it is expanded"},
		"an older one":       {of(t, "2026-09-30"), "its newest figure is of 2026-09-30, and this podfit has figures of 2026-10"},
		"an invalid price":   {written(t, changed(t, "regions/us-east-1.tsv", "\t0.096\t", "\t-0.096\t")), "not valid: regions/us-east-1.tsv: "},
		"an escape sequence": {written(t, changed(t, "types.tsv", "NVIDIA\tT4\t", "NVIDIA\tT4\x1b]0;x\x07\t")), "not valid: types.tsv: has control characters"},
		"no prices":          {written(t, without("regions/")), "not valid: 0 on-demand prices, but the bundled tables have 22365"},
	}
}

// expanding is a file with 65 MiB of zeros.
func expanding(line []byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, _ := z.Create("types.tsv")
	f.Write(make([]byte, 65<<20))
	z.Close()
	return resealed(append(bytes.Clone(line), b.Bytes()...))
}

// without are the tables without a folder.
func without(folder string) fstest.MapFS {
	all := maps.Clone(tables())
	maps.DeleteFunc(all, func(name string, _ *fstest.MapFile) bool { return strings.HasPrefix(name, folder) })
	return all
}
