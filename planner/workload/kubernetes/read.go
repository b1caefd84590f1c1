// Package kubernetes imports Kubernetes objects: manifests, and what kubectl get
// prints. It counts each pod once, with the controller that owns it, and reads
// Nodes for the comparison with what podfit predicts.
//
// It is large because all of it reads pod specs and pod templates. Templates are found in
// controllers.go and, in custom resources, by customkinds.go and its neighbors; running
// pods are in pods.go, and owners.go brings the two together. What specs and templates
// say is in placement.go, constraints.go, volumes.go and admission.go.
package kubernetes

import (
	"errors"
	"fmt"
	"hash/maphash"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"podfit/planner/workload/importer"
	"podfit/planner/workload/objects"
)

// Format is objects with a kind.
var Format = importer.Format{
	Input: "Kubernetes objects (kubectl get -o yaml or -o json)",
	New: func(notes *importer.Notes) importer.Reader {
		return &reader{
			notes:       notes,
			controllers: map[importer.Ref][]*controller{}, runningBy: map[podKey]*controller{}, owners: map[importer.Ref]importer.Ref{},
			limitRanges: map[string][]limitRange{}, runtimeClasses: map[string]runtimeClass{}, recommendations: map[importer.Ref]recommendation{},
			accounts: map[importer.Ref]map[string]string{}, claims: map[importer.Ref]claimSpec{}, provisioners: map[string]string{},
			volumesByName: map[string]*volumeSpec{}, volumesByClaim: map[importer.Ref]*volumeSpec{},
			namespaceLabels: map[string]map[string]string{}, priorities: map[string]int64{}, nodesByName: map[string]*importer.Node{},
			seed: maphash.MakeSeed(), podNames: map[uint64]bool{},
		}
	},
}

// reader keeps what a workload needs: one controller for any number of its pods.
type reader struct {
	notes           *importer.Notes
	count           int                            // of controllers and pods
	all             []*controller                  // templates
	controllers     map[importer.Ref][]*controller // templates by their object
	oldRevisions    []importer.Ref
	owners          map[importer.Ref]importer.Ref // of objects, and of pods that others own than Kubernetes' controllers
	running         []*controller                 // pods that are alike
	runningBy       map[podKey]*controller
	borrowers       []borrower
	autoscalers     []autoscaler
	limitRanges     map[string][]limitRange // by namespace
	quotas          []quota
	runtimeClasses  map[string]runtimeClass
	recommendations map[importer.Ref]recommendation // by what they are for
	chosen          importer.Choices
	policies        []policy
	accounts        map[importer.Ref]map[string]string // labels of ServiceAccounts
	claims          map[importer.Ref]claimSpec
	provisioners    map[string]string // of StorageClasses
	// PersistentVolumes by their own name, and by that of the claim.
	volumesByName   map[string]*volumeSpec
	volumesByClaim  map[importer.Ref]*volumeSpec
	services        []service
	namespaceLabels map[string]map[string]string
	priorities      map[string]int64 // of PriorityClasses
	defaultPriority *int64
	cni             *importer.CNI
	karpenter       karpenter
	nodes           []*importer.Node
	nodesByName     map[string]*importer.Node
	others          []*controller // running pods of DaemonSets, and static ones
	// podNames are hashed: a dump may have a million.
	seed     maphash.Seed
	podNames map[uint64]bool
}

// kinds is the table of objects that are read. Adding one is a line.
var kinds = []struct {
	names, groups []string
	read          func(*reader, *object) error
}{
	{[]string{"Pod"}, []string{""}, (*reader).readPod},
	{[]string{"Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"}, []string{"apps", "extensions"}, (*reader).readController},
	{[]string{"Job", "CronJob"}, []string{"batch"}, (*reader).readController},
	{[]string{"ReplicationController"}, []string{""}, (*reader).readController},
	{[]string{"HorizontalPodAutoscaler"}, []string{"autoscaling"}, (*reader).readAutoscaler},
	{[]string{"ScaledObject"}, []string{"keda.sh"}, (*reader).readScaledObject},
	{[]string{"VerticalPodAutoscaler"}, []string{"autoscaling.k8s.io"}, (*reader).readRecommendation},
	{[]string{"LimitRange"}, []string{""}, (*reader).readLimitRange},
	{[]string{"ResourceQuota"}, []string{""}, (*reader).readQuota},
	{[]string{"RuntimeClass"}, []string{"node.k8s.io"}, (*reader).readRuntimeClass},
	{[]string{"SecurityGroupPolicy"}, []string{"vpcresources.k8s.aws"}, (*reader).readPolicy},
	{[]string{"ServiceAccount"}, []string{""}, (*reader).readServiceAccount},
	{[]string{"PersistentVolumeClaim"}, []string{""}, (*reader).readClaim},
	{[]string{"PersistentVolume"}, []string{""}, (*reader).readVolume},
	{[]string{"Service"}, []string{""}, (*reader).readService},
	{[]string{"Namespace"}, []string{""}, (*reader).readNamespace},
	{[]string{"PriorityClass"}, []string{"scheduling.k8s.io"}, (*reader).readPriorityClass},
	{[]string{"StorageClass"}, []string{"storage.k8s.io", ""}, (*reader).readStorageClass},
	{[]string{"Node"}, []string{""}, (*reader).readClusterNode},
	{[]string{"Scenario"}, []string{"podfit"}, (*reader).rejectScenario},
}

