package live

import "strings"

// Error is why there is no answer from AWS: what was asked, what went wrong and
// how to fix it. None of the three contains a secret; the wrapped error may.
type Error struct {
	Question string // ec2:DescribeSubnets in eu-west-3
	Kind     Kind
	Cause    string
	Fix      string // empty where there is none
	err      error
}

// Error is one line.
func (e *Error) Error() string {
	text := e.Question + ": " + e.Cause
	if e.Fix != "" {
		text += "; " + e.Fix
	}
	return strings.ReplaceAll(text, "\n", " ")
}

// Unwrap is the SDK's error, or nil if it didn't get as far as the SDK.
func (e *Error) Unwrap() error { return e.err }

// Kind is what went wrong.
type Kind uint8

// What can go wrong.
const (
	Refused       Kind = iota // for a reason that only AWS's message gives
	NoRegion                  // none is configured
	NoCredentials             // none found, or an invalid configuration
	Expired                   // credentials or an SSO session
	Denied                    // a permission is missing
	NotAccepted               // wrong credentials, or a region that is not enabled
	NotFound                  // no such subnet or VPC
	Throttled                 // too many requests
	Unavailable               // AWS's own failure
	Unreachable               // no connection, or an untrusted one
	Timeout                   // no answer in time
	Malformed                 // an answer that is incomplete or not from AWS
	NoAPI                     // AWS has no such API in the partition
	Canceled                  // by the caller
)

var kindWords = []string{
	"refused", "no region", "no credentials", "expired", "denied", "not accepted", "not found",
	"throttled", "unavailable", "unreachable", "timeout", "malformed answer", "no such API", "canceled",
}

func (k Kind) String() string { return kindWords[k] }
