package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
)

// metadataTimeout is for three requests to the instance metadata service, which
// answers in milliseconds on a machine that has one.
const metadataTimeout = 500 * time.Millisecond

// configure reads the SDK's configuration and finds credentials with a deadline
// of their own: with the SDK's defaults that takes minutes if STS or a
// credentials agent doesn't answer. Asking for an MFA code is not part of that time.
func configure(ctx context.Context, o Options) (cfg aws.Config, err error) {
	client := httpClient(o.Timeout)
	metadata := newInstanceMetadata(client, o)
	load := func() error {
		cfg, err = config.LoadDefaultConfig(ctx, append(loading(o, client, metadata), stsOptions(&cfg, o)...)...)
		return err
	}
	if noCode := (config.AssumeRoleTokenProviderNotSetError{}); errors.As(load(), &noCode) {
		if o.mfaCode, err = askMFA(ctx, o); err == nil {
			err = load()
		}
	}
	limited, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	if err == nil {
		err = checkEndpoints(cfg)
	}
	if err != nil {
		return cfg, unreadable(ctx, o.Timeout, err)
	}
	if cfg.Region == "" {
		return cfg, &Error{Question: "AWS region", Kind: NoRegion, Cause: "not set", Fix: "set --region or AWS_REGION"}
	}
	l := lookup{cfg, o.Timeout, credentialsTimeout(cfg, o.Timeout), metadata, o.mfaCode != nil}
	find, stop := context.WithTimeout(limited, l.limit)
	defer stop()
	if err = useProcess(find, &cfg, l.limit, o); err == nil {
		_, err = cfg.Credentials.Retrieve(find)
	}
	if err != nil {
		return cfg, l.noCredentials(limited, err)
	}
	return cfg, nil
}

func loading(o Options, client *awshttp.BuildableClient, metadata *instanceMetadata) []func(*config.LoadOptions) error {
	options := []func(*config.LoadOptions) error{
		config.WithHTTPClient(client),
		config.WithRetryer(retryer(o.MaxBackoff)),
		config.WithAPIOptions([]func(*middleware.Stack) error{hideWriterTo}),
		config.WithLogger(logging.Nop{}), // warnings would appear on the screen
		config.WithEC2RoleCredentialOptions(func(r *ec2rolecreds.Options) { r.Client = metadata.client() }),
	}
	if o.Region != "" {
		options = append(options, config.WithRegion(o.Region))
	}
	if o.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(o.Profile))
	}
	return options
}

// askMFA asks for the code of the profile's MFA device.
func askMFA(ctx context.Context, o Options) (code func() (string, error), err error) {
	profile := cmp.Or(o.Profile, os.Getenv("AWS_PROFILE"), os.Getenv("AWS_DEFAULT_PROFILE"), config.DefaultSharedConfigProfile)
	shared, err := config.LoadSharedConfigProfile(ctx, profile, func(l *config.LoadSharedConfigOptions) {
		if file := os.Getenv("AWS_CONFIG_FILE"); file != "" {
			l.ConfigFiles = []string{file}
		}
		if file := os.Getenv("AWS_SHARED_CREDENTIALS_FILE"); file != "" {
			l.CredentialsFiles = []string{file}
		}
	})
	if err != nil {
		return nil, err
	}
	serial := ""
	for p := &shared; p != nil && serial == ""; p = p.Source {
		serial = p.MFASerial
	}
	e := &Error{Question: "AWS credentials", Kind: NoCredentials, Cause: fmt.Sprintf("profile %q requires a code of the MFA device %s", profile, safeText(serial))}
	if o.MFACode == nil {
		e.Fix = "run podfit data refresh in a terminal, which asks for it, or set the variables that aws configure export-credentials prints"
		return nil, e
	}
	text, err := o.MFACode(ctx, safeText(serial))
	if err != nil {
		e.Cause, e.Fix, e.err = e.Cause+", and none was entered", "enter its six digits", err
		return nil, e
	}
	return func() (string, error) { return text, nil }, nil
}

