package dialogs_test

import (
	"strings"
	"testing"

	"podfit/tui"
	"podfit/tui/tuitest"
)

const commented = `# The shop, sized in November.
apiVersion: podfit/v1
kind: Scenario
cluster:
  region: us-east-1 # where the customers are
workload:
  - name: web # behind the load balancer
    replicas: 3
    cpu: 100m
    memory: 64Mi
`

// Saving keeps the comments of the file, and asks before it replaces what somebody else
// wrote since.
func TestSaveOverAFile(t *testing.T) {
	d := &tuitest.Disk{User: map[string]string{"shop.yaml": commented}}
	s := tuitest.OpenDisk(d)
	s.Do("o")
	s.Enter("shop.yaml")
	s.GoTo("prefix-delegation")
	s.Do("right w enter")
	tuitest.Has(t, s.Text(), "saved; podfit -f shop.yaml opens it")
	tuitest.Has(t, d.User["shop.yaml"], "# The shop, sized in November.", "# where the customers are", "# behind the load balancer", "mode: prefix-delegation")

	theirs := strings.Replace(commented, "replicas: 3", "replicas: 5", 1)
	d.User["shop.yaml"] = theirs
	s.Do("right w enter")
	tuitest.Has(t, s.Text(), "shop.yaml changed on disk since it was read here: y replaces it, n keeps it")
	s.Do("n esc")
	if d.User["shop.yaml"] != theirs {
		t.Errorf("it was replaced:\n%s", d.User["shop.yaml"])
	}
	s.Do("w enter y")
	tuitest.Has(t, s.Text(), "saved; podfit -f shop.yaml opens it")
	tuitest.Has(t, d.User["shop.yaml"], "replicas: 3", "# behind the load balancer")
	s.Do("right w enter")
	tuitest.Has(t, s.Text(), "saved; podfit -f shop.yaml opens it")

	// The file of the command line is known as well.
	d.User["shop.yaml"] = theirs
	named := tuitest.OpenDisk(d, func(c *tui.Config) { c.File, c.FileText = "shop.yaml", []byte(commented) })
	named.Do("w enter")
	tuitest.Has(t, named.Text(), "shop.yaml changed on disk")
	s.Do("w enter y")

	// Without the workload there is no place for what was said of it.
	s.Do("2 x w enter")
	tuitest.Has(t, s.Text(), "saved; podfit -f shop.yaml opens it; 1 comment had no place in it any more")
	if strings.Contains(d.User["shop.yaml"], "load balancer") {
		t.Errorf("%s", d.User["shop.yaml"])
	}
}
