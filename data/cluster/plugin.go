package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd/api"

	"podfit/data/command"
)

// plugin is a kubeconfig's credential command. It is run here rather than by client-go,
// which bounds neither its time nor its output, and gives it the terminal.
type plugin struct {
	*api.ExecConfig
	config *rest.Config // without credentials
}

// newPlugin takes the command out of a configuration; nil if there is none.
func newPlugin(config *rest.Config) (*plugin, error) {
	p := config.ExecProvider
	switch {
	case p == nil:
		return nil, nil
	case p.APIVersion != "client.authentication.k8s.io/v1" && p.APIVersion != "client.authentication.k8s.io/v1beta1":
		return nil, &ConfigError{What: fmt.Sprintf("credential command %s: invalid apiVersion %q (update it with aws eks update-kubeconfig)", p.Command, p.APIVersion)}
	case p.InteractiveMode == api.AlwaysExecInteractiveMode:
		return nil, &ConfigError{What: fmt.Sprintf("credential command %s: interactiveMode Always: it must be able to run without a terminal", p.Command)}
	}
	config.ExecProvider = nil
	return &plugin{p, config}, nil
}

// execCredential is the output of a command and, with spec, its input.
type execCredential struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Spec       *execSpec         `json:"spec,omitempty"`
	Status     map[string]string `json:"status,omitempty"`
}

type execSpec struct {
	Interactive bool         `json:"interactive"`
	Cluster     *execCluster `json:"cluster,omitempty"`
}

type execCluster struct {
	Server     string `json:"server"`
	ServerName string `json:"tls-server-name,omitempty"`
	Insecure   bool   `json:"insecure-skip-tls-verify,omitempty"`
	CA         []byte `json:"certificate-authority-data,omitempty"`
}

func (p *plugin) environ() []string {
	in := execCredential{APIVersion: p.APIVersion, Kind: "ExecCredential", Spec: &execSpec{}}
	if t := p.config.TLSClientConfig; p.ProvideClusterInfo {
		in.Spec.Cluster = &execCluster{p.config.Host, t.ServerName, t.Insecure, t.CAData}
	}
	info, _ := json.Marshal(in)
	environ := append(os.Environ(), "KUBERNETES_EXEC_INFO="+string(info))
	for _, v := range p.Env {
		environ = append(environ, v.Name+"="+v.Value)
	}
	return environ
}

// client runs the command and returns a client with its credentials. Errors never
// quote its output, which contains them.
func (p *plugin) client(ctx context.Context) (*http.Client, error) {
	out, err := command.Output(ctx, p.environ(), p.Command, p.Args...)
	var failed *command.Failed
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return nil, &PluginMissing{p.Command}
	case errors.As(err, &failed) && failed.LastLine != "":
		return nil, &PluginFailed{p.Command, oneLine(failed.LastLine)}
	case err != nil && ctx.Err() == nil:
		return nil, &PluginFailed{p.Command, err.Error()}
	case err != nil:
		return nil, err
	}
	var printed execCredential
	if json.Unmarshal(out, &printed) != nil || printed.Kind != "ExecCredential" {
		return nil, &PluginFailed{p.Command, "its output is not an ExecCredential"}
	}
	if printed.APIVersion != p.APIVersion {
		return nil, &PluginFailed{p.Command, "its output has another apiVersion than the kubeconfig, " + p.APIVersion}
	}
	config := rest.CopyConfig(p.config)
	config.BearerToken = strings.TrimSpace(printed.Status["token"])
	if text := printed.Status["clientCertificateData"]; text != "" {
		config.CertData, config.KeyData = []byte(text), []byte(printed.Status["clientKeyData"])
	} else if config.BearerToken == "" {
		return nil, &PluginFailed{p.Command, "it returned no token and no certificate"}
	}
	client, err := clientFor(config)
	if err != nil {
		return nil, &PluginFailed{p.Command, "its certificate is not valid"}
	}
	return client, nil
}

// clientFor doesn't follow redirections.
func clientFor(config *rest.Config) (*http.Client, error) {
	client, err := rest.HTTPClientFor(config)
	if err == nil {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	return client, err
}
