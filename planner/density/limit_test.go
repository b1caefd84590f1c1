package density_test

import (
	"encoding/json"
	"testing"

	"podfit/planner/density"
)

// NoLimit is null in JSON.
func TestLimits(t *testing.T) {
	all := []density.Limit{
		density.NoLimit, density.LimitMaxPods, density.LimitPodIPs, density.LimitBranchENIs,
		density.LimitMemory, density.LimitCPU, density.LimitVolumes, density.LimitGPUs,
		density.LimitNeuron, density.LimitEFA, density.LimitHugePages, density.LimitStorage, density.LimitOther,
	}
	const want = `[null,"max pods","pod IPs","branch ENIs","memory","CPU","volumes","GPUs","Neuron devices","EFA interfaces","huge pages","ephemeral storage","extended resources"]`
	if got, err := json.Marshal(all); err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}
