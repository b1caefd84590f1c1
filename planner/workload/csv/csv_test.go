package csv_test

import (
	"io"
	"reflect"
	"strings"
	"testing"

	"podfit/planner/settings"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

func TestCSV(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"name,replicas,cpu,memory\nweb,3,250m,512Mi\napi,1,2,4Gi\n", "web 3 250m 512Mi\napi 1 2000m 4096Mi\n"},
		// In any order, as spreadsheets write it.
		{"\uFEFF\"Memory\", cpu ,NAME,securitygroups,hoursPerMonth,Replicas\r\n64Mi, 100m ,\"shop, web\",TRUE,,2\r\n,,,,,\r\n64Mi,1,b,false,0.5,0\r\n",
			"shop, web 2 100m 64Mi security-groups\nb 0 1000m 64Mi hours=0.5\n"},
		{"name,replicas,cpu,memory\nweb,3,,\n", "web 3 0m 0Mi no-requests\nwithout-requests: web: no requests for CPU and memory, so any plan for it is a guess\n"},
		{"name,replicas,cpu,memory\nweb,3,1,\n\napi,1,,64Mi", "web 3 1000m 0Mi\napi 1 0m 64Mi\nassumed: web (memory), api (cpu): missing requests are counted as 0\n"},
		{"name,replicas,cpu,memory\nweb,3,0,0\n", "web 3 0m 0Mi\n"},
		{"name,replicas,cpu,memory,hoursPerMonth\nweb,3,1,1Gi,730\n", "web 3 1000m 1024Mi hours=730\n"},
		// As spreadsheets write it where the comma is a decimal one.
		{"\uFEFFName;Replicas;CPU;Memory;Hours per month;;\r\n\"shop, web\";3;0,25;1,5Gi;0,5;;\r\n", "shop, web 3 250m 1536Mi hours=0.5\n"},
		{"name\treplicas\tcpu\tmemory\nweb\t3\t1,5\t1Gi\n", "web 3 1500m 1024Mi\n"},
		{"Service,Desired count,vCPU,RAM,security_groups\nweb,3,.25,512Mi,true\n", "web 3 250m 512Mi security-groups\n"},
		// What a column is called wins over what it might be called.
		{"service,name,owner,replicas,cpu,memory,pods\nx,web,me,3,1,1Gi,9\n", "web 3 1000m 1024Mi\n" +
			"ignored: a.yaml: column \"service\" is not one of name, replicas, cpu, memory, securityGroups, hoursPerMonth\n" +
			"ignored: a.yaml: column \"owner\" is not one of name, replicas, cpu, memory, securityGroups, hoursPerMonth\n" +
			"ignored: a.yaml: column \"pods\" is not one of name, replicas, cpu, memory, securityGroups, hoursPerMonth\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	// A Deployment of the same name.
	if got, want := workloadtest.Describe(workloadtest.MustRead(t, "name,replicas,cpu,memory\nweb,3,1,1Gi\n", workloadtest.Deployment(workloadtest.OneContainer))), "web.deployment 1 100m 64Mi\nweb.row 3 1000m 1024Mi\n"; got != want {
		t.Error(got)
	}
}

func badCPU(text string) string {
	_, err := settings.ParseCPU(text)
	return err.Error()
}

func TestCSVErrors(t *testing.T) {
	_, notCPU := settings.ParseCPU("1 core")
	_, noUnit := settings.ParseMemory("512")
	const header = "name,replicas,cpu,memory,securityGroups,hoursPerMonth\n"
	for _, c := range []struct{ text, want string }{
		{"name,replicas,cpu,memmory\n", `a.yaml:1: missing column memory (did you mean memmory?): required are name, replicas, cpu, memory`},
		{"\nname;replicas;cpu;x\n", `a.yaml:2: missing column memory: required are name, replicas, cpu, memory`},
		{"service,app,replicas,cpu,memory\n", `a.yaml:1: columns "service" and "app": both may be name, so name one of them that`},
		{"name;replicas;cpu;memory\nweb;3;1.000,5;1Gi\n", `a.yaml:2: workload web: cpu "1.000,5": ` + badCPU("1.000,5")},
		// With commas between cells, none is a decimal one.
		{"name,replicas,cpu,memory\nweb,3,\"0,5\",1Gi\n", `a.yaml:2: workload web: cpu "0,5": ` + badCPU("0,5")},
		{"name,replicas,CPU,cpu,memory\n", `a.yaml:1: column "cpu": duplicate`},
		{"name,replicas\n", "a.yaml:1: missing column cpu, memory: required are name, replicas, cpu, memory"},
		{header, "a.yaml: no rows after the header"},
		{header + "web,3,1\n", "a.yaml:2: 3 cells, but the header has 6"},
		{header + ",3,1,1Gi,,\n", `a.yaml:2: name "": must be printable and not empty`},
		{header + "a,1,1,1Gi,,\n\"a\nb\",1,1,1Gi,,\n", `a.yaml:3: name "a\nb": must be printable and not empty`},
		{header + "web,3,1,1Gi,,\nb,1,1,1Gi,,\nweb,3,1,1Gi,,\n", "a.yaml:4: workload web: duplicate of a.yaml:2"},
		{header + "web,,1,1Gi,,\n", `a.yaml:2: workload web: replicas "": must be a whole number from 0 to 1000000`},
		{header + "web,1e3,1,1Gi,,\n", `a.yaml:2: workload web: replicas "1e3": must be a whole number from 0 to 1000000`},
		{header + "\nweb,3,1 core,1Gi,,\n", `a.yaml:3: workload web: cpu "1 core": ` + notCPU.Error()},
		{header + "web,3,1,512,,\n", `a.yaml:2: workload web: memory "512": ` + noUnit.Error()},
		{header + "web,3,1,1Gi,perhaps,\n", `a.yaml:2: workload web: securityGroups "perhaps": must be true or false`},
		{header + "web,3,1,1Gi,,731\n", `a.yaml:2: workload web: hoursPerMonth "731": must be more than 0 and at most 730; leave it empty for pods that always run`},
		{header + "web,3,1,1Gi,,NaN\n", `a.yaml:2: workload web: hoursPerMonth "NaN": must be more than 0 and at most 730; leave it empty for pods that always run`},
		{header + "web,3,1,1\"Gi,,\n", `a.yaml:2:10: bare " in non-quoted-field`},
		{header + "web,\"3,1,1Gi,,\n", `a.yaml:2:16: extraneous or missing " in quoted-field`},
		// Neither column is known: it may be anything.
		{"nom,nombre\nweb,3\n", "a.yaml:1: " + workloadtest.Expected},
		{"web,3,250m,512Mi\n", "a.yaml:1: " + workloadtest.Expected},
	} {
		if _, err := workloadtest.Read(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	if _, err := workloadtest.Read(header+"web,3,1,1Gi,,\n", header+"web,3,1,1Gi,,\n"); err == nil || err.Error() != "b.yaml:2: workload web: duplicate of a.yaml:2" {
		t.Error(err)
	}
}

// A quote that is not closed does not take all of the file.
func TestCSVTooLarge(t *testing.T) {
	long := strings.Repeat("x", 1<<16)
	readers := []io.Reader{strings.NewReader("name,replicas,cpu,memory\nweb,\"")}
	for range 64 {
		readers = append(readers, strings.NewReader(long))
	}
	err := workload.NewReader().Read("a.csv", io.MultiReader(readers...))
	if want := "a.csv: a row is larger than 1 MiB: is there an unclosed quote?"; err == nil || err.Error() != want {
		t.Error(err)
	}
}

// Rows stay in the order of their file, and files go by name.
func TestCSVInAnyOrder(t *testing.T) {
	files := map[string]string{"a.csv": "name,replicas,cpu,memory\nz,1,1,1Gi\ny,1,,\n", "b.csv": "memory,cpu,replicas,name\n1Gi,1,1,a\n,1,1,b\n"}
	read := func(names ...string) workload.Import {
		r := workload.NewReader()
		for _, name := range names {
			if err := r.Read(name, strings.NewReader(files[name])); err != nil {
				t.Fatal(err)
			}
		}
		im, err := r.Import()
		if err != nil {
			t.Fatal(err)
		}
		return im
	}
	one, other := read("a.csv", "b.csv"), read("b.csv", "a.csv")
	if want := "z 1 1000m 1024Mi\ny 1 0m 0Mi no-requests\na 1 1000m 1024Mi\nb 1 1000m 0Mi\n"; !strings.HasPrefix(workloadtest.Describe(one), want) {
		t.Error(workloadtest.Describe(one))
	}
	if !reflect.DeepEqual(one, other) {
		t.Errorf("%s\n%s", workloadtest.Describe(one), workloadtest.Describe(other))
	}
}
