package live_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"podfit/data/live"
	"podfit/data/live/livetest"
)

// Without credentials the error says what was tried, and what the instance metadata
// service did.
func TestNoCredentials(t *testing.T) {
	var asking atomic.Pointer[deadline] // of the case
	closed := make(chan struct{})       // the SDK goes on asking in the background
	silence := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asking.Load().expire() // the request is there, and so is the connection
		<-closed
	}))
	t.Cleanup(func() {
		close(closed)
		silence.Close()
	})
	_, silent, _ := strings.Cut(silence.URL, "//")
	unheard, stopped := livetest.Silent(nil)
	stopped()
	answers := func(status int, text string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "300")
			w.WriteHeader(status)
			io.WriteString(w, text)
		}))
		t.Cleanup(s.Close)
		return s.URL
	}
	const (
		login = "run aws configure or aws sso login, or set AWS_PROFILE"
		inPod = "KUBERNETES_SERVICE_HOST=10.100.0.1"
	)
	for _, c := range []struct {
		name     string
		metadata string
		options  live.Options
		variable string
		cause    string // HOST is that of the metadata
		fix      string
	}{
		{"metadata disabled", "http://" + silent, live.Options{}, "AWS_EC2_METADATA_DISABLED=true", `profile "default" or instance metadata (turned off by AWS_EC2_METADATA_DISABLED)`, login},
		{"no metadata by option", "http://" + silent, live.Options{NoIMDS: true}, "", `profile "default" or instance metadata (turned off by --no-imds)`, login},
		{"silent metadata", "http://" + silent, live.Options{}, "", `profile "default" or instance metadata (no answer from HOST within 15s)`, login},
		{"silent in a pod", "http://" + silent, live.Options{}, inPod, `profile "default" or instance metadata (no answer from HOST within 15s)`,
			"use EKS Pod Identity or IRSA for this pod, or raise the node's metadata hop limit to 2"},
		{"nobody at the address", "http://" + unheard, live.Options{}, "", `profile "default" or instance metadata (no connection to HOST: connection refused)`, login},
		{"blocked in a pod", "http://" + unheard, live.Options{}, inPod, `profile "default" or instance metadata (no connection to HOST: connection refused)`,
			"use EKS Pod Identity or IRSA for this pod"},
		{"broken metadata", answers(500, ""), live.Options{}, "", `profile "default" or instance metadata (HOST answered with HTTP status 500)`, login},
		{"turned off on the instance", answers(403, ""), live.Options{}, "", `profile "default" or instance metadata (HOST answered with HTTP status 403)`, login},
		{"no role", answers(404, ""), live.Options{}, "", `profile "default" or instance metadata (the instance has no role)`, login},
		{"not metadata", answers(200, "<html>"), live.Options{}, "", `profile "default" or instance metadata (HOST gave an answer that is not valid)`, login},
	} {
		t.Run(c.name, func(t *testing.T) {
			environment(t, append(noFiles(t), "AWS_EC2_METADATA_SERVICE_ENDPOINT="+c.metadata)...)
			if name, value, ok := strings.Cut(c.variable, "="); ok {
				t.Setenv(name, value)
			}
			ctx := newDeadline()
			asking.Store(ctx)
			c.options.Timeout = patient
			_, err := live.Open(ctx, c.options)
			_, host, _ := strings.Cut(c.metadata, "//")
			wantError(t, err, live.NoCredentials, "AWS credentials: none in the environment, "+strings.ReplaceAll(c.cause, "HOST", host)+"; "+c.fix)
		})
	}
}

