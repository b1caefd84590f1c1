package data

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"podfit/eni"
	"podfit/planner"
)

func TestType(t *testing.T) {
	known := planner.Known[int]
	older := &planner.Source{Name: "measured on launched nodes", AsOf: "2023-08"}
	ec2 := &planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: "2026-08"}
	limits := &planner.Source{Name: "VPC resource controller and Karpenter limits", AsOf: "2026-08"}
	want := planner.InstanceType{
		Name: "m5.xlarge", VCPUs: 4, Cores: 2, ThreadsPerCore: 2, Memory: 16 * planner.GiB,
		Arch: "amd64", Hypervisor: "nitro", Spot: true,
		Processor: "Intel", ClockGHz: planner.Known(3.1),
		Network:    eni.Limits{ENIs: 4, IPv4PerENI: 15, BranchENIs: known(18), Prefixes: true, VCPUs: 4},
		IPv6PerENI: 15, NetworkCards: 1, TotalENIs: 4,
		NetworkPerformance: "Up to 10 Gigabit", NetworkGbps: 1.25, NetworkPeakGbps: 10,
		Devices: planner.Devices{GPUs: known(0)},
		EBS:     planner.EBS{EBSAttachments: 27, EBSShared: true, EBSBaselineMbps: known(1150), EBSPeakMbps: known(4750), EBSBaselineIOPS: known(6000), EBSSource: &planner.Source{Name: "EBS CSI driver and EC2 DescribeInstanceTypes", AsOf: "2026-09"}},
		Overhead: planner.Overhead{
			Memory: 909220250, // 867.1 MiB
			Kind:   planner.Measured,
			Source: older,
		},
		BottlerocketOverhead: planner.Overhead{Memory: 909220250, Kind: planner.Measured, Source: older},
		Source:               ec2, BranchSource: limits,
	}
	got, ok := Bundled().Type("m5.xlarge")
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("m5.xlarge:\n%+v\nwant\n%+v", got, want)
	}
}

// Types with unusual rows.
func TestOddTypes(t *testing.T) {
	for _, test := range []struct {
		name, oddity string
		holds        func(*planner.InstanceType) bool
	}{
		{"trn2.48xlarge", "no table has its branch ENIs", func(t *planner.InstanceType) bool { return !t.Network.Trunking().Known() }},
		{"t3.medium", "it is known not to trunk", func(t *planner.InstanceType) bool { return t.Network.BranchENIs == planner.Known(0) }},
		{"p5.48xlarge", "2 ENIs of 64 are on the default card", func(t *planner.InstanceType) bool { return t.Network.ENIs == 2 && t.TotalENIs == 64 }},
		{"p5.48xlarge", "it has 8 GPUs", func(t *planner.InstanceType) bool { return t.GPUs == planner.Known(8) && t.GPU() == "NVIDIA H100" }},
		{"g6f.xlarge", "its GPU is a part of one", func(t *planner.InstanceType) bool {
			return t.GPUs == planner.Known(1) && t.FractionalGPU && t.GPU() == "NVIDIA L4" && t.GPUMemory == 2861*planner.MiB && t.Extended(planner.GPUResource) == planner.Known(1)
		}},
		{"g5.48xlarge", "its GPUs have 22,888 MiB each", func(t *planner.InstanceType) bool {
			return t.GPUs == planner.Known(8) && t.GPUMemory == 22888*planner.MiB && !t.FractionalGPU
		}},
		{"g4ad.xlarge", "its GPU is AMD's", func(t *planner.InstanceType) bool {
			return t.GPU() == "AMD Radeon Pro V520" && t.Extended(planner.GPUResource) == planner.Known(0) && t.Extended(planner.AMDGPUResource) == planner.Known(1)
		}},
		{"trn1.32xlarge", "it has 16 devices with 32 cores, and EFA", func(t *planner.InstanceType) bool {
			return t.NeuronDevices() == 16 && t.Extended(planner.NeuronCoreResource) == planner.Known(32) && t.Extended(planner.EFAResource) == planner.Known(8)
		}},
		{"vt1.3xlarge", "its accelerator isn't Neuron's", func(t *planner.InstanceType) bool { return t.Accelerators == 1 && t.NeuronDevices() == 0 }},
		{"i7ie.48xlarge", "8 of its ENIs are on the default card", func(t *planner.InstanceType) bool { return t.Network.ENIs*(t.Network.IPv4PerENI-1)+2 == 394 }},
		{"i8ge.48xlarge", "12 of its ENIs are on the default card", func(t *planner.InstanceType) bool { return t.Network.ENIs*(t.Network.IPv4PerENI-1)+2 == 590 }},
		{"p4d.24xlarge", "each card has 15 ENIs", func(t *planner.InstanceType) bool { return t.CardENIs == "15 15 15 15" }},
		{"t2.large", "its EBS bandwidth is unknown", func(t *planner.InstanceType) bool { return !t.EBSBaselineMbps.Known() && t.GPUs == planner.Known(0) }},
		{"mac2.metal", "it is arm64, and no node", func(t *planner.InstanceType) bool { return !t.Node() && t.Arch == "arm64" }},
		{"mac1.metal", "it is no node", func(t *planner.InstanceType) bool { return !t.Node() && t.BareMetal }},
		{"m5.metal", "it has no hypervisor, and takes prefixes", func(t *planner.InstanceType) bool { return t.Hypervisor == "" && t.Network.Prefixes }},
		{"m4.large", "it takes no prefixes", func(t *planner.InstanceType) bool { return t.Hypervisor == "xen" && !t.Network.Prefixes }},
		{"inf2.xlarge", "it has an accelerator", func(t *planner.InstanceType) bool { return t.Accelerators == 1 && t.Accelerator == "Inferentia2" }},
		{"m7i.large", "its volumes have slots of their own", func(t *planner.InstanceType) bool { return !t.EBSShared && t.CurrentGeneration }},
		{"m5d.large", "it has a disk", func(t *planner.InstanceType) bool {
			return t.LocalStorageGB() == 75 && t.Disks == 1 && t.LocalStorage == "nvme ssd"
		}},
	} {
		if it, ok := Bundled().Type(test.name); !ok || !test.holds(&it) {
			t.Errorf("%s: not so: %s: %+v", test.name, test.oddity, it)
		}
	}
}

