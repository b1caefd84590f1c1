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

// metadataLimit is for the three answers of the instance metadata service,
// which takes milliseconds where there is one.
const metadataLimit = 500 * time.Millisecond

// configure reads the SDK's configuration and finds credentials under their
// own deadline: the SDK's defaults look for them for minutes where STS or a
// credentials agent does not answer.
func configure(ctx context.Context, o Options) (aws.Config, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	cfg, err := config.LoadDefaultConfig(ctx, loading(o)...)
	if err != nil {
		return cfg, unreadable(ctx, o.Timeout, err)
	}
	if cfg.Region == "" {
		return cfg, &Error{Question: "AWS region", Kind: NoRegion, Cause: "none given or configured", Fix: "name one with --region or AWS_REGION"}
	}
	find, stop := context.WithTimeout(ctx, searchLimit(cfg, o.Timeout))
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
		config.WithRetryer(retryer(o.Timeout)),
		config.WithAPIOptions([]func(*middleware.Stack) error{wholeWrites}),
		config.WithLogger(logging.Nop{}), // warnings would land in the screen
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

// metadata asks the instance metadata service once, where the environment says
// that it is.
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

// searchLimit is short for instance metadata, the last resort of a machine
// without credentials, and longer for what goes over a network.
func searchLimit(cfg aws.Config, timeout time.Duration) time.Duration {
	if from[*ec2rolecreds.Provider](cfg) {
		return min(metadataLimit, timeout)
	}
	return timeout / 2
}

// from says whether the credentials come from a kind of provider.
func from[P aws.CredentialsProvider](cfg aws.Config) bool {
	var kind P
	return aws.IsCredentialsProvider(cfg.Credentials, kind)
}

// origin names who was asked for credentials.
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

// noCredentials says why there are none. ctx is the one of the whole question,
// not of the search.
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
		e.Cause = fmt.Sprintf("no answer from %s within %s", origin(cfg), searchLimit(cfg, timeout))
	case isSSO && !e.unreachable(err): // without a network the session is as good as it was
		e.Kind, e.Fix = Expired, login(sso)
		e.Cause = fmt.Sprintf("the SSO session of profile %q has ended or never begun", sso)
	case e.answered(err), e.unreachable(err):
	default:
		e.Kind, e.Fix = NoCredentials, "aws sts get-caller-identity may tell more"
		e.Cause = "none from " + origin(cfg)
	}
	return &e
}

// unreadable says what is wrong with the configuration, without its text: a
// line of it may be a secret.
func unreadable(ctx context.Context, timeout time.Duration, err error) *Error {
	e := Error{Question: "AWS configuration", Kind: NoCredentials, err: err}
	e.Cause, e.Fix = "not valid", "aws configure list shows what is set"
	var file *fs.PathError
	var profile config.SharedConfigProfileNotExistError
	switch {
	case ctx.Err() != nil:
		e.ended(ctx, timeout)
	case errors.As(err, &profile):
		e.Cause, e.Fix = fmt.Sprintf("no profile %q", profile.Profile), "aws configure list-profiles names them"
	case errors.As(err, &file):
		e.Cause, e.Fix = fmt.Sprintf("%s: %v", file.Path, file.Err), "correct the path in the configuration, or in AWS_CA_BUNDLE"
	case strings.Contains(err.Error(), "CA bundle"):
		e.Cause, e.Fix = "no certificate in the CA bundle", "AWS_CA_BUNDLE wants a PEM file"
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

// renewal is what renews credentials that have expired.
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
