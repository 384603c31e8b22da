// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package accesstest is a cluster with one caller for tests of what a Gate lets in.
package accesstest

import (
	"context"
	"fmt"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/target"
)

// World is what a Gate asks, in memory: it is Targets and Authenticator. It is safe for concurrent use through its methods.
type World struct {
	mu    sync.RWMutex
	token string

	// Targets are Connectors by namespace/name.
	Targets map[string]*target.Target
	// Rights are "<verb> <resource>[/<subresource>] <namespace>/<name>" of the one caller; "*" is every name.
	Rights map[string]bool
	// Refused makes the token no good, Down the cluster unable to answer.
	Refused, Down bool
}

// New makes a world whose caller has this token and these rights.
func New(token string, rights ...string) *World {
	w := &World{token: token, Targets: map[string]*target.Target{}, Rights: map[string]bool{}}
	w.Allow(rights...)
	return w
}

// Change edits the world.
func (w *World) Change(edit func(*World)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	edit(w)
}

// Put makes or replaces a Connector.
func (w *World) Put(t *target.Target) {
	w.Change(func(w *World) { w.Targets[t.Namespace+"/"+t.Name] = t })
}

// Allow gives the caller rights.
func (w *World) Allow(rights ...string) {
	w.Change(func(w *World) {
		for _, right := range rights {
			w.Rights[right] = true
		}
	})
}

// ForbidAll takes all rights away.
func (w *World) ForbidAll() { w.Change(func(w *World) { clear(w.Rights) }) }

// Get implements access.Targets.
func (w *World) Get(_ context.Context, namespace, name string) (*target.Target, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if found := w.Targets[namespace+"/"+name]; found != nil {
		return found, nil
	}
	return nil, apierrors.NewNotFound(v1alpha1.Resource("connectors"), name)
}

// Authenticate implements access.Authenticator.
func (w *World) Authenticate(_ context.Context, sent target.Credential) (*clientauth.Caller, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	switch {
	case w.Down:
		return nil, apierrors.NewServiceUnavailable("the cluster cannot be asked")
	case w.Refused || sent.Reveal() != w.token:
		return nil, apierrors.NewUnauthorized("the token is not good")
	}
	return &clientauth.Caller{Info: &user.DefaultInfo{Name: "app"}}, nil
}

// Decisions are the rights in the form in which clientauth asks for them.
func (w *World) Decisions() authorizer.Authorizer { return authorizer.AuthorizerFunc(w.decide) }

func (w *World) decide(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	resource := a.GetResource()
	if a.GetSubresource() != "" {
		resource += "/" + a.GetSubresource()
	}
	for _, name := range []string{a.GetName(), "*"} {
		if w.Rights[fmt.Sprintf("%s %s %s/%s", a.GetVerb(), resource, a.GetNamespace(), name)] {
			return authorizer.DecisionAllow, "", nil
		}
	}
	return authorizer.DecisionNoOpinion, "", nil
}
