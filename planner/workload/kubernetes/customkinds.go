package kubernetes

import "podfit/planner"

// customKinds is the table of custom resources that make pods. Figures that come from
// an operator have their source beside them.
var customKinds = []customKind{
	{group: "argoproj.io", kind: "Rollout", pods: []podsAt{{count: "replicas=1"}}},
	{group: "apps.kruise.io", kind: "CloneSet", pods: []podsAt{{count: "replicas=1", controller: planner.BarePod, claims: "volumeClaimTemplates"}}},
	{group: "batch.volcano.sh", kind: "Job", pods: []podsAt{{at: "tasks[]", name: "name", count: "replicas=1", controller: planner.BarePod, job: true}}},
}
