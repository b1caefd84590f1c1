package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sessions are what people come to the screen for, from the first key to the file that
// they take away. Each is played on a terminal of two sizes, and saves its scenario as
// saved.yaml; the command then writes the file again, to the byte.
var sessions = map[string]struct {
	files   string   // the folder of files that it begins with
	args    []string // of podfit
	play    func(*terminal)
	file    string   // that the session writes
	command []string // of podfit that writes it again; nil for the one that was copied
}{
	// Today's nodes are r5.large. An audit asks for security groups for pods, and six
	// DaemonSets run on every node: which type, and how many of them?
	"security groups": {
		play: func(s *terminal) {
			s.does("\x1b", "TYPE")
			s.sets("security-groups-for-pods", "\x1b[C", "• SG for pods   on")
			s.sets("(daemonsets)", "\r6\r", "• Unnamed       6")
			s.does("/", "types")
			s.does("r5.large,r6i.*\r", "press a to lift it") // they are of a generation that the default filter hides
			s.does("a", "r6i.4xlarge")
			s.quick("120")
			s.does("3", "none Pending in")
			s.saves()
			s.exports("plan", "plan.json")
		},
		file: "plan.json", command: []string{"plan", "-f", "saved.yaml", "-o", "json"},
	},
	// What runs on ECS moves to three zones, of which one may fail, on spot but for two
	// nodes.
	"from ECS": {
		files: "tutorial", args: []string{"services.json", "tasks.json", "jobs.csv"},
		play: func(s *terminal) {
			s.does("3", "3 Plan")
			s.sets("on-demand-base", "\r2\r", "• Base          2")
			s.sets("on-demand-percent", "\r0\r", "• On-demand, %  0")
			s.does("vv", "spare zone")
			s.waitFor("nodes  $")
			s.saves()
			s.exports("eksctl", "cluster.yaml")
		},
		file: "cluster.yaml", command: []string{"export", "eksctl", "-f", "saved.yaml"},
	},
	// Small nodes hold more pods with prefixes, and what the kubelet keeps is fixed.
	"prefixes": {
		play: func(s *terminal) {
			s.does("\x1b", "TYPE")
			s.sets("prefix-delegation", "\x1b[C", "• Prefixes      on")
			s.sets("kube-reserved-memory", "\r600Mi\r", "• Kube mem.     600Mi")
			s.does("/", "types")
			s.does("vcpus<=4 family=m,c,r\r", "TYPE")
			s.quick("200")
			s.does("3", "none Pending in")
			s.saves()
			s.exports("nodeadm", "nodeadm.yaml")
		},
		file: "nodeadm.yaml", command: []string{"export", "nodeadm", "-f", "saved.yaml"},
	},
	// Six pods that each need a GPU and 20 GiB: the types, with the model of their GPU
	// and its memory.
	"inference": {
		files: "inference", args: []string{"inference.yaml"},
		play: func(s *terminal) {
			s.does("3", "none Pending in")
			s.does("1/", "types")
			s.does("gpu-memory>=20Gi gpus=1\ra", "gpu-memory>=20Gi ×")
			s.saves()
			s.does("y", "gives the same result")
			s.write("\r")
			s.exports("types", "types.json")
		},
		file: "types.json", // by the command that was copied
	},
	// A cluster as it runs, beside what would hold its pods.
	"resize": {
		files: "resize", args: []string{"cluster.json"},
		play: func(s *terminal) {
			s.does("6", "general")
			s.does("3", "none Pending in")
			s.saves()
			s.exports("page: html", "page.html")
		},
		file: "page.html", command: []string{"report", "-f", "saved.yaml"},
	},
}

func TestSessions(t *testing.T) {
	for name, c := range sessions {
		for _, size := range [][2]int{{80, 24}, {120, 32}} {
			t.Run(fmt.Sprintf("%s at %d×%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				if c.files != "" {
					if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", c.files))); err != nil {
						t.Fatal(err)
					}
				}
				s := start(t, "xterm-256color", dir, size[0], size[1], exec.Command(program(t, "podfit"), c.args...))
				c.play(s)
				s.leave()
				if err := s.wait(); err != nil {
					t.Fatal(err)
				}
				written, err := os.ReadFile(filepath.Join(dir, c.file))
				if err != nil {
					t.Fatal(err)
				}
				command := "podfit " + strings.Join(c.command, " ")
				if c.command == nil {
					command = s.copied() + " -o json"
				}
				cmd := exec.Command("sh", "-c", command)
				cmd.Dir, cmd.Env = dir, append(s.cmd.Env, "PATH="+filepath.Dir(s.cmd.Path)+":"+os.Getenv("PATH"))
				again, err := cmd.Output()
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(written, again) {
					t.Errorf("the screen wrote\n%s\nand %s\n%s", written, command, again)
				}
			})
		}
	}
}

