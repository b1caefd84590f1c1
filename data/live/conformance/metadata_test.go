// Package conformance asks servers that are not podfit's own: here the mock of the
// instance metadata service that AWS publishes.
package conformance

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"podfit/data/live"
	"podfit/data/live/livetest"
)

// mock starts the metadata service and returns its address.
func mock(t *testing.T, flags ...string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "mock")
	if out, err := exec.Command("go", "build", "-mod=mod", "-o", program, "github.com/aws/amazon-ec2-metadata-mock/cmd/ec2-metadata-mock").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	free.Close()
	server := exec.Command(program, append([]string{"--hostname", "127.0.0.1", "--port", port}, flags...)...)
	server.Env = []string{"HOME=" + t.TempDir()}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	t.Cleanup(func() { server.Process.Kill() })
	address := "http://127.0.0.1:" + port
	for {
		if response, err := http.Get(address + "/latest/meta-data/"); err == nil {
			response.Body.Close()
			return address
		}
		select {
		case err := <-ended:
			t.Fatalf("the mock ended: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// environment has no credentials but those of the instance's role.
func environment(t *testing.T, variables ...string) {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "AWS_") || strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	t.Setenv("HOME", t.TempDir())
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
}

// The timeout is one that no test reaches: that of metadata is a twentieth of it.
const patient = 20 * time.Minute

// The credentials are those of the instance's role, with a session token (IMDSv2 alone)
// and without.
func TestInstanceRole(t *testing.T) {
	for _, flags := range [][]string{nil, {"--imdsv2"}} {
		t.Run(fmt.Sprint(flags), func(t *testing.T) {
			aws := livetest.New("eu-west-3")
			t.Cleanup(aws.Close)
			environment(t, "AWS_REGION=eu-west-3", "AWS_ENDPOINT_URL="+aws.URL, "AWS_EC2_METADATA_SERVICE_ENDPOINT="+mock(t, flags...))
			c, err := live.Open(t.Context(), live.Options{Timeout: patient})
			if err != nil {
				t.Fatal(err)
			}
			if answer, err := c.InstanceTypes(t.Context(), []string{"m5.large"}); err != nil || len(answer.Types) != 1 {
				t.Errorf("%+v, %v", answer, err)
			}
		})
	}
}
