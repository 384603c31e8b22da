// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A room is what one row has for itself: a namespace, an account that may use Connectors, and its tool, once with TLS and
// once without.
type room struct {
	*estate
	namespace     string
	account       harness.Account
	plain, secure *connected
}

// connected is a tool that listens, and the Connector to it.
type connected struct {
	tool
	witness *witness
	// url is the address of the tool, proxyURL that of its proxy Service.
	url, name, proxyURL string
}

func (e *estate) newRoom(t *testing.T, row row) *room {
	t.Helper()
	r := &room{estate: e, namespace: stack.Namespace(t)}
	r.account = stack.ServiceAccount(t, r.namespace, "connectors-connector-user-role")
	tl := row.tool(t, r)
	e.conceal(tl.secrets()...)
	r.plain = r.connect(t, "plain", tl, nil)
	r.secure = r.connect(t, "secure", tl, e.certificate(t))
	return r
}

// connect lets a tool listen and makes a Connector to it, which it waits for.
func (r *room) connect(t *testing.T, name string, tl tool, config *tls.Config) *connected {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &connected{tool: tl, witness: &witness{right: tl.right}, name: name}
	tl.serve(t, listener, config, c.witness)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c.url = "http://" + net.JoinHostPort(toolHost, port)
	spec := v1alpha1.ConnectorSpec{ConnectorClassName: className, Address: c.url, Auth: &v1alpha1.ConnectorAuth{
		Name: tl.auth, SecretRef: &v1alpha1.SecretReference{Name: r.secret(t, secretType(tl.auth), tl.secret)},
	}}
	if config != nil {
		c.url = "https://" + net.JoinHostPort(toolHost, port)
		spec.Address = c.url
		authority := r.secret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": r.authority.PEM})
		spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: authority}
	}
	c.proxyURL = r.connector(t, name, spec)
	return c
}

func (r *room) secret(t *testing.T, kind corev1.SecretType, data map[string]string) string {
	t.Helper()
	made, err := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(r.namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "secret-"}, Type: kind, StringData: data,
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made.Name
}

// connector makes a Connector and returns its proxy address once the status tells it.
func (r *room) connector(t *testing.T, name string, spec v1alpha1.ConnectorSpec) string {
	t.Helper()
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(r.namespace)
	_, err := connectors.Create(t.Context(),
		&v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: spec}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var address string
	harness.Eventually(t, "the status of Connector "+name+" has its proxy address", func(ctx context.Context) error {
		c, err := connectors.Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		if c.Status.Proxy == nil || c.Status.Proxy.HTTPAddress == nil || c.Status.Proxy.HTTPAddress.URL == "" {
			return errors.New("not yet")
		}
		address = c.Status.Proxy.HTTPAddress.URL
		return nil
	})
	return address
}
