package data_test

import (
	"fmt"

	"podfit/data"
)

func Example() {
	tables := data.Bundled()
	m5, _ := tables.Type("m5.xlarge")
	fmt.Printf("%s: %d vCPUs, %g GiB, %d ENIs of %d addresses\n",
		m5.Name, m5.VCPUs, m5.Memory.GiB(), m5.Network.ENIs, m5.Network.IPv4PerENI)
	fmt.Printf("capacity %.1f MiB, %s\n", (m5.Memory - m5.Overhead.Memory).MiB(), m5.Overhead.Source.Name)

	for _, name := range []string{"m5.xlarge", "p5.48xlarge"} {
		paris, _ := tables.Offering("eu-west-3", name)
		if price, known := paris.OnDemand.Value(); known {
			fmt.Printf("%s: %g %s an hour on %s\n", name, price.Float(), paris.Region.Currency, paris.Sources.OnDemand.AsOf)
		} else {
			fmt.Printf("%s: no bundled price\n", name)
		}
	}
	// Output:
	// m5.xlarge: 4 vCPUs, 16 GiB, 4 ENIs of 15 addresses
	// capacity 15516.9 MiB, measured on launched nodes
	// m5.xlarge: 0.224 USD an hour on 2026-05-01
	// p5.48xlarge: no bundled price
}