// A source of credentials that doesn't answer in time. The time is up as soon as
// the source was asked.
func TestSilentSources(t *testing.T) {
	for _, c := range []struct {
		name      string
		variables func(silent, started string) []string
		text      string
	}{
		{"IRSA", func(silent, _ string) []string {
			return []string{"AWS_WEB_IDENTITY_TOKEN_FILE=" + write(t, "token"), "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod", "AWS_ENDPOINT_URL_STS=http://" + silent}
		}, "AWS credentials: no answer from STS, for the role of a web identity (IRSA) within 5s; raise --timeout"},
		{"Pod Identity", func(silent, _ string) []string {
			return []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://" + silent + "/v1/credentials", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=" + write(t, "token")}
		}, "AWS credentials: no answer from the credentials agent (EKS Pod Identity or ECS) within 5s; raise --timeout"},
		{"role", func(silent, _ string) []string {
			return []string{"AWS_CONFIG_FILE=" + write(t, "[default]\nrole_arn = arn:aws:iam::123456789012:role/other\nsource_profile = base\n[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n"), "AWS_ENDPOINT_URL_STS=http://" + silent}
		}, "AWS credentials: no answer from STS, for the profile's role within 5s; raise --timeout"},
		{"process", func(_, started string) []string {
			return processProfile(t, "echo > "+started+"; sleep 1000")
		}, "AWS credentials: no answer from the profile's credential_process within 5s; raise --timeout"},
		{"a process below a role", func(_, started string) []string {
			return append(processProfile(t, "echo > "+started+"; sleep 1000"), "AWS_PROFILE=role")
		}, "AWS credentials: no answer from the profile's credential_process within 5s; raise --timeout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := newDeadline()
			silent, stop := livetest.Silent(ctx.expire)
			t.Cleanup(stop)
			started := filepath.Join(t.TempDir(), "started")
			go func() { // a process can only say that it runs by a file
				for ; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
					if _, err := os.Stat(started); err == nil {
						ctx.expire()
					}
				}
			}()
			environment(t, append(noFiles(t), c.variables(silent, started)...)...)
			_, err := live.Open(ctx, live.Options{})
			ctx.expire() // ends the goroutine in any case
			wantError(t, err, live.Timeout, c.text)
		})
	}
}

// processProfile is a profile with a credential_process, and one with a role over it.
func processProfile(t *testing.T, script string) []string {
	return []string{"AWS_CONFIG_FILE=" + write(t, "[default]\ncredential_process = sh "+write(t, script)+"\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/other\nsource_profile = default\n")}
}

const mfaProfile = "[default]\nrole_arn = arn:aws:iam::123456789012:role/other\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/me\n[profile base]\naws_access_key_id = a\naws_secret_access_key = b\n"

