package request

import (
	"podfit/cmd/internal/cli"
	"podfit/planner"
	"podfit/planner/workload/usage"
)

// readUsage reads what pods use, and gives it to the workload.
func (r *Request) readUsage(from IO) error {
	for _, text := range r.UsageFiles {
		source, err := usage.ParseSource(text)
		if err == nil {
			err = r.readUsageFile(source, from)
		}
		if err != nil {
			return cli.Usagef("--usage %s: %w", text, err)
		}
	}
	r.PutUsage(nil)
	return nil
}

func (r *Request) readUsageFile(source usage.Source, from IO) error {
	f, err := from.Open(source.Name)
	if err != nil {
		return err
	}
	defer f.Close()
	return r.usage.Read(source, f)
}

// PutUsage gives the workload the usage that was read. pods are workloads by the
// namespace/name of their pods, as far as those are known.
func (r *Request) PutUsage(pods map[string]string) {
	if r.usage.Empty() {
		return
	}
	s := r.Settings()
	known := usage.Known{Workloads: r.Scenario.Workload, DaemonSets: s.DaemonSets, Pods: pods}
	r.Scenario.Workload, r.unmatched = r.usage.Of(known, s.Requests.Asked())
}

// UsageDoubts is a warning if pods of the usage belong to no workload.
func (r *Request) UsageDoubts() []planner.Warning {
	if len(r.unmatched) == 0 || len(r.Scenario.Workload) == 0 {
		return nil
	}
	return []planner.Warning{planner.UsageUnmatched{Names: r.unmatched}}
}
