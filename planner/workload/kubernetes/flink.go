package kubernetes

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
	"podfit/planner/workload/request"
)

// flinkMain is the container to which Flink adds its requests.
const flinkMain = "flink-main-container"

// flinkApp is the spec of a FlinkDeployment. The operator hands it to Flink, which
// makes the pods (KubernetesConfigOptions of apache/flink, FlinkConfigBuilder of
// apache/flink-kubernetes-operator).
type flinkApp struct {
	value
	conf map[string]string
}

func flinkParts(c *custom) ([]part, error) {
	app := &flinkApp{value: c.spec, conf: map[string]string{}}
	if conf, is := c.spec.at("flinkConfiguration").v.(map[string]any); is {
		for key, v := range conf {
			app.conf[key] = value{v: v}.text()
		}
	}
	slots, err := app.number("taskmanager.numberOfTaskSlots", 1)
	if err != nil {
		return nil, err
	}
	// The defaults are Flink's own: one core, a core for each slot, and the sizes of
	// the configuration that it comes with.
	jobManager, err := app.part("jobManager", "jobmanager", "1", "1600m")
	if err != nil {
		return nil, err
	}
	if jobManager.replicas, err = c.spec.count("jobManager.replicas=1"); err != nil {
		return nil, err
	}
	taskManager, err := app.part("taskManager", "taskmanager", strconv.Itoa(slots), "1728m")
	if err != nil {
		return nil, err
	}
	taskManager.controller = planner.BarePod
	if err := app.taskManagers(&taskManager, slots); err != nil {
		return nil, err
	}
	all := []part{jobManager, taskManager}
	if c.spec.at("job.state").text() == "suspended" {
		for i := range all {
			all[i].idle = "suspended"
		}
	}
	return all, nil
}

func (app *flinkApp) number(key string, otherwise int) (int, error) {
	text := app.conf[key]
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("flinkConfiguration: %s %q: must be a whole number from 1", key, text)
	}
	return int(n), importer.CheckReplicas(key, n)
}

// part is the pods of a role: the template of all, that of the role, and the amounts.
func (app *flinkApp) part(role, key, cpu, memory string) (part, error) {
	p := part{name: key, controller: planner.Deployment}
	at := app.at(role)
	for _, of := range []value{app.at("podTemplate"), at.at("podTemplate")} {
		if err := of.decode(&p.template); err != nil {
			return p, err
		}
	}
	cpu = cmp.Or(at.at("resource.cpu").text(), app.conf["kubernetes."+key+".cpu.amount"], app.conf["kubernetes."+key+".cpu"], cpu)
	text := cmp.Or(at.at("resource.memory").text(), app.conf[key+".memory.process.size"])
	if text == "" {
		text = memory
		p.notes = append(p.notes, "without a memory size of its own, it is counted with Flink's default of "+memory)
	}
	mebi, err := flinkMiB(text)
	if err != nil {
		return p, err
	}
	main := p.template.container(flinkMain)
	main.Resources.override(resources{Requests: map[string]request.Quantity{request.CPU: request.Quantity(cpu), request.Memory: mebibytes(mebi)}})
	return p, nil
}

// taskManagers counts them: as many as the parallelism needs, or as are given.
func (app *flinkApp) taskManagers(p *part, slots int) error {
	given := app.at("taskManager.replicas")
	if given.is() {
		n, err := app.count("taskManager.replicas=1")
		p.replicas = n
		return err
	}
	if !app.at("job").is() {
		p.notes = append(p.notes, "a session cluster adds TaskManagers as jobs need them: none is counted")
		return nil
	}
	parallelism, err := app.number("parallelism.default", 1)
	if err != nil {
		return err
	}
	if app.at("job.parallelism").is() {
		if parallelism, err = app.count("job.parallelism=1"); err != nil {
			return err
		}
	}
	p.replicas = (parallelism + slots - 1) / slots
	if app.conf["job.autoscaler.enabled"] == "true" || app.conf["kubernetes.operator.job.autoscaler.enabled"] == "true" {
		p.notes = append(p.notes, "Flink's autoscaler changes the parallelism: the TaskManagers of the one that is set are counted")
	}
	return nil
}

// flinkMiB reads a size of Flink, whose units are binary (2048m, 2 gb), or one of
// Kubernetes, which the operator takes as well. Flink rounds down to MiB.
func flinkMiB(text string) (int64, error) {
	t := strings.ReplaceAll(strings.ToLower(text), " ", "")
	t = strings.TrimSuffix(t, "i") // Gi is g
	n, err := sparkMiB("memory", t, 1)
	if err != nil {
		return 0, fmt.Errorf("resource.memory %q: not a size such as 2048m", text)
	}
	return n, nil
}
