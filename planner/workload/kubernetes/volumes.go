package kubernetes

import (
	"slices"
	"strings"

	"podfit/planner/workload/importer"
)

// volumes is how many EBS volumes each pod of a workload attaches.
func (r *reader) volumes(c *controller) int {
	n := c.volumes
	for _, t := range c.claimTemplates {
		if r.isEBS(c, t) {
			n++
		}
	}
	for _, name := range c.claims {
		claim, known := r.claims[importer.Ref{Kind: "PersistentVolumeClaim", Namespace: c.Namespace, Name: name}]
		if !known {
			c.Notes.Add(importer.Assumed, "a PersistentVolumeClaim that is not in the input is assumed to be an EBS volume", "")
		}
		if !known || r.isEBS(c, claim) {
			n++
		}
	}
	return n
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
		c.Notes.Add(importer.Assumed, "storage class "+name+" is not in the input and is assumed to be EBS", "")
	}
	return true
}
