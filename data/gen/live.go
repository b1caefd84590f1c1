package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"podfit/data"
	"podfit/data/fresh"
	"podfit/planner"
)

// refresh updates out/tables with AWS's limits, zones and on-demand prices of some
// regions. Branch ENIs, memory overheads and the Spot Advisor's figures stay,
// because no API returns them. Nothing is written if a part of an answer is missing.
func refresh(ctx context.Context, s *fresh.Source, regions []string, out string, log io.Writer) error {
	root := os.DirFS(filepath.Join(out, "tables"))
	types, err := readSheet(root, "types.tsv")
	if err != nil {
		return err
	}
	written := tables{files: map[string][]byte{}}
	updated := map[string]bool{}
	for _, name := range regions {
		answer, parts := s.Ask(ctx, fresh.Question{Region: name, Prices: true})
		for _, p := range parts {
			if p.Err != nil {
				return fmt.Errorf("%s: %s: %w", name, p.Name, p.Err)
			}
		}
		path := "regions/" + name + ".tsv"
		region, err := readSheet(root, path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		changed := types.mergeTypes(answer.Types, updated)
		region.mergeRegion(&answer)
		written.add(path, region.table(regionColumns))
		fmt.Fprintf(log, "%-16s %5d types, %d figures of them new; %d prices; %d zones\n", name, len(answer.Types), changed, len(answer.OnDemand), len(answer.Zones))
	}
	types.order()
	if old := len(types.rows) - len(updated); old > 0 { // the table is as old as its oldest row
		fmt.Fprintf(log, "%d types are in none of these regions: types.tsv keeps its date\n", old)
	} else if len(regions) > 0 {
		types.set("as-of", types.asOf)
	}
	columns := []string{"instance_type", "order"}
	for _, c := range typeColumns {
		columns = append(columns, c.column.name)
	}
	written.add("types.tsv", types.table(columns))
	if err := written.redate(root); err != nil {
		return err
	}
	return written.write(out)
}

// sheet is a table that was read: its header, and the cells of its rows by column.
type sheet struct {
	header []provenance
	rows   map[string]map[string]string
	asOf   string // of the merged types
}

func readSheet(root fs.FS, path string) (*sheet, error) {
	s := &sheet{rows: map[string]map[string]string{}}
	text, err := fs.ReadFile(root, path)
	if err != nil {
		return s, err
	}
	var columns []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if key, value, is := strings.Cut(strings.TrimPrefix(line, "# "), ": "); is && strings.HasPrefix(line, "# ") {
			if key != "generated" {
				s.header = append(s.header, provenance{key, value})
			}
			continue
		}
		cells := strings.Split(line, "\t")
		if columns == nil {
			columns = cells
			continue
		}
		row := map[string]string{}
		for i, c := range columns {
			row[c] = cells[i]
		}
		s.rows[cells[0]] = row
	}
	return s, nil
}

// set sets a value in the header; a new one goes to its end.
func (s *sheet) set(key, value string) {
	for i := range s.header {
		if s.header[i].key == key {
			s.header[i].value = value
			return
		}
	}
	s.header = append(s.header, provenance{key, value})
}

