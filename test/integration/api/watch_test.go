// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// beginWatch watches from the version of the options on.
func beginWatch(t *testing.T, client connectorsclient.ConnectorInterface, options metav1.ListOptions) watch.Interface {
	t.Helper()
	return harness.Watch(t, options.ResourceVersion, func(ctx context.Context, from metav1.ListOptions) (watch.Interface, error) {
		from.LabelSelector, from.FieldSelector = options.LabelSelector, options.FieldSelector
		return client.Watch(ctx, from)
	})
}

// expectEvents reads as many events as are wanted, each as "ADDED name address".
func expectEvents(t *testing.T, w watch.Interface, want ...string) {
	t.Helper()
	late := time.NewTimer(time.Minute)
	defer late.Stop()
	for i := 0; i < len(want); {
		one := want[i]
		select {
		case event, open := <-w.ResultChan():
			if !open {
				t.Fatalf("the watch ended before event %d, %s", i, one)
			}
			if isPlainBookmark(event) {
				continue
			}
			i++
			if got := shownEvent(event); got != one {
				t.Fatalf("event %d is %s, want %s", i, got, one)
			}
		case <-late.C:
			t.Fatalf("no event %d, %s", i, one)
		}
	}
}

// isPlainBookmark tells of a bookmark that only says how far the server has come, which may arrive at any time.
func isPlainBookmark(event watch.Event) bool {
	c, ok := event.Object.(*v1alpha1.Connector)
	return ok && event.Type == watch.Bookmark && c.Annotations[metav1.InitialEventsAnnotationKey] == ""
}

func shownEvent(event watch.Event) string {
	c, ok := event.Object.(*v1alpha1.Connector)
	if !ok {
		return fmt.Sprintf("%s %v", event.Type, apierrors.FromObject(event.Object))
	}
	if event.Type == watch.Bookmark {
		return fmt.Sprintf("%s at the end of the initial events", event.Type)
	}
	return fmt.Sprintf("%s %s %s", event.Type, c.Name, c.Spec.Address)
}

func TestWatch(t *testing.T) {
	t.Parallel()
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, _ := connectorsIn(t, way.Admin)
			mustCreate(t, client, newConnector("before"))
			list, err := client.List(t.Context(), metav1.ListOptions{})
			if err != nil {
				t.Fatal(err)
			}
			made := mustCreate(t, client, newConnector("one"))
			made.Spec.Address = "https://two.example.com"
			if _, err := client.Update(t.Context(), made, metav1.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
			if err := client.Delete(t.Context(), "one", metav1.DeleteOptions{}); err != nil {
				t.Fatal(err)
			}
			expectEvents(t, beginWatch(t, client, metav1.ListOptions{ResourceVersion: list.ResourceVersion}),
				"ADDED one https://tool.example.com", "MODIFIED one https://two.example.com", "DELETED one https://two.example.com")
			expectEvents(t, beginWatch(t, client, metav1.ListOptions{ResourceVersion: made.ResourceVersion}),
				"MODIFIED one https://two.example.com", "DELETED one https://two.example.com")
		})
	}
}

func TestWatchWithInitialEventsAndBookmark(t *testing.T) {
	t.Parallel()
	yes := true
	for _, way := range stack.Ways(t) {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			client, _ := connectorsIn(t, way.Admin)
			mustCreate(t, client, newConnector("a"))
			mustCreate(t, client, newConnector("b"))
			w, err := client.Watch(t.Context(), metav1.ListOptions{
				SendInitialEvents: &yes, AllowWatchBookmarks: true,
				ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan,
			})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Stop()
			expectEvents(t, w, "ADDED a https://tool.example.com", "ADDED b https://tool.example.com",
				"BOOKMARK at the end of the initial events")
			mustCreate(t, client, newConnector("c"))
			expectEvents(t, w, "ADDED c https://tool.example.com")
		})
	}
}

// An object that leaves what a watch selects is deleted for it, and one that enters is new.
func TestWatchBySelector(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Admin(t))
	one := mustCreate(t, client, newConnector("one"))
	byClass := beginWatch(t, client, metav1.ListOptions{FieldSelector: "spec.connectorClassName=other", ResourceVersion: one.ResourceVersion})
	byName := beginWatch(t, client, metav1.ListOptions{FieldSelector: "metadata.name=two", ResourceVersion: one.ResourceVersion})
	byLabel := beginWatch(t, client, metav1.ListOptions{LabelSelector: "a=b", ResourceVersion: one.ResourceVersion})
	mustCreate(t, client, newConnector("two", func(c *v1alpha1.Connector) { c.Labels = map[string]string{"a": "b"} }))
	for _, class := range []string{"other", absentClass} {
		one.Spec.ConnectorClassName = class
		var err error
		if one, err = client.Update(t.Context(), one, metav1.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	expectEvents(t, byClass, "ADDED one https://tool.example.com", "DELETED one https://tool.example.com")
	expectEvents(t, byName, "ADDED two https://tool.example.com")
	expectEvents(t, byLabel, "ADDED two https://tool.example.com")
}

func TestWatchFromForgottenVersionSaysSo(t *testing.T) {
	t.Parallel()
	client, _ := connectorsIn(t, stack.Direct(t))
	mustCreate(t, client, newConnector("one"))
	w, err := client.Watch(t.Context(), metav1.ListOptions{ResourceVersion: "1"})
	if err == nil {
		defer w.Stop()
		event := <-w.ResultChan()
		err = apierrors.FromObject(event.Object)
	}
	if !apierrors.IsResourceExpired(err) && !apierrors.IsGone(err) {
		t.Errorf("watching from version 1: %v, want 410", err)
	}
}
