// Package cluster reads the workloads and nodes of a Kubernetes cluster, using the
// same kubeconfig as kubectl. It only sends list requests and never changes
// anything.
package cluster

import (
	"cmp"
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

	"podfit/data/boundedfile"
)

// Options select the cluster.
type Options struct {
	// Kubeconfig is a file. The default is the files in KUBECONFIG, otherwise
	// ~/.kube/config.
	Kubeconfig string
	// Context is a context of the kubeconfig. The default is the current context
	// or, without a kubeconfig, the cluster of the pod that this process runs in.
	Context string
	// Namespace limits Workloads to one; empty is all.
	Namespace string
	// Timeout is for each request including its credentials, not for all requests
	// together, because a large cluster has many pages. 0 is DefaultTimeout.
	Timeout time.Duration
	// Custom are custom resources that Workloads reads where the cluster has them.
	Custom []Resource
}

// A reachable server accepts a connection right away, so dialTimeout is short.
const (
	DefaultTimeout = 10 * time.Second
	dialTimeout    = 2 * time.Second
)

// Cluster is a client for one cluster.
type Cluster struct {
	server    *url.URL
	client    *http.Client // nil until the credential command has run
	timeout   time.Duration
	plugin    *plugin // the kubeconfig's credential command; nil without one
	namespace string

	customResources []Resource
}

// Open reads the kubeconfig. It doesn't connect to the cluster yet.
func Open(o Options) (*Cluster, error) {
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	config.UserAgent = "podfit"
	config.Timeout = 0 // each request has its own deadline
	config.Dial = (&net.Dialer{Timeout: dialTimeout}).DialContext
	config.WarningHandler = rest.NoWarnings{} // warnings would be printed between the output
	c := &Cluster{timeout: o.Timeout, namespace: o.Namespace, customResources: o.Custom}
	if c.timeout <= 0 {
		c.timeout = DefaultTimeout
	}
	if c.server, _, err = rest.DefaultServerUrlFor(config); err != nil {
		return nil, &ConfigError{What: oneLine(err.Error())}
	}
	if c.plugin, err = newPlugin(config); err != nil || c.plugin != nil {
		return c, err
	}
	if c.client, err = clientFor(config); err != nil {
		return nil, &ConfigError{What: oneLine(err.Error())}
	}
	return c, nil
}

// Server is the host of the API server.
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
	if len(kubeconfig.Contexts) == 0 && o.Context == "" && o.Kubeconfig == "" {
		config, err := rest.InClusterConfig()
		if err != nil { // not in a pod, or the pod has no service account
			return nil, &NoKubeconfig{Files: files("")}
		}
		return config, nil
	}
	chosen, found := kubeconfig.Contexts[name]
	if !found {
		if !slices.ContainsFunc(files(o.Kubeconfig), exists) {
			return nil, &NoKubeconfig{Files: files(o.Kubeconfig)}
		}
		return nil, &UnknownContext{Name: name, Files: files(o.Kubeconfig), Contexts: slices.Sorted(maps.Keys(kubeconfig.Contexts))}
	}
	where := strings.Join(files(o.Kubeconfig), ", ")
	switch {
	case kubeconfig.Clusters[chosen.Cluster] == nil:
		return nil, &ConfigError{What: fmt.Sprintf("context %q: cluster %q is not in %s", name, chosen.Cluster, where)}
	case kubeconfig.AuthInfos[chosen.AuthInfo] == nil:
		return nil, &ConfigError{What: fmt.Sprintf("context %q: user %q is not in %s", name, chosen.AuthInfo, where)}
	}
	config, err := clientcmd.NewNonInteractiveClientConfig(*kubeconfig, name, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
	if err != nil {
		return nil, &ConfigError{What: fmt.Sprintf("context %q: %s", name, oneLine(err.Error()))}
	}
	return config, nil
}

// Contexts are the names of all contexts of a kubeconfig (as in
// Options.Kubeconfig), and the current context.
func Contexts(kubeconfig string) (names []string, current string, err error) {
	loaded, err := load(kubeconfig)
	if err != nil {
		return nil, "", err
	}
	return slices.Sorted(maps.Keys(loaded.Contexts)), loaded.CurrentContext, nil
}

// files are the files that a kubeconfig is read from.
func files(kubeconfig string) []string {
	if kubeconfig != "" {
		return []string{kubeconfig}
	}
	return slices.DeleteFunc(clientcmd.NewDefaultClientConfigLoadingRules().Precedence, func(name string) bool { return name == "" })
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// load reads the existing files, and merges them as kubectl does. client-go's own
// loader would wait for the writer of a FIFO for ever. Errors don't quote an invalid
// file, because it contains secrets.
func load(kubeconfig string) (*api.Config, error) {
	all := api.NewConfig()
	for _, name := range files(kubeconfig) {
		if name == os.DevNull { // KUBECONFIG=/dev/null is no kubeconfig
			continue
		}
		text, err := boundedfile.Read(name, boundedfile.Kubeconfig)
		switch {
		case os.IsNotExist(err) && kubeconfig != "":
			return nil, &NoKubeconfig{Files: []string{name}}
		case os.IsNotExist(err):
			continue
		case err != nil:
			return nil, &ConfigError{What: err.Error()}
		}
		one, err := clientcmd.Load(text)
		if err != nil {
			return nil, &ConfigError{What: name + ": not a valid kubeconfig" + lineOf(err)}
		}
		merge(all, one, name)
	}
	if err := clientcmd.ResolveLocalPaths(all); err != nil {
		return nil, &ConfigError{What: oneLine(err.Error())}
	}
	return all, nil
}

// merge adds what a file has and none before it. Paths in a file are relative to it.
func merge(to, from *api.Config, file string) {
	to.CurrentContext = cmp.Or(to.CurrentContext, from.CurrentContext)
	for name, one := range from.Clusters {
		if one.LocationOfOrigin = file; to.Clusters[name] == nil {
			to.Clusters[name] = one
		}
	}
	for name, one := range from.AuthInfos {
		if one.LocationOfOrigin = file; to.AuthInfos[name] == nil {
			to.AuthInfos[name] = one
		}
	}
	for name, one := range from.Contexts {
		if one.LocationOfOrigin = file; to.Contexts[name] == nil {
			to.Contexts[name] = one
		}
	}
}
