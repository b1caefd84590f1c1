package cloudformation_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"podfit/planner"
	"podfit/planner/sample"
	"podfit/planner/workload"
	"podfit/planner/workload/workloadtest"
)

// What is a template as a workload?
func Example() {
	const template = `
Parameters:
  Tasks: {Type: Number, Default: 3}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {Cpu: 512, Memory: 1 GB, ContainerDefinitions: [{Name: app, Image: !Sub '${AWS::AccountId}.dkr.ecr.aws/app'}]}
  Web:
    Type: AWS::ECS::Service
    Properties: {TaskDefinition: !Ref Task, DesiredCount: !Ref Tasks}
`
	r := workload.NewReader()
	err := r.Read("template.yaml", strings.NewReader(template))
	im, _ := r.Import()
	for _, w := range im.Workload {
		fmt.Printf("%d × %s: %dm, %.0f MiB, %v\n", w.Replicas, w.Name, w.Request.CPU, w.Request.Memory.MiB(), err)
	}
	// Output:
	// 3 × Web: 500m, 1024 MiB, <nil>
}

const (
	size    = "assumed: Web: uses the task size, which ECS reserves, not the sizes of its containers\n"
	noCount = "assumed: Web: no desiredCount; counted as one task\n"
)

// sections are those of a template with a task definition and a service that runs it.
func sections(cpu, memory, count, rest string) string {
	return fmt.Sprintf(`
Resources:
  Task: {Type: 'AWS::ECS::TaskDefinition', Properties: {Cpu: %s, Memory: %s, ContainerDefinitions: [{Name: app}]}}
  Web: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !Ref Task, DesiredCount: %s}}
%s`, cpu, memory, count, rest)
}

// Values of all kinds, and what is not known of them.
func TestValues(t *testing.T) {
	const parameters = `
Parameters:
  CPU: {Type: String, Default: 512}
  Count: {Type: Number, Default: "4"}
  Unset: {Type: Number}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /tasks/cpu}
  Listed: {Type: CommaDelimitedList, Default: "256, 512"}
  Stage: {Type: String, Default: prod}
Mappings: {Sizes: {prod: {cpu: 1024}, test: {cpu: 256}}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsProd]
  Both: !And [!Condition IsProd, !Condition IsTest]
  Either: !Or [!Condition IsTest, !Condition IsProd]
  Here: !Equals [!Ref 'AWS::Region', eu-west-3]
  HereAndTest: !And [!Condition Here, !Condition IsTest]
  HereOrTest: !Or [!Condition Here, !Condition IsTest]
  Circle: !Not [!Condition Circle]
`
	cpu := func(millis int) string { return fmt.Sprintf("Web 4 %dm 1024Mi\n", millis) + size }
	unknown := func(why string) string {
		return "Web 4 0m 1024Mi\nassumed: Web: Cpu is not known: " + why + "\n" + size + "assumed: Web (cpu of app): missing requests are counted as 0\n"
	}
	for _, c := range []struct{ value, want string }{
		{"256", cpu(250)},
		{"'.25 vCPU'", cpu(250)},
		{"!Ref CPU", cpu(500)},
		{"{Ref: CPU}", cpu(500)},
		{"!Sub '${CPU}'", cpu(500)},
		{"!Sub ['${Size}4', {Size: !Select [0, [102, 3]]}]", cpu(1000)},
		{"!FindInMap [Sizes, !Ref Stage, cpu]", cpu(1000)},
		{"!FindInMap [Sizes, other, cpu, {DefaultValue: 256}]", cpu(250)},
		{"!Select [1, !Ref Listed]", cpu(500)},
		{"!Select [1, !Split ['-', 'x-256']]", cpu(250)},
		{"!Join ['', [2, 56]]", cpu(250)},
		{"!If [IsProd, 1024, 256]", cpu(1000)},
		{"!If [IsTest, 1024, 256]", cpu(250)},
		{"!If [Both, 1024, 256]", cpu(250)},
		{"!If [Either, 1024, 256]", cpu(1000)},
		// One that is false decides, whatever the other is.
		{"!If [HereAndTest, 1024, 256]", cpu(250)},
		{"!If [HereOrTest, 1024, 256]", unknown("condition HereOrTest is not known")},
		{"!If [Circle, 1024, 256]", unknown("condition Circle is not known")},
		{"!If [IsTest, 1024, !Ref 'AWS::NoValue']", "Web 4 0m 1024Mi\n" + size + "assumed: Web (cpu of app): missing requests are counted as 0\n"},
		{"!Ref Unset", unknown("parameter Unset has no default")},
		{"!Ref Stored", unknown("parameter Stored is read from Systems Manager")},
		{"!ImportValue size", unknown("it is imported from another stack")},
		{"!GetAtt Size.Value", unknown("it depends on Size")},
		{"!Sub '${Size}24'", unknown("it depends on Size24")},
		{"!Sub '${AWS::Region}'", unknown("it depends on AWS::Region")},
		{"!FindInMap [Sizes, !Ref Unset, cpu]", unknown("a key of Fn::FindInMap is not known: parameter Unset has no default")},
		{"!FindInMap [Sizes, other, cpu]", unknown("no mapping has Sizes.other.cpu")},
		{"'{{resolve:ssm:/tasks/cpu}}'", unknown("it is a dynamic reference")},
		{"{'Fn::Transform': {Name: x}}", unknown("Fn::Transform is not evaluated")},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, parameters+sections(c.value, "1024", "!Ref Count", ""))); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.value, got, c.want)
		}
	}
}

