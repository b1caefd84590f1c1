package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"podfit/cmd/internal/request"
	"podfit/eni"
	"podfit/planner"
	"podfit/planner/density"
	"podfit/planner/fargate"
	"podfit/planner/pending"
	"podfit/planner/plan"
	"podfit/planner/report"
	"podfit/planner/report/answer"
	"podfit/planner/report/page"
	"podfit/planner/report/words"
	"podfit/planner/subnet"
	"podfit/planner/today"
	"podfit/planner/verify"
	"podfit/tui/screen"
	"podfit/tui/tuitest"
)

// raiser is who raises a warning, and so which commands show it.
type raiser struct {
	name     string
	commands string
	screen   string // the view
}

var (
	ofTypes    = raiser{"an instance type", "max-pods (pods only), explain, compare, plan, diff, subnets, export, report, verify (no money)", "types, explanation, plan"}
	ofSettings = raiser{"the settings", "max-pods (pods only), explain, compare, plan, diff, subnets, export, report, import, verify (no money)", "status line, plan"}
	ofTables   = raiser{"the figures", "max-pods, explain, compare, plan, diff, subnets, export, report, verify", "status line, plan"}
	ofScenario = raiser{"the scenario", "max-pods, explain, compare, plan, diff, subnets, export, report, verify", "plan"}
	ofPlans    = raiser{"a plan", "plan, diff, subnets, export, report", "plan"}
	ofToday    = raiser{"today's nodes", "plan, diff, report", "plan, today"}
	ofSubnets  = raiser{"subnets and quotas", "plan, diff, subnets, export, report", "plan (quotas), subnets"}
	ofFargate  = raiser{"Fargate", "plan, diff, subnets, export, report", "none: it has no Fargate"}
	ofExports  = raiser{"an export", "export", "none: it exports nothing"}
	ofUsage    = raiser{"files of usage", "plan, diff, subnets, export, report, import", "none: it reads no such files"}
	ofImports  = raiser{"imported objects", "import", "none: it imports nothing"}
	ofPending  = raiser{"pods that wait", "pending", "none: it reads no pods"}
	ofNodes    = raiser{"real nodes", "verify", "none: it reads no nodes"}
)

var aSource = planner.Source{Name: "AWS price list", AsOf: "2024-11-06"}

var aPod = pending.Name{Namespace: "shop", Name: "web"}

