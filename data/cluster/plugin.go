package cluster

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"k8s.io/client-go/rest"
)

// pluginLog is what credential commands print on stderr. It is copied to the
// terminal, if there is one, and its last line is part of errors.
type pluginLog struct {
	write *os.File
	mu    sync.Mutex
	tail  []byte
	mark  chan struct{}
}

// stderrLog is shared by all clusters, because client-go's cache of plugins is
// global, too.
var stderrLog = sync.OnceValue(func() *pluginLog {
	read, write, err := os.Pipe()
	if err != nil {
		return nil
	}
	t := &pluginLog{write: write, mark: make(chan struct{})}
	terminal := io.Discard
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		terminal = os.Stderr
	}
	go t.listen(read, terminal)
	return t
})

const maxTail = 4 << 10

func (t *pluginLog) listen(read io.Reader, terminal io.Writer) {
	chunk := make([]byte, 1<<10)
	for {
		n, err := read.Read(chunk)
		if err != nil {
			return
		}
		text, _, marked := bytes.Cut(chunk[:n], []byte{0})
		terminal.Write(text)
		t.mu.Lock()
		t.tail = append(t.tail, text...)
		t.tail = t.tail[max(0, len(t.tail)-maxTail):]
		t.mu.Unlock()
		if marked {
			t.mark <- struct{}{}
		}
	}
}

// lastLine is the last line that a finished plugin printed. A zero byte in the
// pipe marks the end of its output.
func (t *pluginLog) lastLine() string {
	if t == nil {
		return ""
	}
	t.write.Write([]byte{0})
	<-t.mark
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.tail)), "\n")
	t.tail = nil
	return oneLine(lines[len(lines)-1])
}

var replacingStderr sync.Mutex

// clientFor creates the HTTP client. Plugins write to what os.Stderr is while the
// client is created; the library has no option for it.
func clientFor(config *rest.Config) (*http.Client, error) {
	if config.ExecProvider == nil {
		return rest.HTTPClientFor(config)
	}
	t := stderrLog()
	if t == nil {
		return rest.HTTPClientFor(config)
	}
	replacingStderr.Lock()
	defer replacingStderr.Unlock()
	terminal := os.Stderr
	os.Stderr = t.write
	defer func() { os.Stderr = terminal }()
	return rest.HTTPClientFor(config)
}
