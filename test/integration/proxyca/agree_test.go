// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/test/integration/harness"
)

// Replicas that find nothing, all at once, end up with one authority. None signs with what it made in vain.
func TestReplicasAgreeFromNothing(t *testing.T) {
	for range 5 {
		s := fromNothing(t)
		replicas := []replica{run(t, options{}), run(t, options{}), run(t, options{})}
		s.agree(t, replicas...)
		secret := s.secret(t)
		if secret.Type != corev1.SecretTypeTLS || len(secret.Data) != 2 {
			t.Errorf("a Secret of type %s with %d keys", secret.Type, len(secret.Data))
		}
		for _, r := range replicas {
			r.stop()
		}
		if again := s.secret(t); again.ResourceVersion != secret.ResourceVersion {
			t.Error("it was written again")
		}
	}
}

// A replica that ends after it has stored an authority and before it has published it leaves that to the next. It does not
// sign meanwhile.
func TestKilledBetweenSecretAndConfigMap(t *testing.T) {
	s := fromNothing(t)
	first := run(t, options{wrap: withoutConfigMap})
	harness.Eventually(t, "publishing fails", func(context.Context) error {
		if err := first.Ready(); err == nil || !strings.Contains(err.Error(), "writing ConfigMap connectors-system/connectors-proxy-ca") {
			return errors.Join(errors.New("it did not say so"), err)
		}
		return nil
	})
	if _, err := first.Leaf(tool); err == nil {
		t.Error("a leaf was signed by an authority that nobody can know of")
	}
	stored := s.secret(t)
	first.stop()
	second := run(t, options{})
	s.agree(t, second)
	if string(s.secret(t).Data[corev1.TLSCertKey]) != string(stored.Data[corev1.TLSCertKey]) {
		t.Error("another authority was made")
	}
}

// withoutConfigMap is a way to the cluster on which no ConfigMap can be written.
func withoutConfigMap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodGet && strings.Contains(r.URL.Path, "/configmaps") {
			return nil, errors.New("the connection was lost")
		}
		return next.RoundTrip(r)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A replica that may read and not write uses what others have made.
func TestReplicaThatCannotWrite(t *testing.T) {
	s := fromNothing(t)
	first := run(t, options{})
	s.agree(t, first)
	second := run(t, options{wrap: func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method != http.MethodGet {
				return nil, errors.New("the connection was lost")
			}
			return next.RoundTrip(r)
		})
	}})
	s.agree(t, first, second)
}