func TestTemplates(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{sections("512", "1024", "'3'", ""), "Web 3 500m 1024Mi\n" + size},
		{sections("512", "1024", "!ImportValue n", ""), "Web 1 500m 1024Mi\n" + size + "assumed: Web: DesiredCount is not known: it is imported from another stack\n" + noCount},
		{sections("!ImportValue c", "!ImportValue m", "3", ""), "Web 3 0m 0Mi no-requests\nwithout-requests: Web: no requests for CPU and memory, so any plan for it is a guess\n" +
			"assumed: Web: Cpu is not known: it is imported from another stack\nassumed: Web: Memory is not known: it is imported from another stack\n"},
		// The autoscaler of cdk synth.
		{sections("512", "1024", "3", `
  Scale:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: ecs, MinCapacity: 2, MaxCapacity: '9', ResourceId: {'Fn::Join': ['', [service/, {Ref: Cluster}, /, {'Fn::GetAtt': [Web, Name]}]]}}
`), "Web 3..9 500m 1024Mi\n" + size},
		{sections("512", "1024", "3", "  Scale: {Type: 'AWS::ApplicationAutoScaling::ScalableTarget', Properties: {ServiceNamespace: ecs, MinCapacity: 2, MaxCapacity: !ImportValue m, ResourceId: !Sub 'service/${AWS::StackName}/Web'}}"),
			"Web 3 500m 1024Mi\n" + size + "ignored: Scale it depends on AWS::StackName: MaxCapacity is not known: it is imported from another stack; the limits of this autoscaler, or its service, are not known\n"},
		{sections("512", "1024", "3", "  Table: {Type: 'AWS::ApplicationAutoScaling::ScalableTarget', Properties: {ServiceNamespace: dynamodb}}"), "Web 3 500m 1024Mi\n" + size},
		// Names, a cluster, security groups that only the stack knows.
		{`
AWSTemplateFormatVersion: 2010-09-09
Parameters: {Name: {Type: String, Default: api}}
Resources:
  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: shop}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: !Sub '${Name}-task'
      NetworkMode: awsvpc
      RuntimePlatform: {CpuArchitecture: ARM64}
      Cpu: "256"
      Memory: "512"
      Volumes: [{Name: a, ConfiguredAtLaunch: 'true'}]
      ContainerDefinitions:
        - {Name: app, Essential: 'true', PortMappings: [{ContainerPort: '80'}], Environment: [{Name: CPU, Value: !Ref Unknown}], ResourceRequirements: [{Type: GPU, Value: 1}]}
  Web:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      ServiceName: !Ref Name
      TaskDefinition: !GetAtt Task.TaskDefinitionArn
      DesiredCount: 2
      PlacementStrategies: [{Type: spread, Field: host}]
      NetworkConfiguration: {AwsvpcConfiguration: {SecurityGroups: [!GetAtt Group.GroupId]}}
`, "shop/api 2 250m 512Mi security-groups volumes=1 map[nvidia.com/gpu:1] arch=[arm64]\n" + strings.ReplaceAll(size, "Web", "shop/api") +
			"assumed: shop/api: awsvpc gives each task its own ENI today; with its security groups each pod needs a branch ENI\n" +
			"ignored: shop/api (spread over host): placement strategies are preferences and are ignored\n"},
		// What is not created, and what only might be.
		{`
Parameters: {On: {Type: String, Default: "no"}}
Conditions: {IsOn: !Equals [!Ref On, "yes"], IsHere: !Equals [!Ref 'AWS::Region', x]}
Resources:
  A: {Type: 'AWS::ECS::TaskDefinition', Condition: IsOn, Properties: {Cpu: 256, Memory: 512, ContainerDefinitions: [{Name: a}]}}
  B: {Type: 'AWS::ECS::TaskDefinition', Condition: IsHere, Properties: {Cpu: 256, Memory: 512, ContainerDefinitions: !If [IsHere, [], []]}}
  Inner: {Type: 'AWS::CloudFormation::Stack'}
  'Fn::ForEach::X': [a, [b], {}]
`, "B 1 250m 512Mi\nassumed: B: it is created only on a condition that is not known: IsHere\nassumed: B: ContainerDefinitions are not known: condition IsHere is not known\n" +
			strings.ReplaceAll(size, "Web", "B") + "assumed: B: no service in the input uses it; counted as one task\n" +
			"skipped: AWS::ECS::TaskDefinition A: not created with the defaults of the parameters (condition IsOn)\n" +
			"skipped: Fn::ForEach::X: a function in place of resources is not evaluated\n" +
			"skipped: AWS::CloudFormation::Stack Inner: a nested stack is not read: import its template\n"},
		{"Resources:\n  Web: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !ImportValue t, DesiredCount: 3}}\n",
			"skipped: service Web: it is not known what it runs: TaskDefinition is not known: it is imported from another stack\n"},
	} {
		if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
	// Two stacks of one template have services of the same logical IDs.
	if got := workloadtest.MustRead(t, sections("512", "1024", "3", ""), sections("256", "1024", "2", "")); len(got.Workload) != 2 || got.Workload[0].Request.CPU == got.Workload[1].Request.CPU {
		t.Error(workloadtest.Describe(got))
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{sections("x", "1024", "3", ""), "a.yaml:2: task definition Task: cpu \"x\": must be CPU units such as 512 (1024 to a vCPU), or vCPUs such as 0.5 vCPU"},
		{sections("512", "1024", "many", ""), "a.yaml:2: service Web: desiredCount: must be a whole number, not string"},
		{"AWSTemplateFormatVersion: 2010-09-09\nResources: []\n", "a.yaml:1: no valid CloudFormation template: json: cannot unmarshal array into Go struct field template.Resources of type map[string]interface {}"},
	} {
		if _, err := workloadtest.Read(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestRoundTrip(t *testing.T) { rapid.Check(t, roundTrip) }
func FuzzRoundTrip(f *testing.F) { sample.Fuzz(f, roundTrip) }

// roundTrip: a service is imported as what it was made of, in whatever way the
// template has its figures.
func roundTrip(t *rapid.T) {
	parameters, mapping := map[string]any{}, map[string]any{}
	value := func(name string, n int) any {
		text := strconv.Itoa(n)
		switch rapid.IntRange(0, 6).Draw(t, "form of "+name) {
		case 0:
			return n
		case 1:
			return text
		case 2:
			parameters[name] = map[string]any{"Type": "Number", "Default": text}
			return map[string]any{"Ref": name}
		case 3:
			parameters[name] = map[string]any{"Type": "String", "Default": n}
			return map[string]any{"Fn::Sub": "${" + name + "}"}
		case 4:
			mapping[name] = n
			return map[string]any{"Fn::FindInMap": []any{"Sizes", "all", name}}
		case 5:
			return map[string]any{"Fn::If": []any{"True", n, n + 1}}
		}
		return map[string]any{"Fn::Join": []any{"", []any{text[:1], text[1:]}}}
	}
	units, mebibytes, count := rapid.IntRange(1, 16384).Draw(t, "CPU units"), rapid.IntRange(1, 65536).Draw(t, "MiB"), rapid.IntRange(0, 50).Draw(t, "tasks")
	want := planner.Workload{Name: "Web", Replicas: count, Request: planner.Resources{CPU: planner.Millis((units*1000 + 1023) / 1024), Memory: planner.Memory(mebibytes) * planner.MiB}}
	resources := map[string]any{
		"Task": map[string]any{"Type": "AWS::ECS::TaskDefinition", "Properties": map[string]any{"Cpu": value("Cpu", units), "Memory": value("Memory", mebibytes), "ContainerDefinitions": []any{map[string]any{"Name": "a"}}}},
		"Web":  map[string]any{"Type": "AWS::ECS::Service", "Properties": map[string]any{"TaskDefinition": map[string]any{"Ref": "Task"}, "DesiredCount": value("Count", count)}},
	}
	if rapid.Bool().Draw(t, "autoscaler") {
		least := rapid.IntRange(0, count).Draw(t, "least")
		want.MaxReplicas = rapid.IntRange(max(1, count), 100).Draw(t, "most")
		resources["Scale"] = map[string]any{"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": map[string]any{
			"ServiceNamespace": "ecs", "ResourceId": map[string]any{"Fn::Sub": "service/${Cluster}/${Web.Name}"}, "MinCapacity": value("Min", least), "MaxCapacity": value("Max", want.MaxReplicas)}}
	}
	text, err := json.Marshal(map[string]any{"Parameters": parameters, "Mappings": map[string]any{"Sizes": map[string]any{"all": mapping}},
		"Conditions": map[string]any{"True": map[string]any{"Fn::Equals": []any{"a", "a"}}}, "Resources": resources})
	if err != nil {
		t.Fatal(err)
	}
	im, err := workloadtest.Read(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for i := range im.Workload {
		im.Workload[i].Notes = nil
	}
	if len(im.Workload) != 1 || !reflect.DeepEqual(im.Workload[0], want) {
		t.Fatalf("got  %+v\nwant %+v\n%s", im.Workload, want, text)
	}
}
