package live

import "strings"

// Error is why AWS gave no answer: what was asked, what was wrong, and what
// would do. None of the three has a secret in it; the wrapped error may.
type Error struct {
	Question string // ec2:DescribeSubnets in eu-west-3
	Kind     Kind
	Cause    string
	Fix      string // empty where nothing but patience would do
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

// Unwrap is the SDK's error, nil where the SDK was not asked.
func (e *Error) Unwrap() error { return e.err }

// Kind is what went wrong.
type Kind uint8

// What can go wrong.
const (
	Refused       Kind = iota // for a reason that only AWS's own words tell
	NoRegion                  // none is configured
	NoCredentials             // none found, or a configuration that cannot be read
	Expired                   // credentials or an SSO session
	Denied                    // a permission is missing
	NotAccepted               // wrong credentials, or a region that is not enabled
	NotFound                  // no such subnet or VPC
	Throttled                 // too many requests
	Unavailable               // AWS's own failure
	Unreachable               // no connection, or none to be trusted
	Timeout                   // no answer in time
	Malformed                 // an answer that is not AWS's, or not whole
	NoAPI                     // the partition does not have it
	Canceled                  // by the caller
)

var kindWords = []string{
	"refused", "no region", "no credentials", "expired", "denied", "not accepted", "not found",
	"throttled", "unavailable", "unreachable", "timeout", "malformed answer", "no such API", "canceled",
}

func (k Kind) String() string { return kindWords[k] }
