// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package jwks

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
)

// Whatever the cluster answers, the keys that are known stay.
func TestFailedReadings(t *testing.T) {
	code := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	text := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
	}
	for _, tt := range []struct {
		name  string
		fault http.HandlerFunc
		want  string
	}{
		{"forbidden", code(http.StatusForbidden), "reading /.well-known/openid-configuration of the cluster"},
		{"not there", code(http.StatusNotFound), "reading /.well-known/openid-configuration of the cluster"},
		{"failing", code(http.StatusInternalServerError), "reading /.well-known/openid-configuration of the cluster"},
		{"busy", code(http.StatusTooManyRequests), "reading /.well-known/openid-configuration of the cluster"},
		{"no JSON", text("<html>"), "cannot be read"},
		{"another JSON", text("[]"), "cannot be read"},
		{"nothing", text("{}"), "names no issuer"},
		{"no keys", text(`{"issuer":"i"}`), "holds no key"},
		{"too much", text(`{"issuer":"` + strings.Repeat("i", largest) + `"}`), "has more than 1048576 bytes"},
		{"cut off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("{"))
		}, "unexpected EOF"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, jwkstest.NewKey(t, "a"))
			f.expect(t, "a", nil)
			var observed error
			f.keys.observe = func(err error) { observed = err }
			f.clock.Step(apart)
			f.issuer.Break(tt.fault)
			f.expect(t, "b", ErrUnavailable)
			if observed == nil || !strings.Contains(observed.Error(), tt.want) {
				t.Errorf("error %v, want %q", observed, tt.want)
			}
			f.expect(t, "a", nil)
		})
	}
}

// A cluster whose keys have never been read is asked again, not more often than one whose keys are known.
func TestNeverRead(t *testing.T) {
	f := newFixture(t, jwkstest.NewKey(t, "a"))
	f.issuer.Break(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	for range 10 {
		f.expect(t, "a", ErrUnavailable)
	}
	f.issuer.Break(nil)
	f.expect(t, "a", ErrUnavailable)
	if reads := f.issuer.Reads(); reads != 1 {
		t.Errorf("asked %d times", reads)
	}
	f.clock.Step(apart)
	f.expect(t, "a", nil)
	f.server.Close()
	f.clock.Step(apart)
	if _, err := f.keys.Find(t.Context(), issuerName, "b"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("error %v", err)
	}
}
