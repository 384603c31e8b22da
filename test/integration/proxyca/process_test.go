// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/integration/harness"
)

// The real process: its port for TLS shows certificates that verify by what is published, for its own names only, built-in
// classes tell of its authority, and its log, with all that the client libraries have to say, holds no key.
func TestRealProxy(t *testing.T) {
	own := harness.Start(t, harness.Config{
		// client-go reads without a lock what it has timed for its log at this verbosity, as the race detector would say.
		Release: true,
		Args:    map[string][]string{harness.Proxy: {"-v=10"}},
	})
	s := store{harness.Kube(t, own.Admin(t))}
	bundle, err := s.bundle(t.Context())
	if err != nil || bundle == "" {
		t.Fatalf("%q is published, error %v", bundle, err)
	}
	endpoint, err := url.Parse(localstack.SecureProxyEndpoint(own.Cluster()))
	if err != nil {
		t.Fatal(err)
	}
	for name, works := range map[string]bool{
		"127.0.0.1": true, "localhost": true, "c-git.team.svc": true,
		"connectors-proxy.connectors-system.svc.cluster.local": true, "git.example.com": false,
	} {
		dialer := tls.Dialer{Config: &tls.Config{ServerName: name, RootCAs: rootsOf(bundle), MinVersion: tls.VersionTLS12}}
		conn, err := dialer.DialContext(t.Context(), "tcp4", endpoint.Host)
		if err == nil {
			err = conn.Close()
		}
		if (err == nil) != works {
			t.Errorf("%s: %v", name, err)
		}
	}
	harness.Eventually(t, "class git tells of the authority", func(ctx context.Context) error {
		class, err := harness.Connectors(t, own.Admin(t)).ConnectorClasses().Get(ctx, "git", metav1.GetOptions{})
		if err == nil && (class.Status.Proxy == nil || class.Status.Proxy.HTTPAddress.CACerts != bundle) {
			err = errors.New("it does not")
		}
		return err
	})
	first := s.secret(t)
	if err := s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Delete(t.Context(), ca.SecretName, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	s.awaitAnother(t, first)
	second := s.secret(t)
	content, err := os.ReadFile(own.Cluster().LogFile(harness.Proxy))
	if err != nil {
		t.Fatal(err)
	}
	log := readable(string(content))
	if !strings.Contains(log, "BEGIN CERTIFICATE") {
		t.Error("the log holds no bodies of requests: this test shows nothing")
	}
	for _, secret := range []*corev1.Secret{first, second} {
		for _, form := range formsOf(string(secret.Data[corev1.TLSPrivateKeyKey])) {
			if strings.Contains(log, form) {
				t.Errorf("a key was logged as %q", form)
			}
		}
	}
}
