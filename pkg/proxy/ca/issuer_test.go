// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/tls"
	"fmt"
	"sync"
	"testing"
	"time"

	"k8s.io/component-base/metrics/testutil"
)

func TestLeafIsKeptUntilTwoThirdsOfItsLife(t *testing.T) {
	issuer, clock := newTestIssuer(t)
	get := func(host string) *tls.Certificate {
		t.Helper()
		got, err := issuer.tools.get(host)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	first := get("git.example.com")
	life := first.Leaf.NotAfter.Sub(clock.Now())
	clock.SetTime(start().Add(life*2/3 - time.Second))
	if get("git.example.com") != first || get("GIT.example.com.") != first {
		t.Error("it was renewed too early, or for another spelling")
	}
	clock.SetTime(start().Add(life * 2 / 3))
	if second := get("git.example.com"); second == first || !second.Leaf.NotAfter.After(first.Leaf.NotAfter) {
		t.Error("it was not renewed")
	}
	if issuer.own.cache.Len() != 0 {
		t.Error("names of the proxy and of tools are kept together")
	}
}

func TestCallersShareASignature(t *testing.T) {
	issuer, _ := newTestIssuer(t)
	const callers, hosts = 32, 4
	got := make([]*tls.Certificate, callers)
	var running sync.WaitGroup
	for i := range callers {
		running.Go(func() {
			var err error
			if got[i], err = issuer.tools.get(fmt.Sprintf("host-%d.example.com", i%hosts)); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	for i := range callers {
		if got[i] != got[i%hosts] {
			t.Errorf("caller %d has another certificate than caller %d", i, i%hosts)
		}
	}
	if minted, err := testutil.GetCounterMetricValue(issuer.metrics.leavesMinted); err != nil || minted != hosts {
		t.Errorf("%v leaves were signed, error %v", minted, err)
	}
}

func TestLeavesAreBounded(t *testing.T) {
	issuer, _ := newTestIssuer(t)
	for i := range maxOwnLeaves + 10 {
		if _, err := issuer.own.get(fmt.Sprintf("c-%d.team.svc", i)); err != nil {
			t.Fatal(err)
		}
	}
	if kept := issuer.own.cache.Len(); kept != maxOwnLeaves {
		t.Errorf("%d leaves are kept, want %d", kept, maxOwnLeaves)
	}
	if kept, err := testutil.GetGaugeMetricValue(issuer.metrics.leavesCached); err != nil || kept != maxOwnLeaves {
		t.Errorf("the metric says %v, error %v", kept, err)
	}
}

func BenchmarkCachedLeaf(b *testing.B) {
	issuer, _ := newTestIssuer(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := issuer.tools.get("git.example.com"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkMintedLeaf(b *testing.B) {
	issuer, clock := newTestIssuer(b)
	for b.Loop() {
		if _, err := signLeaf(issuer.authority, issuer.leafKey, host{name: "git.example.com"}, clock.Now()); err != nil {
			b.Fatal(err)
		}
	}
}