func TestTypesAgree(t *testing.T) {
	types, names := Bundled().Types(), Bundled().TypeNames()
	if len(types) != len(names) {
		t.Fatalf("%d types, %d names", len(types), len(names))
	}
	if !slices.IsSortedFunc(names, planner.CompareNames) {
		t.Error("types are not in the order of CompareNames: run make generate")
	}
	for i := range types {
		alone, ok := Bundled().Type(names[i])
		if !ok || !reflect.DeepEqual(alone, types[i]) {
			t.Errorf("%s: %+v alone, %+v among all", names[i], alone, types[i])
		}
	}
}

func TestUnknownNames(t *testing.T) {
	for _, name := range []string{"", "m5", "m5.", "m5.huge", "M5.LARGE", "m5.large ", "m5.large\t", "instance_type", "#", "zzz.large", "a0.large", "p3.2xlarge"} {
		if it, ok := Bundled().Type(name); ok {
			t.Errorf("%q is %s", name, it.Name)
		}
	}
	for _, name := range []string{"", "us-east", "us-east-1.tsv", "../regions/us-east-1", "region", "us-east-11"} {
		if _, ok := Bundled().Region(name); ok {
			t.Errorf("%q is a region", name)
		}
	}
}

// No name finds another name's row or causes a panic.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"m5.large", "us-east-1", "", "\n", "\t", "m5.large\n", "a", "zz", "\x00", "\xff", "é.large"} {
		f.Add(name)
	}
	usEast1, _ := Bundled().Region("us-east-1")
	f.Fuzz(func(t *testing.T, name string) {
		if it, ok := Bundled().Type(name); ok && it.Name != name {
			t.Errorf("Bundled().Type(%q) is %q", name, it.Name)
		}
		if r, ok := Bundled().Region(name); ok && r.Name != name {
			t.Errorf("Bundled().Region(%q) is %q", name, r.Name)
		}
		if price, ok := Bundled().GP3(name); ok && price.Amount == 0 {
			t.Errorf("Bundled().GP3(%q) is 0", name)
		}
		if o := usEast1.Offering(name); o.Region != &usEast1.Region {
			t.Errorf("the offering of %q has another region", name)
		}
	})
}

