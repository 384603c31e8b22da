// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"crypto/x509"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	kubeinformers "k8s.io/client-go/informers"
	kubefake "k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/record"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/controller/condition"
	"connectors.alauda.io/pkg/generated/clientset/versioned/fake"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

// patience is how long tests wait for what has to happen.
const patience = time.Minute

// fixture is a controller at work on fake servers.
type fixture struct {
	t          *testing.T
	client     *fake.Clientset
	kube       *kubefake.Clientset
	recorder   *record.FakeRecorder
	controller *Controller
	stop       func()
}

// onlyOr are the authorities of a class alone, or others where it names none.
func onlyOr(others func() *x509.CertPool) func(caCerts string) *x509.CertPool {
	return func(caCerts string) *x509.CertPool {
		if caCerts == "" {
			return others()
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM([]byte(caCerts))
		return pool
	}
}

// start runs a controller, asked for more workers than it has, on the objects until the test ends or stop is called.
func start(t *testing.T, change func(*fixture, *Config), objects ...runtime.Object) *fixture {
	t.Helper()
	f := &fixture{t: t, client: fake.NewSimpleClientset(), kube: kubefake.NewClientset(), recorder: record.NewFakeRecorder(100)}
	for _, object := range objects {
		f.add(object)
	}
	factory, kubeFactory := informers.NewSharedInformerFactory(f.client, 0), kubeinformers.NewSharedInformerFactory(f.kube, 0)
	config := Config{
		Connectors: f.client, Kube: f.kube, Recorder: f.recorder, Guard: testGuard(),
		Classes: factory.Connectors().V1alpha1().ConnectorClasses(), Services: kubeFactory.Core().V1().Services(),
		ProxyCA: kubeFactory.Core().V1().ConfigMaps(), APIRoots: onlyOr(func() *x509.CertPool { return nil }),
		Timeout: patience, // a busy machine is no reason to find a service slow
	}
	if change != nil {
		change(f, &config)
	}
	var err error
	if f.controller, err = New(config); err != nil {
		t.Fatal(err)
	}
	classesWatched := watched(&f.client.Fake, f.client.Tracker(), "connectorclasses")
	servicesWatched := watched(&f.kube.Fake, f.kube.Tracker(), "services")
	proxyCAWatched := watched(&f.kube.Fake, f.kube.Tracker(), "configmaps")
	ctx, cancel := context.WithCancel(t.Context())
	factory.StartWithContext(ctx)
	kubeFactory.StartWithContext(ctx)
	var running sync.WaitGroup
	running.Go(func() { f.controller.Run(ctx, 10*maxWorkers) })
	f.stop = func() {
		cancel()
		running.Wait()
		factory.Shutdown()
		kubeFactory.Shutdown()
	}
	t.Cleanup(func() { f.stop() })
	<-classesWatched
	<-servicesWatched
	<-proxyCAWatched
	return f
}

// watched returns a channel that is closed once the resource is watched. A change before that would be lost: the fake
// server keeps no history from which a watch could begin, as the real one does.
func watched(client *clienttesting.Fake, tracker clienttesting.ObjectTracker, resource string) <-chan struct{} {
	began := make(chan struct{})
	var once sync.Once
	client.PrependWatchReactor(resource, func(action clienttesting.Action) (bool, watch.Interface, error) {
		w, err := tracker.Watch(action.GetResource(), action.GetNamespace())
		once.Do(func() { close(began) })
		return true, w, err
	})
	return began
}

func (f *fixture) add(object runtime.Object) {
	f.t.Helper()
	tracker := f.kube.Tracker()
	if _, ok := object.(*v1alpha1.ConnectorClass); ok {
		tracker = f.client.Tracker()
	}
	if err := tracker.Add(object); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) class(name string) *v1alpha1.ConnectorClass {
	f.t.Helper()
	class, err := f.client.ConnectorsV1alpha1().ConnectorClasses().Get(context.Background(), name, metav1.GetOptions{})
	if err != nil {
		f.t.Fatal(err)
	}
	return class
}

// await returns the class once its Ready is as wanted, as "True" or as a reason. It looks where the controller does: the
// fake server refuses no write that is based on an older version, as the real one does.
func (f *fixture) await(name, want string) *v1alpha1.ConnectorClass {
	f.t.Helper()
	var class *v1alpha1.ConnectorClass
	eventually(f.t, "class "+name+" is "+want, func() bool {
		var err error
		if class, err = f.controller.classes.Get(name); err != nil {
			return false
		}
		ready := condition.Find(class.Status.Conditions, v1alpha1.ClassReady)
		return ready != nil && (ready.Reason == want || string(ready.Status) == want) && class.Status.ObservedGeneration == class.Generation
	})
	return class
}

// update changes the spec of a class as the API server does.
func (f *fixture) update(name string, change func(*v1alpha1.ConnectorClassSpec)) {
	f.t.Helper()
	class := f.class(name)
	change(&class.Spec)
	class.Generation++
	if _, err := f.client.ConnectorsV1alpha1().ConnectorClasses().Update(context.Background(), class, metav1.UpdateOptions{}); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) updateService(service *corev1.Service) {
	f.t.Helper()
	if _, err := f.kube.CoreV1().Services(service.Namespace).Update(context.Background(), service, metav1.UpdateOptions{}); err != nil {
		f.t.Fatal(err)
	}
}

// writes gives the status writes so far, by class.
func (f *fixture) writes() map[string]int {
	writes := map[string]int{}
	for _, action := range f.client.Actions() {
		if update, ok := action.(clienttesting.UpdateAction); ok && update.GetSubresource() == "status" {
			writes[update.GetObject().(*v1alpha1.ConnectorClass).Name]++
		}
	}
	return writes
}

// events are those that were sent and not asked for yet.
func (f *fixture) events() []string {
	var events []string
	for {
		select {
		case event := <-f.recorder.Events:
			events = append(events, event)
		default:
			return events
		}
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	err := wait.PollUntilContextTimeout(t.Context(), 2*time.Millisecond, patience, true, func(context.Context) (bool, error) { return is(), nil })
	if err != nil {
		t.Fatalf("waiting until %s: %v", what, err)
	}
}

// withProxy is a class whose proxy is Service tools/api.
func withProxy(name string) *v1alpha1.ConnectorClass {
	class := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: name, Generation: 1}}
	class.Spec.Proxy = &v1alpha1.ConnectorClassProxy{Ref: apiOf("", "").ref}
	return class
}

func withAPI(name, uri string) *v1alpha1.ConnectorClass {
	class := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: name, Generation: 1}}
	class.Spec.API = &v1alpha1.ConnectorClassAPI{URI: uri}
	return class
}
