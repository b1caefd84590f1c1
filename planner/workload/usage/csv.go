package usage

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"podfit/planner"
)

// csv reads tables with a header: KRR's, and Grafana's exports in rows or in columns.
func (r *reader) csv(text []byte) (bool, error) {
	// The line that Grafana writes for Excel.
	if rest, is := bytes.CutPrefix(text, []byte("sep=")); is {
		_, text, _ = bytes.Cut(rest, []byte("\n"))
	}
	head, _, _ := bytes.Cut(text, []byte("\n"))
	c := csv.NewReader(bytes.NewReader(text))
	c.FieldsPerRecord, c.LazyQuotes, c.TrimLeadingSpace = -1, true, true
	for _, comma := range []rune{';', '\t'} {
		if bytes.ContainsRune(head, comma) && bytes.Count(head, []byte(string(comma))) >= bytes.Count(head, []byte(",")) {
			c.Comma = comma
		}
	}
	rows, err := c.ReadAll()
	if err != nil || len(rows) == 0 {
		return false, nil
	}
	names := make([]string, len(rows[0]))
	for i, name := range rows[0] {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	t := table{head: rows[0], rows: rows[1:], names: names}
	switch {
	case t.has("container") && (t.has("cpu requests") || t.has("cpu requests recommended")):
		return true, r.krrTable(&t)
	case t.has(podColumns...) || t.has(seriesColumns...):
		return true, r.rowsTable(&t)
	case t.has(timeColumns...) && len(names) > 1:
		return true, r.columnsTable(&t)
	}
	return false, nil
}

// table is a header and rows.
type table struct {
	head, names []string
	rows        [][]string
}

// The names of columns.
var (
	timeColumns      = []string{"time", "timestamp", "date"}
	podColumns       = []string{"pod", "pod_name", "exported_pod"}
	seriesColumns    = []string{"series", "metric"}
	namespaceColumns = []string{"namespace", "exported_namespace"}
	containerColumns = []string{"container", "container_name"}
)

// column is the first that has one of the names; -1 if there is none.
func (t *table) column(names ...string) int {
	for _, name := range names {
		if i := slices.Index(t.names, name); i >= 0 {
			return i
		}
	}
	return -1
}

func (t *table) has(names ...string) bool { return t.column(names...) >= 0 }

func cell(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[column])
}

// columnsTable has a time in each row and a series in each column, by its name: that of
// the pod, or its labels as PromQL writes them.
func (r *reader) columnsTable(t *table) error {
	at := t.column(timeColumns...)
	for i, head := range t.head {
		if i == at || strings.TrimSpace(head) == "" {
			continue
		}
		var points []point
		of := AnyResource
		for n, row := range t.rows {
			p, resource, err := parseRow(cell(row, at), cell(row, i))
			if err != nil {
				return fmt.Errorf("row %d, %s: %w", n+2, head, err)
			}
			of = max(of, resource)
			points = append(points, p)
		}
		if err := r.namedSeries(head, of, points); err != nil {
			return err
		}
	}
	return r.settle()
}

// namedSeries adds a series by the name that a legend gives it.
func (r *reader) namedSeries(name string, of Resource, points []point) error {
	metric := map[string]string{}
	if strings.Contains(name, "{") {
		labels, ok := parseSeries(strings.TrimSpace(name))
		if !ok {
			return fmt.Errorf("%q is no series: name{label=\"value\"}", name)
		}
		metric = labels
	} else {
		metric["namespace"], metric["pod"] = splitPod(name)
	}
	return r.as(of, func() error { return r.series(metric, points) })
}

func splitPod(name string) (namespace, pod string) {
	namespace, pod, has := strings.Cut(strings.TrimSpace(name), "/")
	if !has {
		return "", namespace
	}
	return strings.TrimSpace(namespace), strings.TrimSpace(pod)
}

// as reads with the resource that a unit or a column shows, where nothing else does.
func (r *reader) as(of Resource, read func() error) error {
	was := r.Resource
	if was == AnyResource {
		r.Resource = of
	}
	err := read()
	r.Resource = was
	return err
}

// rowsTable has a sample in each row, with its labels in columns of their own or its
// series in one.
func (r *reader) rowsTable(t *table) error {
	values := t.valueColumns()
	if values == nil {
		return errors.New("no column with values: name one cpu, memory or value")
	}
	for _, v := range values {
		all, err := t.series(v)
		if err != nil {
			return err
		}
		for _, s := range all {
			err := r.as(max(v.resource, s.resource), func() error { return r.namedSeries(s.name, s.resource, s.points) })
			if err != nil {
				return err
			}
		}
	}
	return r.settle()
}

// values is a column of figures, and of what they are if its name says so.
type values struct {
	resource Resource
	column   int
}

// valueColumns are by their names. Beside a column of values, cpu is a label.
func (t *table) valueColumns() (all []values) {
	labels := slices.Concat(timeColumns, podColumns, seriesColumns, namespaceColumns, containerColumns)
	if slices.ContainsFunc(t.names, func(name string) bool { return strings.HasPrefix(name, "value") }) {
		labels = append(labels, "cpu")
	}
	for i, name := range t.names {
		switch {
		case slices.Contains(labels, name):
		case strings.HasPrefix(name, "cpu"):
			all = append(all, values{CPU, i})
		case strings.HasPrefix(name, "mem"):
			all = append(all, values{Memory, i})
		case strings.HasPrefix(name, "value"):
			all = append(all, values{AnyResource, i})
		case metrics[name].Resource != AnyResource && !metrics[name].counter:
			all = append(all, values{metrics[name].Resource, i})
		}
	}
	return all
}

