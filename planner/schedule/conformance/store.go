package conformance

import (
	"strconv"
	"sync"
	"sync/atomic"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
)

// store is the objects of one resource, in the order in which they were created.
// The fake client's own tracker panics when a watcher is 100 events behind; here
// the writer waits.
type store struct {
	lock
	objects  map[string]runtime.Object
	order    []string
	revision int
	changes  *watch.Broadcaster
	watched  atomic.Bool
}

var replicaSetList = &appsv1.ReplicaSetList{}

func newStore() *store {
	return &store{objects: map[string]runtime.Object{}, changes: watch.NewBroadcaster(1000, watch.WaitIfChannelFull)}
}

func (s *store) put(o runtime.Object) runtime.Object {
	m := o.(metav1.Object)
	key := m.GetNamespace() + "/" + m.GetName()
	event := watch.Modified
	s.do(func() {
		s.revision++
		m.SetResourceVersion(strconv.Itoa(s.revision))
		if m.GetUID() == "" {
			m.SetUID(types.UID("uid-" + key))
		}
		if s.objects[key] == nil {
			event = watch.Added
			s.order = append(s.order, key)
		}
		s.objects[key] = o
	})
	if s.watched.Load() { // before, all is in the list
		_ = s.changes.Action(event, o)
	}
	return o
}

func (s *store) get(namespace, name string) (o runtime.Object) {
	s.do(func() { o = s.objects[namespace+"/"+name] })
	return o
}

func (s *store) list(empty runtime.Object) (runtime.Object, error) {
	list := empty.DeepCopyObject()
	var all []runtime.Object
	s.do(func() {
		for _, key := range s.order {
			all = append(all, s.objects[key])
		}
		list.(metav1.ListInterface).SetResourceVersion(strconv.Itoa(s.revision))
	})
	return list, meta.SetList(list, all)
}

func (s *store) watch() (watch.Interface, error) {
	w, err := s.changes.Watch()
	s.watched.Store(true)
	return w, err
}

// lock guards what follows it in a struct.
type lock struct{ mu sync.Mutex }

func (l *lock) do(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}