// doubts are an example of every warning.
var doubts = []struct {
	of raiser
	w  planner.Warning
}{
	{ofTypes, density.NotANode{Processor: "Apple", Arch: "arm64"}},
	{ofTypes, density.NotOffered{Region: "cn-north-1"}},
	{ofTypes, density.NoMaxPods{Why: errors.New("division by zero")}},
	{ofTypes, density.IPv6Unsupported{}},
	{ofTypes, density.SecurityGroupsInAutoMode{}},
	{ofTypes, density.BranchENIsUnknown{}},
	{ofTypes, density.SecurityGroupsUnsupported{}},
	{ofTypes, density.NoTrunk{MaxENI: 1}},
	{ofTypes, density.NotLaunchable{AutoMode: true, VCPUs: 1}},
	{ofTypes, density.NoENILeft{}},
	{ofTypes, density.DaemonSetsDoNotFit{Limit: density.LimitPodIPs, Need: 6, Have: 3}},
	{ofTypes, density.NoPodFits{Limit: density.LimitMemory}},
	{ofTypes, density.KarpenterMemory{Type: "m5.large", Request: 7000 * planner.MiB, Expected: 7518 * planner.MiB, Free: 6959 * planner.MiB}},
	{ofTypes, density.AboveAddresses{MaxPods: 58, PodIPs: 42, HostNetwork: 2}},
	{ofTypes, density.PrefixesUnsupported{}},
	{ofTypes, density.PrefixesUnused{PodIPs: 434, MaxPods: 29, Managed: 110}},
	{ofTypes, density.KubeReserved{SizedFor: 29, MaxPods: 110}},
	{ofTypes, density.KubeReserved{SizedFor: 234, MaxPods: 110}},
	{ofTypes, density.VolumeSlotsUnknown{}},
	{ofTypes, density.GPUsUnknown{}},
	{ofTypes, density.FractionalGPU{Model: "L4", Memory: planner.GiB}},
	{ofTypes, density.SmallArm64Memory{}},
	{ofTypes, density.WindowsMemoryUnknown{}},
	{ofTypes, density.WindowsPriceUnknown{}},
	{ofTypes, density.PriceUnknown{Region: "eu-west-3"}},
	{ofTypes, density.SpotUnknown{Region: "eu-west-3"}},
	{ofTypes, density.PriceOld{Source: aSource}},
	{ofTypes, density.AutoModeFeeIncluded{Permille: 120}},
	{ofTypes, density.ReservedUnknown{Region: "eu-west-3", Purchase: planner.PurchaseReserved1Y}},
	{ofTypes, density.ReservedGuide{Purchase: planner.PurchaseReserved1Y, Source: aSource}},
	{ofTypes, density.RootVolumeUnpriced{Region: "eu-west-3"}},
	{ofTypes, density.ManagedGroupLowest{MaxPods: 17, Type: "t3.medium"}},
	{ofSettings, density.KarpenterSettingsUnused{Policy: eni.PolicyENI}},
	{ofSettings, density.PodsPerCoreIgnored{}},
	{ofSettings, density.MinimumIPTargetAlone{Target: 12}},
	{ofSettings, density.OnDemandBaseWithoutNodes{Base: 2}},
	{ofSettings, density.ClusterAdderWithoutNodes{}},
	{ofTables, planner.NotLive{Region: "eu-west-3", Cause: "AWS: no answer", Using: "bundled prices"}},
	{ofTables, planner.LiveStale{Region: "eu-west-3", Parts: "spot prices from 2 hours ago"}},
	{ofTables, planner.FiguresMissing{Types: []string{"m5.large"}}},
	{ofTables, planner.FiguresMissing{Types: []string{"m9.large"}, Skipped: true}},
	{ofTables, planner.KindAssumed{Types: []string{"m9.large"}}},
	{ofTables, planner.PricesKeptOut{Prices: []planner.PriceKeptOut{{Type: "m5.large", Capacity: planner.Spot, Live: 100, List: 96000}}, Currency: "USD"}},
	{ofTables, planner.TablesUnused{Why: errors.New("damaged")}},
	{ofScenario, planner.ScenarioNote{Text: "DaemonSet agent: counted on every node"}},
	{ofPlans, plan.Unplaced{Workload: "web", Replicas: 3}},
	{ofPlans, plan.PoolIdle{Pool: "pci"}},
	{ofPlans, plan.PoolUnused{Pool: "batch", Workloads: []string{"web"}}},
	{ofPlans, plan.DaemonSetsKeptOff{DaemonSets: []string{"fluent-bit"}, Pool: "pci"}},
	{ofPlans, plan.TolerationsUnknown{DaemonSets: []string{"fluent-bit"}, Pools: []string{"pci"}}},
	{ofPlans, plan.FewerZones{Region: "us-west-1", Asked: 3, Has: 2}},
	{ofPlans, planner.ForeignZone{What: "the plan", Zone: "eu-west-3a", Region: "us-east-1", Of: "eu-west-3"}},
	{ofPlans, plan.Overfilled{Types: 2, First: "t3.nano", Lack: density.DaemonSetsDoNotFit{Limit: density.LimitPodIPs, Need: 6, Have: 3}}},
	{ofPlans, plan.Unpriced{Types: 2, Region: "eu-west-3"}},
	{ofPlans, plan.Unjudged{Types: []string{"trn2.48xlarge"}}},
	{ofPlans, plan.NotLaunched{Types: 2, AutoMode: true}},
	{ofPlans, plan.ResourceUnknown{Resource: "nvidia.com/mig-3g.20gb", Workloads: []string{"web"}, Types: 1, Of: 2}},
	{ofPlans, plan.FractionalGPU{Types: []string{"g6f.large"}, Model: "L4", Memory: planner.GiB}},
	{ofUsage, planner.UsageUnmatched{Names: []string{"shop/cache-0"}}},
	{ofPlans, plan.RequestsAsUsed{Requests: planner.UsualRequests, Resized: []planner.Resized{{Workload: "web", From: planner.Resources{CPU: 500}, To: planner.Resources{CPU: 120}}}}},
	{ofPlans, plan.UsageMissing{Workloads: []string{"web"}}},
	{ofPlans, plan.UsageShort{Workloads: []string{"web"}}},
	{ofPlans, plan.UsageShort{Workloads: []string{"web"}, Window: 7200}},
	{ofPlans, plan.UsagePercentile{Workloads: []string{"web"}, Has: 950, Asked: 990}},
	{ofPlans, plan.UsageRecommended{Workloads: []string{"web"}, By: "KRR"}},
	{ofPlans, plan.RequestsAutoscaled{Workloads: []string{"web"}}},
	{ofPlans, plan.WithoutRequests{Workloads: []string{"web"}}},
	{ofPlans, plan.Assumed{Note: "counted as one task", Workloads: []string{"web"}}},
	{ofPlans, plan.PoolsShared{Workloads: []string{"web"}, Pools: []string{"batch", "default"}}},
	{ofPlans, plan.LabelsAssumed{Workloads: []string{"web"}}},
	{ofPlans, plan.Arm64Unlisted{Workloads: 3, Known: 2}},
	{ofPlans, plan.Arm64Unlisted{Workloads: 3}},
	{ofPlans, plan.AMD64Assumed{Workloads: []string{"web"}}},
	{ofPlans, plan.SharedClaim{Workloads: []string{"web"}}},
	{ofPlans, plan.UnknownTopology{Workloads: []string{"web"}, Keys: []string{"rack"}}},
	{ofPlans, plan.PartOfTheMonth{Workloads: []string{"web"}}},
	{ofPlans, plan.MoreNodes{Most: 2, Fewest: 3}},
	{ofToday, today.CostUnknown{Groups: []string{"general (m5.xlarge)"}, Why: today.NoCapacityType}},
	{ofToday, today.PodsUnknown{Workloads: []string{"web"}}},
	{ofToday, today.StepsLeavePending{Pods: 2}},
	{ofToday, today.NotCreatedAgain{Workloads: []string{"web"}}},
	{ofPlans, plan.VolumesStay{Workloads: []string{"db"}}},
	{ofPlans, plan.PodsWait{Workloads: []string{"db"}}},
	{ofPlans, plan.SpareUnmet{Spare: plan.SpareZone}},
	{ofPlans, plan.RolloutRoom{Workloads: []string{"web"}}},
	{ofPlans, plan.RolloutStuck{Workloads: []string{"web"}}},
	{ofPlans, plan.MostUnplaced{Workloads: []string{"web"}}},
	{ofPlans, plan.SmallNodes{Type: "m5.large", Times: 2}},
	{ofPlans, plan.SearchCut{}},
	{ofSubnets, subnet.Exhausted{Place: subnet.Place{Zone: "a"}, Addresses: 67}},
	{ofSubnets, subnet.Fragmented{Place: subnet.Place{Zone: "a"}, Prefixes: 8, Free: 3}},
	{ofSubnets, subnet.ControlPlaneShort{Place: subnet.Place{Zone: "a"}, Left: 15, Needed: 6, Recommended: 16}},
	{ofSubnets, subnet.NotCompared{Why: errors.New("the subnets are in 2 zones, the plan in 3")}},
	{ofSubnets, planner.ForeignZone{Zone: "eu-west-3a", Region: "us-east-1", Of: "eu-west-3"}},
	{ofSubnets, subnet.QuotaExceeded{Quotas: make([]subnet.Quota, 1)}},
	{ofSubnets, subnet.QuotaExceeded{Quotas: make([]subnet.Quota, 1), Own: true}},
	{ofSubnets, subnet.QuotaUnknown{Quotas: make([]subnet.Quota, 1)}},
	{ofFargate, fargate.PriceUnknown{Region: "eu-west-3"}},
	{ofExports, fargate.NotExported{Workloads: []string{"web"}}},
	{ofExports, density.ManagedGroupCapped{Group: "m5-large", MaxPods: 111, Cap: 110}},
	{ofImports, planner.ImportNote{Kind: planner.WithoutRequests, Text: "no requests", Objects: []string{"web"}}},
	{ofImports, planner.ImportNote{Kind: planner.Assumed, Text: "assumed to be so", Objects: []string{"web"}}},
	{ofImports, planner.ImportNote{Kind: planner.Ignored, Text: "is ignored", Objects: []string{"web"}}},
	{ofImports, planner.ImportNote{Kind: planner.Unread, Text: "must be a list", Objects: []string{"web.yaml:1: Deployment web"}}},
	{ofImports, planner.ImportNote{Kind: planner.Counted, Text: "counted so", Objects: []string{"web"}}},
	{ofImports, planner.ImportNote{Kind: planner.Skipped, Text: "finished", Objects: []string{"Job once"}}},
	{ofNodes, verify.NodesSkipped{Kind: planner.NodeFargate, Nodes: 1}},
	{ofNodes, verify.NodesSkipped{Kind: planner.NodeHybrid, Nodes: 1}},
	{ofNodes, verify.NodesSkipped{Kind: planner.NodeWindows, Nodes: 1}},
	{ofPending, pending.EventDiffers{Pod: aPod, Pods: 1, Said: "0/3 nodes are available: 3 Insufficient cpu.", Now: "0/2 nodes are available: 2 Insufficient cpu."}},
	{ofPending, pending.FitsNow{Pod: aPod, Pods: 1, Node: "web-1"}},
	{ofPending, pending.NotJudged{Pod: aPod, Pods: 1, State: pending.OtherScheduler, Scheduler: "volcano"}},
	{ofPending, pending.InputLacks{Kind: pending.PodsOfNodes, Pods: []pending.Name{aPod}}},
	{ofPending, pending.InputLacks{Kind: pending.ClaimsMissing, Pods: []pending.Name{aPod}}},
	{ofPending, pending.InputLacks{Kind: pending.VolumesMissing, Pods: []pending.Name{aPod}}},
	{ofPending, pending.InputLacks{Kind: pending.StorageClassesMissing, Pods: []pending.Name{aPod}}},
	{ofPending, pending.InputLacks{Kind: pending.CSINodesMissing, Pods: []pending.Name{aPod}}},
	{ofPending, pending.InputLacks{Kind: pending.NamespacesMissing, Pods: []pending.Name{aPod}}},
}

