package live

import "testing"

// The price list is in three regions of the commercial partition and in China.
func TestPriceListRegion(t *testing.T) {
	for region, want := range map[string]string{
		"us-east-1": "us-east-1", "us-west-2": "us-east-1", "ca-west-1": "us-east-1", "sa-east-1": "us-east-1", "mx-central-1": "us-east-1",
		"eu-west-3": "eu-central-1", "me-south-1": "eu-central-1", "il-central-1": "eu-central-1", "af-south-1": "eu-central-1",
		"ap-east-1": "ap-south-1", "cn-north-1": "cn-northwest-1",
		"us-gov-west-1": "", "us-iso-east-1": "", "us-isob-east-1": "", "eu-isoe-west-1": "", "eusc-de-east-1": "",
	} {
		if got, ok := priceListRegion(region); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %t; want %q", region, got, ok, want)
		}
	}
}