// endpointVariables are those that can be without a scheme, in order of precedence.
var endpointVariables = []string{
	"AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_PRICING", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL", "AWS_EC2_METADATA_SERVICE_ENDPOINT",
}

// checkEndpoints rejects addresses with which no request could be sent.
func checkEndpoints(cfg aws.Config) error {
	for _, name := range append(endpointVariables, "endpoint_url") {
		text := os.Getenv(name)
		if name == "endpoint_url" { // of the profile
			text = aws.ToString(cfg.BaseEndpoint)
		}
		if u, err := url.Parse(text); text != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
			return &Error{Question: "AWS configuration", Kind: NoCredentials, Cause: name + " is not a URL with http:// or https://", Fix: "set it to one, such as http://localhost:4566"}
		}
	}
	return nil
}

// credentialsTimeout is that of the source of the credentials.
func credentialsTimeout(cfg aws.Config, timeout time.Duration) time.Duration {
	if from[*ec2rolecreds.Provider](cfg) {
		return LimitsOf(timeout).Metadata
	}
	return LimitsOf(timeout).Credentials
}

// from reports whether the credentials come from a provider of type P.
func from[P aws.CredentialsProvider](cfg aws.Config) bool {
	var kind P
	return aws.IsCredentialsProvider(cfg.Credentials, kind)
}

// hasSource reports whether the credentials, or those of the role that they are for, come
// from one of the sources.
func hasSource(cfg aws.Config, sources ...aws.CredentialSource) bool {
	p, ok := cfg.Credentials.(aws.CredentialProviderSource)
	return ok && slices.ContainsFunc(p.ProviderSources(), func(s aws.CredentialSource) bool { return slices.Contains(sources, s) })
}

// origin names where the credentials were looked up.
func origin(cfg aws.Config) string {
	switch {
	case from[*stscreds.WebIdentityRoleProvider](cfg):
		return "STS, for the role of a web identity (IRSA)"
	case from[*stscreds.AssumeRoleProvider](cfg):
		return "STS, for the profile's role"
	case from[*endpointcreds.Provider](cfg):
		return "the credentials agent (EKS Pod Identity or ECS)"
	case from[*ssocreds.Provider](cfg):
		return "AWS SSO"
	default:
		return "the configured source"
	}
}

// lookup is one look-up of credentials.
type lookup struct {
	cfg      aws.Config
	timeout  time.Duration // of the whole call
	limit    time.Duration // of the look-up
	metadata *instanceMetadata
	mfa      bool // a code was entered
}

// noCredentials explains why there are none. ctx is the one of the whole call,
// not the shorter one of the look-up.
func (l *lookup) noCredentials(ctx context.Context, err error) *Error {
	e := Error{Question: "AWS credentials", Kind: NoCredentials, err: err}
	sso, isSSO := ssoProfile(l.cfg)
	late := (*aws.RequestCanceledError)(nil)
	broken := (*processError)(nil)
	switch {
	case errors.Is(context.Cause(ctx), context.Canceled):
		e.ended(ctx, l.timeout)
	case from[*ec2rolecreds.Provider](l.cfg):
		e.Cause, e.Fix = l.metadata.why(l.limit)
		e.Cause = fmt.Sprintf("none in the environment, profile %q or instance metadata (%s)", profileName(l.cfg), e.Cause)
	case errors.As(err, &broken) && broken.late:
		e.Kind, e.Fix = Timeout, waitLonger
		e.Cause = fmt.Sprintf("no answer from the profile's credential_process within %s", l.limit)
	case errors.As(err, &broken):
		e.Cause, e.Fix = broken.Error(), "run it by itself to see why"
	case errors.As(err, &late):
		e.Kind, e.Fix = Timeout, waitLonger
		e.Cause = fmt.Sprintf("no answer from %s within %s", origin(l.cfg), l.limit)
	case isSSO && !e.unreachable(err): // without a network the session may still be valid
		e.Kind, e.Fix = Expired, login(sso)
		e.Cause = fmt.Sprintf("the SSO session of profile %q has expired or was never started", sso)
	case e.refused(err):
		if e.Kind == Denied && l.mfa {
			e.Fix = "check the MFA code, the role and its trust policy"
		}
	case e.unreachable(err), e.noTokenFile(l.cfg):
	case l.metadata.seen().host != "" && l.metadata.seen().status/100 != 2: // for a profile's role
		e.Cause, e.Fix = l.metadata.why(l.limit)
		e.Cause = "none from instance metadata (" + e.Cause + ")"
	default:
		e.Fix, e.Cause = "run aws sts get-caller-identity for details", "none from "+origin(l.cfg)
	}
	return &e
}

