package live

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"podfit/data/command"
)

// process is a profile's credential_process. The SDK's own provider gives it the
// terminal, doesn't limit its output, and leaves its children running.
type process struct {
	line    string
	timeout time.Duration
	// first are the credentials for the first call of Retrieve: the SDK's cache hides
	// the end of its caller's context from it.
	first *aws.Credentials
}

// processError is what is wrong with a credential_process. It quotes neither the
// command nor its output, which may contain secrets.
type processError struct {
	what string
	late bool // the time was up
}

func (e *processError) Error() string { return "the profile's credential_process " + e.what }

// useProcess replaces the SDK's provider if the credentials come from a
// credential_process, and runs the process for the first time.
func useProcess(ctx context.Context, cfg *aws.Config, timeout time.Duration, o Options) error {
	if !hasSource(*cfg, aws.CredentialSourceProcess) {
		return nil
	}
	for _, source := range cfg.ConfigSources {
		if profile, ok := source.(config.SharedConfig); ok {
			p := &process{timeout: timeout}
			found := p.of(*cfg, &profile, o)
			c, err := p.run(ctx)
			if err == nil {
				p.first, cfg.Credentials = &c, aws.NewCredentialsCache(found)
			}
			return err
		}
	}
	return nil
}

// of are the credentials of a profile: those of the process or, if the profile has a
// role, the role's.
func (p *process) of(cfg aws.Config, profile *config.SharedConfig, o Options) aws.CredentialsProvider {
	cfg.Credentials = p
	if profile.Source != nil {
		cfg.Credentials = p.of(cfg, profile.Source, o)
	} else {
		p.line = profile.CredentialProcess
	}
	if profile.RoleARN == "" {
		return cfg.Credentials
	}
	return stscreds.NewAssumeRoleProvider(sts.NewFromConfig(cfg), profile.RoleARN, func(r *stscreds.AssumeRoleOptions) {
		r.RoleSessionName = profile.RoleSessionName
		if d := profile.RoleDurationSeconds; d != nil {
			r.Duration = *d
		}
		if profile.ExternalID != "" {
			r.ExternalID = &profile.ExternalID
		}
		if profile.MFASerial != "" {
			r.SerialNumber, r.TokenProvider = &profile.MFASerial, o.mfaCode
		}
	})
}

// Retrieve implements aws.CredentialsProvider.
func (p *process) Retrieve(ctx context.Context) (aws.Credentials, error) {
	if c := p.first; c != nil {
		p.first = nil
		return *c, nil
	}
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	return p.run(ctx)
}

func (p *process) run(ctx context.Context) (aws.Credentials, error) {
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd.exe", "/C"}
	}
	out, err := command.Output(ctx, os.Environ(), shell[0], shell[1], p.line)
	failed := (*command.Failed)(nil)
	switch {
	case errors.As(err, &failed):
		return aws.Credentials{}, &processError{what: "failed (" + failed.Error() + ")"}
	case errors.Is(err, command.ErrTooLong):
		return aws.Credentials{}, &processError{what: "printed too much"}
	case err != nil:
		return aws.Credentials{}, &processError{late: true}
	}
	var printed processcreds.CredentialProcessResponse
	switch err := json.Unmarshal(out, &printed); {
	case err != nil:
		return aws.Credentials{}, &processError{what: "printed no valid JSON"}
	case printed.Version != 1:
		return aws.Credentials{}, &processError{what: "printed no credentials of version 1"}
	case printed.AccessKeyID == "" || printed.SecretAccessKey == "":
		return aws.Credentials{}, &processError{what: "printed no AccessKeyId or no SecretAccessKey"}
	}
	c := aws.Credentials{
		AccessKeyID: printed.AccessKeyID, SecretAccessKey: printed.SecretAccessKey, SessionToken: printed.SessionToken,
		AccountID: printed.AccountID, Source: processcreds.ProviderName,
	}
	if printed.Expiration != nil {
		c.CanExpire, c.Expires = true, *printed.Expiration
	}
	return c, nil
}
