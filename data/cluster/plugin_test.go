package cluster_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"podfit/data/cluster"
)

// plugin is a credential command, like aws eks get-token.
func plugin(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "plugin")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

// replaced is the text with the name of the plugin.
func replaced(want, command string) string { return strings.ReplaceAll(want, "PLUGIN", command) }

func execUser(command string) string {
	return fmt.Sprintf("{exec: {apiVersion: client.authentication.k8s.io/v1, command: %q, args: [eks, get-token], env: [{name: AWS_PROFILE, value: work}], interactiveMode: Never}}", command)
}

const credential = `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"` + secret + `"}}'`

func TestPlugins(t *testing.T) {
	s := serve(t, nil, nil)
	for _, c := range []struct{ name, script, want string }{
		{"a token", credential, ""},
		{"chatty", "echo note >&2; " + credential, ""},
		{"fails", "echo 'first line' >&2; printf 'The SSO session has expired: run aws sso login\\n\\n' >&2; exit 255",
			"the kubeconfig's credential command PLUGIN failed: The SSO session has expired: run aws sso login"},
		{"fails silently", "exit 3", "the kubeconfig's credential command PLUGIN failed: exit status 3"},
		{"no ExecCredential", "echo " + secret, "the kubeconfig's credential command PLUGIN failed: its output is not an ExecCredential"},
		{"another version", `echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"` + secret + `"}}'`,
			"the kubeconfig's credential command PLUGIN failed: its output has another apiVersion than the kubeconfig, client.authentication.k8s.io/v1"},
		{"no end of output", "yes " + secret, "the kubeconfig's credential command PLUGIN failed: it printed more than 1 MiB"},
		{"no certificate", `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":"x","clientKeyData":"` + secret + `"}}'`,
			"the kubeconfig's credential command PLUGIN failed: its certificate is not valid"},
		{"its environment", `[ "$AWS_PROFILE" = work ] && case $KUBERNETES_EXEC_INFO in *'"interactive":false'*) ` + credential + ";; esac", ""},
		{"no token", `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'`,
			"the kubeconfig's credential command PLUGIN failed: it returned no token and no certificate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			command := plugin(t, c.script)
			_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser(command)), Timeout: patient}))
			if c.want == "" {
				if err != nil || s.headers.Get("Authorization") != "Bearer "+secret {
					t.Error(err, s.headers)
				}
				return
			}
			fails(t, err, replaced(c.want, command))
		})
	}
}

// Kubeconfigs from before 2022 have a version that is no longer supported.
func TestPluginVersion(t *testing.T) {
	old := strings.Replace(execUser("aws"), "k8s.io/v1", "k8s.io/v1alpha1", 1)
	_, err := cluster.Open(cluster.Options{Kubeconfig: kubeconfig(t, "https://127.0.0.1:1", "insecure-skip-tls-verify: true", old)})
	fails(t, err, `credential command aws: invalid apiVersion "client.authentication.k8s.io/v1alpha1" (update it with aws eks update-kubeconfig)`)
}

func TestPluginMissing(t *testing.T) {
	s := serve(t, nil, nil)
	_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser("no-such-aws")), Timeout: patient}))
	fails(t, err, "the kubeconfig's credential command no-such-aws is not in the PATH: install it")
}

// A plugin that waits for a login doesn't block beyond the timeout.
func TestPluginHangs(t *testing.T) {
	s := serve(t, nil, nil)
	command := plugin(t, "sleep 1000")
	_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser(command)), Timeout: 200 * time.Millisecond}))
	fails(t, err, replaced("the kubeconfig's credential command PLUGIN didn't finish within 200ms: check whether it waits for a login", command))
}

// A plugin that needs a terminal has none.
func TestPluginAsks(t *testing.T) {
	asks := strings.Replace(execUser("aws"), "Never", "Always", 1)
	_, err := cluster.Open(cluster.Options{Kubeconfig: kubeconfig(t, "https://127.0.0.1:1", "insecure-skip-tls-verify: true", asks)})
	fails(t, err, "credential command aws: interactiveMode Always: it must be able to run without a terminal")
}

// A token that the server no longer accepts is renewed once.
func TestPluginRenews(t *testing.T) {
	calls := 0
	s := serve(t, map[string][]string{"/api/v1/nodes": {"1"}}, func(w http.ResponseWriter, _ *http.Request) bool {
		calls++
		return calls == 1 && status(w, 401, "Unauthorized", "")
	})
	runs := filepath.Join(t.TempDir(), "runs")
	command := plugin(t, "echo >> "+runs+"; "+credential)
	items, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser(command)), Timeout: patient}))
	if text, _ := os.ReadFile(runs); err != nil || len(items) != 1 || string(text) != "\n\n" {
		t.Errorf("%q, %v, %q runs", items, err, text)
	}
}
