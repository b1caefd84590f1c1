package csv_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	_ "podfit/planner/sample/steady"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// What is a table as a workload?
func Example() {
	r := workload.NewReader()
	if err := r.Read("pods.csv", strings.NewReader("name,replicas,cpu,memory\nweb,3,250m,512Mi\n")); err != nil {
		fmt.Println(err)
	}
	im, err := r.Import()
	for _, w := range im.Workload {
		fmt.Printf("%d × %s: %dm, %.0f MiB, %v\n", w.Replicas, w.Name, w.Request.CPU, w.Request.Memory.MiB(), err)
	}
	// Output:
	// 3 × web: 250m, 512 MiB, <nil>
}

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }

// roundTrip: a table, with its columns in any order, is imported as what it was
// made of.
func roundTrip(t *rapid.T) {
	var want planner.Workloads
	header := rapid.Permutation([]string{"name", "replicas", "cpu", "memory", "securityGroups", "hoursPerMonth"}).Draw(t, "header")
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "separator")
	number := func(text string) string {
		if w.Comma == ',' {
			return text
		}
		return strings.Replace(text, ".", ",", 1)
	}
	if err := w.Write(header); err != nil {
		t.Fatal(err)
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "rows") {
		row := anyRow.Draw(t, "row")
		row.Name = fmt.Sprintf("%s%d", row.Name, i)
		want = append(want, row)
		cells := map[string]string{
			"name": row.Name, "replicas": strconv.Itoa(row.Replicas),
			"cpu": number(strconv.FormatFloat(float64(row.Request.CPU)/1000, 'f', 3, 64)), "memory": fmt.Sprintf("%dMi", row.Request.Memory/planner.MiB),
			"securityGroups": strconv.FormatBool(row.SecurityGroups), "hoursPerMonth": "",
		}
		if row.HoursPerMonth > 0 {
			cells["hoursPerMonth"] = number(strconv.FormatFloat(row.HoursPerMonth, 'g', -1, 64))
		}
		if row.NoRequests {
			cells["cpu"], cells["memory"] = "", ""
		}
		var line []string
		for _, column := range header {
			line = append(line, cells[column])
		}
		if err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	im, err := workloadtest.Read(b.String())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(im.Workload, want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", im.Workload, want, b.String())
	}
}

// anyRow draws every field that a table has.
var anyRow = rapid.Custom(func(t *rapid.T) planner.Workload {
	w := planner.Workload{
		Name:     rapid.StringMatching(`[a-zé", ]{0,8}x`).Draw(t, "name"),
		Replicas: rapid.IntRange(0, 1_000_000).Draw(t, "replicas"),
		Request: planner.Resources{
			CPU:    planner.Millis(rapid.IntRange(0, 100_000).Draw(t, "CPU")),
			Memory: planner.Memory(rapid.Int64Range(1, 1<<20).Draw(t, "memory")) * planner.MiB,
		},
		SecurityGroups: rapid.Bool().Draw(t, "security groups"),
		HoursPerMonth:  rapid.SampledFrom([]float64{0, 0.5, 100, 730}).Draw(t, "hours"),
		NoRequests:     rapid.IntRange(0, 5).Draw(t, "requests") == 0,
	}
	w.Name = strings.TrimSpace(w.Name)
	if w.NoRequests {
		w.Request = planner.Resources{}
	}
	return w
})
