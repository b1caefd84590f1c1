package kubernetes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"podfit/planner"
	"podfit/planner/workload/importer"
)

// claimTemplate makes a claim for each pod.
type claimTemplate struct {
	name string // empty for an ephemeral volume, whose claim ends with its pod
	claimSpec
}

func (c *controller) readVolumes(s *podSpec, pod string) {
	for _, v := range s.Volumes {
		switch {
		case v.Claim != nil && v.Claim.Name != "":
			c.claims = append(c.claims, v.Claim.Name)
		case v.Ephemeral != nil:
			c.claimTemplates = append(c.claimTemplates, claimTemplate{"", v.Ephemeral.Template.Spec})
		case v.EBS != nil:
			c.volumes++
		}
	}
	slices.Sort(c.claims)
	c.claims = slices.Compact(c.claims)
	if c.id.Kind == "Pod" && c.owner.Kind == "StatefulSet" {
		// Claims that a StatefulSet makes end with the name of the pod.
		own := func(name string) bool { return strings.HasSuffix(name, "-"+pod) }
		if slices.ContainsFunc(c.claims, own) {
			c.podClaims = [][]string{c.claims}
			c.claims = slices.DeleteFunc(slices.Clone(c.claims), own)
		}
	}
}

// shareClaims adds the claims of another pod of the same owner: those that not all
// pods have are the pods' own.
func (c *controller) shareClaims(other *controller) {
	if len(c.podClaims)+len(other.podClaims) == 0 && slices.Equal(c.claims, other.claims) {
		return
	}
	all := func(of *controller) [][]string {
		if of.podClaims == nil {
			return [][]string{of.claims}
		}
		return of.podClaims
	}
	c.podClaims = slices.Concat(all(c), all(other))
	c.claims = slices.DeleteFunc(slices.Clone(c.claims), func(name string) bool { return !slices.Contains(other.claims, name) })
}

// volumes adds the EBS volumes of each pod, the claims that the pods share, and
// where these are.
func (r *reader) volumes(c *controller) {
	c.Pods.Volumes = c.volumes
	var pods [][]string // claims of each pod
	named := 0          // volumes of named claims
	for i, t := range c.claimTemplates {
		ebs := r.isEBS(c, t.claimSpec)
		switch {
		case ebs && t.name == "":
			c.Pods.Volumes++
		case ebs:
			named++
		}
		if t.name == "" || c.Kind != "StatefulSet" || len(c.podClaims) > 0 {
			continue
		}
		for n := range min(c.Replicas, mostOrdinals) {
			for len(pods) <= n {
				pods = append(pods, nil)
			}
			pods[n] = append(pods[n], fmt.Sprintf("%s-%s-%d", c.claimTemplates[i].name, c.Name, c.firstOrdinal+n))
		}
	}
	most := 0
	for _, names := range c.podClaims {
		own := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(c.claims, name) })
		n := 0
		for _, name := range own {
			if r.claimed(c, name).ebs {
				n++
			}
		}
		most = max(most, n)
		pods = append(pods, own)
	}
	if templates := slices.ContainsFunc(c.claimTemplates, func(t claimTemplate) bool { return t.name != "" }); templates {
		most = named
	}
	c.Pods.Volumes += most
	r.zonesOfPods(c, pods)
	for _, name := range c.claims {
		r.share(c, name)
	}
}

// mostOrdinals is how many pods of a StatefulSet are looked up by name.
const mostOrdinals = 10_000

// zonesOfPods keeps the pods in the zone of their volumes, if that is one.
func (r *reader) zonesOfPods(c *controller, pods [][]string) {
	zones, pinned, alike := map[string]bool{}, 0, true
	var one []string
	for _, names := range pods {
		var of []string
		for _, name := range names {
			if z := r.claimed(c, name).zones; len(z) > 0 {
				of = z
				for _, zone := range z {
					zones[zone] = true
				}
			}
		}
		if len(of) > 0 {
			alike = alike && (pinned == 0 || slices.Equal(one, of))
			pinned++
			one = of
		}
	}
	switch {
	case pinned == 0:
	case alike && pinned >= max(len(pods), c.Replicas):
		note := func(text string) { c.Notes.Add(importer.Ignored, text, "") }
		meet(&placement{note: note}, &c.Pods.Nodes.Zones, one)
	default:
		c.Notes.Add(importer.Ignored, "some of its pods have volumes in a zone already, but each may run in any zone of the plan", strings.Join(slices.Sorted(maps.Keys(zones)), ", "))
	}
}

// share adds a claim that all pods use, unless it restricts nothing: a volume that
// many nodes may attach, in every zone.
func (r *reader) share(c *controller, name string) {
	found := r.claimed(c, name)
	if !found.known {
		c.Notes.Add(importer.Assumed, "a PersistentVolumeClaim that is not in the input is assumed to be a ReadWriteOnce EBS volume", name)
	}
	claim := planner.Claim{Name: name, Access: found.access, Zones: found.zones}
	if !found.ebs && claim.Access == planner.ReadWriteOnce {
		claim.Access = planner.ManyNodes // nothing is attached
	}
	if claim.Access != planner.ManyNodes || len(claim.Zones) > 0 {
		c.Pods.Claims = append(c.Pods.Claims, claim)
	}
}

