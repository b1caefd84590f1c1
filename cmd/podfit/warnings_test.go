package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// runsOf are the commands of the table of warnings; FILE is the scenario, TYPE an instance
// type and OBJECTS what is imported.
var runsOf = [][]string{
	{"max-pods", "TYPE", "-f", "FILE", "-o", "json"}, {"explain", "TYPE", "-f", "FILE", "-o", "json"}, {"compare", "TYPE", "-f", "FILE", "-o", "json"},
	{"plan", "TYPE", "-f", "FILE", "-o", "json"}, {"diff", "FILE", "FILE", "TYPE", "-o", "json"}, {"subnets", "TYPE", "-f", "FILE", "-o", "json"},
	{"export", "eksctl", "TYPE", "-f", "FILE"}, {"report", "TYPE", "-f", "FILE"}, {"import", "OBJECTS", "-f", "FILE", "-o", "json"}, {"verify", "nodes.json", "-f", "FILE", "-o", "json"},
	{"pending", "cluster.yaml", "-o", "json"},
}

// The column of commands in docs/warnings.md is what commands do: one warning of each
// raiser, made to be raised, is shown by the commands that the table names, and by no
// other. Those without JSON show its text on stderr.
func TestCommandsOfWarnings(t *testing.T) {
	inAFolder(t)
	const web = "workload: [{name: web, replicas: 3, cpu: 1, memory: 1Gi}]\n"
	for _, c := range []struct {
		of             raiser
		code, text     string
		scenario, kind string
		flags          []string
		except         []string // commands that do not have a flag
	}{
		{ofTypes, "no-trunk", "trunk", web, "m5.large", []string{"--security-groups-for-pods", "--max-eni", "1"}, nil},
		{ofSettings, "minimum-ip-target-alone", "MINIMUM_IP_TARGET 12 without", web, "m5.large", []string{"--minimum-ip-target", "12"}, nil},
		{ofTables, "not-live", "no cached AWS data", web, "m5.large", []string{"--offline"}, []string{"import"}},
		{ofScenario, "assumed", "DaemonSet x: guessed", web + "notes: ['DaemonSet x: guessed']\n", "m5.large", nil, nil},
		{ofPlans, "pods-unplaced", "unplaced: web, 3 replicas", "workload: [{name: web, replicas: 3, cpu: 99, memory: 1Gi}, {name: api, replicas: 1, cpu: 1, memory: 1Gi}]\n", "m5.large", nil, nil},
		{ofSubnets, "subnet-exhausted", "addresses short", web + "plan: {zones: us-east-1a}\ncluster: {subnets: [{zone: us-east-1a, cidr: 10.1.0.0/28}]}\n", "m5.large", nil, nil},
		{ofFargate, "fargate-price-unknown", "Fargate", web + "cluster: {region: us-gov-east-1}\n", "m5.large", []string{"--fargate"}, []string{"max-pods", "explain", "compare", "import", "verify"}},
		{ofExports, "fargate-not-exported", "not exported", "workload: [{name: web, replicas: 3, cpu: 1, memory: 1Gi}, {name: api, replicas: 1, cpu: 1, memory: 1Gi}]\nfargate: web\n", "m5.large", nil, nil},
		{ofImports, "ignored", "is not one of", web, "m5.large", nil, nil},
		{ofNodes, "fargate-nodes", "skipped", web, "m5.large", nil, nil},
		{ofPending, "fits-now", "would take it now", web, "m5.large", nil, nil},
	} {
		t.Run(c.of.name, func(t *testing.T) {
			for name, text := range map[string]string{
				"scenario.yaml": "apiVersion: podfit/v1\nkind: Scenario\n" + c.scenario, "workloads.csv": "name,replicas,cpu,memory,owner\nweb,1,1,1Gi,me\n",
				"cluster.yaml": "{apiVersion: v1, kind: Node, metadata: {name: node}, status: {allocatable: {cpu: 2, memory: 4Gi, pods: 9}}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c}]}}\n",
				"nodes.json":   otherFiles["nodes.json"] + `{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "fargate-a", "labels": {"eks.amazonaws.com/compute-type": "fargate"}}, "status": {"capacity": {"cpu": "2", "memory": "4Gi", "pods": "1"}, "allocatable": {"cpu": "2", "memory": "4Gi", "pods": "1"}}}`,
			} {
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			replace := strings.NewReplacer("FILE", "./scenario.yaml", "TYPE", c.kind, "OBJECTS", "workloads.csv")
			var got []string
			for _, command := range runsOf {
				if slices.Contains(c.except, command[0]) {
					continue
				}
				args := slices.Clone(command)
				for i := range args {
					args[i] = replace.Replace(args[i])
				}
				flags := c.flags
				if command[0] == "pending" {
					flags = nil // it has no settings
				}
				out, errs, err := run(append(args, flags...))
				if out == "" {
					t.Fatalf("%v: %v\n%s", args, err, errs)
				}
				hasJSON := slices.Contains(command, "json")
				if hasJSON && strings.Contains(out, `"code": "`+c.code+`"`) || !hasJSON && strings.Contains(errs, c.text) {
					got = append(got, command[0])
				}
			}
			want := regexp.MustCompile(` \(.*?\)`).ReplaceAllString(c.of.commands, "")
			slices.Sort(got)
			named := strings.Split(want, ", ")
			if slices.Sort(named); !slices.Equal(got, named) {
				t.Errorf("%s is shown by %v, but the table names %v", c.code, got, named)
			}
		})
	}
}
