package kubernetes

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// Spark makes the pods of its driver and executors itself, from settings. What they
// request is in resource-managers/kubernetes/core of apache/spark
// (BasicDriverFeatureStep, BasicExecutorFeatureStep), and how a SparkApplication sets
// them is in api/v1beta2/defaults.go and internal/controller/sparkapplication of
// kubeflow/spark-operator.

const (
	sparkMemory      = "1g"
	sparkMinOverhead = 384 // MiB
	jvmOverhead      = "0.1"
	otherOverhead    = "0.4" // Python and R run outside of the JVM
)

// sparkApp is the spec of a SparkApplication.
type sparkApp struct {
	value
	conf map[string]string
}

func sparkParts(spec value) ([]part, error) {
	app := &sparkApp{value: spec}
	if err := spec.at("sparkConf").decode(&app.conf); err != nil {
		return nil, err
	}
	driver, err := app.part("driver")
	if err != nil {
		return nil, err
	}
	executors, err := app.part("executor")
	if err != nil {
		return nil, err
	}
	return []part{driver, executors}, nil
}

func (app *sparkApp) part(role string) (part, error) {
	p := part{name: role, replicas: 1, controller: planner.BarePod, job: true}
	at := app.at(role)
	if err := at.at("template").decode(&p.template); err != nil {
		return p, err
	}
	if err := app.at("nodeSelector").decode(&p.template.Spec.NodeSelector); err != nil {
		return p, err
	}
	if err := at.podSpec(&p.template.Spec); err != nil {
		return p, err
	}
	if err := at.at("labels").decode(&p.template.Metadata.Labels); err != nil {
		return p, err
	}
	p.label("spark-role", role)
	main := p.template.container("spark-kubernetes-" + role)
	cpu := app.setting(at.at("coreRequest"), "spark.kubernetes."+role+".request.cores")
	cpu = cmp.Or(cpu, app.setting(at.at("cores"), "spark."+role+".cores"), "1")
	memory, err := app.memory(role)
	if err != nil {
		return p, err
	}
	main.Resources.override(resources{Requests: map[string]request.Quantity{request.CPU: request.Quantity(cpu), request.Memory: mebibytes(memory)}})
	if gpu := at.at("gpu"); gpu.is() {
		main.Resources.override(resources{Limits: map[string]request.Quantity{gpu.at("name").text(): request.Quantity(gpu.at("quantity").text())}})
	}
	var sidecars []container
	if err := at.at("sidecars").decode(&sidecars); err != nil {
		return p, err
	}
	p.template.Spec.Containers = append(p.template.Spec.Containers, sidecars...)
	if role == "executor" {
		err = app.executors(&p)
	}
	return p, err
}

// setting is a key of the spec, which wins, or one of sparkConf.
func (app *sparkApp) setting(of value, key string) string {
	return cmp.Or(of.text(), app.conf[key])
}

// memory is what a pod requests, in MiB.
func (app *sparkApp) memory(role string) (int64, error) {
	at := app.at(role)
	memory, err := sparkMiB("memory", cmp.Or(app.setting(at.at("memory"), "spark."+role+".memory"), sparkMemory), 1<<20)
	if err != nil {
		return 0, err
	}
	var overhead int64
	if text := app.setting(at.at("memoryOverhead"), "spark."+role+".memoryOverhead"); text != "" {
		if overhead, err = sparkMiB("memoryOverhead", text, 1<<20); err != nil {
			return 0, err
		}
	} else {
		text := cmp.Or(app.conf["spark."+role+".memoryOverheadFactor"], app.conf["spark.kubernetes.memoryOverheadFactor"], app.at("memoryOverheadFactor").text())
		if text == "" {
			text = jvmOverhead
			if app.isOtherThanJVM() {
				text = otherOverhead
			}
		}
		factor, err := strconv.ParseFloat(text, 64)
		if err != nil || !(factor >= 0) || factor > 1000 {
			return 0, fmt.Errorf("memoryOverheadFactor %q: must be a number such as 0.1", text)
		}
		least := int64(sparkMinOverhead)
		if own := app.conf["spark."+role+".minMemoryOverhead"]; own != "" { // Spark 4
			if least, err = sparkMiB("minMemoryOverhead", own, 1<<20); err != nil {
				return 0, err
			}
		}
		overhead = max(int64(factor*float64(memory)), least) // Spark truncates
	}
	total := memory + overhead
	if role == "executor" {
		more, err := app.beyondHeap()
		if err != nil {
			return 0, err
		}
		total += more
	}
	return total, nil
}