// noTokenFile explains that the file with the token of a pod can't be read. The SDK
// doesn't wrap the error of the file system.
func (e *Error) noTokenFile(cfg aws.Config) bool {
	name := "AWS_WEB_IDENTITY_TOKEN_FILE"
	file := os.Getenv(name)
	for _, source := range cfg.ConfigSources {
		if shared, ok := source.(config.SharedConfig); ok && file == "" {
			name, file = "web_identity_token_file", shared.WebIdentityTokenFile
		}
	}
	switch {
	case from[*endpointcreds.Provider](cfg):
		name = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
		file = os.Getenv(name)
	case !hasSource(cfg, aws.CredentialSourceEnvVarsSTSWebIDToken, aws.CredentialSourceProfileSTSWebIDToken):
		return false
	}
	_, err := os.Stat(file)
	unread := (*fs.PathError)(nil)
	if file == "" || !errors.As(err, &unread) {
		return false
	}
	e.Cause = fmt.Sprintf("the token file %s (%s): %v", safeText(file), name, unread.Err)
	e.Fix = "check the pod's service account, or unset the variable outside of a pod"
	return true
}

// profileName is the profile that was read.
func profileName(cfg aws.Config) string {
	for _, source := range cfg.ConfigSources {
		if shared, ok := source.(config.SharedConfig); ok && shared.Profile != "" {
			return shared.Profile
		}
	}
	return config.DefaultSharedConfigProfile
}

// unreadable explains an invalid configuration. It never quotes a line, which
// may contain a secret.
func unreadable(ctx context.Context, timeout time.Duration, err error) *Error {
	if known := (*Error)(nil); errors.As(err, &known) {
		return known
	}
	e := Error{Question: "AWS configuration", Kind: NoCredentials, err: err}
	e.Cause, e.Fix = "not valid", "run aws configure list to see what is set"
	var file *fs.PathError
	var profile config.SharedConfigProfileNotExistError
	switch {
	case ctx.Err() != nil:
		e.ended(ctx, timeout)
	case errors.As(err, &profile):
		e.Cause, e.Fix = fmt.Sprintf("no profile %q", profile.Profile), "run aws configure list-profiles for their names"
	case errors.As(err, &file):
		e.Cause, e.Fix = fmt.Sprintf("%s: %v", file.Path, file.Err), "correct the path in the AWS configuration or in AWS_CA_BUNDLE"
	case strings.Contains(err.Error(), "CA bundle"):
		e.Cause, e.Fix = "no certificate in the CA bundle", "set AWS_CA_BUNDLE to a PEM file"
	}
	return &e
}

// ssoProfile is the profile whose SSO session the credentials come from.
func ssoProfile(cfg aws.Config) (string, bool) {
	for _, source := range cfg.ConfigSources {
		shared, ok := source.(config.SharedConfig)
		for p := &shared; ok && p != nil; p = p.Source {
			if p.SSOAccountID != "" {
				return p.Profile, true
			}
		}
	}
	return "", false
}

// renewal is how to renew credentials that have expired.
func renewal(cfg aws.Config) string {
	if profile, ok := ssoProfile(cfg); ok {
		return login(profile)
	}
	return renewThem
}

func login(profile string) string {
	if profile == "" || profile == config.DefaultSharedConfigProfile {
		return "run aws sso login"
	}
	return "run aws sso login --profile " + profile
}
