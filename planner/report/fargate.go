package report

import (
	"fmt"
	"io"
	"strings"

	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
)

// PlanFargate is Fargate beside a plan; the plan's own figures are of its nodes
// alone. What is named in USD is null in a region with another currency.
type PlanFargate struct {
	// Moved are the kinds that the plan has on Fargate, and USDPerMonth what they cost.
	Moved            []string `json:"moved"`
	USDPerMonth      *float64 `json:"usdPerMonth"`
	TotalUSDPerMonth *float64 `json:"totalUSDPerMonth"`
	// NodesAlone is the best plan with all pods on nodes.
	NodesAlone *float64 `json:"nodesAloneUSDPerMonth"`
	// Addresses are drawn from the VPC by what moved.
	Addresses int `json:"addresses"`
	// DaemonSetPods run on every node, and on Fargate nowhere.
	DaemonSetPods int               `json:"daemonSetPods"`
	Kinds         []PlanFargateKind `json:"kinds"`
}

// PlanFargateKind is a kind of pods on Fargate, billed by its size; null where
// it cannot run there, for the reasons, or where no price is known.
type PlanFargateKind struct {
	Workload      string   `json:"workload"`
	Replicas      int      `json:"replicas"`
	Moved         bool     `json:"moved"`
	Reasons       []string `json:"reasons"`
	VCPUs         *float64 `json:"vcpus"`
	MemoryGB      *float64 `json:"memoryGB"`
	HoursPerMonth float64  `json:"hoursPerMonth"`
	USDPerMonth   *float64 `json:"usdPerMonth"`
	PodUSD        *float64 `json:"podUSDPerMonth"`
	// NodesUSD is the pods' share of the nodes' cost, and BreakEven the hours a
	// month at which a pod on Fargate costs as much; above 730 it never does.
	NodesUSD  *float64 `json:"nodesUSDPerMonth"`
	BreakEven *float64 `json:"breakEvenHoursPerMonth"`
}

func newPlanFargate(f *fargate.Comparison, p *plan.Plan, currency string, daemonSets int) *PlanFargate {
	if f == nil {
		return nil
	}
	usd := func(m planner.Maybe[planner.Money]) *float64 {
		if currency != "USD" {
			return nil
		}
		return amount(m)
	}
	item := &PlanFargate{
		Moved: append([]string{}, f.Moved()...), USDPerMonth: usd(f.Month), TotalUSDPerMonth: usd(f.Total(p.Month)),
		NodesAlone: usd(f.NodesAlone), Addresses: f.Addresses, DaemonSetPods: daemonSets, Kinds: []PlanFargateKind{},
	}
	for i := range f.Workloads {
		k := &f.Workloads[i]
		kind := PlanFargateKind{
			Workload: k.Workload.Name, Replicas: k.Workload.Replicas, Moved: k.Moved, Reasons: []string{}, HoursPerMonth: k.Hours,
			USDPerMonth: usd(k.Month), PodUSD: usd(k.PodMonth), NodesUSD: usd(k.NodesMonth), BreakEven: shownOrNull(k.BreakEven, "GiB"),
		}
		for _, r := range k.Reasons {
			kind.Reasons = append(kind.Reasons, FargateReasonText(r))
		}
		if len(k.Reasons) == 0 {
			vcpus, gb := k.Size.CPU.Cores(), k.Size.Memory.GiB()
			kind.VCPUs, kind.MemoryGB = &vcpus, &gb
		}
		item.Kinds = append(item.Kinds, kind)
	}
	return item
}

