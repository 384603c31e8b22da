// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	metadatafake "k8s.io/client-go/metadata/fake"
	clienttesting "k8s.io/client-go/testing"
	testingclock "k8s.io/utils/clock/testing"
)

// newTestAuthority is over a server that answers writes as told: it gives the error of each, nil for one that is done.
func newTestAuthority(t *testing.T, answer func(write int) error) (*Authority, *fake.Clientset, *testingclock.FakeClock) {
	t.Helper()
	client, clock, writes := fake.NewClientset(), testingclock.NewFakeClock(start()), 0
	for _, verb := range []string{"create", "update"} {
		client.PrependReactor(verb, "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
			writes++
			err := answer(writes)
			// The fake server counts no versions, and objects of a real one have one.
			if object, ok := action.(clienttesting.CreateAction); ok && err == nil {
				object.GetObject().(metav1.Object).SetResourceVersion(strconv.Itoa(writes))
			}
			return err != nil, nil, err
		})
	}
	a, err := New(Config{
		Kube: client, Metadata: metadatafake.NewSimpleMetadataClient(metadatafake.NewTestScheme()),
		Lifetime: year, Overlap: week, Metrics: newTestMetrics(t), Clock: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	return a, client, clock
}

func done(int) error { return nil }

// Two authorities follow each other in two years, whichever part of the steps each look takes.
func TestSyncOverTime(t *testing.T) {
	a, client, clock := newTestAuthority(t, done)
	if a.Bundle() != nil || a.Ready() == nil {
		t.Error("it is ready before it has read anything")
	}
	signers := map[string]bool{}
	for range 24 {
		again, err := a.sync(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := a.Leaf("git.example.com")
		if err != nil {
			t.Fatal(err)
		}
		signers[leaf.Leaf.Issuer.CommonName] = true
		if !again.After(clock.Now()) {
			t.Fatalf("at %s it is to be looked again at %s", clock.Now(), again)
		}
		if month := clock.Now().Add(30 * day); again.After(month) {
			again = month
		}
		clock.SetTime(again)
	}
	if len(signers) != 3 {
		t.Errorf("%d authorities have signed", len(signers))
	}
	if writes := len(client.Actions()); writes > 24*2+3*20 {
		t.Errorf("%d requests", writes)
	}
}

func TestSyncThatCannotWrite(t *testing.T) {
	conflict := apierrors.NewConflict(corev1.Resource("secrets"), SecretName, errors.New("it was changed"))
	for _, test := range []struct {
		name   string
		answer func(int) error
		says   string // empty when it succeeds all the same
	}{
		{"others are faster twice", func(write int) error {
			if write <= 2 {
				return conflict
			}
			return nil
		}, ""},
		{"others are faster each time", func(int) error { return conflict }, "others changed the certificate authority each time"},
		{"no right", func(int) error {
			return apierrors.NewForbidden(corev1.Resource("secrets"), SecretName, errors.New("no"))
		}, "writing Secret connectors-system/connectors-proxy-ca: secrets \"connectors-proxy-ca\" is forbidden"},
		{"no namespace", func(int) error { return apierrors.NewNotFound(corev1.Resource("namespaces"), "connectors-system") },
			"namespaces \"connectors-system\" not found"},
		{"deleted between reading and writing", func(write int) error {
			if write == 2 {
				return apierrors.NewNotFound(corev1.Resource("configmaps"), ConfigMapName)
			}
			return nil
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, _, _ := newTestAuthority(t, test.answer)
			_, err := a.sync(t.Context())
			if (err != nil) != (test.says != "") || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Fatalf("error %v, want %q", err, test.says)
			}
			if ready := a.Ready() == nil; ready != (err == nil) {
				t.Errorf("ready: %t", ready)
			}
		})
	}
}

// Somebody else writes something else each time: there is an end of it, and what was read stays in use.
func TestQuarrel(t *testing.T) {
	a, client, _ := newTestAuthority(t, done)
	if _, err := a.sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	var err error
	for range 2 * writesAtOnce {
		configMap := &corev1.ConfigMap{ObjectMeta: meta(ConfigMapName), Data: map[string]string{BundleKey: "mine"}}
		configMap.ResourceVersion = "1"
		if updateErr := client.Tracker().Update(corev1.SchemeGroupVersion.WithResource("configmaps"), configMap, configMap.Namespace); updateErr != nil {
			t.Fatal(updateErr)
		}
		if _, err = a.sync(t.Context()); err != nil {
			break
		}
	}
	if !errors.Is(err, errTooManyWrites) || !strings.Contains(err.Error(), "ConfigMap connectors-system/connectors-proxy-ca") {
		t.Errorf("error %v", err)
	}
	if err := a.Ready(); err != nil {
		t.Error(err)
	}
}

func TestExpiredAuthorityIsNotReady(t *testing.T) {
	a, _, clock := newTestAuthority(t, done)
	if _, err := a.sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	failure := errors.New("the cluster is away")
	a.failure.Store(&failure)
	clock.SetTime(start().Add(year))
	if err := a.Ready(); err == nil || !strings.Contains(err.Error(), "has expired") || !errors.Is(err, failure) {
		t.Errorf("error %v", err)
	}
	if _, err := a.Leaf("git.example.com"); err == nil {
		t.Error("it signs")
	}
}

func TestConfig(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("it works without clients")
	}
	for _, times := range [][2]time.Duration{{0, 0}, {year, 0}, {0, week}, {year, year / 5}, {-year, -week}} {
		if err := CheckTimes(times[0], times[1]); err == nil {
			t.Errorf("a lifetime of %s with an overlap of %s is taken", times[0], times[1])
		}
	}
}
