package page_test

import (
	"bytes"
	"cmp"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"podfit/planner"
	"podfit/planner/report/page"
	"podfit/planner/report/reporttest"
)

// chromium is the browser of the machine: what CHROME says or the first that there is.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes seconds")
	}
	for _, name := range []string{os.Getenv("CHROME"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("no Chromium: install one, or have CHROME name it")
	return ""
}

// shown is what a browser says of a page: its console, and what the page asks a
// network for, which has no names here.
type shown struct {
	console  []string
	requests []string
}

var request = regexp.MustCompile(`"initiator":"([^"]*)".*"url":"(https?:[^"]*)"`)

// ownRequest is the initiator of what Chromium asks for by itself.
const ownRequest = "not an origin"

func show(t *testing.T, browser, file string, args ...string) shown {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "net.json")
	args = append([]string{
		"--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--v=0", "--log-net-log=" + log, "--user-data-dir=" + filepath.Join(dir, "profile"),
	}, args...)
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // which root has none of
	}
	cmd := exec.Command(browser, append(args, "file://"+file)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	net, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var s shown
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "CONSOLE") {
			s.console = append(s.console, line)
		}
	}
	for _, m := range request.FindAllSubmatch(net, -1) {
		if string(m[1]) != ownRequest {
			s.requests = append(s.requests, string(m[2]))
		}
	}
	return s
}

// A browser shows the page in both schemes, on a desk and on a phone, and prints
// it, and neither it nor its policy has anything to complain of. PAGES names a
// folder to look at them in.
func TestPageInBrowser(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	dir := cmp.Or(os.Getenv("PAGES"), t.TempDir())
	p := pageOf(hostileSettings(), hostile(), asked, reporttest.M5Large, reporttest.R5Xlarge, reporttest.M5Metal, reporttest.G6fLarge)
	p.Zones = zones
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(written(t, p, "html")), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, size, scheme string }{
		{"light", "1200,3600", "1"}, {"dark-phone", "400,6400", "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			image := filepath.Join(dir, c.name+".png")
			clean(t, show(t, browser, file, "--window-size="+c.size, "--blink-settings=preferredColorScheme="+c.scheme, "--screenshot="+image))
			if red, lit := corner(t, image), c.scheme == "1"; red > 0x80 != lit {
				t.Errorf("the paper is %#x", red)
			}
		})
	}
	t.Run("print", func(t *testing.T) {
		t.Parallel()
		pdf := filepath.Join(dir, "page.pdf")
		clean(t, show(t, browser, file, "--no-pdf-header-footer", "--print-to-pdf="+pdf))
		if text, err := os.ReadFile(pdf); err != nil || !bytes.HasPrefix(text, []byte("%PDF-")) {
			t.Errorf("no PDF: %v", err)
		}
	})
}

func clean(t *testing.T, s shown) {
	t.Helper()
	if len(s.console) > 0 || len(s.requests) > 0 {
		t.Errorf("the console says %q, and the page asked for %q", s.console, s.requests)
	}
}

// corner is how red the first pixel of an image is, of 255.
func corner(t *testing.T, name string) uint32 {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	image, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	red, _, _, _ := image.At(0, 0).RGBA()
	return red >> 8
}

// What the test above looks for is found where it is.
func TestBrowserTells(t *testing.T) {
	t.Parallel()
	browser, file := chromium(t), filepath.Join(t.TempDir(), "bad.html")
	const bad = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src http:"><img src="http://podfit.invalid/x.png"><p style="color:red">`
	if err := os.WriteFile(file, []byte(bad), 0o666); err != nil {
		t.Fatal(err)
	}
	s := show(t, browser, file, "--screenshot="+file+".png")
	if len(s.requests) != 1 || len(s.console) == 0 || !strings.Contains(s.console[0], "Content Security Policy") {
		t.Errorf("%+v", s)
	}
}

// The page's zones, as somebody who looked at subnets would give them.
var zones = []page.ZoneAddresses{{Zone: "use1-az1", Drawn: planner.Known(1200), Free: planner.Known(4091)}, {Zone: "use1-az2", Drawn: planner.Known(800), Free: planner.Maybe[int]{}}}
