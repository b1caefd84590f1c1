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
	ec2 := &planner.Source{Name: "EC2 DescribeInstanceTypes", AsOf: "2026-08"}
	limits := &planner.Source{Name: "VPC resource controller and Karpenter limits", AsOf: "2026-08"}
	want := planner.InstanceType{
		Name: "m5.xlarge", VCPUs: 4, Cores: 2, ThreadsPerCore: 2, Memory: 16 * planner.GiB,
		Arch: "amd64", Hypervisor: "nitro", Spot: true,
		Processor: "Intel", ClockGHz: planner.Known(3.1),
		Network:    eni.Limits{ENIs: 4, IPv4PerENI: 15, BranchENIs: known(18), Prefixes: true, VCPUs: 4},
		IPv6PerENI: 15, NetworkCards: 1, TotalENIs: 4,
		NetworkPerformance: "Up to 10 Gigabit", NetworkGbps: 1.25, NetworkPeakGbps: 10,
		GPUs: known(0), EBSAttachments: 27, EBSShared: true,
		Overhead: planner.Overhead{
			Memory: 909220250, // 867.1 MiB
			Kind:   planner.Measured,
			Source: &planner.Source{Name: "measured on launched nodes", AsOf: "2023-08"},
		},
		Source: ec2, BranchSource: limits,
	}
	got, ok := Type("m5.xlarge")
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
		{"p5.48xlarge", "it has 8 GPUs", func(t *planner.InstanceType) bool { return t.GPUs == planner.Known(8) && t.GPU == "NVIDIA H100" }},
		{"g6f.large", "it has a part of a GPU", func(t *planner.InstanceType) bool { return !t.GPUs.Known() && t.GPU == "NVIDIA L4" && t.GPUMemory > 0 }},
		{"mac2.metal", "it is arm64, and no node", func(t *planner.InstanceType) bool { return !t.Node() && t.Arch == "arm64" }},
		{"mac1.metal", "it is no node", func(t *planner.InstanceType) bool { return !t.Node() && t.BareMetal }},
		{"m5.metal", "it has no hypervisor, and takes prefixes", func(t *planner.InstanceType) bool { return t.Hypervisor == "" && t.Network.Prefixes }},
		{"m4.large", "it takes no prefixes", func(t *planner.InstanceType) bool { return t.Hypervisor == "xen" && !t.Network.Prefixes }},
		{"inf2.xlarge", "it has an accelerator", func(t *planner.InstanceType) bool { return t.Accelerators == 1 && t.Accelerator == "Inferentia2" }},
		{"m7i.large", "its volumes have slots of their own", func(t *planner.InstanceType) bool { return !t.EBSShared && t.CurrentGeneration }},
		{"m5d.large", "it has a disk", func(t *planner.InstanceType) bool { return t.LocalStorageGB == 75 && t.LocalStorage == "nvme ssd" }},
	} {
		if it, ok := Type(test.name); !ok || !test.holds(&it) {
			t.Errorf("%s: not so: %s: %+v", test.name, test.oddity, it)
		}
	}
}

func TestTypesAgree(t *testing.T) {
	types, names := Types(), TypeNames()
	if len(types) != len(names) {
		t.Fatalf("%d types, %d names", len(types), len(names))
	}
	if !slices.IsSortedFunc(names, planner.CompareNames) {
		t.Error("types are not in the order of CompareNames: run make generate")
	}
	for i := range types {
		alone, ok := Type(names[i])
		if !ok || !reflect.DeepEqual(alone, types[i]) {
			t.Errorf("%s: %+v alone, %+v among all", names[i], alone, types[i])
		}
	}
}

func TestUnknownNames(t *testing.T) {
	for _, name := range []string{"", "m5", "m5.", "m5.huge", "M5.LARGE", "m5.large ", "m5.large\t", "instance_type", "#", "zzz.large", "a0.large", "p3.2xlarge"} {
		if it, ok := Type(name); ok {
			t.Errorf("%q is %s", name, it.Name)
		}
	}
	for _, name := range []string{"", "us-east", "us-east-1.tsv", "../regions/us-east-1", "region", "us-east-11"} {
		if _, ok := Region(name); ok {
			t.Errorf("%q is a region", name)
		}
	}
}

// No name finds another name's row or causes a panic.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"m5.large", "us-east-1", "", "\n", "\t", "m5.large\n", "a", "zz", "\x00", "\xff", "é.large"} {
		f.Add(name)
	}
	usEast1, _ := Region("us-east-1")
	f.Fuzz(func(t *testing.T, name string) {
		if it, ok := Type(name); ok && it.Name != name {
			t.Errorf("Type(%q) is %q", name, it.Name)
		}
		if r, ok := Region(name); ok && r.Name != name {
			t.Errorf("Region(%q) is %q", name, r.Name)
		}
		if price, ok := GP3(name); ok && price.Amount == 0 {
			t.Errorf("GP3(%q) is 0", name)
		}
		if o := usEast1.Offering(name); o.Region != &usEast1.Region {
			t.Errorf("the offering of %q has another region", name)
		}
	})
}

