package kubernetes

import (
	"cmp"
	"fmt"
	"strings"

	"podfit/planner/workload/importer"
)

// policy is a SecurityGroupPolicy.
type policy struct {
	importer.Ref
	securityGroupSpec
	selects bool // some pods
}

func (r *reader) readPolicy(o *object) error {
	var s securityGroupSpec
	err := o.spec(&s)
	r.policies = append(r.policies, policy{o.Ref, s, false})
	return err
}

// matches requires both selectors, if it has both.
func (p *policy) matches(c *controller, account map[string]string) bool {
	return namespaceOf(p.Ref) == namespaceOf(c.Ref) && !c.Pods.HostNetwork &&
		(p.Pods != nil || p.ServiceAccounts != nil) &&
		(p.Pods == nil || p.Pods.matches(c.labels)) &&
		(p.ServiceAccounts == nil || p.ServiceAccounts.matches(account))
}

// hasSecurityGroups asks all policies, so that those that select nobody are known.
func (r *reader) hasSecurityGroups(c *controller) (has bool) {
	unknown := ""
	for i := range r.policies {
		p := &r.policies[i]
		account, known := r.accounts[importer.Ref{Kind: "ServiceAccount", Namespace: c.Namespace, Name: c.serviceAccount}]
		if p.ServiceAccounts != nil && !known && namespaceOf(p.Ref) == namespaceOf(c.Ref) {
			unknown = cmp.Or(unknown, p.Path())
		}
		if p.matches(c, account) {
			p.selects, has = true, true
		}
	}
	if !has && unknown != "" {
		c.Notes.Add(importer.Assumed, "its ServiceAccount is not in the input; it is assumed to have no labels that SecurityGroupPolicy "+unknown+" selects", "")
	}
	return has
}

// securityGroups is how many an interface takes, if nothing else is agreed with AWS
// (the quota "Security groups per network interface").
const securityGroups = 5

// notePolicies notes policies that do not do what their author meant. Call it once all
// pods are known.
func (r *reader) notePolicies() {
	most := cmp.Or(r.chosen.GroupsPerInterface, securityGroups)
	for i := range r.policies {
		p := &r.policies[i]
		if n := len(p.Groups.IDs); n > most {
			r.notes.Add(importer.Assumed, fmt.Sprintf("it names more security groups than the %d that an interface takes, so its pods never start; --security-groups-per-interface has a raised quota", most),
				fmt.Sprintf("%s (%d)", p.Ref, n))
		}
		if !p.selects {
			r.notes.Add(importer.Assumed, "it selects no pods of the input"+p.elsewhere(r), p.Ref.String())
		}
	}
}

// elsewhere names a namespace where a policy would select pods, which is a usual
// mistake.
func (p *policy) elsewhere(r *reader) string {
	for _, c := range r.all {
		if p.Pods != nil && namespaceOf(p.Ref) != namespaceOf(c.Ref) && len(p.Pods.conditions()) > 0 && p.Pods.matches(c.labels) {
			return "; pods in namespace " + strings.TrimSpace(namespaceOf(c.Ref)) + " have the labels, but a policy is for its own namespace"
		}
	}
	return ""
}
