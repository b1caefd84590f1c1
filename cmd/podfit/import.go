package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/plan"
	"podfit/planner/report/answer"
	"podfit/planner/report/words"
	"podfit/planner/scenario"
	"podfit/planner/workload"
)

// importFormats: the scenario, or the answer with its summary.
var importFormats = []string{"yaml", "json"}

func newCmdImport() *cobra.Command {
	var from objects.Source
	cmd := &cobra.Command{
		Use:   "import FILE|FOLDER… | - | --context NAME",
		Short: "Make a scenario from Kubernetes manifests, kubectl, a live cluster, ECS, Compose or CSV",
		Long: `import makes a scenario of what runs: manifests in YAML or JSON, and what
kubectl get -o json or -o yaml writes, of any size in JSON. Requests count as
the scheduler counts them; pods count once, with what owns them, and finished
pods don't count. DaemonSets, aws-node's configuration, autoscalers, volume claims
and SecurityGroupPolicies are imported if they are among the objects. --context
reads all of these from a cluster, and writes nothing to it; --namespace limits them
to one namespace. A list that you may not read is skipped, with a note.

Where pods are among the objects, they are counted, each with its own request, by
owner and size; templates only add what is wanted beyond them. Other templates get what
LimitRanges and RuntimeClasses of the input add. --vpa takes the recommendations of
VerticalPodAutoscalers instead of the requests. --usage writes beside the requests of
each workload what its pods use, at the percentile of --requests.

Custom resources count by their pod templates: Argo Rollouts, RayClusters, Spark and
Flink applications, JobSets, Prometheus, Elasticsearch, Kafka, databases and others;
docs/import.md lists them. In a kind that it doesn't know, import looks for pod
templates, and a note says what it guessed.

From ECS it reads what aws ecs describe-services, describe-task-definition and
describe-tasks print, what register-task-definition is given, and what aws
application-autoscaling describe-scalable-targets prints: a service is a workload
with the size of its task, or else of its containers, and a task definition without
a service is one task. Tasks with security groups of their own become pods with
security groups, daemons become DaemonSets. The same comes from CloudFormation
templates (cdk synth too) with the defaults of their parameters, from terraform
show -json of a state or a plan, and from Copilot's manifests. What they don't know
yet is a note, and counts as not given.

A service of a Compose file is a workload with what it reserves, or else its limits;
with an ecs-params.yml, all services are one task.

What launches nodes is read of Karpenter's NodePools and their node classes (and those
of EKS Auto Mode), of what aws eks describe-nodegroup and aws autoscaling
describe-auto-scaling-groups print, of eksctl's ClusterConfig, and of Terraform's
aws_eks_node_group and aws_autoscaling_group.

Nodes with taints that workloads tolerate become pools of the plan, and so does what
workloads both select and tolerate by one word, such as the label team=pci and the taint
dedicated=pci:NoSchedule; a note says which.

In folders and archives (.tgz, .tar, .zip) every *.yaml, *.yml and *.json and every
.gz of one is read, and those without objects are skipped; '**' in a quoted pattern
matches any folders. UTF-16, JSON lines, arrays of jq -s and lists in lists are read,
too. YAML is read as kubectl reads it. An object or a document that cannot be read
costs only itself: a warning names its file and line, --strict exits 3, and the
scenario keeps it as a note.

Helm charts and kustomizations are not read as they are: podfit names the command that
renders them. --render runs it and imports what it prints.

A CSV file has a header with name, replicas, cpu and memory, in any order, and
optionally securityGroups (true or false) and hoursPerMonth. Cells are separated by
commas, semicolons or tabs; other columns are ignored, with a note.

The scenario goes to stdout; the summary, guesses and what was skipped go to
stderr. -o json has both in one answer. Precedence: flags, then imported objects,
then -f, then configuration.`,
		Example: `  podfit import manifests/*.yaml --region eu-west-3 > scenario.yaml
  kubectl get deploy,rs,sts,ds,job,cronjob,pods,hpa,svc,ns,nodes,pvc,pv,sc,priorityclass,limits,quota -A -o json | podfit import -
  podfit import ./manifests backup.tgz 'clusters/**/*.yaml'
  helm template ./chart | podfit import - -o json
  podfit import --render ./chart ./overlays/prod
  podfit import --context prod > scenario.yaml
  podfit import --context prod --namespace shop > scenario.yaml
  aws ecs describe-services --cluster shop --services web api > services.json
  podfit import services.json web.json api.json
  terraform show -json | podfit import -
  podfit import template.yaml compose.yaml copilot/*/manifest.yml
  podfit import workloads.csv`,
		Args: func(cmd *cobra.Command, args []string) error { return from.Args(cmd, args, "manifests.yaml") },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	f := request.NewFlags(cmd).Settings().Usage().OutputOf(importFormats).Strict()
	from.Add(cmd)
	from.AddNamespace(cmd)
	from.AddRender(cmd)
	from.AddChoices(cmd)
	cmd.Flags().Lookup("output").Usage = "output format: yaml is the scenario, json the answer that holds it"
	cmd.RunE = runs(f, func(ctx context.Context, r request.Request, io request.IO) error { return runImport(ctx, r, from, io) })
	return cmd
}

func runImport(ctx context.Context, r request.Request, from objects.Source, io request.IO) error {
	im, err := from.Workload(ctx, io)
	if err != nil {
		return err
	}
	return writeImport(imported(r, &im), &im, io)
}

// imported is the request with what was imported over it, and its flags over that.
func imported(r request.Request, im *workload.Import) request.Request {
	s := r.Settings()
	if im.CNI != nil {
		s.CNI = im.CNI.Config
		warmTargets(&r, im.CNI)
	}
	if im.Policies > 0 || im.Secured() {
		s.CNI.SecurityGroupsForPods = true
		s.SecurityGroupsScope = planner.ScopeApps // each DaemonSet is marked by itself
		s.SecurityGroupsPercent = securedPercent(im.Workload)
	}
	s.DaemonSets = replaced(s.DaemonSets, im.DaemonSets, func(ds planner.DaemonSet) string { return ds.Name })
	if err := r.UseRegion(im.Region); err != nil {
		im.Notes = append(im.Notes, workload.Note{Kind: workload.Ignored, Text: err.Error(), Objects: []string{"region"}})
	}
	useZones(&r, im)
	r.PutFlags("daemonset") // which were among the DaemonSets before
	r.Scenario.Notes = im.Guesses
	if im.Today.IsKnown() {
		r.Scenario.Today = im.Today
	}
	r.Scenario.Workload = replaced(r.Scenario.Workload, im.Workload, func(w planner.Workload) string { return w.Name })
	usePools(&r, im)
	r.PutUsage(im.Pods)
	return r
}

// useZones plans in the zones of the cluster's nodes, unless others are asked for.
func useZones(r *request.Request, im *workload.Import) {
	zones := &r.Scenario.Plan.Zones
	inRegion := !slices.ContainsFunc(im.Zones, func(zone string) bool {
		region, ok := planner.ZoneRegion(zone)
		return !ok || region != r.Settings().Region
	})
	if len(im.Zones) == 0 || !inRegion || zones.String() != "" {
		return
	}
	zones.Names = im.Zones
	im.Notes = append(im.Notes, workload.Note{Kind: workload.Counted, Text: "a plan is for the zones of the cluster's nodes", Objects: im.Zones})
}

// usePools plans the pools that the cluster seems to have, unless the scenario has its own.
func usePools(r *request.Request, im *workload.Import) {
	if len(r.Scenario.Plan.Pools) > 0 {
		return
	}
	for _, p := range plan.ProposePools(r.Scenario.Workload, &im.Today) {
		r.Scenario.Plan.Pools = append(r.Scenario.Plan.Pools, p.Pool)
		im.Notes = append(im.Notes, workload.Note{Kind: workload.Counted, Text: words.PoolProposed(&p), Objects: []string{"pool " + p.Name}})
	}
}

// replaced is a list in which others replace those of the same name, or follow.
func replaced[T any](list, by []T, name func(T) string) []T {
	all := slices.Clone(list)
	at := map[string]int{}
	for i, one := range all {
		at[name(one)] = i
	}
	for _, one := range by {
		if i, there := at[name(one)]; there {
			all[i] = one
			continue
		}
		at[name(one)] = len(all)
		all = append(all, one)
	}
	return all
}

// warmTargets are settings by the names of aws-node's own variables. What means
// nothing there is as if it were not set.
func warmTargets(r *request.Request, cni *workload.CNI) {
	r.Settings().Warm = eni.WarmTargets{}
	for _, warm := range cni.Warm {
		name, value, _ := strings.Cut(warm, "=")
		if setting, ok := r.Table.Named(strings.ToLower(strings.ReplaceAll(name, "_", "-"))); ok {
			setting.Set(r.Settings(), value)
		}
	}
}

// securedPercent is how many of the pods have security groups, rounded up.
func securedPercent(w planner.Workloads) int {
	secured, all := 0, 0
	for _, k := range w {
		all += k.Replicas
		if k.SecurityGroups {
			secured += k.Replicas
		}
	}
	if all == 0 {
		return 100
	}
	return (100*secured + all - 1) / all
}

// importedText is the scenario of what was imported, which can be read again: a file that
// cannot is caught here.
func importedText(r *request.Request) ([]byte, error) {
	text, err := scenario.Write(r.Scenario, r.Table)
	if err != nil {
		return nil, err
	}
	if _, err := scenario.Read("the imported scenario", text, scenario.Scenario{Settings: planner.Default()}, r.Table); err != nil {
		return nil, cli.UsageError{Err: err}
	}
	return text, nil
}

func importSummary(im *workload.Import) answer.ImportSummary {
	total := im.Total()
	summary := answer.ImportSummary{ImportSum: answer.NewImportSum(total.Pods, total.Request), Running: answer.NewImportSum(im.Running.Pods, im.Running.Request)}
	summary.Workloads, summary.DaemonSets, summary.Jobs = len(im.Workload), len(im.DaemonSets), im.Jobs
	summary.WithoutRequests, summary.Skipped, summary.Unread = im.Unrequested(), im.Skipped, im.Unread
	return summary
}

func writeImport(r request.Request, im *workload.Import, io request.IO) error {
	text, err := importedText(&r)
	if err != nil {
		return err
	}
	summary := importSummary(im)
	imported := answer.New("Import", answer.Query{Settings: r.Settings(), Topics: planner.Topics}, nil, nil)
	for _, n := range im.Notes {
		imported.AddWarnings(n)
	}
	imported.AddWarnings(r.UsageDoubts()...)
	if r.Output != "json" {
		if _, err := io.Out.Write(text); err != nil {
			return err
		}
		fmt.Fprintln(io.Err, "imported:", summary.Line())
		fmt.Fprintln(io.Err, words.Region(r.Settings()))
		talk(io, false, imported)
		return strict(&r, imported.Warnings)
	}
	var tree any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		return err
	}
	imported.Items = []answer.Import{{Summary: summary, Scenario: tree}}
	if err := imported.JSON(io.Out); err != nil {
		return err
	}
	return strict(&r, imported.Warnings)
}
