package workload

import (
	"slices"
	"strings"
)

// volumes is how many EBS volumes each pod of a record attaches.
func (r *Reader) volumes(rec *record) int {
	n := rec.volumes
	for _, t := range rec.templates {
		if r.isEBS(rec, t) {
			n++
		}
	}
	for _, name := range rec.claims {
		claim, known := r.claims[ref{"PersistentVolumeClaim", rec.namespace, name}]
		if !known {
			rec.notes.add(Guessed, "a volume claim that is not among the objects is taken for an EBS volume", "")
		}
		if !known || r.isEBS(rec, claim) {
			n++
		}
	}
	return n
}

// ebsProvisioners make EBS volumes; EKS Auto Mode has one of its own.
var ebsProvisioners = []string{"ebs.csi.aws.com", "kubernetes.io/aws-ebs", "ebs.csi.eks.amazonaws.com"}

// isEBS: an EBS volume attaches to one node, and EKS's default class is one.
// Where the class itself is not among the objects, its name has to do.
func (r *Reader) isEBS(rec *record, claim claimSpec) bool {
	for _, mode := range claim.AccessModes {
		if mode == "ReadWriteMany" || mode == "ReadOnlyMany" {
			return false
		}
	}
	if claim.StorageClass == nil || *claim.StorageClass == "" {
		return true
	}
	name := *claim.StorageClass
	if provisioner, known := r.classes[name]; known {
		return slices.Contains(ebsProvisioners, provisioner)
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	switch {
	case has("efs", "fsx", "nfs", "s3", "local", "lustre", "smb", "ceph"):
		return false
	case !has("ebs", "gp2", "gp3", "io1", "io2", "st1", "sc1", "auto"):
		rec.notes.add(Guessed, "storage class "+name+" is not among the objects, and is taken for EBS", "")
	}
	return true
}
