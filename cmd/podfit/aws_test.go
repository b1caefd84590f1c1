package main

import (
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"podfit/data/live/livetest"
	"podfit/planner"
)

// faults are what scripts have AWS do wrong, once for each time it is named.
var faults = map[string]livetest.Fault{
	"throttled": livetest.Throttled,
	"silence":   livetest.Silence,
	"reset":     livetest.Reset,
	"garble":    livetest.Garble,
	"empty":     livetest.Say(200, "application/x-amz-json-1.1", `{"PriceList": []}`),
	"denied":    livetest.Refuse(403, "UnauthorizedOperation", "You are not authorized to perform this operation."),
	"proxy":     livetest.Say(200, "text/html", "<html>Please sign in</html>"),
}

// serveAWS is the command of scripts that stands for AWS:
//
//	aws serve REGION         has podfit ask a server that has the bundled rows, and some others
//	aws fail ACTION FAULT…   has the server's next answers go wrong
//	aws price TYPE PRICE     changes a price
//	aws asked FILE           writes the actions that were asked for, each once, and forgets them
func serveAWS(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: aws serve REGION, aws fail ACTION FAULT…, aws price TYPE PRICE, aws asked FILE")
	}
	world := ts.Value(awsKey{}).(*awsWorld)
	switch args[0] {
	case "serve":
		world.server = changedAWS(args[1])
		ts.Defer(world.server.Close)
		for _, pair := range world.server.Environ() {
			name, value, _ := strings.Cut(pair, "=")
			ts.Setenv(name, value)
		}
	case "fail":
		for _, name := range args[2:] {
			world.server.Fail(args[1], faults[name])
		}
	case "price":
		world.server.SetOnDemand(args[1], args[2])
	case "asked":
		actions := world.server.Actions()
		fresh := slices.Clone(actions[world.seen:])
		world.seen = len(actions)
		slices.Sort(fresh)
		text := strings.Join(slices.Compact(fresh), "\n") + "\n"
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.TrimPrefix(text, "\n")), 0o600))
	default:
		ts.Fatalf("aws %s: no such thing", args[0])
	}
}

type awsKey struct{}

type awsWorld struct {
	server *livetest.Server
	seen   int // of its actions
}

// changedAWS has a type that no table knows, an ENI more on one, a price that is
// higher, and a type that no zone offers any more.
func changedAWS(region string) *livetest.Server {
	return livetest.New(region, func(s *livetest.Server) {
		s.Types = slices.Clone(s.Types)
		at := func(name string) int {
			return slices.IndexFunc(s.Types, func(t planner.InstanceType) bool { return t.Name == name })
		}
		young := s.Types[at("m5.large")]
		young.Name = "m99.large"
		s.Types[at("m5.xlarge")].Network.ENIs++
		s.Types = append(s.Types, young)
		delete(s.Offerings, "m1.small")
		s.Offerings["m99.large"] = s.Offerings["m5.large"]
		s.OnDemand["m5.large"] = "0.1"
		s.OnDemand["m99.large"] = "0.05"
		internal := map[string]string{"kubernetes.io/role/internal-elb": "1"}
		pods := map[string]string{"kubernetes.io/role/cni": "1"}
		s.Subnets = []livetest.Subnet{
			{ID: "subnet-1", VPC: "vpc-1", Zone: region + "a", ZoneID: "use1-az1", CIDR: netip.MustParsePrefix("10.0.1.0/24"), Free: 180, Tags: internal},
			{ID: "subnet-2", VPC: "vpc-1", Zone: region + "b", ZoneID: "use1-az2", CIDR: netip.MustParsePrefix("10.0.2.0/24"), Free: 250, Tags: internal},
			{ID: "subnet-3", VPC: "vpc-1", Zone: region + "a", ZoneID: "use1-az1", CIDR: netip.MustParsePrefix("100.64.0.0/18"), Free: 16000, Tags: pods},
			{ID: "subnet-4", VPC: "vpc-1", Zone: region + "b", ZoneID: "use1-az2", CIDR: netip.MustParsePrefix("100.64.64.0/18"), Free: 16000, Tags: pods},
			{ID: "subnet-6", VPC: "vpc-6", Zone: region + "a", ZoneID: "use1-az1"}, // IPv6 alone
		}
	})
}
