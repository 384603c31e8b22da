// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	clienttesting "k8s.io/client-go/testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/generated/clientset/versioned/fake"
)

// hideClasses has a cluster whose classes the informers are not shown.
func hideClasses(client *fake.Clientset) {
	client.PrependReactor("list", "connectorclasses", func(clienttesting.Action) (bool, runtime.Object, error) {
		return true, &v1alpha1.ConnectorClassList{}, nil
	})
	client.PrependWatchReactor("connectorclasses", func(clienttesting.Action) (bool, watch.Interface, error) {
		return true, watch.NewFake(), nil
	})
}

// A Connector that the informers show before its class is not said to have none. A class that they never show, because it was
// deleted before they listed, is looked for again.
func TestConnectorIsShownBeforeItsClass(t *testing.T) {
	var reads atomic.Int64
	client := fake.NewSimpleClientset(gitConnector(func(c *v1alpha1.Connector) { c.ResourceVersion = "5" }), gitClass())
	hideClasses(client)
	store := newStoreOf(t, &reads, client)
	store.watch.synced.Store(true) // the fake of the metadata client cannot list by watching
	store.config.Informers.Start(t.Context().Done())
	go store.Run(t.Context())
	becomes := func(what string, good func(*Unusable) bool) {
		t.Helper()
		err := wait.PollUntilContextTimeout(t.Context(), 20*time.Millisecond, 12*liveRecheck, true, func(context.Context) (bool, error) {
			target := store.lookup(name("git"))
			return target != nil && good(target.Unusable), nil
		})
		if err != nil {
			t.Fatalf("the Connector is not %s: %+v", what, store.lookup(name("git")))
		}
	}
	becomes("usable", func(problem *Unusable) bool { return problem == nil })
	if err := client.ConnectorsV1alpha1().ConnectorClasses().Delete(t.Context(), "git", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	becomes("without a class", func(problem *Unusable) bool {
		return problem != nil && problem.Reason == v1alpha1.ReasonConnectorClassNotFound
	})
}
