package export

import (
	"fmt"
	"slices"
	"strings"
)

// Exporters is the table of tools. Adding one is its file and a line here; the
// command line takes its arguments, help and completion from the table.
var Exporters = []Exporter{eksctl, karpenter, terraform, nodeadm, cni, requests}

// Exporter writes a plan as the configuration of a tool.
type Exporter struct {
	// Tool is its name on the command line, and Summary its line of help.
	Tool, Summary string
	// ManagedNodeGroups tells that EKS creates the nodes, and caps their max pods.
	ManagedNodeGroups bool
	// AutoMode tells that it can configure the nodes of EKS Auto Mode.
	AutoMode bool
	// Pods tells that it configures pods and no nodes.
	Pods bool
	// Reads is what the tool's configuration has of the request besides the plan.
	Reads Reads
	// Formats has at least one; the first is the default.
	Formats []Format
	// CheckCluster reports a name that EKS accepts for a cluster but the tool does
	// not; nil if there is none.
	CheckCluster func(name string) error
}

// Reads names parts of a Request.
type Reads struct{ Cluster, Version bool }

// Format is a form of the output. The only one of a tool needs no name.
type Format struct {
	Name string
	// File is what to call it where nobody says.
	File  string
	write func(*Request) ([]byte, error)
}

// Tools are the names of the exporters.
func Tools() []string {
	names := make([]string, len(Exporters))
	for i := range Exporters {
		names[i] = Exporters[i].Tool
	}
	return names
}

// Named finds an exporter.
func Named(tool string) (*Exporter, bool) {
	i := slices.IndexFunc(Exporters, func(e Exporter) bool { return e.Tool == tool })
	if i < 0 {
		return nil, false
	}
	return &Exporters[i], true
}

// FormatNames are the formats to choose from; none if there is only one.
func (e *Exporter) FormatNames() []string {
	if len(e.Formats) == 1 {
		return nil
	}
	names := make([]string, len(e.Formats))
	for i, f := range e.Formats {
		names[i] = f.Name
	}
	return names
}

// Write writes a plan in one of the formats; "" is the default.
func (e *Exporter) Write(r *Request, format string) ([]byte, error) {
	if !e.Pods && r.autoMode() && !e.AutoMode {
		return nil, fmt.Errorf("%s: EKS Auto Mode (max pods auto-mode) launches its own nodes; export %s", e.Tool, forAutoMode())
	}
	f := e.Formats[0]
	if format != "" {
		i := slices.IndexFunc(e.Formats, func(f Format) bool { return f.Name == format })
		if i < 0 {
			return nil, fmt.Errorf("%s: format %q: must be one of %s", e.Tool, format, strings.Join(e.FormatNames(), ", "))
		}
		f = e.Formats[i]
	}
	return f.write(r)
}

// forAutoMode names the tools that can configure EKS Auto Mode.
func forAutoMode() string {
	var tools []string
	for _, e := range Exporters {
		if e.AutoMode {
			tools = append(tools, e.Tool)
		}
	}
	return strings.Join(tools, " or ")
}