func TestOffering(t *testing.T) {
	usd := func(m planner.Money) planner.Maybe[planner.Money] { return planner.Known(m) }
	var unknown planner.Maybe[planner.Money]
	for _, test := range []struct {
		region, name string
		price        planner.Maybe[planner.Money]
		currency     string
		asOf         string
		offered      planner.Maybe[bool]
	}{
		{"us-east-1", "m5.xlarge", usd(192_000), "USD", "2026-07-20", planner.Known(true)},
		{"us-east-1", "p4d.24xlarge", usd(21_957_642), "USD", "2026-07-20", planner.Known(true)},
		{"eu-central-1", "m7i.large", usd(120_750), "USD", "2026-05-01", planner.Known(true)},
		// Metal costs what the largest size does.
		{"us-east-1", "c6g.metal", usd(2_176_000), "USD", "2026-07-20", planner.Known(true)},
		{"us-east-1", "c6g.16xlarge", usd(2_176_000), "USD", "2026-07-20", planner.Known(true)},
		// A row with a date of its own.
		{"ap-northeast-1", "c6gn.metal", usd(3_488_000), "USD", "2022-09-03", planner.Known(false)},
		// No zones, because the table has no offerings; prices in CNY.
		{"cn-north-1", "m5.xlarge", usd(2_026_000), "CNY", "2024-11-06", planner.Maybe[bool]{}},
		// It has a price, but EC2 no longer describes it.
		{"us-east-1", "p3.2xlarge", usd(3_060_000), "USD", "2026-07-20", planner.Known(false)},
		{"us-west-1", "m5.huge", unknown, "USD", "", planner.Known(false)},
	} {
		o, _ := Bundled().Offering(test.region, test.name)
		asOf := ""
		if o.Sources.OnDemand != nil {
			asOf = o.Sources.OnDemand.AsOf
		}
		if o.OnDemand != test.price || o.Region.Currency != test.currency || asOf != test.asOf || o.Offered() != test.offered {
			t.Errorf("%s in %s: %+v in %s as of %s, %+v", test.name, test.region, o.OnDemand, o.Region.Currency, asOf, o.Offered())
		}
	}
	if _, ok := Bundled().Offering("us-east-11", "m5.large"); ok {
		t.Error("there is a region us-east-11")
	}
}

func TestSpotAndZones(t *testing.T) {
	o, _ := Bundled().Offering("us-east-1", "m5.large")
	for what, s := range map[string]*planner.Source{
		"EC2 average spot prices 2026-05-01": o.Sources.SpotAverage,
		"Spot Instance Advisor 2026-05-01":   o.Sources.SpotSaving,
		"Spot Instance Advisor 2025-06-28":   o.Sources.Interruption,
	} {
		if got := s.Name + " " + s.AsOf; got != what {
			t.Errorf("source %s, want %s", got, what)
		}
	}
	if !o.SpotAverage.Known() || o.SpotSaving != planner.Known(59) || o.Interruption != planner.Known(planner.Band(3)) || o.Spot.Known() || o.Sources.Spot != nil {
		t.Errorf("m5.large: %+v", o)
	}
	// A saving that is older than those of the other rows, and no average.
	old, _ := Bundled().Offering("ap-northeast-1", "i3.metal")
	if old.SpotAverage.Known() || old.Sources.SpotAverage != nil || old.Sources.SpotSaving.AsOf != "2025-06-28" {
		t.Errorf("i3.metal: %+v", old)
	}
	r, _ := Bundled().Region("us-east-1")
	if got := strings.Join(r.Offering("a1.large").Zones, " "); got != "use1-az2 use1-az4 use1-az6" {
		t.Errorf("a1.large: zones %s", got)
	}
	if cap(o.Zones) != len(o.Zones) {
		t.Error("appending to a type's zones would write into the region's")
	}
}

func TestReserved(t *testing.T) {
	var c Catalogue
	offering, ok := c.OfferingsWithReserved("af-south-1")
	o := offering("c5.large")
	want := [planner.ReservedTerms]planner.Maybe[planner.Money]{
		planner.OneYear: planner.Known[planner.Money](72_000), planner.OneYearAllUpfront: planner.Known[planner.Money](67_009),
		planner.ThreeYears: planner.Known[planner.Money](49_000), planner.ThreeYearsAllUpfront: planner.Known[planner.Money](42_846),
	}
	if !ok || o.Reserved != want || o.Sources.Reserved == nil || *o.Sources.Reserved != (planner.Source{Name: "AWS price list", AsOf: "2025-04-24"}) || !o.OnDemand.Known() {
		t.Errorf("%+v", o)
	}
	for _, none := range []string{"m5.huge", "mac2.metal"} {
		if o := offering(none); o.Reserved != [planner.ReservedTerms]planner.Maybe[planner.Money]{} || o.Sources.Reserved != nil {
			t.Errorf("%s: %+v", none, o)
		}
	}
	offering, _ = c.OfferingsWithReserved("cn-north-1") // without a table
	if o := offering("m5.large"); o.Reserved[planner.OneYear].Known() {
		t.Errorf("%+v", o)
	}
	if _, ok := c.OfferingsWithReserved("us-east-11"); ok {
		t.Error("there is a region us-east-11")
	}
}