// FargateReasonText says in words why pods cannot run on Fargate.
func FargateReasonText(r fargate.Reason) string {
	switch r.Kind {
	case fargate.TooMuchCPU:
		return fmt.Sprintf("CPU: needs %s, Fargate has %s at the most", CPU(planner.Millis(r.Need)), CPU(planner.Millis(r.Have)))
	case fargate.TooMuchMemory:
		return fmt.Sprintf("memory: needs %s with Fargate's own 256Mi, Fargate has %s at the most", Memory(planner.Memory(r.Need)), Memory(planner.Memory(r.Have)))
	case fargate.NeedsHostNetwork:
		return "Fargate has no host network"
	case fargate.NeedsVolumes:
		return "Fargate mounts no EBS volumes"
	case fargate.NeedsDevices:
		return "Fargate has no " + r.Resource
	case fargate.NeedsArm:
		return "EKS runs Fargate on amd64 alone"
	case fargate.SelectsTypes:
		return "selects instance types, which Fargate has not"
	default:
		return "selects spot, and EKS has no Fargate Spot"
	}
}

var fargateTitles = []string{"FARGATE", "REPLICAS", "VCPU", "GB", "HOURS", "COST", "ON NODES", "BREAK-EVEN", ""}

// fargateRows is a row for each kind, with why not at the end of those that stay.
func fargateRows(f *fargate.Comparison, currency string) [][]string {
	var rows [][]string
	money := func(m planner.Money) string { return Money(m, currency) }
	for i := range f.Workloads {
		k := &f.Workloads[i]
		row := []string{
			k.Workload.Name, fmt.Sprint(k.Workload.Replicas), Unknown, Unknown, plainNumber(k.Hours),
			orUnknown(k.Month, money), orUnknown(k.NodesMonth, money), orUnknown(k.BreakEven, breakEven), "",
		}
		if len(k.Reasons) == 0 {
			row[2], row[3] = plainNumber(k.Size.CPU.Cores()), plainNumber(k.Size.Memory.GiB())
		}
		row[8] = verdict(k)
		rows = append(rows, row)
	}
	return rows
}

func verdict(k *fargate.Workload) string {
	hours, known := k.BreakEven.Value()
	switch {
	case len(k.Reasons) > 0:
		return FargateReasonText(k.Reasons[0])
	case k.Moved:
		return "on Fargate"
	case known && k.Hours < hours:
		return "cheaper on Fargate"
	}
	return ""
}

func breakEven(hours float64) string {
	if hours >= planner.HoursPerMonth {
		return "always cheaper"
	}
	return fmt.Sprintf("%.0f h", hours)
}

// fargateTable is Fargate below the plans.
func (p Plans) fargateTable(w io.Writer) error {
	f := p.Found.Fargate
	if f == nil {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	right := []bool{false, true, true, true, true, true, true, true, false}
	if err := writeTable(w, fargateTitles, right, fargateRows(f, p.currency())); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(p.FargateLines(), "\n"))
	return err
}

// FargateLines say what moved, what that makes of the best plan, and what no
// workload tells.
func (p Plans) FargateLines() []string {
	f := p.Found.Fargate
	money := func(m planner.Maybe[planner.Money]) string {
		return orUnknown(m, func(m planner.Money) string { return Money(m, p.currency()) })
	}
	lines := []string{"Fargate: nothing moved"}
	if moved := f.Moved(); len(moved) > 0 && len(p.Found.Plans) > 0 {
		nodes := p.Found.Plans[0].Month
		lines[0] = fmt.Sprintf("1: %s on nodes + %s on Fargate = %s a month; all on nodes %s",
			money(nodes), money(f.Month), money(f.Total(nodes)), money(f.NodesAlone))
	}
	if n := p.daemonSets; n > 0 {
		lines = append(lines, fmt.Sprintf("no DaemonSet runs beside a pod on Fargate: what the %d here do wants a sidecar", n))
	}
	return append(lines, "not known of the pods: privileged containers and host ports, which Fargate refuses")
}

// Beside adds to the answer where Fargate's prices come from, and what is to
// be said of them.
func (p *Plans) Beside(region string) {
	if p.Found.Fargate == nil {
		return
	}
	prices := p.Found.Fargate.Prices
	if w, is := prices.Warn(region); is {
		p.Answer.Warnings = append(p.Answer.Warnings, newWarning(w))
	}
	if s := prices.Source; s != nil {
		p.Answer.Sources = append(p.Answer.Sources, Source{s.Name, s.AsOf})
	}
}
