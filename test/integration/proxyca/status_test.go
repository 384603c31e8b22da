// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/integration/harness"
)

// room is a namespace with Connectors of two classes: one with the proxy that comes with Connectors, one with another.
type room struct {
	namespace string
	other     string // the authority that the other class names
}

const (
	builtIn = "built-in"
	other   = "other"
)

func newRoom(t *testing.T) room {
	t.Helper()
	r := room{namespace: stack.Namespace(t), other: harness.NewAuthority(t).PEM}
	client := harness.Connectors(t, stack.Admin(t))
	for name, proxy := range map[string]*v1alpha1.ConnectorClassProxy{
		builtIn: {Ref: &v1alpha1.ObjectReference{Kind: "Service", Namespace: v1alpha1.SystemNamespace, Name: ca.ServiceName}},
		other:   {URI: "http://proxy.example.com", CACerts: r.other},
	} {
		class, err := client.ConnectorClasses().Create(t.Context(), &v1alpha1.ConnectorClass{
			ObjectMeta: metav1.ObjectMeta{GenerateName: name + "-"}, Spec: v1alpha1.ConnectorClassSpec{Proxy: proxy},
		}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := client.ConnectorClasses().Delete(context.WithoutCancel(t.Context()), class.Name, metav1.DeleteOptions{}); err != nil {
				t.Error(err)
			}
		})
		if _, err := client.Connectors(r.namespace).Create(t.Context(), &v1alpha1.Connector{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			Spec:       v1alpha1.ConnectorSpec{ConnectorClassName: class.Name, Address: "http://127.0.0.1:1"},
		}, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// await waits until all is known of a Connector, and its status and that of its class tell of these authorities. It need not be
// ready: the proxy is left out.
func (r room) await(t *testing.T, name, want string) *v1alpha1.Connector {
	t.Helper()
	client := harness.Connectors(t, stack.Admin(t))
	var got *v1alpha1.Connector
	harness.Eventually(t, "Connector "+name+" tells of the authorities", func(ctx context.Context) (err error) {
		if got, err = client.Connectors(r.namespace).Get(ctx, name, metav1.GetOptions{}); err != nil {
			return err
		}
		class, err := client.ConnectorClasses().Get(ctx, got.Spec.ConnectorClassName, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if got.Status.Proxy == nil || got.Status.Proxy.HTTPAddress == nil || class.Status.Proxy == nil {
			return errors.New("it has no proxy address")
		}
		if has := got.Status.Proxy.HTTPAddress.CACerts; has != want || class.Status.Proxy.HTTPAddress.CACerts != want {
			return fmt.Errorf("it has %q and its class %q", has, class.Status.Proxy.HTTPAddress.CACerts)
		}
		for _, condition := range got.Status.Conditions {
			if condition.Status == metav1.ConditionUnknown {
				return fmt.Errorf("%+v", condition)
			}
		}
		return nil
	})
	return got
}

// The status tells of the authorities as they are published, and follows them. Nothing else of it changes.
func TestStatusFollows(t *testing.T) {
	s := fromNothing(t)
	r := newRoom(t)
	empty := r.await(t, builtIn, "")
	r.await(t, other, r.other)

	replica := run(t, options{lifetime: year, overlap: 3 * time.Second})
	first := s.agree(t, replica)
	told := r.await(t, builtIn, first)
	told.Status.Proxy.HTTPAddress.CACerts = ""
	// What a class is found to lack is said in one way or another, depending on how busy this machine is.
	if diff := cmp.Diff(empty.Status, told.Status, cmpopts.IgnoreFields(v1alpha1.Condition{}, "Message")); diff != "" {
		t.Errorf("something else of the status has changed:\n%s", diff)
	}

	before := s.secret(t)
	s.edit(t, func(secret *corev1.Secret) { secret.Annotations = map[string]string{ca.RotateAnnotation: "now"} })
	s.awaitSigner(t, before)
	second := s.agree(t, replica)
	if second == first {
		t.Error("nothing was rotated")
	}
	r.await(t, builtIn, second)
	r.await(t, other, r.other)

	// What is published by mistake is told to nobody.
	replica.stop()
	stack.Kubectl(t, "patch", "configmap", ca.ConfigMapName, "-n", v1alpha1.SystemNamespace, "-p", `{"data":{"ca.crt":"mine"}}`)
	r.await(t, builtIn, "")
	again := run(t, options{})
	s.agree(t, again)
	r.await(t, builtIn, second)
	again.stop()
	stack.Kubectl(t, "delete", "configmap", ca.ConfigMapName, "-n", v1alpha1.SystemNamespace)
	r.await(t, builtIn, "")
	r.await(t, other, r.other)
}

// A controller that starts anew does not take the authorities back for a moment.
func TestStatusStaysOverARestart(t *testing.T) {
	s := fromNothing(t)
	r := newRoom(t)
	bundle := s.agree(t, run(t, options{}))
	before := r.await(t, builtIn, bundle)
	changes := r.watch(t, before)
	stack.Restart(t, harness.Controller)
	// Whatever the new process does to this Connector, it has done when it has made another one from scratch.
	newRoom(t).await(t, builtIn, bundle)
	for {
		select {
		case event := <-changes.ResultChan():
			c, ok := event.Object.(*v1alpha1.Connector)
			if !ok {
				t.Fatalf("the watch says %v", event.Object)
			}
			if c.Status.Proxy == nil || c.Status.Proxy.HTTPAddress.CACerts != bundle {
				t.Errorf("meanwhile the status was %+v", c.Status.Proxy)
			}
			continue
		default:
		}
		return
	}
}

// watch shows what becomes of a Connector from now on.
func (r room) watch(t *testing.T, connector *v1alpha1.Connector) watch.Interface {
	t.Helper()
	client := harness.Connectors(t, stack.Admin(t)).Connectors(r.namespace)
	return harness.Watch(t, connector.ResourceVersion, func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
		options.FieldSelector = "metadata.name=" + connector.Name
		return client.Watch(ctx, options)
	})
}