func TestRegionWithoutTables(t *testing.T) {
	for name, currency := range map[string]string{"ap-southeast-6": "USD", "cn-northwest-1": "CNY", "us-isof-south-1": "USD"} {
		r, ok := Bundled().Region(name)
		want := planner.Region{Name: name, Currency: currency, Zones: []string{}, GP3: r.GP3, GP3Source: r.GP3Source}
		if !ok || !reflect.DeepEqual(r.Region, want) {
			t.Fatalf("%s: %+v", name, r)
		}
		o := r.Offering("m5.large")
		if o.OnDemand.Known() || o.SpotSaving.Known() || o.Interruption.Known() || o.Offered().Known() {
			t.Errorf("%s: m5.large: %+v", name, o)
		}
	}
}

func TestDaemonSetsHoldAlways(t *testing.T) {
	presets := Bundled().DaemonSets()
	for _, always := range planner.Always {
		if !slices.ContainsFunc(presets, func(p Preset) bool { return p.DaemonSet.Equal(always) }) {
			t.Errorf("%+v is not among the presets", always)
		}
	}
	ebs := presets[slices.IndexFunc(presets, func(p Preset) bool { return p.Name == "ebs-csi-node" })]
	want := Preset{
		DaemonSet: planner.DaemonSet{Name: "ebs-csi-node", Request: planner.Resources{CPU: 30, Memory: 104 * planner.MiB}},
		Note:      "EBS CSI driver add-on",
	}
	if !ebs.Equal(want.DaemonSet) || ebs.Note != want.Note {
		t.Errorf("%+v, want %+v", ebs, want)
	}
}

func TestPrices(t *testing.T) {
	tables := Bundled()
	got, ok := tables.Fargate("us-east-1")
	want := FargatePrices{
		Region: "us-east-1", VCPUHour: 40_480, GBHour: 4_445, StorageGBHour: planner.Known[planner.Money](111),
		IncludedStorage: 20 * planner.GiB, Source: &planner.Source{Name: "EMR Serverless price / 1.3 (PerfKitBenchmarker)", AsOf: "2026-09"},
	}
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("Fargate %+v, want %+v", got, want)
	}
	if p, ok := tables.Fargate("ap-northeast-1"); !ok || !p.Derived || p.VCPUHour != 50_560 || p.Source.AsOf != "2024" {
		t.Errorf("Fargate in Tokyo %+v", p)
	}
	if p, ok := tables.Fargate("ap-southeast-5"); !ok || p.Derived || p.StorageGBHour.Known() || p.Source.Name != "AmazonEKS price list" {
		t.Errorf("Fargate in Malaysia %+v", p)
	}
	if p, ok := tables.Fargate("us-gov-west-1"); ok {
		t.Errorf("Fargate in GovCloud is %+v, which no table has", p)
	}
	var tiers []string
	plane := tables.ControlPlane()
	for _, tier := range plane.Tiers {
		tiers = append(tiers, tier.Name+" "+strconv.Itoa(int(tier.Amount)))
	}
	if got := strings.Join(tiers, ", "); got != "xl 1650000, 2xl 3400000, 4xl 6900000, 8xl 13900000" || plane.Standard.Amount != 100_000 || plane.Extended.Amount != 600_000 || plane.Standard.Source.AsOf != "2026-06" {
		t.Errorf("control plane %s, %+v", got, plane)
	}
	ebs, ok := tables.EBS("us-east-1")
	source := &planner.Source{Name: "AWS price list", AsOf: "2025-10-28"}
	if want := (EBSPrices{GP2: 100_000, GP3: 80_000, Snapshot: 50_000, GP3IOPS: 5_000, GP3Throughput: 40_960_000, Source: source}); !ok || !reflect.DeepEqual(ebs, want) {
		t.Errorf("EBS %+v, want %+v", ebs, want)
	}
	if got, ok := tables.GP3("eu-central-1"); !ok || got.Amount != 95_200 || *got.Source != *source {
		t.Errorf("gp3 in Frankfurt %+v", got)
	}
	if _, ok := tables.EBS("cn-north-1"); ok {
		t.Error("EBS in Beijing has a price, which no table has")
	}
	if _, ok := tables.GP3("nowhere-1"); ok {
		t.Error("gp3 has a price in a region that doesn't exist")
	}
}

