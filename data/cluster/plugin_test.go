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

// plugin is a command for credentials, as aws eks get-token is one.
func plugin(t *testing.T, script string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "plugin")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

// replaced names the plugin of the test.
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
			"the kubeconfig's command for credentials, PLUGIN, failed: The SSO session has expired: run aws sso login"},
		{"fails without a word", "exit 3", "the kubeconfig's command for credentials, PLUGIN, failed: exec: executable PLUGIN failed with exit code 3"},
		{"no ExecCredential", "echo " + secret, "the kubeconfig's command for credentials, PLUGIN, failed: what it printed is no ExecCredential"},
		{"no token", `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'`,
			"the kubeconfig's command for credentials, PLUGIN, failed: exec plugin didn't return a token or cert/key pair"},
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

// Kubeconfigs of before 2022 want a version that is gone.
func TestPluginVersion(t *testing.T) {
	old := strings.Replace(execUser("aws"), "k8s.io/v1", "k8s.io/v1alpha1", 1)
	_, err := cluster.Open(cluster.Options{Kubeconfig: kubeconfig(t, "https://127.0.0.1:1", "insecure-skip-tls-verify: true", old)})
	fails(t, err, `exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1": aws eks update-kubeconfig writes the present one`)
}

func TestPluginMissing(t *testing.T) {
	s := serve(t, nil, nil)
	_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser("no-such-aws")), Timeout: patient}))
	fails(t, err, "the kubeconfig's command for credentials, no-such-aws, is not in the PATH: install it")
}

// A plugin that waits for a login holds nobody up.
func TestPluginHangs(t *testing.T) {
	s := serve(t, nil, nil)
	gate := filepath.Join(t.TempDir(), "gate")
	command := plugin(t, fmt.Sprintf("n=0; while [ ! -e %q ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; exit 1", gate))
	defer os.WriteFile(gate, nil, 0o600) // which ends it
	start := time.Now()
	_, err := nodes(t, open(t, cluster.Options{Kubeconfig: kubeconfig(t, s.URL, s.ca(), execUser(command)), Timeout: 200 * time.Millisecond}))
	fails(t, err, replaced("the kubeconfig's command for credentials, PLUGIN, has no answer after 200ms: does it wait for a login?", command))
	if took := time.Since(start); took > 3*time.Second {
		t.Error(took)
	}
}
