// Package cluster reads a live cluster's workloads and nodes, as kubectl would
// by the same kubeconfig, and never writes to it: it lists, page by page.
package cluster

import (
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// Options say which cluster.
type Options struct {
	// Kubeconfig is a file; without one it is those that KUBECONFIG lists, else
	// ~/.kube/config.
	Kubeconfig string
	// Context is one of the kubeconfig's. Without one it is the current one or,
	// where there is no kubeconfig either, the cluster in whose pod this runs.
	Context string
	// Timeout bounds each request, credentials included, not all of them
	// together: a large cluster has many pages. 0 is DefaultTimeout.
	Timeout time.Duration
}

// The bounds of a request. A server that is there answers a dial at once.
const (
	DefaultTimeout = 10 * time.Second
	dialTimeout    = 2 * time.Second
)

// Cluster is the API server of one.
type Cluster struct {
	server  *url.URL
	client  *http.Client
	timeout time.Duration
	plugin  string // the command that fetches credentials; empty without one
}

// Open finds the cluster's server and credentials, and asks nothing of it yet.
func Open(o Options) (*Cluster, error) {
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	config.UserAgent = "podfit"
	config.Timeout = 0 // each request has its own
	config.Dial = (&net.Dialer{Timeout: dialTimeout}).DialContext
	config.WarningHandler = rest.NoWarnings{} // it would write among the answer
	c := &Cluster{timeout: o.Timeout}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	if config.ExecProvider != nil {
		c.plugin = config.ExecProvider.Command
	}
	if c.server, _, err = rest.DefaultServerUrlFor(config); err != nil {
		return nil, &ConfigError{What: oneLine(err.Error())}
	}
	if c.client, err = clientFor(config); err != nil {
		what := oneLine(err.Error())
		if strings.Contains(what, "invalid apiVersion") { // of the command for credentials
			what += ": aws eks update-kubeconfig writes the present one"
		}
		return nil, &ConfigError{What: what}
	}
	c.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c, nil
}

// Server is the host that is asked.
func (c *Cluster) Server() string { return c.server.Host }

func (o Options) config() (*rest.Config, error) {
	kubeconfig, err := load(o.Kubeconfig)
	if err != nil {
		return nil, err
	}
	name := o.Context
	if name == "" {
		name = kubeconfig.CurrentContext
	}
	if len(kubeconfig.Contexts) == 0 && o == (Options{Timeout: o.Timeout}) {
		config, err := rest.InClusterConfig()
		if err != nil { // not in a pod, or one without a service account
			return nil, &NoKubeconfig{Files: files("")}
		}
		return config, nil
	}
	chosen, there := kubeconfig.Contexts[name]
	if !there {
		if !slices.ContainsFunc(files(o.Kubeconfig), isThere) {
			return nil, &NoKubeconfig{Files: files(o.Kubeconfig)}
		}
		return nil, &UnknownContext{Name: name, Files: files(o.Kubeconfig), Contexts: slices.Sorted(maps.Keys(kubeconfig.Contexts))}
	}
	where := strings.Join(files(o.Kubeconfig), ", ")
	switch {
	case kubeconfig.Clusters[chosen.Cluster] == nil:
		return nil, &ConfigError{What: fmt.Sprintf("context %q: its cluster, %q, is not in %s", name, chosen.Cluster, where)}
	case kubeconfig.AuthInfos[chosen.AuthInfo] == nil:
		return nil, &ConfigError{What: fmt.Sprintf("context %q: its user, %q, is not in %s", name, chosen.AuthInfo, where)}
	}
	config, err := clientcmd.NewNonInteractiveClientConfig(*kubeconfig, name, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
	if err != nil {
		return nil, &ConfigError{What: fmt.Sprintf("context %q: %s", name, oneLine(err.Error()))}
	}
	return config, nil
}

// Contexts are the names of a kubeconfig's contexts and the current one, for
// completion; Options.Kubeconfig says which file.
func Contexts(kubeconfig string) (names []string, current string, err error) {
	loaded, err := load(kubeconfig)
	if err != nil {
		return nil, "", err
	}
	return slices.Sorted(maps.Keys(loaded.Contexts)), loaded.CurrentContext, nil
}

func rules(kubeconfig string) *clientcmd.ClientConfigLoadingRules {
	r := clientcmd.NewDefaultClientConfigLoadingRules()
	r.ExplicitPath = kubeconfig
	r.MigrationRules = nil // it would write files
	r.WarnIfAllMissing = false
	return r
}

// files are those that a kubeconfig may be in.
func files(kubeconfig string) []string {
	if kubeconfig != "" {
		return []string{kubeconfig}
	}
	return slices.DeleteFunc(rules("").Precedence, func(name string) bool { return name == "" })
}

func isThere(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// load reads the files that there are. What a broken one says is not repeated:
// it has secrets.
func load(kubeconfig string) (*api.Config, error) {
	loaded, err := rules(kubeconfig).Load()
	if err == nil {
		return loaded, nil
	}
	for _, name := range files(kubeconfig) {
		if _, err := os.Stat(name); kubeconfig != "" && os.IsNotExist(err) {
			return nil, &NoKubeconfig{Files: []string{name}}
		}
		if _, err := os.ReadFile(name); err != nil && !os.IsNotExist(err) {
			return nil, &ConfigError{What: err.Error()} // of the file system
		}
		if _, err := clientcmd.LoadFromFile(name); err != nil && !os.IsNotExist(err) {
			return nil, &ConfigError{What: name + ": not a kubeconfig" + lineOf(err)}
		}
	}
	return nil, &ConfigError{What: strings.Join(files(kubeconfig), ", ") + ": no kubeconfig that can be read"}
}
