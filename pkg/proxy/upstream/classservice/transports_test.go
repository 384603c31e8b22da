// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classservice

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"

	"connectors.alauda.io/pkg/proxy/upstream"
)

// lister shows Services of namespace team by name, each with an external name, as an informer with Trim holds them.
func lister(t *testing.T, externalNames map[string]string) corelisters.ServiceLister {
	t.Helper()
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	for name, externalName := range externalNames {
		trimmed, err := Trim(&corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: name, Labels: map[string]string{"dropped": ""}},
			Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeExternalName, ExternalName: externalName, SessionAffinity: "None"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if service := trimmed.(*corev1.Service); service.Labels != nil || service.Spec.SessionAffinity != "" {
			t.Errorf("kept: %v", service)
		}
		if err := indexer.Add(trimmed); err != nil {
			t.Fatal(err)
		}
	}
	return corelisters.NewServiceLister(indexer)
}

func TestTransports(t *testing.T) {
	authority, in := newIssuer(t), newFiles(t)
	authority.write(t, in, "caller")
	certificate, err := NewCertificate(in.certificate, in.key)
	if err != nil {
		t.Fatal(err)
	}
	server := newServer(t, authority)
	port := portOf(t, server)
	denied := netip.MustParseAddrPort("127.0.0.1:1")
	transports, err := NewTransports(Config{
		DialRules: upstream.Rules{
			Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, DenyEndpoints: []netip.AddrPort{denied},
		},
		Services:    lister(t, map[string]string{"api": "127.0.0.1", "loopback": "127.0.0.2", "metadata": "169.254.169.254"}),
		Certificate: certificate,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	for _, test := range []struct {
		name, host string
		// wrong is the kind of error, nil when there is an answer.
		wrong error
	}{
		{"an address", "127.0.0.1:" + port, nil},
		{"a Service, whose certificate is of another name", "api.team.svc:" + port, &tls.CertificateVerificationError{}},
		{"a Service that stands for loopback", "loopback.team.svc:" + port, &upstream.RefusedError{}},
		{"a Service that stands for a metadata service", "metadata.team.svc:" + port, &upstream.RefusedError{}},
		{"an address of ours", "127.0.0.1:1", &upstream.RefusedError{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			transport, err := transports.For(upstream.UseGeneral, "test", roots)
			if err != nil {
				t.Fatal(err)
			}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+test.host, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := transport.RoundTrip(request)
			if err == nil {
				_ = answer.Body.Close()
			}
			if !isLike(err, test.wrong) {
				t.Errorf("error %v, want %T", err, test.wrong)
			}
		})
	}
}

func isLike(err, wanted error) bool {
	switch wanted.(type) {
	case *upstream.RefusedError:
		var refused *upstream.RefusedError
		return errors.As(err, &refused)
	case *tls.CertificateVerificationError:
		var unverified *tls.CertificateVerificationError
		return errors.As(err, &unverified)
	default:
		return err == nil
	}
}

func portOf(t *testing.T, server *httptest.Server) string {
	t.Helper()
	parsed, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Port()
}
