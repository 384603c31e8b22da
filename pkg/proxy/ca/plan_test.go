// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"crypto/x509"
	"testing"
	"time"
)

func TestPlan(t *testing.T) {
	p := policy{lifetime: year, overlap: week}
	first, second := newTestPair(t, start(), year), newTestPair(t, start().Add(200*day), year)
	begins := start().Add(year - year/3)
	rotating := state{signing: first, next: &second}
	noted := state{signing: first, next: &second, noted: begins}
	for _, test := range []struct {
		name      string
		state     state
		published []pair
		now       time.Time
		step      step
		again     time.Time
	}{
		{"a new authority", state{signing: first}, []pair{first}, start(), keep, begins},
		{"two thirds of its life are over", state{signing: first}, []pair{first}, begins, addNext, begins},
		{"somebody asks for it", state{signing: first, asked: true}, []pair{first}, start(), addNext, start()},
		{"the next one is not published", rotating, []pair{first}, begins, keep, time.Time{}.Add(week)},
		{"it is", rotating, []pair{first, second}, begins, noteNext, begins},
		{"the overlap", noted, []pair{first, second}, begins.Add(week - 1), keep, begins.Add(week)},
		{"the end of the overlap", noted, []pair{first, second}, begins.Add(week), promote, begins.Add(week)},
		{"the end, and somebody has edited the ConfigMap", noted, []pair{first}, begins.Add(week), keep, begins.Add(week)},
		{"the end, and nothing is published", noted, nil, begins.Add(week), keep, begins.Add(week)},
		{"the one that signs has expired", state{signing: first, next: &second, noted: start().Add(year - 1)}, []pair{first, second}, start().Add(year), promote, start().Add(year)},
		{"both have expired", noted, []pair{first, second}, start().Add(3 * year), addNext, start().Add(3 * year)},
		{"nobody was there for years", state{signing: first}, []pair{first}, start().Add(3 * year), addNext, start().Add(3 * year)},
		{"a former one is valid", state{signing: second, former: []*x509.Certificate{first.certificate}}, []pair{first, second}, start().Add(300 * day), keep, start().Add(year)},
		{"a former one has expired", state{signing: second, former: []*x509.Certificate{first.certificate}}, []pair{first, second}, start().Add(year), dropFormer, start().Add(year)},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bundle
			for _, p := range test.published {
				out = append(out, p.certificate)
			}
			got, again := p.plan(test.state, out, test.now)
			if got != test.step || !again.Equal(test.again) {
				t.Errorf("step %d, again at %s, want %d and %s", got, again, test.step, test.again)
			}
		})
	}
}

// A short life leaves room for the overlap twice.
func TestRotationBeginsEarlyEnough(t *testing.T) {
	short := newTestPair(t, start(), 10*day)
	if got, want := short.begins(4*day), start().Add(2*day); !got.Equal(want) {
		t.Errorf("it begins at %s, want %s", got, want)
	}
}

// A life of ten years: whatever signs was published for the overlap, whatever was signed can be verified by what is published,
// and nothing piles up.
func TestManyRotations(t *testing.T) {
	p := policy{lifetime: year, overlap: week}
	s := state{signing: newTestPair(t, start(), year)}
	since := map[string]time.Time{string(s.signing.certificate.Raw): start().Add(-week)}
	leafKey, err := newKey()
	if err != nil {
		t.Fatal(err)
	}
	var lastLeaf *x509.Certificate
	promotions := 0
	for now := start(); now.Before(start().Add(10 * year)); now = now.Add(20 * time.Hour) {
		out := published(t, s)
		for next, _ := p.plan(s, out, now); next != keep; next, _ = p.plan(s, out, now) {
			if s, err = p.take(s, next, now); err != nil {
				t.Fatal(err)
			}
			if next == promote {
				promotions++
				if at := since[string(s.signing.certificate.Raw)]; at.IsZero() || now.Sub(at) < week {
					t.Fatalf("at %s an authority signs that is published since %s", now, at)
				}
			}
			out = published(t, s)
			if s.next != nil && since[string(s.next.certificate.Raw)].IsZero() {
				since[string(s.next.certificate.Raw)] = now
			}
		}
		if lastLeaf != nil {
			if _, err := lastLeaf.Verify(x509.VerifyOptions{DNSName: "git.example.com", Roots: pool(out...), CurrentTime: now}); err != nil {
				t.Fatalf("at %s: %v", now, err)
			}
		}
		signed, err := signLeaf(s.signing, leafKey, host{name: "git.example.com"}, now)
		if err != nil {
			t.Fatal(err)
		}
		lastLeaf = signed.Leaf
		if len(out) > 3 {
			t.Fatalf("at %s %d authorities are published", now, len(out))
		}
	}
	if promotions < 14 || promotions > 15 {
		t.Errorf("%d rotations in ten years", promotions)
	}
}

func TestStepThatDoesNotExist(t *testing.T) {
	if _, err := (policy{}).take(state{}, step(99), start()); err == nil {
		t.Error("it was taken")
	}
}
