// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"errors"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// What is done to a proxy Service is undone.
func TestProxyServiceIsRepaired(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	class, host := r.newProxiedClass(t, unedited)
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
	r.expect(t, c.Name, allocated())
	for _, test := range []struct {
		name    string
		kubectl []string
	}{
		{"another name", []string{"patch", "service", "c-tool", "-p", `{"spec":{"externalName":"elsewhere.example.com"}}`}},
		{"another type", []string{"patch", "service", "c-tool", "-p", `{"spec":{"type":"ClusterIP","externalName":null}}`}},
		{"another port", []string{"patch", "service", "c-tool", "--type=json", "-p", `[{"op":"replace","path":"/spec/ports/0/port","value":81}]`}},
		{"no ports", []string{"patch", "service", "c-tool", "--type=json", "-p", `[{"op":"remove","path":"/spec/ports"}]`}},
		{"no label", []string{"label", "service", "c-tool", "app.kubernetes.io/managed-by-"}},
		{"deleted", []string{"delete", "service", "c-tool"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.stack.Kubectl(t, append(test.kubectl, "-n", r.namespace)...)
			r.checkService(t, c, "c-tool", host)
			r.expectSoon(t, c.Name, allocated())
		})
	}
}

// A proxy Service goes when the class has no proxy any more, comes back with it, and goes with the Connector.
func TestProxyServiceIsRemoved(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	class, host := r.newProxiedClass(t, unedited)
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
	r.expect(t, c.Name, allocated())
	var proxy *v1alpha1.ConnectorClassProxy
	r.editClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) { proxy, spec.Proxy = spec.Proxy, nil })
	r.expectSoon(t, c.Name, allOf(nil))
	r.expectNoService(t, "c-tool")
	r.editClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) { spec.Proxy = proxy })
	r.expectSoon(t, c.Name, allocated())
	r.checkService(t, c, "c-tool", host)
	if err := r.connectors.Connectors(r.namespace).Delete(t.Context(), c.Name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	r.expectNoService(t, "c-tool")
}

// While there is no class nothing is known of its proxy, but the name stays: workloads use it, and the class may come back.
func TestProxyServiceStaysWithoutTheClass(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	class, host := r.newProxiedClass(t, unedited)
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
	r.expect(t, c.Name, allocated())
	r.deleteClass(t, class)
	missing := unknown("ConnectorClassNotFound", class)
	r.expectSoon(t, c.Name, wants{
		classReady: no("ConnectorClassNotFound", class), secretReady: missing, livenessReady: missing, authReady: missing, proxyReady: missing,
	})
	r.checkService(t, c, "c-tool", host)
}

func (r room) expectNoService(t *testing.T, name string) {
	t.Helper()
	harness.Eventually(t, "Service "+name+" is gone", func(ctx context.Context) error {
		_, err := r.kube.CoreV1().Services(r.namespace).Get(ctx, name, metav1.GetOptions{})
		if err == nil {
			return errors.New("it exists")
		}
		if apierrors.IsNotFound(err) {
			return nil
		}
		return err
	})
}
