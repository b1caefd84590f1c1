package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Every answer is as its schema says, whatever is unknown in it.
func TestAnswersAreAsTheirSchemas(t *testing.T) {
	podfit := program(t, "podfit")
	run := func(args ...string) []byte {
		t.Helper()
		cmd := exec.Command(podfit, args...)
		cmd.Dir, cmd.Env = "testdata/readme", []string{"HOME=" + t.TempDir(), endAtOnce}
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("podfit %s: %v", strings.Join(args, " "), err)
		}
		return out
	}
	for _, c := range []struct{ kind, command string }{
		{"MaxPods", "max-pods --all-types"},
		{"MaxPods", "max-pods trn2.48xlarge t3.large --security-groups-for-pods"},
		{"Comparison", "compare --all-types"},
		{"Comparison", "compare m5 --region cn-north-1 --pod-memory 1Gi"},
		{"Comparison", "compare m5.large --region ap-southeast-6"},
		{"Comparison", "compare -f scenario.yaml"},
		{"Explanation", "explain m5.large trn2.48xlarge --security-groups-for-pods --ipv6"},
		{"Plan", "plan -f ../workload.yaml --zones 3 --spare zone"},
		{"Plan", "plan -f ../workload.yaml --objective nodes m5"},
		{"Plan", "plan -f ../workload.yaml m5 --fargate=all"},
		{"Plan", "plan -f ../workload.yaml m5 --fargate --region cn-north-1"},
		{"SubnetBudget", "subnets m5.large --nodes 12 --subnet a=10.0.1.0/24:180free --subnet b=10.0.2.0/24"},
		{"SubnetBudget", "subnets -f ../workload.yaml m5 --zones 3 --prefix-delegation --fargate=all"},
		{"SubnetBudget", "subnets -f ../workload.yaml m5 --ipv6 --subnet a=10.0.1.0/24"},
		{"Plan", "plan -f ../workload.yaml m5 m6g --pool pci,label=team=pci,taint=pci=true:NoSchedule,zones=us-east-1a,spare=node,headroom=10% --pool web,arch=arm64,on-demand-percent=50"},
		{"SubnetBudget", "subnets -f ../workload.yaml m5 m6g --pool pci,label=team=pci,taint=pci=true:NoSchedule,zones=us-east-1a,spare=node,headroom=10% --pool web,arch=arm64,on-demand-percent=50"},
		{"Diff", "diff plan.yaml prefixes.yaml -f plan.yaml --pool pci,label=team=pci,taint=pci=true:NoSchedule,zones=us-east-1a,spare=node,headroom=10% --pool web,arch=arm64,on-demand-percent=50"},
		{"Diff", "diff plan.yaml prefixes.yaml ../workload.yaml -f plan.yaml --zones 3"},
		{"Diff", "diff ../workload.yaml scenario.yaml -f plan.yaml trn2 --all-types"},
		{"Import", "import shop.yaml"},
		{"Verification", "verify ../nodes.json"},
		{"Verification", "verify ../nodes.json --security-groups-for-pods --memory-capacity m5.large=7Gi"},
		{"Pending", "pending ../pending/cluster.yaml"},
	} {
		t.Run(c.command, func(t *testing.T) {
			compiler := jsonschema.NewCompiler()
			schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(run("schema", c.kind)))
			if err != nil {
				t.Fatal(err)
			}
			if err := compiler.AddResource("schema.json", schema); err != nil {
				t.Fatal(err)
			}
			compiled, err := compiler.Compile("schema.json")
			if err != nil {
				t.Fatal(err)
			}
			answer, err := jsonschema.UnmarshalJSON(bytes.NewReader(run(append(strings.Fields(c.command), "-o", "json")...)))
			if err != nil {
				t.Fatal(err)
			}
			if err := compiled.Validate(answer); err != nil {
				t.Error(err)
			}
		})
	}
}

// The schemas in the binary are those of the structs.
func TestSchemasAreGenerated(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mkdir", dir+"/schema").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	gen := exec.Command("go", "build", "-o", dir+"/gen", "podfit/planner/report/gen")
	if out, err := gen.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	write := exec.Command(dir + "/gen")
	write.Dir = dir
	if out, err := write.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	diff := exec.Command("diff", "-r", dir+"/schema", "../../planner/report/answer/schema")
	if out, err := diff.CombinedOutput(); err != nil {
		t.Errorf("go generate ./planner/report/answer: %v\n%s", err, out)
	}
}
