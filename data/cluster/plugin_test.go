package cluster_test

import (
	"fmt"
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
	return fmt.Sprintf("{exec: {apiVersion: client.authentication.k8s.io/v1, command: %q, args: [eks, get-token], interactiveMode: Never}}", command)
}

const credential = `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"` + secret + `"}}'`

func TestPlugins(t *testing.T) {
	s := serve(t, nil, nil)
	for _, c := range []struct{ name, script, want string }{
		{"a token", credential, ""},
		{"chatty", "echo note >&2; " + credential, ""},
		{"fails", "echo 'first line' >&2; printf 'The SSO session has expired: run aws sso login\\n\\n' >&2; exit 255",
			"the kubeconfig's credential command PLUGIN failed: The SSO session has expired: run aws sso login"},
		{"fails silently", "exit 3", "the kubeconfig's credential command PLUGIN failed: exec: executable PLUGIN failed with exit code 3"},
		{"no ExecCredential", "echo " + secret, "the kubeconfig's credential command PLUGIN failed: its output is not an ExecCredential"},
		{"no token", `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'`,
			"the kubeconfig's credential command PLUGIN failed: exec plugin didn't return a token or cert/key pair"},
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
	fails(t, err, `exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1" (update it with aws eks update-kubeconfig)`)
}

func TestPluginMissing(t *testing.T) {
	s := serve(t, nil, nil)
	_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser("no-such-aws")), Timeout: patient}))
	fails(t, err, "the kubeconfig's credential command no-such-aws is not in the PATH: install it")
}

// A plugin that waits for a login doesn't block beyond the timeout. It would end
// with another error after 10 s.
func TestPluginHangs(t *testing.T) {
	s := serve(t, nil, nil)
	gate := filepath.Join(t.TempDir(), "gate")
	command := plugin(t, fmt.Sprintf("n=0; while [ ! -e %q ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; exit 1", gate))
	defer os.WriteFile(gate, nil, 0o600) // ends the plugin
	_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser(command)), Timeout: 200 * time.Millisecond}))
	fails(t, err, replaced("the kubeconfig's credential command PLUGIN didn't finish within 200ms: check whether it waits for a login", command))
}