func TestCredentialErrors(t *testing.T) {
	closed, stop := livetest.Silent(nil)
	stop()
	aws := livetest.New("eu-west-3")
	t.Cleanup(aws.Close)
	aws.Fail("sts:AssumeRoleWithWebIdentity",
		livetest.Refuse(http.StatusForbidden, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
		livetest.Refuse(http.StatusBadRequest, "ExpiredTokenException", "Token expired"))
	forbidding := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	t.Cleanup(forbidding.Close)
	process := func(script string) []string { return processProfile(t, script) }
	mfa := []string{"AWS_CONFIG_FILE=" + write(t, mfaProfile)}
	irsa := []string{"AWS_WEB_IDENTITY_TOKEN_FILE=" + write(t, "token"), "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod"}
	sso := "[profile work]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = dev\nregion = eu-west-3\n[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-3\n"
	for _, c := range []struct {
		name      string
		variables []string
		options   live.Options
		kind      live.Kind
		text      string
	}{
		{"IRSA denied", append(irsa, "AWS_ENDPOINT_URL_STS="+aws.URL), live.Options{}, live.Denied,
			"AWS credentials: not permitted (AccessDenied); check the role and its trust policy"},
		{"IRSA expired", append(irsa, "AWS_ENDPOINT_URL_STS="+aws.URL), live.Options{}, live.Expired,
			"AWS credentials: the credentials have expired (ExpiredTokenException); renew them, and check this machine's clock"},
		{"no STS", append(irsa, "AWS_ENDPOINT_URL_STS=http://"+closed), live.Options{}, live.Unreachable,
			"AWS credentials: no connection to " + closed + ": connection refused; check the network, HTTPS_PROXY and AWS_ENDPOINT_URL"},
		{"SSO without login", []string{"AWS_CONFIG_FILE=" + write(t, sso), "AWS_PROFILE=work"}, live.Options{}, live.Expired,
			`AWS credentials: the SSO session of profile "work" has expired or was never started; run aws sso login --profile work`},
		{"SSO by option", []string{"AWS_CONFIG_FILE=" + write(t, sso)}, live.Options{Profile: "work"}, live.Expired,
			`AWS credentials: the SSO session of profile "work" has expired or was never started; run aws sso login --profile work`},
		{"no such profile", nil, live.Options{Profile: "wrok"}, live.NoCredentials,
			`AWS configuration: no profile "wrok"; run aws configure list-profiles for their names`},
		{"MFA with a wrong code", append(mfa, "AWS_ENDPOINT_URL="+aws.URL), live.Options{MFACode: func(context.Context, string) (string, error) { return "654321", nil }}, live.Denied,
			"AWS credentials: not permitted (AccessDenied); check the MFA code, the role and its trust policy"},
		{"a process that fails", process("echo SECRET; exit 1"), live.Options{}, live.NoCredentials,
			"AWS credentials: the profile's credential_process failed (exit status 1); run it by itself to see why"},
		{"a process that prints garbage", process("echo SECRET"), live.Options{}, live.NoCredentials,
			"AWS credentials: the profile's credential_process printed no valid JSON; run it by itself to see why"},
		{"a process of another version", process(`echo '{"Version": 2}'`), live.Options{}, live.NoCredentials,
			"AWS credentials: the profile's credential_process printed no credentials of version 1; run it by itself to see why"},
		{"a process without a secret", process(`echo '{"Version": 1, "AccessKeyId": "a"}'`), live.Options{}, live.NoCredentials,
			"AWS credentials: the profile's credential_process printed no AccessKeyId or no SecretAccessKey; run it by itself to see why"},
		{"a process that prints without end", process("yes"), live.Options{}, live.NoCredentials,
			"AWS credentials: the profile's credential_process printed too much; run it by itself to see why"},
		{"a role over a process that fails", append(process("exit 1"), "AWS_PROFILE=role"), live.Options{}, live.NoCredentials,
			"AWS credentials: the profile's credential_process failed (exit status 1); run it by itself to see why"},
		{"no token file", []string{"AWS_WEB_IDENTITY_TOKEN_FILE=/nowhere/token", "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod"}, live.Options{}, live.NoCredentials,
			"AWS credentials: the token file /nowhere/token (AWS_WEB_IDENTITY_TOKEN_FILE): no such file or directory; check the pod's service account, or unset the variable outside of a pod"},
		{"no token file of Pod Identity", []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=http://" + closed + "/v1/credentials", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/nowhere/token"}, live.Options{}, live.NoCredentials,
			"AWS credentials: the token file /nowhere/token (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE): no such file or directory; check the pod's service account, or unset the variable outside of a pod"},
		{"a role over metadata", []string{"AWS_CONFIG_FILE=" + write(t, "[default]\nrole_arn = arn:aws:iam::123456789012:role/other\ncredential_source = Ec2InstanceMetadata\n"), "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + forbidding.URL}, live.Options{}, live.NoCredentials,
			"AWS credentials: none from instance metadata (" + strings.TrimPrefix(forbidding.URL, "http://") + " answered with HTTP status 403); run aws configure or aws sso login, or set AWS_PROFILE"},
		{"MFA without a terminal", mfa, live.Options{}, live.NoCredentials,
			`AWS credentials: profile "default" requires a code of the MFA device arn:aws:iam::123456789012:mfa/me; run podfit data refresh in a terminal, which asks for it, or set the variables that aws configure export-credentials prints`},
		{"MFA without a code", mfa, live.Options{MFACode: func(context.Context, string) (string, error) { return "", io.EOF }}, live.NoCredentials,
			`AWS credentials: profile "default" requires a code of the MFA device arn:aws:iam::123456789012:mfa/me, and none was entered; enter its six digits`},
		{"an endpoint without a scheme", []string{"AWS_ENDPOINT_URL=localhost:4566"}, live.Options{}, live.NoCredentials,
			"AWS configuration: AWS_ENDPOINT_URL is not a URL with http:// or https://; set it to one, such as http://localhost:4566"},
		{"an endpoint of STS without a scheme", []string{"AWS_ENDPOINT_URL_STS=10.0.0.1"}, live.Options{}, live.NoCredentials,
			"AWS configuration: AWS_ENDPOINT_URL_STS is not a URL with http:// or https://; set it to one, such as http://localhost:4566"},
		{"a profile's endpoint without a scheme", []string{"AWS_CONFIG_FILE=" + write(t, "[default]\nendpoint_url = localhost:4566\n")}, live.Options{}, live.NoCredentials,
			"AWS configuration: endpoint_url is not a URL with http:// or https://; set it to one, such as http://localhost:4566"},
		{"no region", []string{"AWS_REGION=", "AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b"}, live.Options{}, live.NoRegion,
			"AWS region: not set; set --region or AWS_REGION"},
	} {
		t.Run(c.name, func(t *testing.T) {
			environment(t, append(noFiles(t), c.variables...)...)
			c.options.Timeout, c.options.MaxBackoff = patient, 1
			_, err := live.Open(t.Context(), c.options)
			wantError(t, err, c.kind, c.text)
		})
	}
}

// agent is a fake instance metadata service and EKS Pod Identity agent.
func agent(t *testing.T) *httptest.Server {
	const role = "/latest/meta-data/iam/security-credentials/"
	answers := map[string]string{
		"PUT /latest/api/token": "token",
		"GET " + role:           "node",
		"GET " + role + "node":  `{"Code":"Success","AccessKeyId":"a","SecretAccessKey":"b","Token":"c","Expiration":"2099-01-01T00:00:00Z"}`,
		"GET /v1/credentials":   `{"AccessKeyId":"a","SecretAccessKey":"b","Token":"c","Expiration":"2099-01-01T00:00:00Z"}`,
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "300")
		text, ok := answers[r.Method+" "+r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		io.WriteString(w, text)
	}))
	t.Cleanup(s.Close)
	return s
}

