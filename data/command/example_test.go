package command_test

import (
	"context"
	"fmt"

	"podfit/data/command"
)

func Example() {
	out, _ := command.Output(context.Background(), nil, "sh", "-c", "echo token; echo note >&2")
	fmt.Printf("%s", out)
	_, err := command.Output(context.Background(), nil, "sh", "-c", "echo the session has expired >&2; exit 2")
	fmt.Println(err, "-", err.(*command.Failed).LastLine)
	// Output:
	// token
	// exit status 2 - the session has expired
}
