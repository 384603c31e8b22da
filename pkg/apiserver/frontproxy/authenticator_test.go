// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package frontproxy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/authenticatorfactory"
	"k8s.io/apiserver/pkg/authentication/request/headerrequest"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	clocktesting "k8s.io/utils/clock/testing"
)

// begin is when the tests take place.
func begin() time.Time { return time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC) }

type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := authority{t: t, key: key}
	a.cert = &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: begin().Add(-time.Hour), NotAfter: begin().Add(24 * time.Hour),
	}
	a.cert = a.sign(a.cert, &key.PublicKey)
	return a
}

func (a authority) sign(template *x509.Certificate, key *ecdsa.PublicKey) *x509.Certificate {
	a.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return certificate
}

// client gives a certificate for a name that is valid for a while.
func (a authority) client(name string, valid time.Duration) *x509.Certificate {
	return a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotBefore: begin().Add(-time.Hour),
		NotAfter: begin().Add(valid), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, &a.key.PublicKey)
}

// authorities is a bundle that can be exchanged; it counts how often somebody wants to verify.
type authorities struct {
	dynamiccertificates.CAContentProvider
	bundle   []byte
	verified int
}

func (a *authorities) set(cas ...authority) {
	a.bundle = nil
	for _, ca := range cas {
		a.bundle = append(a.bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.cert.Raw})...)
	}
}

func (a *authorities) CurrentCABundleContent() []byte { return a.bundle }

func (a *authorities) VerifyOptions() (x509.VerifyOptions, bool) {
	a.verified++
	roots := x509.NewCertPool()
	ok := roots.AppendCertsFromPEM(a.bundle)
	return x509.VerifyOptions{Roots: roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, ok
}

type fixture struct {
	t           *testing.T
	clock       *clocktesting.FakePassiveClock
	authorities *authorities
	names       []string
	auth        *Authenticator
}

func newFixture(t *testing.T, ca authority) *fixture {
	t.Helper()
	f := &fixture{
		t: t, clock: clocktesting.NewFakePassiveClock(begin()), authorities: &authorities{}, names: []string{"front-proxy"},
	}
	f.authorities.set(ca)
	config := &authenticatorfactory.RequestHeaderConfig{
		UsernameHeaders:     headerrequest.StaticStringSlice{"X-Remote-User"},
		UIDHeaders:          headerrequest.StaticStringSlice{"X-Remote-Uid"},
		GroupHeaders:        headerrequest.StaticStringSlice{"X-Remote-Group"},
		ExtraHeaderPrefixes: headerrequest.StaticStringSlice{"X-Remote-Extra-"},
		CAContentProvider:   f.authorities,
		AllowedClientNames:  headerrequest.StringSliceProviderFunc(func() []string { return f.names }),
	}
	others := authenticator.RequestFunc(func(*http.Request) (*authenticator.Response, bool, error) {
		return &authenticator.Response{User: &user.DefaultInfo{Name: "somebody else"}}, true, nil
	})
	var err error
	if f.auth, err = New(config, others, f.clock); err != nil {
		t.Fatal(err)
	}
	return f
}

// as sends a request of ann through the holder of a certificate and says who the library of authenticators takes it for.
func (f *fixture) as(certificate *x509.Certificate) string {
	f.t.Helper()
	req := httptest.NewRequestWithContext(f.t.Context(), http.MethodGet, "/apis", nil)
	req.TLS = nil
	if certificate != nil {
		req.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{certificate}}
	}
	req.Header.Set("X-Remote-User", "ann")
	req.Header.Set("X-Remote-Group", "developers")
	response, ok, err := f.auth.AuthenticateRequest(req)
	if err != nil || !ok {
		f.t.Fatalf("not authenticated: %t, %v", ok, err)
	}
	if response.User.GetName() == "ann" {
		if groups := response.User.GetGroups(); !slices.Equal(groups, []string{"developers", user.AllAuthenticated}) {
			f.t.Errorf("groups %v", groups)
		}
		if len(req.Header) != 0 {
			f.t.Errorf("identity headers are left: %v", req.Header)
		}
	}
	return response.User.GetName()
}

func TestWhoIsRecognized(t *testing.T) {
	ours, foreign := newAuthority(t), newAuthority(t)
	tests := map[string]struct {
		certificate *x509.Certificate
		want        string
	}{
		"the front proxy":          {ours.client("front-proxy", time.Hour), "ann"},
		"no certificate":           {nil, "somebody else"},
		"another name":             {ours.client("admin", time.Hour), "somebody else"},
		"another authority":        {foreign.client("front-proxy", time.Hour), "somebody else"},
		"an expired certificate":   {ours.client("front-proxy", -time.Minute), "somebody else"},
		"a certificate of another": {ours.sign(&x509.Certificate{SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "front-proxy"}, NotBefore: begin().Add(-time.Hour), NotAfter: begin().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, &ours.key.PublicKey), "somebody else"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, ours)
			for range 2 {
				if got := f.as(test.certificate); got != test.want {
					t.Errorf("taken for %q, want %q", got, test.want)
				}
			}
		})
	}
}

func TestWhatIsRemembered(t *testing.T) {
	ours, next := newAuthority(t), newAuthority(t)
	proxy := ours.client("front-proxy", time.Minute)
	tests := map[string]struct {
		change func(*fixture)
		want   string
		again  int
	}{
		"nothing changes":         {func(*fixture) {}, "ann", 0},
		"the time is over":        {func(f *fixture) { f.clock.SetTime(begin().Add(remember + time.Second)) }, "ann", 1},
		"the certificate expires": {func(f *fixture) { f.clock.SetTime(begin().Add(2 * time.Minute)) }, "somebody else", 0},
		"an authority is added":   {func(f *fixture) { f.authorities.set(ours, next) }, "ann", 1},
		"the authority is gone":   {func(f *fixture) { f.authorities.set(next) }, "somebody else", 1},
		"the name is not allowed": {func(f *fixture) { f.names = []string{"other"} }, "somebody else", 0},
		"every name is allowed":   {func(f *fixture) { f.names = nil }, "ann", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, ours)
			for range 3 {
				if got := f.as(proxy); got != "ann" {
					t.Fatalf("taken for %q at first", got)
				}
			}
			if f.authorities.verified != 1 {
				t.Fatalf("verified %d times for 3 requests, want once", f.authorities.verified)
			}
			test.change(f)
			if got := f.as(proxy); got != test.want {
				t.Errorf("taken for %q, want %q", got, test.want)
			}
			if again := f.authorities.verified - 1; again != test.again {
				t.Errorf("verified %d times again, want %d", again, test.again)
			}
		})
	}
}