func TestSources(t *testing.T) {
	given := agent(t)
	aws := livetest.New("eu-west-3")
	t.Cleanup(aws.Close)
	// What it says on stderr goes nowhere.
	printed := `echo "(enter your code)" >&2; echo '{"Version": 1, "AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c"}'`
	keys := "aws_access_key_id = a\naws_secret_access_key = b\n"
	for _, c := range []struct {
		name      string
		variables []string
		options   live.Options
		region    string
	}{
		{"environment", []string{"AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b", "AWS_REGION=eu-west-3"}, live.Options{}, "eu-west-3"},
		// AWS_ENDPOINT_URL is that of STS as well.
		{"IRSA", []string{"AWS_WEB_IDENTITY_TOKEN_FILE=" + write(t, "token"), "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/pod"}, live.Options{}, "us-east-1"},
		{"process", processProfile(t, printed), live.Options{}, "us-east-1"},
		{"role over a process", append(processProfile(t, printed), "AWS_PROFILE=role"), live.Options{}, "us-east-1"},
		{"MFA", []string{"AWS_CONFIG_FILE=" + write(t, mfaProfile)}, live.Options{MFACode: func(context.Context, string) (string, error) { return "123456", nil }}, "us-east-1"},
		{"instance role", []string{"AWS_EC2_METADATA_SERVICE_ENDPOINT=" + given.URL}, live.Options{}, "us-east-1"},
		{"Pod Identity", []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + given.URL + "/v1/credentials", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=" + write(t, "token")}, live.Options{}, "us-east-1"},
		{"profile with its region", []string{"AWS_REGION=", "AWS_SHARED_CREDENTIALS_FILE=" + write(t, "[work]\n"+keys+"region = eu-west-3\n")}, live.Options{Profile: "work"}, "eu-west-3"},
		{"region by option", []string{"AWS_SHARED_CREDENTIALS_FILE=" + write(t, "[default]\n"+keys)}, live.Options{Region: "eu-west-3"}, "eu-west-3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			environment(t, append(noFiles(t), append(c.variables, "AWS_ENDPOINT_URL="+aws.URL)...)...)
			client := open(t, c.options)
			if err := askOne(t.Context(), describeTypes, client); err != nil || client.Region() != c.region {
				t.Errorf("%v in %s, want %s", err, client.Region(), c.region)
			}
		})
	}
}

