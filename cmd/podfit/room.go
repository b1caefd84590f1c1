package main

import (
	"github.com/spf13/pflag"

	"podfit/cmd/internal/cli"
	"podfit/cmd/internal/request"
	"podfit/planner"
	"podfit/planner/fargate"
	"podfit/planner/plan"
	"podfit/planner/room"
)

// addRoom adds which pods there may be room for.
func addRoom(flags *pflag.FlagSet, to *string) {
	flags.StringVar(to, "room", "", "say how many more `PODS` fit: of a workload by its name, or such as cpu=500m,memory=1Gi[,security-groups][,host-network][,replicas=N]")
}

// checkRoom refuses pods that are none before plans are looked for.
func checkRoom(pods string, w planner.Workloads) error {
	if pods == "" {
		return nil
	}
	_, _, err := request.RoomPod(pods, w)
	return err
}

// roomOf is the room on each plan; none if nobody asks.
func roomOf(r *request.Request, c *request.Catalogue, pods string, q *plan.Question, found *fargate.Answer) ([]room.Answer, error) {
	if pods == "" {
		return nil, nil
	}
	return r.Room(c, pods, q, found)
}

// roomVerdict checks that the best plan has as much room as was asked for.
func (c *planCheck) roomVerdict(all []room.Answer) error {
	if !c.check || len(all) == 0 || all[0].AtLeast || all[0].Pods >= all[0].Asked {
		return nil
	}
	return cli.Checkf("room for %d more pods, and %d are asked for", all[0].Pods, all[0].Asked)
}
