package main

import (
	"os"
	"os/exec"
	"testing"

	"podfit/data/live/livetest"
)

// BenchmarkLive is how long a whole process takes to compare all types with
// live figures, on good networks and on bad ones, beside the bundled ones.
func BenchmarkLive(b *testing.B) {
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	aws := livetest.New("us-east-1")
	defer aws.Close()
	address, closeSilent := livetest.Silent(nil)
	defer closeSilent()
	silent := "http://" + address
	served := append(aws.Environ(), "AWS_MAX_ATTEMPTS=2")
	for _, c := range []struct {
		name string
		env  []string
		args []string
	}{
		{"bundled", nil, nil},
		{"served", served, []string{"--refresh"}},
		{"kept", served, []string{"--live"}},
		{"no-credentials", []string{"AWS_EC2_METADATA_SERVICE_ENDPOINT=" + silent, "AWS_CONFIG_FILE=/dev/null"}, []string{"--refresh"}},
		{"silent", append(served, "AWS_ENDPOINT_URL="+silent), []string{"--refresh"}},
		{"silent-for-2s", append(served, "AWS_ENDPOINT_URL="+silent), []string{"--refresh", "--timeout", "2s"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			home := b.TempDir()
			run := func() {
				cmd := exec.Command(self, append([]string{"compare", "-o", "json"}, c.args...)...)
				cmd.Args[0] = "podfit" // by which the test binary knows what to be
				cmd.Env = append([]string{"HOME=" + home}, c.env...)
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
			}
			run() // what is kept is there from then on
			for b.Loop() {
				run()
			}
		})
	}
}