// The fix for expired credentials of an SSO session names the profile to log in to.
func TestRenewalOfSSO(t *testing.T) {
	s := serve(t, "eu-west-3")
	t.Setenv("AWS_PROFILE", "work")
	t.Setenv("AWS_CONFIG_FILE", write(t, "[profile work]\nsso_start_url = https://corp.example/start\nsso_region = eu-west-3\nsso_account_id = 123456789012\nsso_role_name = dev\n"))
	s.Fail(describeTypes, livetest.Refuse(http.StatusBadRequest, "RequestExpired", "Request has expired."))
	err := askOne(t.Context(), describeTypes, open(t, live.Options{}))
	wantError(t, err, live.Expired, "ec2:DescribeInstanceTypes in eu-west-3: the credentials have expired (RequestExpired); run aws sso login --profile work")
}

func TestOpenCanceled(t *testing.T) {
	silent, stop := livetest.Silent(nil)
	t.Cleanup(stop)
	environment(t, append(noFiles(t), "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://"+silent)...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := live.Open(ctx, live.Options{})
	wantError(t, err, live.Canceled, "AWS credentials: canceled")
}

// net/http reads the proxy's address once per process, so each case runs in a
// process of its own. In the first case the fake AWS is the proxy, and answers
// for a host that doesn't exist.
func TestProxy(t *testing.T) {
	if os.Getenv("PODFIT_TEST_PROXY") != "" {
		c, err := live.Open(context.Background(), live.Options{MaxBackoff: 1, Timeout: patient})
		if err == nil {
			err = askOne(context.Background(), describeTypes, c)
		}
		if err != nil {
			os.Stdout.WriteString("error: " + err.Error() + "\n")
		}
		os.Exit(0)
	}
	s := serve(t, "eu-west-3")
	closed, stop := livetest.Silent(nil)
	stop()
	strict := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(strict.Close)
	for _, c := range []struct{ name, proxy, endpoint, want string }{
		{"a proxy", "HTTP_PROXY=" + s.URL, "http://ec2.invalid", ""},
		{"nobody there", "HTTPS_PROXY=http://user:SECRET@" + closed, "https://ec2.invalid",
			"error: ec2:DescribeInstanceTypes in eu-west-3: no connection to the proxy: connection refused; check HTTPS_PROXY\n"},
		{"no such proxy", "HTTPS_PROXY=http://user:SECRET@proxy.invalid:3128", "https://ec2.invalid",
			"error: ec2:DescribeInstanceTypes in eu-west-3: no connection to the proxy: no address for proxy.invalid; check HTTPS_PROXY\n"},
		{"a password required, without TLS", "HTTP_PROXY=" + strict.URL, "http://ec2.invalid",
			"error: ec2:DescribeInstanceTypes in eu-west-3: the proxy requires a user name and a password; add them to HTTP_PROXY\n"},
		{"a password required", "HTTPS_PROXY=" + strict.URL, "https://ec2.invalid",
			"error: ec2:DescribeInstanceTypes in eu-west-3: the proxy requires a user name and a password; add them to HTTPS_PROXY\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestProxy$")
			child.Env = append(s.Environ(), "PODFIT_TEST_PROXY=1", "AWS_ENDPOINT_URL="+c.endpoint, c.proxy)
			out, err := child.Output()
			if err != nil || string(out) != c.want {
				t.Errorf("%v\ngot  %s\nwant %s", err, out, c.want)
			}
		})
	}
	if asked := s.Actions(); len(asked) != 1 {
		t.Errorf("the proxy saw %v", asked)
	}
}