// claimed is what is known of a claim and its volume.
type claimed struct {
	known, ebs bool
	access     planner.ClaimAccess
	zones      []string
}

func (r *reader) claimed(c *controller, name string) claimed {
	spec, known := r.claims[importer.Ref{Kind: "PersistentVolumeClaim", Namespace: c.Namespace, Name: name}]
	volume := r.volumesByName[spec.VolumeName]
	if volume == nil {
		volume = r.volumesByClaim[importer.Ref{Namespace: namespaceOf(c.Ref), Name: name}]
	}
	if volume != nil && !known {
		spec, known = volume.claimSpec, true
	}
	found := claimed{known: known, ebs: true}
	if known {
		found.access = accessOf(spec.AccessModes)
	}
	switch many := found.access == planner.ManyNodes; {
	case volume != nil && volume.CSI.Driver != "":
		found.ebs = !many && slices.Contains(ebsProvisioners, volume.CSI.Driver)
	case volume != nil && (volume.NFS != nil || volume.EBS != nil):
		found.ebs = !many && volume.NFS == nil
	case known:
		found.ebs = r.isEBS(c, spec)
	}
	if volume != nil {
		var everywhere bool
		if found.zones, everywhere = volume.zones(); !everywhere {
			c.Notes.AddOnce(importer.Ignored, "a volume that only some nodes of its zone can use is planned as if all could", name)
		}
	}
	return found
}

// accessOf is the widest of the modes, as a claim for many nodes is no EBS volume.
func accessOf(modes []string) planner.ClaimAccess {
	switch {
	case slices.Contains(modes, "ReadWriteMany"), slices.Contains(modes, "ReadOnlyMany"):
		return planner.ManyNodes
	case slices.Contains(modes, "ReadWriteOncePod"):
		return planner.ReadWriteOncePod
	}
	return planner.ReadWriteOnce
}

// readVolume keeps a PersistentVolume with the claim that it is bound to. Volumes of
// older provisioners have their zone as a label alone.
func (r *reader) readVolume(o *object) error {
	var s volumeSpec
	if err := o.spec(&s); err != nil {
		return err
	}
	for key, value := range o.metadata.Labels {
		if modern(key) == planner.ZoneTopology && len(s.NodeAffinity.Required.Terms) == 0 {
			s.NodeAffinity.Required.Terms = []nodeTerm{{MatchExpressions: []requirement{{key, "In", strings.Split(value, "__")}}}}
		}
	}
	r.volumesByName[o.Name] = &s
	if s.ClaimRef.Name != "" {
		r.volumesByClaim[importer.Ref{Namespace: cmp.Or(s.ClaimRef.Namespace, "default"), Name: s.ClaimRef.Name}] = &s
	}
	r.notes.Skip("runs no pods", o.Ref.Kind)
	return nil
}

// zones are those of a volume; all says that each node in them can use it.
func (v *volumeSpec) zones() (zones []string, all bool) {
	all = true
	for i, t := range v.NodeAffinity.Required.Terms {
		var of []string
		for _, r := range t.MatchExpressions {
			switch key := modern(r.Key); {
			case (key == planner.ZoneTopology || key == zoneIDLabel) && r.Operator == "In":
				of = append(of, slices.DeleteFunc(slices.Clone(r.Values), notALabel)...)
			case key == osLabel, key == "topology.kubernetes.io/region":
			default:
				all = false
			}
		}
		if len(of) == 0 || i > 0 && len(zones) == 0 {
			zones = nil
			continue
		}
		zones = append(zones, of...)
	}
	slices.Sort(zones)
	return slices.Compact(zones), all
}

// ebsProvisioners create EBS volumes; EKS Auto Mode has its own.
var ebsProvisioners = []string{"ebs.csi.aws.com", "kubernetes.io/aws-ebs", "ebs.csi.eks.amazonaws.com"}

// isEBS guesses from the class's name if the class is not in the input. EBS
// volumes attach to one node, so a claim for many nodes is something else; EKS's
// default class is EBS.
func (r *reader) isEBS(c *controller, claim claimSpec) bool {
	for _, mode := range claim.AccessModes {
		if mode == "ReadWriteMany" || mode == "ReadOnlyMany" {
			return false
		}
	}
	if claim.StorageClass == nil || *claim.StorageClass == "" {
		return true
	}
	name := *claim.StorageClass
	if provisioner, known := r.provisioners[name]; known {
		return slices.Contains(ebsProvisioners, provisioner)
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	switch {
	case has("efs", "fsx", "nfs", "s3", "local", "lustre", "smb", "ceph"):
		return false
	case !has("ebs", "gp2", "gp3", "io1", "io2", "st1", "sc1", "auto"):
		c.Notes.AddOnce(importer.Assumed, "storage class "+name+" is not in the input and is assumed to be EBS", "")
	}
	return true
}
