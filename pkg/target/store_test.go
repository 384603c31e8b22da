// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	utilcache "k8s.io/apimachinery/pkg/util/cache"
	"k8s.io/apimachinery/pkg/util/wait"
	kubefake "k8s.io/client-go/kubernetes/fake"
	metadatafake "k8s.io/client-go/metadata/fake"
	clienttesting "k8s.io/client-go/testing"
	clocktesting "k8s.io/utils/clock/testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned/fake"
	informers "connectors.alauda.io/pkg/generated/informers/externalversions"
)

// newStore makes a Store whose informers have shown nothing yet, and counts reads of Connectors.
func newStore(t *testing.T, reads *atomic.Int64, objects ...runtime.Object) *Store {
	t.Helper()
	return newStoreOf(t, reads, fake.NewSimpleClientset(objects...))
}

func newStoreOf(t *testing.T, reads *atomic.Int64, client *fake.Clientset) *Store {
	t.Helper()
	client.PrependReactor("get", "connectors", func(clienttesting.Action) (bool, runtime.Object, error) {
		reads.Add(1)
		return false, nil, nil
	})
	kube := kubefake.NewClientset(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: "team", Name: "credential", ResourceVersion: "3"},
		Type:       corev1.SecretTypeBasicAuth,
		Data:       map[string][]byte{"username": []byte("u"), "password": []byte("p")},
	})
	scheme := runtime.NewScheme()
	if err := metav1.AddMetaToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	store, err := New(Config{
		Connectors:  client,
		Kube:        kube,
		Metadata:    metadatafake.NewSimpleMetadataClient(scheme),
		Informers:   informers.NewSharedInformerFactory(client, 0),
		NewInjector: record,
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestGetBeforeTheInformers(t *testing.T) {
	var reads atomic.Int64
	connector := gitConnector(func(c *v1alpha1.Connector) { c.ResourceVersion = "5" })
	store := newStore(t, &reads, connector, gitClass())
	var callers sync.WaitGroup
	for range 4 * liveReads {
		callers.Go(func() {
			target, err := store.Get(t.Context(), "team", "git")
			if err != nil || target.Unusable != nil || target.SecretResourceVersion != "3" {
				t.Errorf("got %+v, %v", target, err)
			}
		})
	}
	callers.Wait()
	if n := reads.Load(); n != 1 {
		t.Errorf("%d callers at once caused %d reads, want 1", 4*liveReads, n)
	}
}

func TestGetWhatDoesNotExist(t *testing.T) {
	var reads atomic.Int64
	store := newStore(t, &reads, gitClass())
	now := clocktesting.NewFakeClock(time.Unix(1000, 0))
	store.missing = utilcache.NewLRUExpireCacheWithClock(missCacheSize, now)
	ask := func(want int64) {
		t.Helper()
		for range 3 {
			if _, err := store.Get(t.Context(), "team", "nothing"); !apierrors.IsNotFound(err) {
				t.Errorf("got %v, want NotFound", err)
			}
		}
		if n := reads.Load(); n != want {
			t.Errorf("%d reads so far, want %d", n, want)
		}
	}
	ask(1)
	now.Step(missTTL + time.Millisecond)
	ask(2)
}

func TestOlderConnectorDoesNotReplaceNewer(t *testing.T) {
	var reads atomic.Int64
	store := newStore(t, &reads, gitConnector(func(c *v1alpha1.Connector) { c.ResourceVersion = "50" }), gitClass())
	if _, err := store.Get(t.Context(), "team", "git"); err != nil {
		t.Fatal(err)
	}
	for version, older := range map[string]bool{"9": true, "50": false, "100": false} {
		c := gitConnector(func(c *v1alpha1.Connector) { c.ResourceVersion = version })
		if got := store.older(c, name("git")); got != older {
			t.Errorf("version %s after 50: older %t, want %t", version, got, older)
		}
	}
}

// A Connector may be used, and deleted, before the informers have listed: nothing tells of its end then.
func TestConnectorDeletedBeforeTheInformersListed(t *testing.T) {
	var reads atomic.Int64
	client := fake.NewSimpleClientset(gitConnector(func(c *v1alpha1.Connector) { c.ResourceVersion = "5" }), gitClass())
	store := newStoreOf(t, &reads, client)
	if _, err := store.Get(t.Context(), "team", "git"); err != nil {
		t.Fatal(err)
	}
	if err := client.ConnectorsV1alpha1().Connectors("team").Delete(t.Context(), "git", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	store.watch.synced.Store(true) // the fake of the metadata client cannot list by watching
	store.config.Informers.Start(t.Context().Done())
	go store.Run(t.Context())
	err := wait.PollUntilContextTimeout(t.Context(), 20*time.Millisecond, 12*liveRecheck, true, func(ctx context.Context) (bool, error) {
		_, err := store.Get(ctx, "team", "git")
		return apierrors.IsNotFound(err), nil
	})
	if err != nil {
		t.Errorf("the deleted Connector is still in use: %v", err)
	}
}
