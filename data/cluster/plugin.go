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

// pluginTalk is what the plugins that fetch credentials say on stderr: it goes
// to the terminal, where there is one, and its last line into errors.
type pluginTalk struct {
	write *os.File
	mu    sync.Mutex
	tail  []byte
	mark  chan struct{}
}

// talk is one of the process, as the plugins' own cache is.
var talk = sync.OnceValue(func() *pluginTalk {
	read, write, err := os.Pipe()
	if err != nil {
		return nil
	}
	t := &pluginTalk{write: write, mark: make(chan struct{})}
	through := io.Discard
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		through = os.Stderr
	}
	go t.listen(read, through)
	return t
})

const mostTail = 4 << 10

func (t *pluginTalk) listen(read io.Reader, through io.Writer) {
	chunk := make([]byte, 1<<10)
	for {
		n, err := read.Read(chunk)
		if err != nil {
			return
		}
		said, _, marked := bytes.Cut(chunk[:n], []byte{0})
		through.Write(said)
		t.mu.Lock()
		t.tail = append(t.tail, said...)
		t.tail = t.tail[max(0, len(t.tail)-mostTail):]
		t.mu.Unlock()
		if marked {
			t.mark <- struct{}{}
		}
	}
}

// lastLine is the last thing that a plugin, which has ended, said. A mark
// behind it in the pipe tells when all is read.
func (t *pluginTalk) lastLine() string {
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

var stderr sync.Mutex

// clientFor makes the client. Its plugins write to what is os.Stderr in this
// moment; the library has no other way to say where to.
func clientFor(config *rest.Config) (*http.Client, error) {
	if config.ExecProvider == nil {
		return rest.HTTPClientFor(config)
	}
	t := talk()
	if t == nil {
		return rest.HTTPClientFor(config)
	}
	stderr.Lock()
	defer stderr.Unlock()
	terminal := os.Stderr
	os.Stderr = t.write
	defer func() { os.Stderr = terminal }()
	return rest.HTTPClientFor(config)
}
