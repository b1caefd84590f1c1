package workload_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// Each file of testdata is a cluster; what it gives stands beside it.
func TestClusters(t *testing.T) {
	files, err := filepath.Glob("testdata/*.[jy]*")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got := workloadtest.Describe(workloadtest.MustRead(t, string(text)))
		golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".golden"
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s gives\n%s\nwant\n%s", file, got, want)
		}
	}
}

// In whatever order and form the objects come, the pods are the same.
func TestOrderAndForm(t *testing.T) {
	text, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	documents := strings.Split(string(text), "\n---\n")
	var backwards []string
	for _, d := range documents {
		backwards = append([]string{d}, backwards...)
	}
	sums := func(im workload.Import) [3]int64 {
		all := im.Total()
		return [3]int64{int64(all.Pods), int64(all.Request.CPU), int64(all.Request.Memory)}
	}
	a, b := workloadtest.MustRead(t, string(text)), workloadtest.MustRead(t, strings.Join(backwards, "\n---\n"))
	if sums(a) != sums(b) || len(a.Workload) != len(b.Workload) {
		t.Errorf("%v %v", sums(a), sums(b))
	}
	c := workloadtest.MustRead(t, documents...)
	if !reflect.DeepEqual(a.Workload, c.Workload) {
		t.Errorf("%+v\n%+v", a.Workload, c.Workload)
	}
}
