// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/x509"
	"testing"
	"time"

	"k8s.io/component-base/metrics"
	testingclock "k8s.io/utils/clock/testing"
)

// start is when the tests begin, on a whole second as the times of certificates.
func start() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

const (
	day  = 24 * time.Hour
	year = 365 * day
	week = 7 * day
)

func newTestPair(t testing.TB, now time.Time, lifetime time.Duration) pair {
	t.Helper()
	made, err := newPair(now, lifetime)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func newTestMetrics(t testing.TB) *Metrics {
	t.Helper()
	made, err := NewMetrics(metrics.NewKubeRegistry())
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// newTestIssuer signs with an authority of a year that was made at the start.
func newTestIssuer(t testing.TB) (*issuer, *testingclock.FakeClock) {
	t.Helper()
	clock := testingclock.NewFakeClock(start())
	leafKey, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	return newIssuer(newTestPair(t, start(), year), leafKey, clock, newTestMetrics(t)), clock
}

func pool(certificates ...*x509.Certificate) *x509.CertPool {
	roots := x509.NewCertPool()
	for _, c := range certificates {
		roots.AddCert(c)
	}
	return roots
}

func published(t testing.TB, s state) bundle {
	t.Helper()
	text, err := s.trusted()
	if err != nil {
		t.Fatal(err)
	}
	return parseBundle(string(text))
}
