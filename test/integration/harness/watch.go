// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"context"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
	watchtools "k8s.io/client-go/tools/watch"
)

// Watch gives what begin, the Watch of a client, shows of the changes after a version. Servers close watches whenever they see
// fit: this one goes on where it stopped, until it is stopped or the test ends. It shows no bookmarks.
func Watch(
	t testing.TB, version string, begin func(context.Context, metav1.ListOptions) (watch.Interface, error),
) watch.Interface {
	t.Helper()
	w, err := watchtools.NewRetryWatcherWithContext(t.Context(), version, &cache.ListWatch{WatchFuncWithContext: begin})
	if err != nil {
		t.Fatalf("watching from version %q: %v", version, err)
	}
	t.Cleanup(w.Stop)
	return w
}
