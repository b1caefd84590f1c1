package terraform_test

import (
	"fmt"
	"strings"
	"testing"

	"podfit/planner/workload/workloadtest"
)

const (
	nodes   = ": add the output of kubectl get nodes -o json\n"
	noZones = ": the zones of its nodes are not in the input" + nodes
	noType  = ": the instance type of its nodes is not in the input" + nodes
	applied = ": counted as it is after apply\n"
	owned   = `"tag": [{"key": "kubernetes.io/cluster/shop", "value": "owned", "propagate_at_launch": true}]`
	data    = ": the labels and taints of its nodes are in its user data, which is not in the input: those in its tags for the Cluster Autoscaler count\n"
	assumed = ": counted as On-Demand, unless its launch template says otherwise, which is not read\n"
)

func label(name string) string { return " labels=map[eks.amazonaws.com/nodegroup:" + name + "]" }

// planned is a plan with what refers to what: {"ADDRESS": {"KEY": …}}.
func planned(expressions map[string]string, resources ...string) string {
	return plan(resources, nil, expressions)
}

func subnet(name, id, zone string) string {
	return one("aws_subnet."+name, fmt.Sprintf(`"id": %q, "availability_zone": %q`, id, zone))
}

func TestNodeGroups(t *testing.T) {
	// The values of hashicorp/aws's aws_eks_node_group in a state.
	web := one("aws_eks_node_group.web", `"ami_type": "AL2023_x86_64_STANDARD", "arn": "arn:aws:eks:eu-west-3:111122223333:nodegroup/shop/web/1", "capacity_type": "SPOT", "cluster_name": "shop", "disk_size": 20,
		"instance_types": ["m5.large"], "labels": {"team": "a"}, "launch_template": [], "node_group_name": "web", "resources": [{"autoscaling_groups": [{"name": "eks-web-1"}]}],
		"scaling_config": [{"desired_size": 3, "max_size": 5, "min_size": 1}], "subnet_ids": ["subnet-1", "subnet-2"], "taint": [{"key": "gpu", "value": "true", "effect": "NO_SCHEDULE"}], "version": "1.32"`)
	const webGroup = "node-group web types=[m5.large]%s capacity=[spot] nodes=3 least=1 most=5 labels=map[eks.amazonaws.com/nodegroup:web team:a] taints=[gpu=true:NoSchedule]\n"
	small := func(name, more string) string {
		return one("aws_eks_node_group."+name, `"scaling_config": [{"desired_size": 1, "max_size": 1, "min_size": 1}]`+more)
	}
	for _, c := range []struct{ name, text, want string }{
		{"a state", state(web), fmt.Sprintf(webGroup, "") + "today web 3 × m5.large - spot\nignored: node group web" + noZones},
		{"subnets of the state", state(web, subnet("a", "subnet-1", "eu-west-3b"), subnet("b", "subnet-2", "eu-west-3b")), fmt.Sprintf(webGroup, " zones=[eu-west-3b]") + "today web 3 × m5.large eu-west-3b spot\n"},
		{"a subnet that is elsewhere", state(web, subnet("a", "subnet-1", "eu-west-3b")), fmt.Sprintf(webGroup, "") + "today web 3 × m5.large - spot\nignored: node group web" + noZones},
		// In a plan, subnets and launch templates are known by reference; an index says which.
		{"subnets by reference", planned(map[string]string{"aws_eks_node_group.a": `{"subnet_ids": {"references": ["aws_subnet.x"]}}`, "aws_eks_node_group.b": `{"subnet_ids": {"references": ["aws_subnet.x[0].id", "aws_subnet.x[0]", "aws_subnet.x"]}}`},
			small("a", `, "instance_types": ["m5.large"]`), small("b", `, "instance_types": ["m5.large"]`), one("aws_subnet.x[0]", `"availability_zone": "eu-west-3a"`), one("aws_subnet.x[1]", `"availability_zone": "eu-west-3b"`)),
			"node-group a types=[m5.large] zones=[eu-west-3a eu-west-3b] capacity=[on-demand] nodes=1 least=1 most=1" + label("a") + "\nnode-group b types=[m5.large] zones=[eu-west-3a] capacity=[on-demand] nodes=1 least=1 most=1" + label("b") +
				"\ntoday a 1 × m5.large - on-demand\ntoday b 1 × m5.large eu-west-3a on-demand\nignored: node group a" + noZones},
		{"types", planned(map[string]string{"aws_eks_node_group.b": `{"launch_template": [{"id": {"references": ["aws_launch_template.b.id", "aws_launch_template.b"]}, "version": {"constant_value": "1"}}]}`},
			small("a", ""), small("b", `, "launch_template": [{"version": "1"}]`), small("c", `, "launch_template": [{"version": "1"}]`), one("aws_launch_template.b", `"instance_type": "c5.large"`)),
			"node-group a types=[t3.medium] capacity=[on-demand] nodes=1 least=1 most=1" + label("a") + "\nnode-group b types=[c5.large] capacity=[on-demand] nodes=1 least=1 most=1" + label("b") + "\nnode-group c capacity=[on-demand] nodes=1 least=1 most=1" + label("c") +
				"\ntoday a 1 × t3.medium - on-demand\ntoday b 1 × c5.large - on-demand\ntoday c 1 × - - on-demand\n" +
				"assumed: node group a: no instance type: EKS's default is t3.medium\nignored: node group a, node group b, node group c" + noZones + "ignored: node group c" + noType},
		{"a launch template by its id", state(small("a", `, "launch_template": [{"id": "lt-2"}]`), one("aws_launch_template.x", `"id": "lt-1", "instance_type": "c5.large"`), one("aws_launch_template.y", `"id": "lt-2", "instance_type": "c6i.large"`)),
			"node-group a types=[c6i.large] capacity=[on-demand] nodes=1 least=1 most=1" + label("a") + "\ntoday a 1 × c6i.large - on-demand\nignored: node group a" + noZones},
		// What a plan changes is not there yet; what is known only after apply is no 0.
		{"changes", `{"format_version": "1.2", "planned_values": {"root_module": {"resources": [` + one("aws_eks_node_group.a", `"node_group_name_prefix": "web-", "instance_types": ["m5.large"], "scaling_config": [{"max_size": 5}]`) + "," + one("aws_eks_node_group.b", `"instance_types": ["m5.large"], "scaling_config": [{"desired_size": 0}]`) +
			`]}}, "resource_changes": [{"address": "aws_eks_node_group.a", "change": {"actions": ["create"], "after_unknown": {"scaling_config": true, "labels": true}}}, {"address": "aws_eks_node_group.b", "change": {"actions": ["no-op"], "after_unknown": {}}}]}`,
			"node-group b types=[m5.large] capacity=[on-demand] nodes=0" + label("b") + "\nnode-group web types=[m5.large] capacity=[on-demand] most=5" + label("web") + "\nassumed: node group web: scaling_config is known only after apply\nassumed: node group web: labels is known only after apply\n" +
				"assumed: node group web" + applied + "ignored: node group web: its nodes do not count, as their number is not in the input" + nodes},
		// As terraform-aws-modules/eks has it: the template is in the group's module.
		{"modules", strings.ReplaceAll(`{"format_version": "1.2", "planned_values": {"root_module": {"child_modules": [{"address": "module.eks", "child_modules": [{"address": "MODULE", "resources": [`+
			one("MODULE.aws_eks_node_group.this[0]", `"node_group_name": "x", "launch_template": [{}], "scaling_config": [{"desired_size": 2}]`)+","+one("MODULE.aws_launch_template.this[0]", `"instance_type": "c5.large"`)+
			`]}]}]}}, "configuration": {"root_module": {"module_calls": {"eks": {"module": {"module_calls": {"group": {"module": {"resources": [{"address": "aws_eks_node_group.this", "expressions": {"launch_template": [{"id": {"references": ["aws_launch_template.this[0].id", "aws_launch_template.this[0]", "aws_launch_template.this"]}}]}}]}}}}}}}}}`,
			"MODULE", `module.eks.module.group[\"a\"]`),
			"node-group x types=[c5.large] capacity=[on-demand] nodes=2" + label("x") + "\ntoday x 2 × c5.large - on-demand\nignored: node group x" + noZones},
		{"Windows", state(one("aws_eks_node_group.a", `"ami_type": "WINDOWS_CORE_2022_x86_64"`)), "skipped: node group a: its nodes run Windows\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

func TestAutoScalingGroups(t *testing.T) {
	group := func(more string) string {
		return one("aws_autoscaling_group.a", `"name": "a", "min_size": 1, "max_size": 9, "desired_capacity": 4, `+more)
	}
	const bounds = " nodes=4 least=1 most=9\n"
	for _, c := range []struct{ name, text, want string }{
		{"a mixed instances policy", state(group(owned + `, "availability_zones": ["eu-west-3a"], "mixed_instances_policy": [{"instances_distribution": [{"on_demand_base_capacity": 0, "on_demand_percentage_above_base_capacity": 25}],
			"launch_template": [{"launch_template_specification": [{"launch_template_id": "lt-1"}], "override": [{"instance_type": "m5.large", "weighted_capacity": ""}, {"instance_type": "m5a.large"}]}]}]`)),
			"auto-scaling-group a types=[m5.large m5a.large] zones=[eu-west-3a] capacity=[on-demand spot]" + bounds + "today a 3 × - eu-west-3a spot\ntoday a 1 × - eu-west-3a on-demand\nassumed: Auto Scaling group a" + data + "ignored: Auto Scaling group a" + noType},
		{"a launch template, and subnets", state(group(owned+`, "launch_template": [{"id": "lt-1"}], "vpc_zone_identifier": ["subnet-1"]`), subnet("a", "subnet-1", "eu-west-3a"), one("aws_launch_template.x", `"id": "lt-1", "instance_type": "c5.large"`)),
			"auto-scaling-group a types=[c5.large] zones=[eu-west-3a] capacity=[on-demand]" + bounds + "today a 4 × c5.large eu-west-3a on-demand\nassumed: Auto Scaling group a" + assumed + "assumed: Auto Scaling group a" + data},
		{"weights", state(group(owned + `, "mixed_instances_policy": [{"launch_template": [{"override": [{"instance_type": "m5.large", "weighted_capacity": "2"}]}]}]`)),
			"auto-scaling-group a types=[m5.large] capacity=[on-demand]\nassumed: Auto Scaling group a" + data + "ignored: Auto Scaling group a: its nodes do not count, as their number is not in the input" + nodes},
		{"of no cluster", state(group(`"tag": []`)), "skipped: Auto Scaling group a: no tag says that it is of a cluster\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := workloadtest.Describe(workloadtest.MustRead(t, c.text)); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

func TestNodeErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{state(one("aws_eks_node_group.a", `"scaling_config": [{"desired_size": -1}]`)), `a.yaml:1: aws_eks_node_group.a: desired size "-1": must be 0 to 1000000`},
		{state(one("aws_eks_node_group.a", `"taint": [{"key": "x", "effect": "NO"}]`)), `a.yaml:1: aws_eks_node_group.a: taint x: effect "NO": must be NoSchedule, PreferNoSchedule or NoExecute`},
		{state(one("aws_eks_node_group.a", `"instance_types": "m5.large"`)), "a.yaml:1: aws_eks_node_group.a: values.instance_types: must be a list, not string"},
		{state(one("aws_autoscaling_group.a", `"max_size": -1, `+owned)), `a.yaml:1: aws_autoscaling_group.a: maximum size "-1": must be 0 to 1000000`},
	} {
		if _, err := workloadtest.Read(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%s\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}