// series are those of a column, in the order in which they begin.
func (t *table) series(v values) (all []*rowSeries, err error) {
	at, pod, series := t.column(timeColumns...), t.column(podColumns...), t.column(seriesColumns...)
	namespace, container, metric := t.column(namespaceColumns...), t.column(containerColumns...), t.column("__name__")
	of := map[string]*rowSeries{}
	for n, row := range t.rows {
		p, resource, err := parseRow(cell(row, at), cell(row, v.column))
		if err != nil {
			return nil, fmt.Errorf("row %d, %s: %w", n+2, t.head[v.column], err)
		}
		name := cell(row, series)
		if pod >= 0 {
			name = seriesText(cell(row, metric), cell(row, namespace), cell(row, pod), cell(row, container))
		}
		s := of[name]
		if s == nil {
			s = &rowSeries{name: name}
			of[name], all = s, append(all, s)
		}
		s.resource, s.points = max(s.resource, resource), append(s.points, p)
	}
	return all, nil
}

type rowSeries struct {
	name     string
	resource Resource
	points   []point
}

// seriesText is labels as PromQL writes them.
func seriesText(metric, namespace, pod, container string) string {
	return fmt.Sprintf("%s{namespace=%q, pod=%q, container=%q}", metric, namespace, pod, container)
}

// parseRow reads a sample; its unit may show of what it is.
func parseRow(at, value string) (p point, of Resource, err error) {
	if p.at, err = parseTime(at); err != nil {
		return p, of, err
	}
	p.value, of, err = parseValue(value)
	return p, of, err
}

var timeFormats = []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05.000", "2006-01-02 15:04", "2006-01-02"}

// parseTime reads a time as text, or in seconds or milliseconds of Unix time. No text is
// no time.
func parseTime(text string) (float64, error) {
	if text == "" {
		return math.NaN(), nil
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
		const firstMillis = 1e11 // in seconds, the year 5138
		if f >= firstMillis {
			f /= 1000
		}
		return f, nil
	}
	for _, format := range timeFormats {
		if t, err := time.Parse(format, text); err == nil {
			return float64(t.UnixMilli()) / 1000, nil
		}
	}
	return 0, fmt.Errorf("%q: must be a time such as 2026-11-30 12:00:00, or seconds of Unix time", text)
}

// units are those that Grafana and people write behind a number.
var units = map[string]struct {
	of     Resource
	factor float64
}{
	"":  {AnyResource, 1},
	"B": {Memory, 1}, "bytes": {Memory, 1},
	"KiB": {Memory, 1 << 10}, "MiB": {Memory, 1 << 20}, "GiB": {Memory, 1 << 30}, "TiB": {Memory, 1 << 40},
	"Ki": {Memory, 1 << 10}, "Mi": {Memory, 1 << 20}, "Gi": {Memory, 1 << 30}, "Ti": {Memory, 1 << 40},
	"kB": {Memory, 1e3}, "KB": {Memory, 1e3}, "MB": {Memory, 1e6}, "GB": {Memory, 1e9}, "TB": {Memory, 1e12},
	"m": {CPU, 1e-3}, "mCPU": {CPU, 1e-3}, "millicores": {CPU, 1e-3}, "cores": {CPU, 1}, "core": {CPU, 1},
}

// gaps are the texts for no value.
var gaps = []string{"", "-", "null", "undefined", "NaN", "nan", "N/A"}

// parseValue reads a number, perhaps with a unit. A gap is NaN.
func parseValue(text string) (float64, Resource, error) {
	if slices.Contains(gaps, text) {
		return math.NaN(), AnyResource, nil
	}
	end := strings.LastIndexAny(text, "0123456789") + 1
	number, unit := text[:end], strings.TrimSpace(text[end:])
	u, known := units[unit]
	if !known {
		return 0, AnyResource, fmt.Errorf("%q: its unit must be one of cores or bytes, such as 0.25, 250m or 300MiB", text)
	}
	f, err := strconv.ParseFloat(withoutCommas(number), 64)
	if err != nil {
		return 0, AnyResource, fmt.Errorf("%q: must be a number", text)
	}
	return f * u.factor, u.of, nil
}

// withoutCommas drops the commas of 1,721,992,142.283, and no others: 0,5 is no number.
func withoutCommas(number string) string {
	whole, _, _ := strings.Cut(number, ".")
	groups := strings.Split(whole, ",")
	if groups[0] == "" || len(groups[0]) > 3 || groups[0][0] == '0' {
		return number
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return number
		}
	}
	return strings.ReplaceAll(number, ",", "")
}

// krrTable is KRR's csv, whose requests are "(-43m) 50m -> 6m" and whose first columns
// are empty below the first container of a controller, or its csv-raw:
// robusta_krr/formatters/csv.py and csv_raw.py.
func (r *reader) krrTable(t *table) error {
	columns := []int{t.column("cpu requests recommended", "cpu requests"), t.column("memory requests recommended", "memory requests")}
	var of controller
	for n, row := range t.rows {
		if name := cell(row, t.column("name")); name != "" {
			of = controller{cell(row, t.column("type")), cell(row, t.column("namespace")), name}
		}
		rec := recommended{by: "KRR"}
		for i, to := range []*planner.Maybe[float64]{&rec.cpu, &rec.memory} {
			text := cell(row, columns[i])
			if _, after, is := strings.Cut(text, "->"); is {
				text = strings.TrimSpace(after)
			}
			if text == "" || text == "?" || text == "none" || text == "unset" {
				continue
			}
			v, err := quantity(text)
			if err != nil {
				return fmt.Errorf("row %d: %w", n+2, err)
			}
			*to = planner.Known(v)
		}
		container := cell(row, t.column("container"))
		if err := rec.check(container); err != nil {
			return fmt.Errorf("row %d: %w", n+2, err)
		}
		r.into.recommend(of, container, rec)
	}
	return nil
}
