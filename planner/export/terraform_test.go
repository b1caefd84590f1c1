package export_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// What terraform-aws-modules/eks takes, as of version 21 (variables.tf of the
// module and of its modules/eks-managed-node-group): the names in use here.
var (
	moduleInputs = []string{
		"source", "version", "name", "kubernetes_version", "vpc_id", "subnet_ids", "ip_family",
		"create_cni_ipv6_iam_policy", "iam_role_additional_policies", "addons", "eks_managed_node_groups",
	}
	addOnInputs = []string{"before_compute", "configuration_values"}
	groupInputs = []string{
		"ami_type", "instance_types", "capacity_type", "min_size", "max_size", "desired_size", "subnet_ids",
		"iam_role_name", "iam_role_use_name_prefix", "labels", "taints", "cloudinit_pre_nodeadm", "bootstrap_extra_args",
	}
)

// module is the inputs of the module in a text, evaluated beside a module vpc.
func module(t rapid.TB, text []byte) map[string]cty.Value {
	t.Helper()
	file, diagnostics := hclparse.NewParser().ParseHCL(text, "eks.tf")
	if diagnostics.HasErrors() {
		t.Fatalf("%v in\n%s", diagnostics, text)
	}
	blocks := file.Body.(*hclsyntax.Body).Blocks
	if len(blocks) != 1 || blocks[0].Type != "module" {
		t.Fatalf("want a module in\n%s", text)
	}
	subnets := cty.TupleVal([]cty.Value{cty.StringVal("subnet-1"), cty.StringVal("subnet-2"), cty.StringVal("subnet-3")})
	vpc := cty.ObjectVal(map[string]cty.Value{"vpc_id": cty.StringVal("vpc-1"), "private_subnets": subnets})
	context := &hcl.EvalContext{
		Variables: map[string]cty.Value{"module": cty.ObjectVal(map[string]cty.Value{"vpc": vpc})},
		Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc},
	}
	inputs := map[string]cty.Value{}
	for name, attribute := range blocks[0].Body.Attributes {
		value, diagnostics := attribute.Expr.Value(context)
		if diagnostics.HasErrors() {
			t.Fatalf("%v in\n%s", diagnostics, text)
		}
		inputs[name] = value
	}
	return inputs
}

func checkNames(t testing.TB, what string, value cty.Value, known []string) {
	t.Helper()
	for name := range value.AsValueMap() {
		if !slices.Contains(known, name) {
			t.Errorf("%s has no input %s", what, name)
		}
	}
}

// What is written parses, refers to nothing that is not there, and has inputs
// of the module alone.
func TestTerraformInputs(t *testing.T) {
	for _, c := range cases {
		if c.name == "auto-mode" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			text, err := terraform(request(t, c.workload, c.change, c.ask, c.types...))
			if err != nil {
				t.Fatal(err)
			}
			inputs := module(t, text)
			checkNames(t, "the module", cty.ObjectVal(inputs), moduleInputs)
			for name, addOn := range inputs["addons"].AsValueMap() {
				checkNames(t, name, addOn, addOnInputs)
			}
			for name, group := range inputs["eks_managed_node_groups"].AsValueMap() {
				checkNames(t, name, group, groupInputs)
			}
		})
	}
}

// A heredoc is the same text for Terraform as for YAML, however deep it stands.
func TestTerraformUserData(t *testing.T) {
	r := request(t, set(), cases[2].change, cases[2].ask, "m5.large", "m7g.large")
	text, err := terraform(r)
	if err != nil {
		t.Fatal(err)
	}
	schemas := compile(t)
	for name, group := range module(t, text)["eks_managed_node_groups"].AsValueMap() {
		part := group.GetAttr("cloudinit_pre_nodeadm").AsValueSlice()[0]
		content := part.GetAttr("content").AsString()
		var document map[string]any
		if err := yaml.Unmarshal([]byte(content), &document); err != nil || !strings.HasPrefix(content, "apiVersion:") {
			t.Fatalf("%s: %v in\n%s", name, err, content)
		}
		if err := valid(schemas, document); err != nil {
			t.Errorf("%s: %v in\n%s", name, err, content)
		}
	}
}
