package eni_test

import (
	"fmt"

	"podfit/eni"
)

// How many pods fit on an m5.large with security groups for pods?
func Example() {
	m5 := eni.Limits{ENIs: 3, IPv4PerENI: 10, BranchENIs: eni.Known(9), Prefixes: true, VCPUs: 2}
	cni := eni.Config{SecurityGroupsForPods: true}

	a := cni.Addresses(m5)
	ips, _ := a.PodIPs.Value()
	branches, _ := a.BranchENIs.Value()
	fmt.Printf("%d ENIs, %d of them for pods: %d ordinary pods, %d with security groups\n", a.AttachedENIs, a.PodENIs, ips, branches)

	var kubelet eni.MaxPods // as nodeadm sets it
	n, _ := kubelet.Of(m5, cni)
	fmt.Printf("the kubelet admits %d pods, %d of them on the host network\n", n, eni.HostPods)

	cni.Mode = eni.PrefixDelegation
	kubelet.Policy = eni.PolicyManaged
	n, _ = kubelet.Of(m5, cni)
	fmt.Printf("with %v in a managed node group: %d\n", cni.Mode, n)
	// Output:
	// 3 ENIs, 2 of them for pods: 18 ordinary pods, 9 with security groups
	// the kubelet admits 29 pods, 2 of them on the host network
	// with prefix-delegation in a managed node group: 110
}

// How many addresses does a node with five pods take from its subnet?
func ExampleConfig_Held() {
	t3 := eni.Limits{ENIs: 3, IPv4PerENI: 4, BranchENIs: eni.Known(0), Prefixes: true, VCPUs: 2}
	pods := eni.NodePods{Ordinary: 5, Max: 11}
	for _, targets := range []eni.WarmTargets{{}, {IP: 2, MinimumIP: 5}} {
		h, _ := eni.Config{}.Held(t3, targets, pods).Value()
		fmt.Printf("%d ENIs + %d secondary = %d addresses\n", h.ENIs, h.IPs, h.NodeSubnet)
	}
	// Output:
	// 3 ENIs + 9 secondary = 12 addresses
	// 3 ENIs + 7 secondary = 10 addresses
}
