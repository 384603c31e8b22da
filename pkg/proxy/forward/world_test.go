// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

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

// world is what the gate knows, in memory. Its methods are those that the gate asks.
type world struct {
	mu      sync.Mutex
	targets map[string]*target.Target
	// rights are "<verb> <resource>[/<subresource>] <namespace>/<name>" of the one user.
	rights map[string]bool
	// refused makes the token no good, down the cluster unable to answer.
	refused, down bool
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
	case w.refused || sent.Reveal() != token:
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
	if d.rights[fmt.Sprintf("%s %s %s/%s", a.GetVerb(), resource, a.GetNamespace(), a.GetName())] {
		return authorizer.DecisionAllow, "", nil
	}
	return authorizer.DecisionNoOpinion, "", nil
}

// change changes what the gate knows.
func (w *world) change(edit func(*world)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	edit(w)
}

// put replaces the one Connector.
func (w *world) put(t *target.Target) {
	w.change(func(w *world) { w.targets[t.Namespace+"/"+t.Name] = t })
}

// rightsTo are get on team/tool and the verbs on connectors/proxy.
func rightsTo(verbs ...string) map[string]bool {
	rights := map[string]bool{"get connectors team/tool": true}
	for _, verb := range verbs {
		rights[verb+" connectors/proxy team/tool"] = true
	}
	return rights
}