func TestOffering(t *testing.T) {
	type offering struct {
		price    planner.Maybe[planner.Money]
		currency string
		asOf     string
		offered  planner.Maybe[bool]
	}
	var unknown planner.Maybe[planner.Money]
	for _, test := range []struct {
		region, name string
		want         offering
	}{
		{"us-east-1", "m5.xlarge", offering{planner.Known[planner.Money](192_000), "USD", "2026-07-20", planner.Known(true)}},
		{"us-east-1", "p4d.24xlarge", offering{planner.Known[planner.Money](21_957_642), "USD", "2026-07-20", planner.Known(true)}},
		// Launched after the bundled prices of the region.
		{"eu-west-3", "m7i.large", offering{unknown, "USD", "2022-09-03", planner.Known(true)}},
		// No zones, because the table has no offerings; prices in CNY.
		{"cn-north-1", "m5.xlarge", offering{planner.Known[planner.Money](2_026_000), "CNY", "2024-11-06", planner.Maybe[bool]{}}},
		// It has a price, but EC2 no longer describes it.
		{"us-east-1", "p3.2xlarge", offering{planner.Known[planner.Money](3_060_000), "USD", "2026-07-20", planner.Known(false)}},
		{"us-west-1", "m5.huge", offering{unknown, "USD", "2022-09-03", planner.Known(false)}},
	} {
		r, _ := Region(test.region)
		o := r.Offering(test.name)
		got := offering{o.OnDemand, o.Region.Currency, o.Region.OnDemand.AsOf, o.Offered()}
		if got != test.want {
			t.Errorf("%s in %s: %+v, want %+v", test.name, test.region, got, test.want)
		}
	}
}

func TestSpotAndZones(t *testing.T) {
	r, _ := Region("us-east-1")
	o := r.Offering("a1.large")
	if o.SpotSaving != planner.Known(0) || o.Interruption != planner.Known(planner.Band(4)) {
		t.Errorf("a1.large: spot %+v, band %+v", o.SpotSaving, o.Interruption)
	}
	if got := strings.Join(o.Zones, " "); got != "use1-az2 use1-az4 use1-az6" {
		t.Errorf("a1.large: zones %s", got)
	}
	everywhere := r.Offering("m5.large").Zones
	if cap(everywhere) != len(everywhere) {
		t.Error("appending to a type's zones would write into the region's")
	}
}

func TestRegionWithoutTables(t *testing.T) {
	for name, currency := range map[string]string{"ap-southeast-6": "USD", "cn-northwest-1": "CNY", "us-isof-south-1": "USD"} {
		r, ok := Region(name)
		want := planner.Region{Name: name, Currency: currency, Zones: []string{}}
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
	presets := DaemonSets()
	for _, always := range planner.Always {
		if !slices.ContainsFunc(presets, func(p Preset) bool { return p.DaemonSet == always }) {
			t.Errorf("%+v is not among the presets", always)
		}
	}
	ebs := presets[slices.IndexFunc(presets, func(p Preset) bool { return p.Name == "ebs-csi-node" })]
	want := Preset{
		DaemonSet: planner.DaemonSet{Name: "ebs-csi-node", Request: planner.Resources{CPU: 30, Memory: 104 * planner.MiB}},
		Note:      "EBS CSI driver add-on",
	}
	if ebs != want {
		t.Errorf("%+v, want %+v", ebs, want)
	}
}

func TestPrices(t *testing.T) {
	source := &planner.Source{Name: "AWS pricing pages", AsOf: "2026-06"}
	fargate := FargatePrices{
		Region: "us-east-1", VCPUHour: 40_480, GBHour: 4_445, StorageGBHour: 111,
		IncludedStorage: 20 * planner.GiB, Source: source,
	}
	if got := Fargate(); !reflect.DeepEqual(got, fargate) {
		t.Errorf("Fargate %+v, want %+v", got, fargate)
	}
	if got := ControlPlane(); got.Standard != 100_000 || got.Extended != 600_000 {
		t.Errorf("control plane %+v", got)
	}
	if got, ok := GP3("us-east-1"); !ok || got.Amount != 80_000 {
		t.Errorf("gp3 %+v", got)
	}
	if got, ok := GP3("eu-west-1"); ok {
		t.Errorf("gp3 in eu-west-1 is %+v, which no table has", got)
	}
}

func TestTables(t *testing.T) {
	var got []string
	for _, table := range Tables() {
		checkSource(t, table.Name, table.Source)
		got = append(got, strings.Join([]string{table.Name, strconv.Itoa(table.Rows), strconv.Itoa(table.Regions), table.Source.AsOf}, " "))
	}
	want := []string{
		"instance types 1373 0 2026-08",
		"branch ENIs 1364 0 2026-08",
		"memory overheads 656 0 2023-08",
		"offerings 20628 30 2026-08",
		"on-demand prices 2686 3 2026-07-20",
		"on-demand prices 316 1 2024-11-06",
		"on-demand prices 6000 20 2022-09-03",
		"spot savings 14962 33 2025-06-28",
		"DaemonSets 21 0 2026-08",
		"other prices 7 0 2026-06",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Looking up one type allocates nothing.
func TestTypeAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Type("m5.xlarge") }); n > 0 {
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
