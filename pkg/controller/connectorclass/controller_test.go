// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"crypto/x509"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clienttesting "k8s.io/client-go/testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestControllerFollowsServices(t *testing.T) {
	listening := serve(t, plain)
	f := start(t, nil, withProxy("git"))
	f.await("git", "ServiceNotFound")

	f.add(external("localhost", "http", listening.port()))
	class := f.await("git", "True")
	_, port, _ := strings.Cut(strings.TrimPrefix(listening.url("http"), "http://"), ":")
	if got, want := class.Status.Proxy.HTTPAddress.URL, "http://"+serviceHost+":"+port; got != want {
		t.Errorf("the proxy is at %s, want %s", got, want)
	}
	f.updateService(external("127.0.0.2", "http", listening.port()))
	f.await("git", "ConnectionFailed")
	if err := f.kube.CoreV1().Services("tools").Delete(t.Context(), "api", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if class := f.await("git", "ServiceNotFound"); class.Status.Proxy != nil {
		t.Errorf("the proxy of a Service that is gone: %+v", class.Status.Proxy)
	}
	f.stop()
	want := []string{
		"Warning ServiceNotFound Service tools/api does not exist",
		"Normal ProxyReady Condition ProxyReady is true",
		"Normal Ready Condition Ready is true",
		"Warning ConnectionFailed Service tools/api cannot be connected to: the service's address is not allowed: 127.0.0.2:" +
			port + " may not be dialled: it is a loopback address",
		"Warning ServiceNotFound Service tools/api does not exist",
	}
	if diff := cmp.Diff(want, f.events()); diff != "" {
		t.Error(diff)
	}
}

func TestControllerFollowsClasses(t *testing.T) {
	ours := newAuthority(t)
	listening := serve(t, secure(ours.issue(t, nil)))
	f := start(t, nil, &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: "jira", Generation: 1}})
	class := f.await("jira", "True")
	if class.Status.API != nil || class.Status.Proxy != nil {
		t.Errorf("addresses of nothing: %+v", class.Status)
	}
	f.update("jira", func(spec *v1alpha1.ConnectorClassSpec) {
		spec.API = &v1alpha1.ConnectorClassAPI{URI: listening.url("https")}
	})
	f.await("jira", "ConnectionFailed")
	f.update("jira", func(spec *v1alpha1.ConnectorClassSpec) { spec.API.CACerts = ours.pem })
	class = f.await("jira", "True")
	want := &v1alpha1.Addressable{URL: listening.url("https"), CACerts: ours.pem}
	if diff := cmp.Diff(want, class.Status.API.Address); diff != "" {
		t.Error(diff)
	}
}

func TestControllerRechecks(t *testing.T) {
	ours := newAuthority(t)
	var roots atomic.Pointer[x509.CertPool]
	roots.Store(x509.NewCertPool())
	f := start(t, func(_ *fixture, c *Config) { c.APIRoots = onlyOr(roots.Load) },
		withAPI("jira", serve(t, secure(ours.issue(t, nil))).url("https")))
	f.await("jira", "ConnectionFailed")
	roots.Store(ours.pool())
	f.controller.Recheck()
	f.await("jira", "True")
}

// A write that was refused is made again, on the class as it is then, and no Event is sent for the one that was not made.
func TestControllerRetries(t *testing.T) {
	resource := v1alpha1.Resource("connectorclasses")
	for name, refusal := range map[string]error{
		"conflict":    apierrors.NewConflict(resource, "git", errors.New("the object has been modified")),
		"unavailable": apierrors.NewServiceUnavailable("etcd is gone"),
	} {
		t.Run(name, func(t *testing.T) {
			var refused atomic.Int64
			f := start(t, func(f *fixture, _ *Config) {
				f.client.PrependReactor("update", "connectorclasses", func(clienttesting.Action) (bool, runtime.Object, error) {
					return refused.Add(1) <= 2, nil, refusal
				})
			}, withProxy("git"))
			f.await("git", "ServiceNotFound")
			f.stop()
			if got := len(f.events()); got != 1 || refused.Load() != 3 {
				t.Errorf("%d Events and %d writes, want 1 and 3", got, refused.Load())
			}
		})
	}
}

func TestControllerForgetsDeletedClasses(t *testing.T) {
	var tried atomic.Int64
	f := start(t, func(f *fixture, _ *Config) {
		f.client.PrependReactor("update", "connectorclasses", func(clienttesting.Action) (bool, runtime.Object, error) {
			tried.Add(1)
			return true, nil, apierrors.NewNotFound(v1alpha1.Resource("connectorclasses"), "git")
		})
	}, withProxy("git"))
	eventually(t, "a failure is counted", func() bool { return tried.Load() > 0 && f.controller.backoff.NumRequeues("git") > 0 })
	if err := f.client.ConnectorsV1alpha1().ConnectorClasses().Delete(t.Context(), "git", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the failures are forgotten", func() bool { return f.controller.backoff.NumRequeues("git") == 0 })
	f.stop()
	if events := f.events(); events != nil {
		t.Errorf("Events about a class that is gone: %q", events)
	}
}

func TestControllerChecksFourAtOnce(t *testing.T) {
	slow := serve(t, hang)
	var objects []runtime.Object
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		objects = append(objects, withAPI(name, slow.url("https")))
	}
	f := start(t, func(_ *fixture, c *Config) { c.Timeout = time.Hour }, objects...)
	eventually(t, "four checks hang", func() bool { return slow.connections() == 4 })
	f.stop()
	if accepted, _ := slow.finish(t); accepted != 4 {
		t.Errorf("%d connections were made at once, want 4", accepted)
	}
}

// Three classes whose services hang leave room for the others.
func TestControllerDoesNotWaitForTheSlow(t *testing.T) {
	slow, fast := serve(t, hang), serve(t, plain)
	var objects []runtime.Object
	for _, name := range []string{"a", "b", "c"} {
		objects = append(objects, withAPI(name, slow.url("https")))
	}
	f := start(t, func(_ *fixture, c *Config) { c.Timeout = time.Hour }, objects...)
	eventually(t, "three checks hang", func() bool { return slow.connections() == 3 })
	f.add(withAPI("fast", fast.url("http")))
	f.await("fast", "True")
	f.stop() // although the timeout is far away
	if got := f.writes(); len(got) != 1 || got["fast"] != 1 {
		t.Errorf("written: %v; a check that was cut off says nothing", got)
	}
}

func TestNewRefusesIncompleteConfigs(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no guard":          func(c *Config) { c.Guard = nil },
		"no clients":        func(c *Config) { c.Connectors, c.Kube = nil, nil },
		"short backoff":     func(c *Config) { c.Interval, c.MaxBackoff = time.Minute, time.Second },
		"negative interval": func(c *Config) { c.Interval = -1 },
		"negative timeout":  func(c *Config) { c.Timeout = -1 },
	} {
		t.Run(name, func(t *testing.T) {
			var config Config
			f := start(t, func(_ *fixture, c *Config) { config = *c })
			f.stop()
			change(&config)
			if c, err := New(config); err == nil || c != nil {
				t.Error("made a controller")
			}
		})
	}
}

// An index can be added once, and stopped informers tell nothing.
func TestNewOnStoppedInformers(t *testing.T) {
	var config Config
	f := start(t, func(_ *fixture, c *Config) { config = *c })
	f.stop()
	if _, err := New(config); err == nil {
		t.Error("made a controller that would never be told anything")
	}
}
