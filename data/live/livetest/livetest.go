// Package livetest is a fake AWS for tests: an HTTP server on 127.0.0.1 that
// speaks EC2's and STS's query protocol and the Price List's JSON.
// [Server.Environ] points an unmodified program at it.
//
//	aws := livetest.New("eu-west-1")
//	defer aws.Close()
//	aws.Fail("ec2:DescribeSubnets", livetest.Throttled, livetest.Silence)
//
// It checks no signatures, so it accepts any credentials.
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

// Server is AWS in one region. It returns the bundled tables; change its fields
// for other answers.
type Server struct {
	URL    string
	Region string

	Types     []planner.InstanceType
	Zones     []Zone
	Offerings map[string][]string // zone ids by type
	OnDemand  map[string]string   // decimal hourly prices by type
	// OtherPrices are products of a type in addition to the one with the price of
	// OnDemand, which no filter excludes.
	OtherPrices map[string][]string
	Currency    string
	Published   string // the price list's publicationDate
	Spot        []SpotPrice
	Subnets     []Subnet
	Regions     map[string]string // opt-in status by name
	// PageSize limits the rows of an answer; 0 is as many as requested.
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

// SpotPrice is one row of the price history.
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

// New starts a server for a region of the bundled tables, after making the
// changes. It panics if it can't listen on a port, as httptest does.
func New(region string, changes ...func(*Server)) *Server {
	s := bundled(region)
	for _, change := range changes {
		change(s)
	}
	s.http = httptest.NewServer(s)
	s.URL = s.http.URL
	return s
}

// NewTLS is New with TLS and a self-signed certificate.
func NewTLS(region string) *Server {
	s := bundled(region)
	s.http = httptest.NewUnstartedServer(s)
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0) // logs failed handshakes
	s.http.StartTLS()
	s.URL = s.http.URL
	return s
}

// Certificate is NewTLS's certificate in PEM, for AWS_CA_BUNDLE.
func (s *Server) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.http.Certificate().Raw})
}

// Close stops the server and ends all requests that still wait for an answer.
func (s *Server) Close() {
	close(s.closed)
	s.http.Close()
}

// Environ is the environment, sorted, in which the AWS SDK only uses this server:
// with credentials, without the user's files and without instance metadata.
func (s *Server) Environ() []string {
	return []string{
		"AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_CONFIG_FILE=" + os.DevNull,
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_ENDPOINT_URL=" + s.URL,
		"AWS_ENDPOINT_URL_STS=" + s.URL, // the SDK's credentials only read this one
		"AWS_REGION=" + s.Region,
		"AWS_SECRET_ACCESS_KEY=secret",
		"AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
	}
}

// Actions are the actions requested so far, in order, as IAM spells them.
func (s *Server) Actions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.actions)
}

// Silent is an address that accepts connections and never answers, until stop. It
// calls connected, unless that is nil, for each connection.
func Silent(connected func()) (address string, stop func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(fmt.Sprintf("livetest: %v", err))
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			defer c.Close() // when the listener is closed
			if connected != nil {
				connected()
			}
		}
	}()
	return l.Addr().String(), func() { l.Close() }
}

func bundled(region string) *Server {
	table, ok := data.Bundled().Region(region)
	if !ok {
		panic(fmt.Sprintf("livetest: region %q: no such AWS region", region))
	}
	s := &Server{
		Region:    region,
		Types:     data.Bundled().Types(),
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
	for _, name := range data.Bundled().RegionNames() {
		s.Regions[name] = "opt-in-not-required"
	}
	for _, t := range s.Types {
		s.offer(t.Name, table.Offering(t.Name))
	}
	return s
}

// offer adds a type's zones and prices. The spot price of each zone is the average
// spot price or, if it is unknown, the on-demand price minus the Spot Advisor's saving.
func (s *Server) offer(name string, o planner.Offering) {
	if len(o.Zones) > 0 {
		s.Offerings[name] = o.Zones
	}
	price, priced := o.OnDemand.Value()
	if !priced {
		return
	}
	s.OnDemand[name] = decimal(price)
	spot, known := o.SpotAverage.Value()
	if saving, has := o.SpotSaving.Value(); !known && has {
		spot, known = price*planner.Money(100-saving)/100, true
	}
	if !known {
		return
	}
	for _, z := range s.Zones {
		if slices.Contains(o.Zones, z.ID) {
			s.Spot = append(s.Spot, SpotPrice{Type: name, Zone: z.Name, ZoneID: z.ID, Price: decimal(spot), Time: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)})
		}
	}
}

// decimal is an amount with ten decimal places, as in the price list.
func decimal(m planner.Money) string {
	return fmt.Sprintf("%d.%06d0000", m/planner.Unit, m%planner.Unit)
}
