// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// trustInForce is how long a change of a certificate authority may take to be in force.
const trustInForce = 5 * time.Second

// newTLSTool starts a tool with a certificate that the authority signs after edit has changed it.
func newTLSTool(t *testing.T, ca harness.Authority, edit func(*x509.Certificate)) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(ok))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Issue(t, edit)}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = discard()
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func unchanged(*x509.Certificate) {}

// setFlag sets the feature flag, or removes it when the value is empty.
func (r room) setFlag(t *testing.T, value string) {
	t.Helper()
	const name = "connectors-config"
	ctx := context.WithoutCancel(t.Context())
	maps := r.kube.CoreV1().ConfigMaps(v1alpha1.SystemNamespace)
	if err := maps.Delete(ctx, name, metav1.DeleteOptions{}); err != nil && !apierrors.IsNotFound(err) {
		t.Fatal(err)
	}
	if value == "" {
		return
	}
	_, err := maps.Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"enable-custom-ca-certs": value},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

func (r room) newTLSConnector(t *testing.T, address, caSecret string) *v1alpha1.Connector {
	t.Helper()
	spec := v1alpha1.ConnectorSpec{ConnectorClassName: toolClass, Address: address}
	if caSecret != "" {
		spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: caSecret}
	}
	return r.createConnector(t, &v1alpha1.Connector{Spec: spec})
}

// distrusts is a check that a tool is refused for its certificate.
func (r room) distrusts(by way, c *v1alpha1.Connector) func(context.Context) error {
	return func(ctx context.Context) error {
		got, err := r.try(ctx, by, c, call{})
		if err == nil && (got.StatusCode != http.StatusBadGateway || !strings.Contains(string(got.body), "TLSVerificationFailed")) {
			err = fmt.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
		}
		return err
	}
}

// Authorities come into force, and out of it, while the server runs.
func TestCustomAuthorities(t *testing.T) {
	r := newRoom(t)
	ca, otherCA := harness.NewAuthority(t), harness.NewAuthority(t)
	server := newTLSTool(t, ca, unchanged)
	own := r.createSecret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": ca.PEM})
	with, without := r.newTLSConnector(t, server.URL, own), r.newTLSConnector(t, server.URL, "")
	t.Cleanup(func() { r.setFlag(t, "") })
	r.eachWay(t, func(t *testing.T, by way) {
		fine := func(c *v1alpha1.Connector) func(context.Context) error { return r.answers(by, c, http.StatusOK, "") }
		r.setFlag(t, "")
		r.takesEffect(t, trustInForce, "no flag", func() {}, r.distrusts(by, with))
		r.takesEffect(t, trustInForce, "the flag", func() { r.setFlag(t, "true") }, fine(with))
		r.takesEffect(t, trustInForce, "the flag, for one without a Secret", func() {}, r.distrusts(by, without))
		replace := func(pem string) func() {
			return func() { r.setSecret(t, r.namespace, own, map[string]string{"ca.crt": pem}) }
		}
		r.takesEffect(t, trustInForce, "another authority in the Connector's Secret", replace(otherCA.PEM), r.distrusts(by, with))
		r.takesEffect(t, trustInForce, "both authorities in the Connector's Secret", replace(otherCA.PEM+ca.PEM), fine(with))
		r.takesEffect(t, trustInForce, "the flag off", func() { r.setFlag(t, "false") }, r.distrusts(by, with))
		r.takesEffect(t, trustInForce, "the flag on again", func() { r.setFlag(t, "true") }, fine(with))
		var global string
		r.takesEffect(t, trustInForce, "an authority for everybody", func() { global = r.createGlobalCA(t, ca.PEM) }, fine(without))
		r.takesEffect(t, trustInForce, "another authority for everybody", func() {
			r.setSecret(t, v1alpha1.SystemNamespace, global, map[string]string{"ca.crt": otherCA.PEM})
		}, r.distrusts(by, without))
		r.takesEffect(t, trustInForce, "the first authority for everybody again", func() {
			r.setSecret(t, v1alpha1.SystemNamespace, global, map[string]string{"any.pem": ca.PEM, "tls.key": "ignored"})
		}, fine(without))
		r.takesEffect(t, trustInForce, "no authority for everybody", func() {
			if err := r.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Delete(t.Context(), global, metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
		}, r.distrusts(by, without))
	})
}

func (r room) createGlobalCA(t *testing.T, content string) string {
	t.Helper()
	made, err := r.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "authority-", Labels: map[string]string{v1alpha1.CACertLabel: "true"}},
		StringData: map[string]string{"ca.crt": content},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return made.Name
}

// setSecret replaces the data of a Secret.
func (r room) setSecret(t *testing.T, namespace, name string, data map[string]string) {
	t.Helper()
	secrets := r.kube.CoreV1().Secrets(namespace)
	secret, err := secrets.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	secret.Data, secret.StringData = nil, data
	if _, err := secrets.Update(t.Context(), secret, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
}

// What is wrong with a certificate is said, and nothing is sent to its holder.
func TestBadCertificates(t *testing.T) {
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	secret := r.createSecret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": ca.PEM})
	r.setFlag(t, "true")
	t.Cleanup(func() { r.setFlag(t, "") })
	good := r.newTLSConnector(t, newTLSTool(t, ca, unchanged).URL, secret)
	r.eachWay(t, func(t *testing.T, by way) {
		r.takesEffect(t, trustInForce, "the flag", func() {}, r.answers(by, good, http.StatusOK, ""))
	})
	for _, test := range []struct {
		name    string
		signer  harness.Authority
		edit    func(*x509.Certificate)
		message string
	}{
		{"expired", ca, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }, "expired"},
		{"not valid yet", ca, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(30 * time.Minute) }, "not valid before"},
		{"of another host", ca, func(c *x509.Certificate) { c.IPAddresses = nil; c.DNSNames = []string{"other.example.com"} }, "host"},
		{"for clients", ca, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, "purpose"},
		{"of an unknown authority", harness.NewAuthority(t), unchanged, "unknown authority"},
	} {
		t.Run(test.name, func(t *testing.T) {
			connector := r.newTLSConnector(t, newTLSTool(t, test.signer, test.edit).URL, secret)
			r.eachWay(t, func(t *testing.T, by way) {
				got := r.send(t, by, connector, call{})
				r.expectFailure(t, got, http.StatusBadGateway, "TLSVerificationFailed", canary)
				if !strings.Contains(string(got.body), test.message) {
					t.Errorf("the answer does not say %q: %s", test.message, clip(got.body))
				}
			})
		})
	}
}
