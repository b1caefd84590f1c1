package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"podfit/cmd/internal/cli"
	"podfit/data/boundedfile"
	"podfit/planner/subnet"
)

// readQuotas reads the quotas of the account in the region of the plan.
func (r *Request) readQuotas(from IO) error {
	if r.Plan.QuotaFile == "" {
		return nil
	}
	text, err := from.read(r.Plan.QuotaFile, boundedfile.Quotas)
	if err == nil {
		r.Plan.Limits, err = parseQuotas(text, r.Settings().Region)
	}
	if err != nil {
		return cli.Usagef("--quotas %s: %w", r.Plan.QuotaFile, err)
	}
	return nil
}

// serviceQuotas is what the AWS CLI prints: of one service, or a quota in it.
type serviceQuotas struct {
	Quotas    []serviceQuotas
	Quota     *serviceQuotas
	QuotaCode string
	QuotaARN  string `json:"QuotaArn"`
	Value     *float64
}

// parseQuotas reads answers of list-service-quotas one after the other, or lists of them.
// Quotas of other regions do not count.
func parseQuotas(text []byte, region string) (subnet.Limits, error) {
	limits, found := subnet.Limits{}, false
	var take func(q *serviceQuotas)
	take = func(q *serviceQuotas) {
		for i := range q.Quotas {
			take(&q.Quotas[i])
		}
		if q.Quota != nil {
			take(q.Quota)
		}
		if q.QuotaCode == "" {
			return
		}
		found = true
		if q.Value != nil && q.in(region) {
			limits[q.QuotaCode] = *q.Value
		}
	}
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var raw json.RawMessage
		if err := d.Decode(&raw); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("not JSON: %s", cli.OneLine(err))
		}
		var list []serviceQuotas
		if raw[0] == '{' {
			raw = append(append(json.RawMessage{'['}, raw...), ']')
		}
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, fmt.Errorf("not what aws service-quotas list-service-quotas prints: %s", cli.OneLine(err))
		}
		for i := range list {
			take(&list[i])
		}
	}
	if !found {
		return nil, errors.New("it has no quotas: save what aws service-quotas list-service-quotas --service-code ec2 prints, then the same for vpc and eks")
	}
	return limits, nil
}

// in reports whether the quota is of a region: arn:aws:servicequotas:eu-west-3:….
func (q *serviceQuotas) in(region string) bool {
	parts := strings.Split(q.QuotaARN, ":")
	return len(parts) < 4 || parts[3] == "" || parts[3] == region
}
