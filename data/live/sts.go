package live

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// stsAt sends requests to STS to the configured endpoint. The SDK (config 1.33)
// creates its own clients of STS before it reads AWS_ENDPOINT_URL.
type stsAt struct {
	*aws.Config // as it is when everything is read
	roles       stscreds.AssumeRoleAPIClient
	identities  stscreds.AssumeRoleWithWebIdentityAPIClient
}

func (s stsAt) AssumeRole(ctx context.Context, in *sts.AssumeRoleInput, options ...func(*sts.Options)) (*sts.AssumeRoleOutput, error) {
	return s.roles.AssumeRole(ctx, in, append(options, s.endpoint)...)
}

func (s stsAt) AssumeRoleWithWebIdentity(ctx context.Context, in *sts.AssumeRoleWithWebIdentityInput, options ...func(*sts.Options)) (*sts.AssumeRoleWithWebIdentityOutput, error) {
	return s.identities.AssumeRoleWithWebIdentity(ctx, in, append(options, s.endpoint)...)
}

// endpoint leaves AWS_ENDPOINT_URL_STS, which the SDK does read.
func (s stsAt) endpoint(o *sts.Options) {
	if o.BaseEndpoint == nil {
		o.BaseEndpoint = s.BaseEndpoint
	}
}

// stsOptions are those of roles. The SDK calls the one of web identities twice, at
// first without a client.
func stsOptions(cfg *aws.Config, o Options) []func(*config.LoadOptions) error {
	return []func(*config.LoadOptions) error{
		config.WithAssumeRoleCredentialOptions(func(r *stscreds.AssumeRoleOptions) {
			r.Client = stsAt{Config: cfg, roles: r.Client}
			if o.mfaCode != nil {
				r.TokenProvider = o.mfaCode
			}
		}),
		config.WithWebIdentityRoleCredentialOptions(func(r *stscreds.WebIdentityRoleOptions) {
			if r.Client != nil {
				r.Client = stsAt{Config: cfg, identities: r.Client}
			}
		}),
	}
}
