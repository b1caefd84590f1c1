package usage

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// topColumns are where a line has what.
type topColumns struct{ namespace, pod, container, cpu, memory int }

// top reads what kubectl top pods prints, with and without -A, --containers and
// --no-headers: printPodMetrics… of k8s.io/kubectl/pkg/metricsutil/metrics_printer.go.
func (r *reader) top(text []byte) (bool, error) {
	var lines [][]string
	scan := bufio.NewScanner(bytes.NewReader(text))
	scan.Buffer(nil, maxBytes)
	for scan.Scan() {
		if fields := strings.Fields(scan.Text()); len(fields) > 0 {
			lines = append(lines, fields)
		}
	}
	if len(lines) == 0 {
		return false, nil
	}
	if slices.Contains(lines[0], "CPU(cores)") {
		if slices.ContainsFunc(lines[0], func(head string) bool { return strings.HasSuffix(strings.Trim(head, "()"), "%") }) {
			return true, errors.New("the usage of nodes: kubectl top pods --all-namespaces --containers prints that of pods")
		}
		return true, r.topLines(headerColumns(lines[0]), lines[1:])
	}
	for _, fields := range lines {
		if len(fields) < 3 || len(fields) > 5 || !isQuantity(fields[len(fields)-1]) || !isQuantity(fields[len(fields)-2]) {
			return false, nil
		}
	}
	columns, err := guessColumns(lines)
	if err != nil {
		return true, err
	}
	return true, r.topLines(columns, lines)
}

func isQuantity(text string) bool {
	_, err := quantity(text)
	return err == nil
}

// headerColumns are by their heads. With --containers, NAME is that of a container.
func headerColumns(head []string) topColumns {
	at := func(name string) int { return slices.Index(head, name) }
	c := topColumns{at("NAMESPACE"), at("POD"), at("NAME"), at("CPU(cores)"), at("MEMORY(bytes)")}
	if c.pod < 0 {
		c.pod, c.container = c.container, -1
	}
	return c
}

// guessColumns tell a namespace before the pods from containers behind them: names of
// pods have a random end or an ordinal.
func guessColumns(lines [][]string) (topColumns, error) {
	switch len(lines[0]) {
	case 3:
		return topColumns{-1, 0, -1, 1, 2}, nil
	case 5:
		return topColumns{0, 1, 2, 3, 4}, nil
	}
	like := func(column int) (n int) {
		for _, fields := range lines {
			if len(fields) == 4 && isPodName(fields[column]) {
				n++
			}
		}
		return n
	}
	switch first, second := like(0), like(1); {
	case first > second:
		return topColumns{-1, 0, 1, 2, 3}, nil
	case second > first:
		return topColumns{0, 1, -1, 2, 3}, nil
	}
	return topColumns{}, errors.New("without its header nothing tells namespaces from containers: leave out --no-headers")
}

func isPodName(text string) bool {
	i := strings.LastIndexByte(text, '-')
	return i > 0 && (isRandom(text[i+1:]) || isNumber(text[i+1:]))
}

func (r *reader) topLines(c topColumns, lines [][]string) error {
	if c.pod < 0 || c.memory < 0 {
		return errors.New("not the output of kubectl top pods: " + Expected)
	}
	width := max(c.pod, c.container, c.cpu, c.memory) + 1
	for _, fields := range lines {
		if strings.HasPrefix(fields[0], "___") {
			return nil // below it is the sum of --sum
		}
		if len(fields) < width {
			return fmt.Errorf("%q: a column is missing", strings.Join(fields, " "))
		}
		of := key{pod: fields[c.pod]}
		if c.namespace >= 0 {
			of.namespace = fields[c.namespace]
		}
		if c.container >= 0 {
			of.container = fields[c.container]
		}
		for i, column := range []int{c.cpu, c.memory} {
			v, err := quantity(fields[column])
			if err != nil {
				return fmt.Errorf("%s: %w", of.pod, err)
			}
			of.resource = []Resource{CPU, Memory}[i]
			if err := r.put(of, math.NaN(), v); err != nil {
				return err
			}
		}
	}
	return nil
}