// does presses keys and waits for what they show.
func (s *terminal) does(keys, shows string) {
	s.t.Helper()
	s.write(keys)
	s.waitFor(shows)
}

// leave presses q until the program ends.
func (s *terminal) leave() {
	s.t.Helper()
	s.until("end", func() bool {
		select {
		case <-s.ended:
			return true
		default:
			s.write("q")
			return false
		}
	})
}

// copied is what the clipboard was given last.
func (s *terminal) copied() string {
	s.t.Helper()
	all := clipboard.FindAllStringSubmatch(s.written(), -1)
	if all == nil {
		s.t.Fatal("nothing was copied")
	}
	text, err := base64.StdEncoding.DecodeString(all[len(all)-1][1])
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// clipboard is how a program asks a terminal to take a text into it (OSC 52).
var clipboard = regexp.MustCompile(`\x1b]52;c;([A-Za-z0-9+/=]*)`)

// sets goes to a setting by name, in whatever view, and presses the keys that change it.
func (s *terminal) sets(name, keys, shows string) {
	s.t.Helper()
	s.does(":"+name+"\r", "enter type a value")
	s.does(keys, shows)
	s.does("\t", "tab settings")
}

// quick makes a workload of so many usual pods.
func (s *terminal) quick(pods string) {
	s.t.Helper()
	s.does("\x0e", "CPU per pod") // ctrl+n
	s.does("\x15"+pods+"\r", "Plan")
}

// saves writes saved.yaml.
func (s *terminal) saves() {
	s.t.Helper()
	s.does("w", " file: ")
	s.does("\x15saved.yaml\r", "podfit -f saved.yaml") // ctrl+u clears the name that is offered
}

// exports writes a file of a kind, of which it types a part of the name.
func (s *terminal) exports(kind, file string) {
	s.t.Helper()
	s.does("e", "Write a file")
	s.does(kind+"\r", " file: ")
	s.does("\x15"+file+"\r", "wrote "+file)
	s.write("\r") // the box stays while there are warnings to read
}

// Two screens at once that are killed lose nothing of what the state folder has of them, and
// the next offers both.
func TestKilledSessions(t *testing.T) {
	dir := t.TempDir()
	kept := func(pods string) func() bool {
		return func() bool {
			files, _ := filepath.Glob(filepath.Join(dir, ".local", "state", "podfit", "session-*.yaml"))
			for _, name := range files {
				if text, err := os.ReadFile(name); err == nil && strings.Contains(string(text), "replicas: "+pods+"\n") {
					return true
				}
			}
			return false
		}
	}
	all := []string{"1111", "2222"}
	var running []*terminal
	for _, pods := range all {
		s := start(t, "xterm-256color", dir, 120, 32, exec.Command(program(t, "podfit"), "--pod-memory", "1Gi"))
		s.waitFor("TYPE")
		s.quick(pods)
		running = append(running, s)
	}
	for i, s := range running {
		s.until("the session in the state folder", kept(all[i]))
	}
	for _, s := range running {
		s.cmd.Process.Kill()
		<-s.ended
		s.cmd.Wait()
	}
	next := start(t, "xterm-256color", dir, 120, 32, exec.Command(program(t, "podfit")))
	next.waitFor("1 older")
	var resumed []string
	for range all {
		next.does("R", "resumed, u undoes it")
		next.write("2")
		next.until("a workload", func() bool {
			return strings.Contains(next.screen(), " 1111 ") || strings.Contains(next.screen(), " 2222 ")
		})
		for _, pods := range all {
			if strings.Contains(next.screen(), " "+pods+" ") {
				resumed = append(resumed, pods)
			}
		}
	}
	slices.Sort(resumed)
	if !slices.Equal(resumed, all) {
		t.Errorf("resumed %q\n%s", resumed, next.screen())
	}
}