// beyondHeap is what executors request for Python and outside of the heap, in MiB.
func (app *sparkApp) beyondHeap() (int64, error) {
	var total int64
	if text := app.conf["spark.executor.pyspark.memory"]; text != "" && app.isOtherThanJVM() {
		n, err := sparkMiB("spark.executor.pyspark.memory", text, 1<<20)
		if err != nil {
			return 0, err
		}
		total += n
	}
	if text := app.conf["spark.memory.offHeap.size"]; text != "" && strings.EqualFold(app.conf["spark.memory.offHeap.enabled"], "true") {
		n, err := sparkMiB("spark.memory.offHeap.size", text, 1)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

func (app *sparkApp) isOtherThanJVM() bool {
	of := app.at("type").text()
	return of == "Python" || of == "R"
}

// executors counts them. With dynamic allocation, Spark starts with the largest of
// three numbers (Utils.getDynamicAllocationInitialExecutors).
func (app *sparkApp) executors(p *part) error {
	number := func(of value, key string, otherwise int) (int, error) {
		text := app.setting(of, key)
		if text == "" {
			return otherwise, nil
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%s %q: must be a whole number", key, text)
		}
		return int(n), importer.CheckReplicas(key, n)
	}
	dynamic := app.at("dynamicAllocation")
	instances := app.at("executor.instances")
	is, err := dynamic.at("enabled").yes()
	if err != nil {
		return err
	}
	if !dynamic.is() {
		is = strings.EqualFold(app.conf["spark.dynamicAllocation.enabled"], "true")
	}
	if !is {
		p.replicas, err = number(instances, "spark.executor.instances", 1)
		return err
	}
	p.replicas = 0
	for _, of := range []struct {
		value
		key string
	}{
		{instances, "spark.executor.instances"},
		{dynamic.at("initialExecutors"), "spark.dynamicAllocation.initialExecutors"},
		{dynamic.at("minExecutors"), "spark.dynamicAllocation.minExecutors"},
	} {
		n, err := number(of.value, of.key, 0)
		if err != nil {
			return err
		}
		p.replicas = max(p.replicas, n)
	}
	p.max, err = number(dynamic.at("maxExecutors"), "spark.dynamicAllocation.maxExecutors", 0)
	if p.max == 0 {
		p.notes = append(p.notes, "Spark adds executors without a limit: only those that it starts with are counted")
	}
	return err
}

// sparkMiB reads a size of the JVM, whose units are binary: 512m, 2g, 2gb. unit is
// that of a bare number, in bytes.
func sparkMiB(key, text string, unit int64) (int64, error) {
	digits := strings.TrimRight(strings.ToLower(strings.TrimSpace(text)), "abcdefghijklmnopqrstuvwxyz")
	switch strings.ToLower(strings.TrimSpace(text))[len(digits):] {
	case "":
	case "b":
		unit = 1
	case "k", "kb":
		unit = 1 << 10
	case "m", "mb":
		unit = 1 << 20
	case "g", "gb":
		unit = 1 << 30
	case "t", "tb":
		unit = 1 << 40
	default:
		digits = ""
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 0 || n > math.MaxInt64/unit {
		return 0, fmt.Errorf("%s %q: not a size such as 512m or 4g", key, text)
	}
	return n * unit >> 20, nil
}