func (s *sheet) table(columns []string) table {
	t := table{provenance: s.header, columns: columns}
	for _, name := range slices.Sorted(maps.Keys(s.rows)) {
		s.rows[name][columns[0]] = name
		row := make([]string, len(columns))
		for i, c := range columns {
			row[i] = s.rows[name][c]
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (s *sheet) row(name string) map[string]string {
	if s.rows[name] == nil {
		s.rows[name] = map[string]string{}
	}
	return s.rows[name]
}

// mergeTypes updates the rows with what EC2 reports, and counts the changes. An
// equal figure keeps its spelling.
func (s *sheet) mergeTypes(types []planner.InstanceType, updated map[string]bool) (changed int) {
	for i := range types {
		complete := data.Bundled().Complete(types[i])
		t := &complete
		updated[t.Name], s.asOf = true, t.Source.AsOf
		row := s.row(t.Name)
		for column, cell := range typeCells(t) {
			if !equalCells(row[column], cell) {
				row[column] = cell
				changed++
			}
		}
	}
	return changed
}

// order numbers the rows in the order of planner.CompareNames.
func (s *sheet) order() {
	for i, name := range slices.SortedFunc(maps.Keys(s.rows), planner.CompareNames) {
		s.rows[name]["order"] = strconv.Itoa(i)
	}
}

func equalCells(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return a == b || errX == nil && errY == nil && x == y
}

// typeCells are the columns that EC2 reports, spelled as in the facts.
func typeCells(t *planner.InstanceType) map[string]string {
	limit := "dedicated"
	if t.EBSShared {
		limit = "shared"
	}
	return map[string]string{
		"vcpus": strconv.Itoa(t.VCPUs), "cores": strconv.Itoa(t.Cores), "threads_per_core": strconv.Itoa(t.ThreadsPerCore),
		"memory_mib": mib(t.Memory),
		"arch":       t.Arch, "hypervisor": t.Hypervisor, "processor": t.Processor,
		"bare_metal": strconv.FormatBool(t.BareMetal), "current_generation": strconv.FormatBool(t.CurrentGeneration),
		"burstable": strconv.FormatBool(t.Burstable), "spot": strconv.FormatBool(t.Spot),
		"clock_ghz":         unlessUnknown(t.ClockGHz, decimals),
		"default_card_enis": strconv.Itoa(t.Network.ENIs), "ipv4_per_eni": strconv.Itoa(t.Network.IPv4PerENI), "ipv6_per_eni": strconv.Itoa(t.IPv6PerENI),
		"network_cards": strconv.Itoa(t.NetworkCards), "total_enis": strconv.Itoa(t.TotalENIs), "card_enis": t.CardENIs,
		"network_performance": t.NetworkPerformance, "network_baseline_gbps": decimals(t.NetworkGbps), "network_peak_gbps": decimals(t.NetworkPeakGbps),
		"ebs_attachments": strconv.Itoa(t.EBSAttachments), "ebs_attachment_limit": limit,
		"ebs_baseline_mbps": unlessUnknown(t.EBSBaselineMbps, strconv.Itoa), "ebs_peak_mbps": unlessUnknown(t.EBSPeakMbps, strconv.Itoa),
		"ebs_baseline_iops": unlessUnknown(t.EBSBaselineIOPS, strconv.Itoa),
		"gpus":              unlessZero(t.GPUs.Or(0)), "gpu_maker": t.GPUMaker, "gpu_model": t.GPUModel,
		"gpu_memory_mib": unlessZero(int(t.GPUMemory / planner.MiB)), "gpu_fraction": unlessFalse(t.FractionalGPU),
		"accelerators": unlessZero(t.Accelerators), "accelerator": t.Accelerator, "neuron_cores": unlessZero(t.NeuronCores),
		"efa_interfaces": unlessZero(t.EFAInterfaces),
		"local_disks":    unlessZero(t.Disks), "local_disk_gb": unlessZero(t.DiskGB), "local_storage": t.LocalStorage,
	}
}

func mib(m planner.Memory) string { return strconv.FormatInt(int64(m/planner.MiB), 10) }

func unlessFalse(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}

func decimals(f float64) string {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

func unlessUnknown[T any](m planner.Maybe[T], text func(T) string) string {
	if v, known := m.Value(); known {
		return text(v)
	}
	return ""
}

func unlessZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// mergeRegion replaces the prices and zones of a region. A type that AWS no longer
// sells there loses its price.
func (s *sheet) mergeRegion(f *data.Live) {
	for _, row := range s.rows {
		row["on_demand"], row["zones"] = "", ""
		row["other_dates"] = without(row["other_dates"], "on_demand")
	}
	for name, price := range f.OnDemand {
		s.row(name)["on_demand"] = strconv.FormatFloat(price.Float(), 'f', -1, 64)
	}
	zones := region{zones: f.Zones}
	for name, in := range f.Offered {
		if mask := zones.mask(in); mask != "" {
			s.row(name)["zones"] = mask
		}
	}
	s.dropEmpty()
	s.set("currency", planner.RegionCurrency(f.Region))
	s.set("on-demand-source", f.OnDemandSource.Name)
	s.set("on-demand-as-of", f.OnDemandSource.AsOf)
	s.set("offerings-source", f.OfferingsSource.Name)
	s.set("offerings-as-of", f.OfferingsSource.AsOf)
	s.set("zones", strings.Join(f.Zones, " "))
}

// dropEmpty removes the rows of a region that have no figure.
func (s *sheet) dropEmpty() {
	maps.DeleteFunc(s.rows, func(_ string, row map[string]string) bool {
		return row["on_demand"]+row["spot_average"]+row["spot_saving"]+row["interruption_band"]+row["zones"] == ""
	})
}

// without removes a column's date from those of a row.
func without(dates, column string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(dates), func(own string) bool {
		return strings.HasPrefix(own, column+"=")
	}), " ")
}

// redate adds the list of regions with the newest date of all tables.
func (t *tables) redate(root fs.FS) error {
	list, err := readSheet(root, "regions.tsv")
	if err != nil {
		return err
	}
	for _, p := range list.header {
		if p.key == "newest" {
			list.set("newest", max(p.value, t.newest))
		}
	}
	t.add("regions.tsv", list.table([]string{"region"}))
	return nil
}
