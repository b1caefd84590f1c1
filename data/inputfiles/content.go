package inputfiles

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

const (
	// bufferSize is that of the readers of objects, which then use the same buffer.
	bufferSize = 1 << 16
	// maxNested is how often a file may be compressed: an archive and a file in it.
	maxNested = 3
	// maxHeld is how much of a tar is held to read its files by name. What is larger is
	// read before the others, as it comes.
	maxHeld = 64 << 20
	// maxZip is the largest zip that is read from stdin. Its table of contents is at its
	// end.
	maxZip = 256 << 20
)

// content is the content of a file, of whatever form.
type content struct {
	*Visitor
	name   string
	found  bool
	member bool // of a folder or an archive: an archive in it is not opened
	onDisk bool
	file   *os.File // that, unless it is compressed
	left   int64    // that may still be decompressed
	nested int
}

// formats are how compressed files begin that are not read, and what to do.
var formats = []struct{ magic, name, command string }{
	{"\xfd7zXZ\x00", "xz", "xz -dc"},
	{"\x28\xb5\x2f\xfd", "zstd", "zstd -dc"},
	{"BZh91AY", "bzip2", "bzip2 -dc"},
	{"7z\xbc\xaf\x27\x1c", "7-Zip", "7z x -so"},
}

// read recognizes what a file is by how it begins.
func (c *content) read(r io.Reader) error {
	b := bufio.NewReaderSize(r, bufferSize)
	start, _ := b.Peek(512)
	has := func(magic string) bool { return bytes.HasPrefix(start, []byte(magic)) }
	for _, f := range formats {
		if has(f.magic) {
			return c.fail(fmt.Errorf("%s: compressed with %s: %s %s | podfit import -", c.name, f.name, f.command, c.name))
		}
	}
	switch {
	case has("\x1f\x8b"):
		return c.gzip(b)
	case !c.member && (has("PK\x03\x04") || has("PK\x05\x06")):
		return c.zip(b)
	case !c.member && len(start) == 512 && string(start[257:262]) == "ustar":
		return c.tar(b)
	}
	return c.File(File{c.name, c.found, b})
}

// fail is the error for a file that the user named; another one costs only itself.
func (c *content) fail(err error) error {
	if c.found {
		c.Lost(err)
		return nil
	}
	return err
}

func (c *content) gzip(r io.Reader) error {
	if c.nested++; c.nested > maxNested {
		return c.fail(fmt.Errorf("%s: compressed more than %d times", c.name, maxNested))
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return c.fail(fmt.Errorf("%s: %w", c.name, err))
	}
	c.file = nil
	return c.read(&limited{z, c})
}

// limited reads what may be decompressed.
type limited struct {
	r io.Reader
	*content
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("more than %d MiB when decompressed", maxDecompressed>>20)
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

func (c *content) tree() *tree { return &tree{name: c.name} }

// visit visits the files of an archive. What it needs of each is in memory or in the
// archive.
func (c *content) visit(t *tree) error {
	return c.Visitor.tree(t, c.shown, func(u Unrendered) Unrendered {
		// helm reads a packed chart, whose folder is the only one in the archive.
		if c.onDisk && u.Tool == Helm && u.Path != "." && !strings.Contains(u.Path, "/") && !strings.HasSuffix(c.name, ".zip") {
			u.Path = c.name
			return u
		}
		u.Packed, u.Path = true, c.shown(u.Path)
		return u
	})
}

func (c *content) shown(member string) string { return c.name + "!" + member }

func (c *content) tar(r io.Reader) error {
	t, held := c.tree(), int64(0)
	in := tar.NewReader(r)
	for n := 0; ; n++ {
		h, err := in.Next()
		switch {
		case err == io.EOF:
			return c.visit(t)
		case err != nil && len(t.files) == 0:
			return c.fail(fmt.Errorf("%s: %w", c.name, err))
		case err != nil: // what comes before the damage is there
			c.Lost(fmt.Errorf("%s: %w", c.name, err))
			return c.visit(t)
		case n > maxFiles:
			return fmt.Errorf("%s: more than %d files", c.name, maxFiles)
		case h.Typeflag != tar.TypeReg:
			continue
		}
		name := path.Clean(strings.TrimLeft(h.Name, "/"))
		if held+h.Size > maxHeld {
			if isInput(name) {
				if err := c.foundIn(name, in); err != nil {
					return err
				}
			}
			continue
		}
		var text []byte
		before := len(t.files)
		t.add(name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil })
		if len(t.files) == before {
			continue
		}
		if text, err = io.ReadAll(in); err != nil {
			c.Lost(fmt.Errorf("%s: %w", c.shown(name), err)) // what there is of it is read
		}
		held += int64(len(text))
	}
}

// foundIn reads a member as it comes.
func (c *content) foundIn(name string, r io.Reader) error {
	return c.Visitor.found(c.shown(name), func() (io.ReadCloser, error) { return io.NopCloser(r), nil })
}

func (c *content) zip(r io.Reader) error {
	at, size, err := c.whole(r)
	if err != nil {
		return c.fail(fmt.Errorf("%s: %w", c.name, err))
	}
	z, err := zip.NewReader(at, size)
	switch {
	case err != nil:
		return c.fail(fmt.Errorf("%s: %w", c.name, err))
	case len(z.File) > maxFiles:
		return c.fail(fmt.Errorf("%s: more than %d files", c.name, maxFiles))
	}
	t := c.tree()
	for _, f := range z.File {
		if f.Mode().IsRegular() {
			t.add(path.Clean(strings.TrimLeft(f.Name, "/")), func() (io.ReadCloser, error) {
				r, err := f.Open()
				if err != nil {
					return nil, fmt.Errorf("%s: %w", c.shown(f.Name), err)
				}
				return struct {
					io.Reader
					io.Closer
				}{&limited{r, c}, r}, nil
			})
		}
	}
	return c.visit(t)
}

// whole gives access to any part of a file.
func (c *content) whole(r io.Reader) (io.ReaderAt, int64, error) {
	if c.file != nil {
		if info, err := c.file.Stat(); err == nil && info.Mode().IsRegular() {
			return c.file, info.Size(), nil
		}
	}
	text, err := io.ReadAll(io.LimitReader(r, maxZip+1))
	if err == nil && len(text) > maxZip {
		err = errors.New("a zip of more than 256 MiB: give it as a file")
	}
	return bytes.NewReader(text), int64(len(text)), err
}
