// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

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

// world is what the gateway knows, in memory. Its methods are those that the gateway asks.
type world struct {
	mu      sync.Mutex
	targets map[string]*target.Target
	// rights are "<verb> <resource>[/<subresource>] <namespace>/<name>" of the one user.
	rights map[string]bool
	// down makes the cluster unable to answer.
	down bool
}

func (w *world) Get(_ context.Context, namespace, name string) (*target.Target, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if found := w.targets[namespace+"/"+name]; found != nil {
		return found, nil
	}
	return nil, apierrors.NewNotFound(v1alpha1.Resource("connectors"), name)
}

func (w *world) Authenticate(_ context.Context, sent target.Credential) (*clientauth.Caller, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.down:
		return nil, apierrors.NewServiceUnavailable("the cluster cannot be asked")
	case sent.Reveal() != token:
		return nil, apierrors.NewUnauthorized("the token is not good")
	}
	return &clientauth.Caller{Info: &user.DefaultInfo{Name: "app"}}, nil
}

// decisions are the rights in the form in which clientauth asks for them.
type decisions struct{ *world }

func (d decisions) Authorize(_ context.Context, a authorizer.Attributes) (authorizer.Decision, string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	resource := a.GetResource()
	if a.GetSubresource() != "" {
		resource += "/" + a.GetSubresource()
	}
	for _, name := range []string{a.GetName(), "*"} {
		if d.rights[fmt.Sprintf("%s %s %s/%s", a.GetVerb(), resource, a.GetNamespace(), name)] {
			return authorizer.DecisionAllow, "", nil
		}
	}
	return authorizer.DecisionNoOpinion, "", nil
}

func (w *world) allow(rights ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, right := range rights {
		w.rights[right] = true
	}
}

func (w *world) forbidAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.rights)
}

func (w *world) stopAnswering() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
}