// No warning is silent anywhere: each is put in words, and is on stderr, in JSON, on the
// page and on the screen, and --strict and --check go by its severity alone.
func TestNoDoubtIsSilent(t *testing.T) {
	terminal := tuitest.OpenWorkload(tuitest.Workload()[:1], 200, 50)
	terminal.Do("3")
	for _, c := range doubts {
		id := c.w.About()
		t.Run(id.Code+" "+id.Severity.String(), func(t *testing.T) {
			s := planner.Default()
			found := fargate.Answer{Answer: plan.Answer{Warnings: []planner.Warning{c.w}}}
			if u, is := c.w.(plan.Unplaced); is {
				found.Answer = plan.Answer{Unplaced: []plan.Unplaced{u}}
			}
			text := words.Warn(c.w).Line()
			if text == id.Code || id.Severity == 0 {
				t.Fatalf("no words or no severity: %+v", id)
			}
			plans := report.NewPlans(answer.Query{Settings: &s, Topics: planner.Topics}, found, nil)

			var stderr, json, out bytes.Buffer
			if words.Label(id.Code) == words.Live {
				request.SayLive(request.IO{Err: &stderr}, []planner.Warning{c.w}) // when AWS has answered
			}
			talk(request.IO{Err: &stderr}, false, plans.Answer)
			if err := plans.Write(&json, "json"); err != nil {
				t.Fatal(err)
			}
			p := page.Page{Question: plan.Question{Settings: &s}, Plans: plans}
			if err := p.Write(&out, "html"); err != nil {
				t.Fatal(err)
			}
			for _, place := range []struct{ name, has, want string }{
				{"stderr", stderr.String(), words.Label(id.Code) + ": " + text + "\n"},
				{"JSON", json.String(), fmt.Sprintf("\"code\": %q,\n      \"severity\": %q,\n      \"subject\": \"", id.Code, id.Severity)},
				{"page", html.UnescapeString(out.String()), text},
				{"screen", onScreen(terminal, found), firstWords(c.w)},
			} {
				if !strings.Contains(place.has, place.want) {
					t.Errorf("not on %s: %s\n%s", place.name, place.want, place.has)
				}
			}
			if said := terminal.OnScreen(text); strings.Contains(said, " --") || strings.Contains(said, "(--") {
				t.Errorf("the screen names a flag: %s", said)
			}
			if strings.Contains(json.String(), `"subject": ""`) {
				t.Error("no subject")
			}
			if err := strict(&request.Request{Strict: true}, plans.Answer.Warnings); (err != nil) != (id.Severity > planner.SeverityNote) {
				t.Errorf("--strict: %v", err)
			}
			if err := strict(&request.Request{}, plans.Answer.Warnings); err != nil {
				t.Errorf("without --strict: %v", err)
			}
			if err := failing(plans.Answer.Warnings); (err != nil) != id.Fails {
				t.Errorf("--check: %v", err)
			}
		})
	}
}

