package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// brought are files that podfit import reads, as a person has them.
var brought = map[string]string{
	"dump.json": `{"apiVersion": "v1", "kind": "List", "items": [
 {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"replicas": 12, "selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "a", "resources": {"requests": {"cpu": "250m", "memory": "512Mi"}}}]}}}},
 {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent", "namespace": "kube-system"}, "spec": {"selector": {"matchLabels": {"app": "agent"}}, "template": {"metadata": {"labels": {"app": "agent"}}, "spec": {"containers": [{"name": "a", "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}}}]}}}},
 {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "labels": {"node.kubernetes.io/instance-type": "m5.large", "topology.kubernetes.io/region": "eu-west-3", "topology.kubernetes.io/zone": "eu-west-3a"}}, "status": {"capacity": {"cpu": "2", "memory": "7900000Ki", "pods": "29"}, "allocatable": {"cpu": "1930m", "memory": "7000000Ki", "pods": "29"}}},
 {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "other"}}]}
`,
	"services.json": `{"services": [{"serviceName": "api", "desiredCount": 3, "taskDefinition": "arn:aws:ecs:us-east-1:1:task-definition/api:1", "launchType": "FARGATE"}]}
{"taskDefinition": {"family": "api", "taskDefinitionArn": "arn:aws:ecs:us-east-1:1:task-definition/api:1", "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "a"}]}}
`,
	"pods.csv":     "name,replicas,cpu,memory,securityGroups\nweb,10,250m,512Mi,true\nworker,4,1,2Gi,false\n",
	"compose.yaml": "services:\n  web:\n    image: x\n    deploy: {replicas: 2, resources: {reservations: {cpus: '0.5', memory: 256M}}}\n",
	"m/web.yaml":   "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2, template: {spec: {containers: [{name: c, resources: {requests: {cpu: 1}}}]}}}\n",
	"m/more.json":  `{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "b"}, "spec": {"parallelism": 2, "template": {"spec": {"containers": [{"name": "c"}]}}}}`,
}

func writeInputs(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	for name, text := range brought {
		name = filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

// However something comes into the screen, it is what podfit import makes of it: all ways
// save the same bytes.
func TestOpenIsImport(t *testing.T) {
	podfit := program(t, "podfit")
	for _, what := range []string{"dump.json", "services.json", "pods.csv", "compose.yaml", "m"} {
		t.Run(what, func(t *testing.T) {
			home := writeInputs(t)
			run := exec.Command(podfit, "import", what)
			run.Dir, run.Env = home, []string{"HOME=" + home, endAtOnce}
			text, err := run.Output()
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(home, "imported.yaml"), text, 0o600); err != nil {
				t.Fatal(err)
			}
			saved := func(keys string, args ...string) []byte {
				s := start(t, "xterm-256color", home, 120, 32, exec.Command(args[0], args[1:]...))
				s.waitFor("1 Types")
				if keys != "" {
					s.write(keys)
					s.waitFor("u undoes it")
				}
				s.write("w")
				s.waitFor("Save the scenario")
				s.write("\x15saved.yaml\r")
				s.waitFor("saved; podfit -f")
				s.write("q")
				if err := s.wait(); err != nil {
					t.Fatalf("%q: %v\n%s", args, err, s.screen())
				}
				text, err := os.ReadFile(filepath.Join(home, "saved.yaml"))
				if err != nil {
					t.Fatal(err)
				}
				os.Remove(filepath.Join(home, "saved.yaml"))
				return text
			}
			want := saved("", podfit, "-f", "imported.yaml")
			if !bytes.Contains(want, []byte("workload:")) {
				t.Fatalf("%s", want)
			}
			ways := map[string][]byte{
				"an argument": saved("", podfit, what),
				"-f":          saved("", podfit, "-f", what),
				"o":           saved("o\x15"+what+"\r", podfit),
			}
			if what != "m" {
				ways["stdin"] = saved("", "sh", "-c", podfit+" - < "+what)
			}
			for way, got := range ways {
				if !bytes.Equal(got, want) {
					t.Errorf("%s:\n%s\nwant\n%s", way, got, want)
				}
			}
		})
	}
}
