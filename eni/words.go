package eni

import (
	"fmt"
	"slices"
	"strings"
)

// Mode is how the CNI assigns pod addresses to an ENI.
type Mode uint8

// The CNI's modes.
const (
	SecondaryIP      Mode = iota // one address per slot
	PrefixDelegation             // a /28 per slot; ENABLE_PREFIX_DELEGATION
)

// Family is the IP family of a cluster's pods.
type Family uint8

// The IP families.
const (
	IPv4 Family = iota
	IPv6
)

// OS is the operating system of a node.
type OS uint8

// The operating systems.
const (
	Linux OS = iota
	Windows
)

var (
	modeWords   = []string{"secondary-ip", "prefix-delegation"}
	familyWords = []string{"ipv4", "ipv6"}
	osWords     = []string{"linux", "windows"}
)

func (m Mode) String() string                { return modeWords[m] }
func (m Mode) MarshalText() ([]byte, error)  { return []byte(m.String()), nil }
func (m *Mode) UnmarshalText(b []byte) error { return UnmarshalWord(m, b, modeWords) }

func (f Family) String() string                { return familyWords[f] }
func (f Family) MarshalText() ([]byte, error)  { return []byte(f.String()), nil }
func (f *Family) UnmarshalText(b []byte) error { return UnmarshalWord(f, b, familyWords) }

func (o OS) String() string                { return osWords[o] }
func (o OS) MarshalText() ([]byte, error)  { return []byte(o.String()), nil }
func (o *OS) UnmarshalText(b []byte) error { return UnmarshalWord(o, b, osWords) }

// UnmarshalWord sets to to the index of text in words, for enumerations whose
// constants are those indexes. The error lists the words.
func UnmarshalWord[T ~uint8](to *T, text []byte, words []string) error {
	i := slices.Index(words, string(text))
	if i < 0 {
		return fmt.Errorf("%q is not one of %s", text, strings.Join(words, ", "))
	}
	*to = T(i)
	return nil
}