// The fee of m7g.large is quoted as 0.00979 USD of 0.0816.
func TestAutoModeFee(t *testing.T) {
	for _, test := range []struct {
		name string
		list planner.Money
		want string
	}{
		{"m7g.large", 81_600, "9790 12% listed"},
		{"c6a.2xlarge", 306_000, "36720 12% listed"},
		{"t4g.medium", 33_600, "4030 12% listed"},
		{"g5.xlarge", 1_006_000, "78470 7.8% listed"},
		{"g6e.xlarge", 1_861_000, "145160 7.8% estimate"},
		{"trn1.2xlarge", 1_343_750, "104810 7.8% estimate"}, // not of the t family
		{"mac2.metal", 650_000, "78000 12% estimate"},
		{"i4i.large", 172_000, "20640 12% estimate"},
		{"u7i-12tb.224xlarge", 1_000_000, "120000 12% estimate"},
	} {
		fee := Bundled().AutoModeFees()(test.name)
		how := "listed"
		if fee.Estimate {
			how = "estimate"
		}
		got := strconv.Itoa(int(fee.Hour(test.list))) + " " + strconv.FormatFloat(float64(fee.Permille)/10, 'f', -1, 64) + "% " + how
		if got != test.want || fee.Source.AsOf != "2026-09" {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestContents(t *testing.T) {
	var got []string
	for _, table := range Bundled().Contents() {
		got = append(got, strings.Join([]string{table.Name, strconv.Itoa(table.Rows), strconv.Itoa(table.Regions), table.Source.AsOf}, " "))
	}
	want := []string{
		"instance types 1373 0 2026-08",
		"branch ENIs 1364 0 2026-08",
		"EBS limits 1373 0 2026-09",
		"memory overheads 22 0 2026-07-01",
		"memory overheads 6 0 2026-06-19",
		"memory overheads 27 0 2026-06-10",
		"memory overheads 44 0 2026-05-08",
		"memory overheads 56 0 2026-04-28",
		"memory overheads 5 0 2026-01-23",
		"memory overheads 6 0 2026-01-21",
		"memory overheads 9 0 2026-01-16",
		"memory overheads 1 0 2026-01-06",
		"memory overheads 19 0 2025-12-17",
		"memory overheads 268 0 2025-12-11",
		"memory overheads 629 0 2025-12-10",
		"memory overheads 656 0 2023-08",
		"offerings 20628 30 2026-08",
		"on-demand prices 1315 2 2026-08-24",
		"on-demand prices 1352 1 2026-07-20",
		"on-demand prices 19353 35 2026-05-01",
		"on-demand prices 1 1 2025-04-24",
		"on-demand prices 316 1 2024-11-06",
		"on-demand prices 28 8 2022-09-03",
		"average spot prices 19895 34 2026-05-01",
		"spot savings 19353 34 2026-05-01",
		"spot savings 49 21 2025-06-28",
		"interruption bands 14962 33 2025-06-28",
		"reserved prices 15284 34 2025-04-24",
		"DaemonSets 21 0 2026-08",
		"EBS prices 180 36 2025-10-28",
		"Fargate prices 2 1 2026-09-28",
		"Fargate prices 3 1 2026-09",
		"Fargate prices 1 0 2026-06",
		"Fargate prices 45 15 2024",
		"EKS prices 4 0 2026-09",
		"EKS prices 2 0 2026-06",
		"Auto Mode fees 13 0 2026-09",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Looking up one type allocates nothing.
func TestTypeAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Bundled().Type("m5.xlarge") }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestBadCellPanics(t *testing.T) {
	defer func() {
		want := `types.tsv: m5.large: column 2: strconv.Atoi: parsing "many": invalid syntax`
		if got := recover(); got != want {
			t.Errorf("panic %v, want %s", got, want)
		}
	}()
	r := row{table: "types.tsv", key: "m5.large", rest: "0\tmany"}
	r.whole()
	r.whole()
}

// The lowest bit is the first zone.
func TestZonesOfMask(t *testing.T) {
	region := &RegionTable{Region: planner.Region{Zones: []string{"az1", "az2", "az3"}}}
	for mask, want := range [][]string{
		nil, {"az1"}, {"az2"}, {"az1", "az2"}, {"az3"}, {"az1", "az3"}, {"az2", "az3"}, {"az1", "az2", "az3"},
	} {
		if got := region.zones(uint64(mask)); !slices.Equal(got, want) {
			t.Errorf("%b: got %v, want %v", mask, got, want)
		}
	}
	// Appending to the shared slice of all zones must not change the region.
	_ = append(region.zones(7), "az4")
	if all := region.zones(7); len(all) != 3 || cap(all) != 3 {
		t.Errorf("%v with room for %d", all, cap(all))
	}
}
