package live

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/credentials/endpointcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
)

// metadataTimeout is for three requests to the instance metadata service, which
// answers in milliseconds on a machine that has one.
const metadataTimeout = 500 * time.Millisecond

// configure reads the SDK's configuration and finds credentials with a deadline
// of their own: with the SDK's defaults that takes minutes if STS or a
// credentials agent doesn't answer.
func configure(ctx context.Context, o Options) (aws.Config, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	cfg, err := config.LoadDefaultConfig(ctx, loading(o)...)
	if err != nil {
		return cfg, unreadable(ctx, o.Timeout, err)
	}
	if cfg.Region == "" {
		return cfg, &Error{Question: "AWS region", Kind: NoRegion, Cause: "not set", Fix: "set --region or AWS_REGION"}
	}
	find, stop := context.WithTimeout(ctx, credentialsTimeout(cfg, o.Timeout))
	defer stop()
	if _, err := cfg.Credentials.Retrieve(find); err != nil {
		return cfg, noCredentials(ctx, o.Timeout, cfg, err)
	}
	return cfg, nil
}

func loading(o Options) []func(*config.LoadOptions) error {
	client := httpClient(o.Timeout)
	options := []func(*config.LoadOptions) error{
		config.WithHTTPClient(client),
		config.WithRetryer(retryer(o.MaxBackoff)),
		config.WithAPIOptions([]func(*middleware.Stack) error{hideWriterTo}),
		config.WithLogger(logging.Nop{}), // warnings would appear on the screen
		config.WithEC2RoleCredentialOptions(func(r *ec2rolecreds.Options) { r.Client = metadata(client, o.NoIMDS) }),
	}
	if o.Region != "" {
		options = append(options, config.WithRegion(o.Region))
	}
	if o.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(o.Profile))
	}
	return options
}

// metadata is a client without retries for the instance metadata service, at the
// address that the environment gives.
func metadata(client imds.HTTPClient, disabled bool) *imds.Client {
	cfg := aws.Config{HTTPClient: client, Logger: logging.Nop{}, Retryer: func() aws.Retryer { return aws.NopRetryer{} }}
	if env, err := config.NewEnvConfig(); err == nil {
		cfg.ConfigSources = []any{env}
	}
	return imds.NewFromConfig(cfg, func(o *imds.Options) {
		if disabled {
			o.ClientEnableState = imds.ClientDisabled
		}
	})
}

// credentialsTimeout is short for instance metadata, which the SDK tries last on
// a machine without credentials, and longer for sources on the network.
func credentialsTimeout(cfg aws.Config, timeout time.Duration) time.Duration {
	if from[*ec2rolecreds.Provider](cfg) {
		return min(metadataTimeout, timeout)
	}
	return timeout / 2
}

// from reports whether the credentials come from a provider of type P.
func from[P aws.CredentialsProvider](cfg aws.Config) bool {
	var kind P
	return aws.IsCredentialsProvider(cfg.Credentials, kind)
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
	case from[*processcreds.Provider](cfg):
		return "the profile's credential_process"
	case from[*ssocreds.Provider](cfg):
		return "AWS SSO"
	default:
		return "the configured source"
	}
}

// noCredentials explains why there are none. ctx is the one of the whole call,
// not the shorter one of the look-up.
func noCredentials(ctx context.Context, timeout time.Duration, cfg aws.Config, err error) *Error {
	e := Error{Question: "AWS credentials", err: err}
	sso, isSSO := ssoProfile(cfg)
	late := (*aws.RequestCanceledError)(nil)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.ended(ctx, timeout)
	case from[*ec2rolecreds.Provider](cfg):
		e.Kind = NoCredentials
		e.Cause = "none found"
		e.Fix = "run aws configure or aws sso login, or set AWS_PROFILE"
	case errors.As(err, &late):
		e.Kind, e.Fix = Timeout, waitLonger
		e.Cause = fmt.Sprintf("no answer from %s within %s", origin(cfg), credentialsTimeout(cfg, timeout))
	case isSSO && !e.unreachable(err): // without a network the session may still be valid
		e.Kind, e.Fix = Expired, login(sso)
		e.Cause = fmt.Sprintf("the SSO session of profile %q has expired or was never started", sso)
	case e.refused(err), e.unreachable(err):
	default:
		e.Kind, e.Fix = NoCredentials, "run aws sts get-caller-identity for details"
		e.Cause = "none from " + origin(cfg)
	}
	return &e
}

// unreadable explains an invalid configuration. It never quotes a line, which
// may contain a secret.
func unreadable(ctx context.Context, timeout time.Duration, err error) *Error {
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