// ReadObject reads an object of any kind.
func (r *reader) ReadObject(of *objects.Object) (recognized bool, err error) {
	if of.Kind == "" || of.Rest || of.Group() == "eksctl.io" { // whose ClusterConfig is no object of a cluster
		return false, nil
	}
	o, err := newObject(of)
	if err != nil {
		return true, fmt.Errorf("%s: %w", of.Place, err)
	}
	r.noteOwner(o)
	if err := r.read(o); err != nil {
		return true, fmt.Errorf("%s: %s: %w", o.Place, o.Ref, err)
	}
	return true, nil
}

// noteOwner keeps who owns an object. Of pods that is needed only where an operator
// made them, as Spark's driver owns its executors.
func (r *reader) noteOwner(o *object) {
	owner := o.owner()
	if owner == (importer.Ref{}) {
		return
	}
	switch owner.Kind {
	case "ReplicaSet", "StatefulSet", importer.DaemonSet, importer.Job, "ReplicationController", "Node":
		if o.Ref.Kind == "Pod" {
			return
		}
	}
	r.owners[o.id()] = owner
}

func (r *reader) read(o *object) error {
	for i := range kinds {
		if k := &kinds[i]; slices.Contains(k.names, o.Ref.Kind) && slices.Contains(k.groups, o.Group()) {
			return k.read(r, o)
		}
	}
	if all, known, err := parts(o); known {
		if err != nil {
			return err
		}
		return r.readCustom(o, all)
	}
	switch group, kind := o.Group(), o.Ref.Kind; {
	case isIn(launcherKinds, group, kind):
		return r.readLauncher(o)
	case isIn(podless, group, kind):
		r.notes.Skip("runs no pods", kind)
		return nil
	case isIn(creators, group, kind):
		r.notes.Skip("creates other objects, which count only if they are in the input", o.String())
		return nil
	}
	guessed, err := guess(o)
	if err != nil || len(guessed) == 0 {
		r.notes.Lose("unknown kind "+o.Ref.Kind+" of "+o.APIVersion+": pods that it creates are not counted", o.Path())
		return nil
	}
	return r.readCustom(o, guessed)
}

// Choose sets what the user decides; before Workloads.
func (r *reader) Choose(c importer.Choices) { r.chosen = c }

// next numbers what is read.
func (r *reader) next() int {
	r.count++
	return r.count
}

func (r *reader) rejectScenario(*object) error {
	return errors.New("a scenario is not a Kubernetes object; pass it to any command with -f")
}

func (r *reader) readServiceAccount(o *object) error {
	r.accounts[o.Ref] = o.metadata.Labels
	r.notes.Skip("runs no pods", o.Ref.Kind)
	return nil
}

func (r *reader) readClaim(o *object) error {
	var s claimSpec
	err := o.spec(&s)
	r.claims[o.Ref] = s
	return err
}

func (r *reader) readStorageClass(o *object) error {
	var provisioner string
	err := objects.DecodePart("provisioner", o.Provisioner, &provisioner)
	r.provisioners[o.Name] = provisioner
	return err
}

// nameLetters are those of a Kubernetes name, and maxName is its length.
const (
	nameLetters = "abcdefghijklmnopqrstuvwxyz0123456789-."
	maxName     = 253
)

// checkName accepts placeholders, such as ${APP}: see isValidName.
func checkName(of importer.Ref) error {
	switch {
	case of.Name == "":
		return errors.New("missing metadata.name")
	case len(of.Name) > maxName || len(of.Namespace) > maxName:
		return fmt.Errorf("its name must have at most %d letters", maxName)
	case strings.ContainsFunc(of.Namespace+of.Name, func(c rune) bool { return !unicode.IsPrint(c) || c == unicode.ReplacementChar }):
		return errors.New("its name has a character that is not printable")
	}
	return nil
}

// isValidName reports whether the API server would accept the name.
func isValidName(of importer.Ref) bool { return strings.Trim(of.Namespace+of.Name, nameLetters) == "" }

// errNoContainers says what an object without containers is: the API server accepts
// none.
func errNoContainers(kind string) error {
	if kind == "Pod" {
		return errors.New("it has no containers")
	}
	return fmt.Errorf("a patch of a %s (it has no containers): render it with what it patches: kubectl kustomize DIR | podfit import -", kind)
}

const again = "in the input more than once: counted once"

// replace puts a later object of the same kind and name in place of an earlier one,
// as kubectl apply does.
func (r *reader) replace(earlier, by []*controller) {
	same := len(earlier) == len(by)
	for i := range min(len(earlier), len(by)) {
		by[i].nth = earlier[i].nth
		was := *earlier[i]
		was.Place = by[i].Place
		same = same && reflect.DeepEqual(was, *by[i])
	}
	if same {
		r.notes.Skip(again, by[0].String())
		return
	}
	r.notes.Add(importer.Counted, "in the input more than once: the last one counts, as for kubectl apply", by[0].String())
	r.all = slices.DeleteFunc(r.all, func(c *controller) bool { return slices.Contains(earlier, c) })
	r.all = append(r.all, by...)
	for _, c := range by[min(len(earlier), len(by)):] {
		c.nth = r.next()
	}
	r.controllers[by[0].id] = by
}