// onScreen is the view of the plans with an answer.
func onScreen(s *tuitest.Screen, found fargate.Answer) string {
	asked := answer.Query{Settings: s.Settings, Topics: planner.Topics}
	s.Plans.Found = &screen.Found{PlanQuestion: s.PlanQuestion(), Answer: found, Candidates: 1, Said: answer.PlanWarnings(asked, &found, nil)}
	s.Size(200, 50)
	return s.Text()
}

// firstWords of a line are not wrapped.
func firstWords(w planner.Warning) string {
	if u, is := w.(plan.Unplaced); is { // in the screen's own words
		return fmt.Sprintf("unplaced: %d pods of %s", u.Replicas, u.Workload)
	}
	fields := strings.Fields(words.Warn(w).Line())
	return strings.Join(fields[:min(3, len(fields))], " ")
}

// Every code in the program has an example above.
func TestEveryCodeIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, c := range doubts {
		listed[c.w.About().Code] = true
	}
	for _, code := range codesInSource(t) {
		if !listed[code] {
			t.Errorf("%s: no example", code)
		}
	}
}

// codesInSource are the codes of WarningID literals.
func codesInSource(t *testing.T) (codes []string) {
	err := filepath.WalkDir("../../planner", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			pair, is := n.(*ast.KeyValueExpr)
			if !is || fmt.Sprint(pair.Key) != "Code" {
				return true
			}
			if lit, is := pair.Value.(*ast.BasicLit); is && lit.Kind == token.STRING {
				code, _ := strconv.Unquote(lit.Value)
				if !strings.HasPrefix(code, "L-") {
					codes = append(codes, code)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || len(codes) < 40 {
		t.Fatal(err, codes)
	}
	return codes
}

// docs/warnings.md is the table of all codes; UPDATE=1 writes it.
func TestWarningsTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Warnings\n\n" +
		"Every doubt about an answer is in one list: on stderr, as `warnings` in JSON and YAML (`code`, `severity`, `subject`, `text`, `fix`),\n" +
		"on the page of `podfit report` and on the screen. Codes are for scripts and do not change. A test makes this table and walks it.\n\n" +
		"- **wrong**: the cluster will not do what the inputs ask: pods stay pending, a limit is exceeded.\n" +
		"- **unknown**: a figure or fact that the answer needs is missing, estimated or guessed.\n" +
		"- **note**: worth knowing; the answer holds.\n\n" +
		"`--strict` exits 3 on wrong and unknown. `--check` exits 3 on the marked ones, and on what the command's own help says.\n" +
		"On stderr a line begins with `warning:`, except where the table says otherwise. `max-pods`, `explain`, `compare`, `subnets`, `verify` and `pending` with `-o json` or `-o yaml` leave stderr empty.\n" +
		"`export` and `report` write no JSON: their warnings are on stderr, and the pods that an export leaves out are also at the top of its file.\n\n" +
		"| code | severity | raised by | commands (stderr, JSON) | screen | page | stderr label | `--strict` | `--check` |\n|---|---|---|---|---|---|---|---|---|\n")
	rows := slices.Clone(doubts)
	slices.SortStableFunc(rows, func(a, b struct {
		of raiser
		w  planner.Warning
	}) int {
		return cmp.Compare(a.w.About().Code, b.w.About().Code)
	})
	exits := map[bool]string{true: "exit 3", false: "–"}
	line := "" // of the code before: some have several examples
	for _, c := range rows {
		id := c.w.About()
		onPage := "yes"
		if !strings.Contains(c.of.commands, "report") {
			onPage = "–"
		}
		before := line
		line = fmt.Sprintf("| `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", id.Code, id.Severity, c.of.name, c.of.commands, c.of.screen, onPage,
			words.Label(id.Code), exits[id.Severity > planner.SeverityNote], exits[id.Fails])
		if line != before {
			b.WriteString(line)
		}
	}
	const name = "../../docs/warnings.md"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != b.String() {
		t.Errorf("docs/warnings.md is not up to date: UPDATE=1 go test ./cmd/podfit; %v", err)
	}
}
