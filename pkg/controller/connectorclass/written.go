// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorclass

import (
	"sync"

	apiequality "k8s.io/apimachinery/pkg/api/equality"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// written is the status of each class as it was last written. The informers show it a moment later: what they show until
// then may be an older status that happens to be right again, and is not the one that is stored. It is safe for concurrent
// use.
type written struct {
	mu sync.Mutex
	of map[string]v1alpha1.ConnectorClassStatus
}

func newWritten() *written { return &written{of: map[string]v1alpha1.ConnectorClassStatus{}} }

func (w *written) remember(class string, status v1alpha1.ConnectorClassStatus) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.of[class] = status
}

func (w *written) forget(class string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.of, class)
}

// isOther says whether another status was written last.
func (w *written) isOther(class string, status v1alpha1.ConnectorClassStatus) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	last, ok := w.of[class]
	return ok && !apiequality.Semantic.DeepEqual(last, status)
}
