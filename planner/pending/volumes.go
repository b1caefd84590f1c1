package pending

import (
	"cmp"
	"slices"
	"strings"

	"podfit/planner"
)

// Volumes: plugins/volumerestrictions, nodevolumelimits/csi.go, volumebinding and
// volumezone. Where the input has no claims, or no volumes, nothing is known of them, and
// they turn away no node; Find raises a doubt.

// claim is a claim of a pod. It is not known if the input has no claims at all.
func (s *scene) claim(p *Pod, ref ClaimRef) (c Claim, has, known bool) {
	if len(s.Claims) == 0 {
		return c, false, false
	}
	c, has = s.Claims[Name{p.Namespace, p.claimName(ref)}]
	return c, has, true
}

// claimName is the claim's own: that of an ephemeral volume begins with the pod's.
func (p *Pod) claimName(ref ClaimRef) string {
	if ref.Ephemeral {
		return p.Name.Name + "-" + ref.Claim
	}
	return ref.Claim
}

// reject is why no node is looked at, as the PreFilter plugins find it in turn.
func (s *scene) reject(p *Pod) *Rejection {
	if names, only := p.named(); only && len(names) == 0 {
		return &Rejection{Kind: NamesConflict}
	}
	for _, ref := range p.Claims { // VolumeRestrictions
		if _, has, known := s.claim(p, ref); known && !has && !ref.Ephemeral {
			return &Rejection{Kind: ClaimMissing, Claim: ref.Claim}
		}
	}
	for _, ref := range p.Claims { // VolumeBinding
		c, has, known := s.claim(p, ref)
		name := p.claimName(ref)
		switch {
		case !known:
		case !has:
			return &Rejection{Kind: EphemeralClaimMissing, Claim: name}
		case c.Lost:
			return &Rejection{Kind: ClaimLost, Claim: name, Volume: c.Volume}
		case c.Deleted:
			return &Rejection{Kind: ClaimDeleted, Claim: name}
		}
	}
	for _, ref := range p.Claims {
		if c, has, _ := s.claim(p, ref); has && !c.Bound && !(s.waits(&c) && c.Volume == "") {
			return &Rejection{Kind: ClaimUnbound, Claim: p.claimName(ref)}
		}
	}
	for _, ref := range p.Claims { // VolumeZone
		if c, has, _ := s.claim(p, ref); has && c.Volume != "" && len(s.Volumes) > 0 && !ref.Ephemeral {
			if _, there := s.Volumes[c.Volume]; !there {
				return &Rejection{Kind: VolumeMissing, Claim: ref.Claim, Volume: c.Volume}
			}
		}
	}
	return nil
}

// waits reports that a claim is bound once its pod has a node. A class that is not in the
// input is taken for one that waits, as EKS's are, if no class is.
func (s *scene) waits(c *Claim) bool {
	class, has := s.StorageClasses[c.Class]
	return has && class.Waits || len(s.StorageClasses) == 0 && c.Class != ""
}

// volumes are the reasons of the first of the volume filters that turns a node away.
func (s *scene) volumes(p *Pod, node int32) []Reason {
	if len(p.Claims) == 0 {
		return nil
	}
	switch {
	case s.taken(p):
		return []Reason{{Kind: ClaimTaken}}
	case s.overAttached(p, node):
		return []Reason{{Kind: TooManyVolumes}}
	}
	if reasons := s.unbindable(p, &s.Nodes[node]); reasons != nil {
		return reasons
	}
	if s.inOtherZone(p, &s.Nodes[node]) {
		return []Reason{{Kind: VolumeInOtherZone}}
	}
	return nil
}

// taken reports a claim for one pod that another one on any node has.
func (s *scene) taken(p *Pod) bool {
	return slices.ContainsFunc(p.Claims, func(ref ClaimRef) bool {
		c, _, _ := s.claim(p, ref)
		return c.OnePod && !ref.Ephemeral && s.inUse[Name{p.Namespace, ref.Claim}]
	})
}

// overAttached reports that the node cannot attach the volumes of another pod, by the
// limits of its CSI drivers.
func (s *scene) overAttached(p *Pod, node int32) bool {
	limits := s.Nodes[node].VolumeLimits
	added := s.attached(p)
	if len(limits) == 0 || len(added) == 0 {
		return false
	}
	there := map[csiVolume]bool{}
	for _, other := range s.byNode[node] {
		for v := range s.attached(other) {
			there[v] = true
		}
	}
	for _, a := range s.Attachments {
		if v := s.Volumes[a.Volume]; a.Node == s.Nodes[node].Name && v.Driver != "" {
			there[csiVolume{a.Driver, v.Handle}] = true
		}
	}
	used := map[string]int64{}
	for v := range there {
		used[v.driver]++
	}
	more := map[string]int64{}
	for v := range added {
		if !there[v] {
			more[v.driver]++
		}
	}
	for driver, n := range more {
		if limit, has := limits[driver]; has && used[driver]+n > limit {
			return true
		}
	}
	return false
}

type csiVolume struct{ driver, handle string }

