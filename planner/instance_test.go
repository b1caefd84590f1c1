package planner_test

import (
	"testing"

	"podfit/planner"
	"podfit/planner/sample"
)

// Extended resources are what device plugins advertise: GPUs of NVIDIA types, Neuron
// devices of Inferentia and Trainium, and nothing for other accelerators.
func TestExtended(t *testing.T) {
	gaudi := sample.Type("trn2.48xlarge")
	gaudi.Accelerator = "Gaudi HL-205"
	inferentia := sample.Type("trn2.48xlarge")
	inferentia.Accelerator, inferentia.Accelerators = "Inferentia2", 12
	for _, c := range []struct {
		of       *planner.InstanceType
		resource string
		want     int
	}{
		{sample.Type("p5.48xlarge"), planner.GPUResource, 8},
		{sample.Type("p5.48xlarge"), planner.NeuronResource, 0},
		{sample.Type("trn2.48xlarge"), planner.NeuronResource, 16},
		{sample.Type("trn2.48xlarge"), planner.GPUResource, 0},
		{inferentia, planner.NeuronResource, 12},
		{gaudi, planner.NeuronResource, 0},
		// A fraction of a GPU is unknown, and no pod can request it.
		{sample.Type("g6f.large"), planner.GPUResource, 0},
		{sample.Type("p5.48xlarge"), "example.com/fpga", 0},
	} {
		if got := c.of.Extended(c.resource); got != c.want {
			t.Errorf("%s with %s: %d of %s, want %d", c.of.Name, c.of.Accelerator, got, c.resource, c.want)
		}
	}
}
