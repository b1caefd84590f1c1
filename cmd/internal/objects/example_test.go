package objects_test

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"podfit/cmd/internal/objects"
	"podfit/cmd/internal/request"
)

// A Source is the files of the command line, or a live cluster.
func Example() {
	var from objects.Source
	cmd := &cobra.Command{Use: "import"}
	from.Add(cmd)
	fmt.Println(from.Args(cmd, nil, "manifests.yaml"))
	fmt.Println(from.Args(cmd, []string{"-"}, "manifests.yaml"))

	world := request.IO{Open: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, resources: {requests: {cpu: 250m}}}]}\n")), nil
	}}
	im, err := from.Workload(context.Background(), world)
	fmt.Println(im.Workload[0].Name, im.Workload[0].Request.CPU, err)
	// Output:
	// import: which file? such as podfit import manifests.yaml, - for stdin, or --context for a live cluster
	// <nil>
	// web 250 <nil>
}
