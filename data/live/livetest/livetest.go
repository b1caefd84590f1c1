// Package livetest answers as AWS does, from one HTTP server on 127.0.0.1: EC2
// and STS in the query protocol, the Price List in JSON. A program is pointed
// at it by [Server.Environ], and no part of the program knows.
//
//	aws := livetest.New("eu-west-1")
//	defer aws.Close()
//	aws.Fail("ec2:DescribeSubnets", livetest.Throttled, livetest.Silence)
//
// It checks no signature: any credentials will do.
package livetest

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"net/netip"
	"os"
	"slices"
	"sync"
	"time"

	"podfit/data"
	"podfit/planner"
)

// Server is AWS in one region. Its rows are those of the bundled tables unless
// New is told to change them.
type Server struct {
	URL    string
	Region string

	Types     []planner.InstanceType
	Zones     []Zone
	Offerings map[string][]string // zone ids by type
	OnDemand  map[string]string   // decimal prices of an hour by type
	Currency  string
	Published string // the price list's publicationDate
	Spot      []SpotPrice
	Subnets   []Subnet
	Regions   map[string]string // opt-in status by name
	// PageSize is the most rows of an answer; 0 is as many as are asked for.
	PageSize int

	http   *httptest.Server
	closed chan struct{}

	mu      sync.Mutex
	faults  map[string][]Fault
	actions []string
}

// Zone is of any type that EC2 has: availability-zone, local-zone, ….
type Zone struct {
	Name, ID, Type, OptIn string
}

// SpotPrice is one row of the history, its price as text.
type SpotPrice struct {
	Type, Zone, ZoneID, Price string
	Time                      time.Time
}

// Subnet is a subnet with its tags.
type Subnet struct {
	ID, VPC, Zone, ZoneID string
	CIDR                  netip.Prefix
	Free                  int
	Tags                  map[string]string
}

// New starts a server with all that the bundled tables hold of a region, after
// the changes. It panics without a port to listen on, as httptest does.
func New(region string, changes ...func(*Server)) *Server {
	s := bundled(region)
	for _, change := range changes {
		change(s)
	}
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL
	return s
}

// NewTLS is New over TLS, with a certificate that no system trusts.
func NewTLS(region string) *Server {
	s := bundled(region)
	s.http = httptest.NewUnstartedServer(s)
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes that a client breaks off
	s.http.StartTLS()
	s.URL = s.http.URL
	return s
}

// Certificate is the authority of NewTLS's certificate, as AWS_CA_BUNDLE wants it.
func (s *Server) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.http.Certificate().Raw})
}

// Close ends the server and whatever still waits for an answer.
func (s *Server) Close() {
	close(s.closed)
	s.http.Close()
}

// Environ is the environment, sorted, in which the AWS SDK asks this server
// alone: with credentials, without the user's files and without instance metadata.
func (s *Server) Environ() []string {
	return []string{
		"AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_ENDPOINT_URL=" + s.URL,
		"AWS_ENDPOINT_URL_STS=" + s.URL, // the SDK's credentials heed this alone
		"AWS_REGION=" + s.Region,
		"AWS_SECRET_ACCESS_KEY=secret",
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
	}
}

// Actions are the actions asked for so far, in order and spelled as IAM spells them.
func (s *Server) Actions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.actions)
}

// Silent is an address that takes connections and never says a word, until stop.
func Silent() (address string, stop func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("livetest: %v", err))
	}
	return l.Addr().String(), func() { l.Close() }
}

func bundled(region string) *Server {
	table, ok := data.Region(region)
	if !ok {
		panic(fmt.Sprintf("livetest: region %q: not one of AWS", region))
	}
	s := &Server{
		Region:    region,
		Types:     data.Types(),
		Offerings: map[string][]string{},
		OnDemand:  map[string]string{},
		Currency:  table.Currency,
		Published: "2026-11-01T00:00:00Z",
		Regions:   map[string]string{},
		closed:    make(chan struct{}),
		faults:    map[string][]Fault{},
	}
	for i, id := range table.Zones {
		s.Zones = append(s.Zones, Zone{Name: region + string(rune('a'+i)), ID: id, Type: "availability-zone", OptIn: "opt-in-not-required"})
	}
	for _, name := range data.RegionNames() {
		s.Regions[name] = "opt-in-not-required"
	}
	for _, t := range s.Types {
		s.offer(t.Name, table.Offering(t.Name))
	}
	return s
}

// offer takes over what the region says of a type; each zone's spot price is
// the on-demand price less the Spot Advisor's saving.
func (s *Server) offer(name string, o planner.Offering) {
	if len(o.Zones) > 0 {
		s.Offerings[name] = o.Zones
	}
	price, priced := o.OnDemand.Value()
	if !priced {
		return
	}
	s.OnDemand[name] = decimal(price)
	saving, known := o.SpotSaving.Value()
	if !known {
		return
	}
	spot := price * planner.Money(100-saving) / 100
	for _, z := range s.Zones {
		if slices.Contains(o.Zones, z.ID) {
			s.Spot = append(s.Spot, SpotPrice{Type: name, Zone: z.Name, ZoneID: z.ID, Price: decimal(spot), Time: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)})
		}
	}
}

// decimal is an amount with ten places, as the price list has it.
func decimal(m planner.Money) string {
	return fmt.Sprintf("%d.%06d0000", m/planner.Unit, m%planner.Unit)
}
