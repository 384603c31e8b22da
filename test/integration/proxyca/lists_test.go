// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata"
)

// lists is a metadata client that can be ended. A reflector that is told to end leaves a list that is under way to itself, and
// does not wait for it: it would go on, and log, in the tests that follow.
type lists struct {
	metadata.Interface

	mu      sync.Mutex
	ended   bool
	running sync.WaitGroup
}

// end returns when no list is under way. None begins any more.
func (l *lists) end() {
	l.mu.Lock()
	l.ended = true
	l.mu.Unlock()
	l.running.Wait()
}

// begin says whether a list may begin.
func (l *lists) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return false
	}
	l.running.Add(1)
	return true
}

// Resource implements metadata.Interface.
func (l *lists) Resource(resource schema.GroupVersionResource) metadata.Getter {
	return listedResource{Getter: l.Interface.Resource(resource), of: l}
}

type listedResource struct {
	metadata.Getter

	of *lists
}

// Namespace implements metadata.Getter.
func (r listedResource) Namespace(name string) metadata.ResourceInterface {
	return listedNamespace{ResourceInterface: r.Getter.Namespace(name), of: r.of}
}

type listedNamespace struct {
	metadata.ResourceInterface

	of *lists
}

// List implements metadata.ResourceInterface.
func (n listedNamespace) List(ctx context.Context, options metav1.ListOptions) (*metav1.PartialObjectMetadataList, error) {
	if !n.of.begin() {
		return nil, context.Canceled
	}
	defer n.of.running.Done()
	return n.ResourceInterface.List(ctx, options)
}
