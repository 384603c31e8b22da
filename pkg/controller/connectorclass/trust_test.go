// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"testing"

	kubefake "k8s.io/client-go/kubernetes/fake"
)

// For a class API the authorities of its class take the place of those of all, as they do when it is asked; for a proxy
// they come beside them.
func TestObserveTrust(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	listening := serve(t, secure(ours.issue(t, nil)))
	for _, tt := range []struct {
		name    string
		caCerts string
		roots   *x509.CertPool
		api     bool
		refused bool
	}{
		{"API, the class", ours.pem, theirs.pool(), true, false},
		{"API, everybody", "", ours.pool(), true, false},
		{"API, everybody but the class", theirs.pem, ours.pool(), true, true},
		{"API, nobody", "", theirs.pool(), true, true},
		{"proxy, the class", ours.pem, theirs.pool(), false, false},
		{"proxy, everybody", "", ours.pool(), false, false},
		{"proxy, everybody but the class", theirs.pem, ours.pool(), false, false},
		{"proxy, nobody", "", theirs.pool(), false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			declared := apiOf(listening.url("https"), tt.caCerts)
			declared.api = tt.api
			seen, err := newObserver(t, tt.roots, kubefake.NewClientset()).observe(t.Context(), declared)
			if err != nil || (seen.reason == ReasonConnectionFailed) != tt.refused {
				t.Errorf("%+v, %v, want it refused: %t", seen, err, tt.refused)
			}
		})
	}
}

// A class API that wants to know who connects learns it from a check as well; a proxy is nobody to tell.
func TestObserveShowsClientCertificate(t *testing.T) {
	ours := newAuthority(t)
	asking := &tls.Config{
		Certificates: []tls.Certificate{ours.issue(t, nil)}, ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12,
	}
	listening := serve(t, func(s *service, conn net.Conn) {
		session := tls.Server(conn, asking)
		if session.HandshakeContext(context.Background()) == nil {
			read(s, session)
		}
	})
	shown := ours.issue(t, nil)
	for _, tt := range []struct {
		name         string
		api, present bool
		refused      bool
	}{
		{"API", true, true, false},
		{"API, no certificate", true, false, true},
		{"proxy", false, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			observer := newObserver(t, ours.pool(), kubefake.NewClientset())
			if tt.present {
				observer.apiCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &shown, nil }
			}
			declared := apiOf(listening.url("https"), "")
			declared.api = tt.api
			seen, err := observer.observe(t.Context(), declared)
			if err != nil || (seen.reason == ReasonConnectionFailed) != tt.refused {
				t.Errorf("%+v, %v, want it refused: %t", seen, err, tt.refused)
			}
		})
	}
}