// attached are the CSI volumes of a pod. One that is not made yet has its claim's name.
func (s *scene) attached(p *Pod) map[csiVolume]bool {
	all := map[csiVolume]bool{}
	for _, ref := range p.Claims {
		c, has, _ := s.claim(p, ref)
		if !has {
			continue
		}
		v, made := s.Volumes[c.Volume]
		if !made {
			v = Volume{Driver: driverOf(s.StorageClasses[c.Class].Provisioner), Handle: " " + p.Namespace + "/" + p.claimName(ref)}
		}
		if v.Driver != "" && v.Handle != "" {
			all[csiVolume{v.Driver, v.Handle}] = true
		}
	}
	return all
}

// EBSDriver is the driver of EBS volumes, those of the provisioner within Kubernetes too.
const EBSDriver = "ebs.csi.aws.com"

func driverOf(provisioner string) string {
	if provisioner == "kubernetes.io/aws-ebs" {
		return EBSDriver
	}
	return provisioner
}

// unbindable are VolumeBinding's reasons (FindPodVolumes of plugins/volumebinding/binder.go).
func (s *scene) unbindable(p *Pod, n *Node) (reasons []Reason) {
	elsewhere, gone, unmatched := false, false, false
	chosen := map[string]bool{}
	for _, ref := range p.Claims {
		c, has, _ := s.claim(p, ref)
		switch {
		case !has, elsewhere || gone:
		case c.Bound && c.Volume != "":
			v, made := s.Volumes[c.Volume]
			gone = !made && len(s.Volumes) > 0
			elsewhere = made && !v.reaches(n)
		}
	}
	for _, ref := range s.unbound(p) {
		c, _, _ := s.claim(p, ref)
		if c.Selected != "" && c.Selected != n.Name {
			unmatched = true
			break
		}
		if unmatched = !s.bindable(&c, Name{p.Namespace, p.claimName(ref)}, n, chosen); unmatched {
			break
		}
	}
	if elsewhere {
		reasons = append(reasons, Reason{Kind: VolumeElsewhere})
	}
	if unmatched {
		reasons = append(reasons, Reason{Kind: NoVolume})
	}
	if gone {
		reasons = append(reasons, Reason{Kind: VolumeGone})
	}
	return reasons
}

// unbound are the claims that wait for a node, the smallest first.
func (s *scene) unbound(p *Pod) (refs []ClaimRef) {
	for _, ref := range p.Claims {
		if c, has, _ := s.claim(p, ref); has && !c.Bound {
			refs = append(refs, ref)
		}
	}
	size := func(ref ClaimRef) int64 { c, _, _ := s.claim(p, ref); return c.Storage }
	slices.SortStableFunc(refs, func(a, b ClaimRef) int { return cmp.Compare(size(a), size(b)) })
	return refs
}

// bindable reports whether a claim finds a free volume for the node, or can have one made.
func (s *scene) bindable(c *Claim, name Name, n *Node, chosen map[string]bool) bool {
	if c.Selected == "" {
		for _, volume := range s.free[c.Class] {
			if v := s.Volumes[volume]; !chosen[volume] && v.suits(c, name) && v.reaches(n) {
				chosen[volume] = true
				return true
			}
		}
	}
	class, has := s.StorageClasses[c.Class]
	if !has {
		return len(s.StorageClasses) == 0
	}
	if class.Provisioner == "" || class.Provisioner == "kubernetes.io/no-provisioner" {
		return false
	}
	return class.Topologies == nil || slices.ContainsFunc(class.Topologies, func(t planner.Selector) bool { return t.Matches(n.Labels) })
}

func (v *Volume) suits(c *Claim, name Name) bool {
	if v.Claim != (Name{}) && v.Claim != name || v.Storage < c.Storage {
		return false
	}
	return !slices.ContainsFunc(c.Modes, func(mode string) bool { return !slices.Contains(v.Modes, mode) })
}

func (v *Volume) reaches(n *Node) bool {
	return v.Affinity == nil || slices.ContainsFunc(v.Affinity, func(t NodeTerm) bool { return len(t.Labels) > 0 && t.Labels.Matches(n.Labels) })
}

// zoneLabels are those of volumes and nodes that VolumeZone compares, by that of today.
var zoneLabels = map[string]string{
	"topology.kubernetes.io/zone": "topology.kubernetes.io/zone", "topology.kubernetes.io/region": "topology.kubernetes.io/region",
	"failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
}

// inOtherZone compares the zone labels of volumes with the node's. A node without any
// takes every volume.
func (s *scene) inOtherZone(p *Pod, n *Node) bool {
	zoned := false
	for label := range zoneLabels {
		_, has := n.Labels[label]
		zoned = zoned || has
	}
	if !zoned {
		return false
	}
	for _, ref := range p.Claims {
		c, has, _ := s.claim(p, ref)
		if !has || c.Volume == "" || ref.Ephemeral {
			continue
		}
		for label, values := range s.Volumes[c.Volume].Labels {
			today, is := zoneLabels[label]
			if !is {
				continue
			}
			value, has := n.Labels[label]
			if !has {
				value, has = n.Labels[today]
			}
			if !has || !slices.Contains(strings.Split(values, "__"), value) {
				return true
			}
		}
	}
	return false
}
