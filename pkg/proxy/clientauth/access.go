// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const (
	connectors = "connectors"
	proxy      = "proxy"
)

// Access is the wish of a user to send a request to the tool of a Connector.
type Access struct {
	User                 user.Info
	Namespace, Connector string
	// Verbs are the verbs on connectors/proxy that it takes; see Verbs.
	Verbs []string
}

// Authorizer says whether users may use tools. It is safe for concurrent use.
type Authorizer struct {
	decisions authorizer.Authorizer
}

// NewAuthorizer makes an Authorizer over decisions, which is asked several times for each request and should remember.
func NewAuthorizer(decisions authorizer.Authorizer) (*Authorizer, error) {
	if decisions == nil {
		return nil, errors.New("clientauth: there is nobody to ask for decisions")
	}
	return &Authorizer{decisions: decisions}, nil
}

// Authorize returns nil when the user may. Its errors are API errors: Forbidden, whether or not the Connector exists, or
// ServiceUnavailable when the cluster could not be asked.
func (a *Authorizer) Authorize(ctx context.Context, access Access) error {
	asked := authorizer.AttributesRecord{
		User: access.User, Verb: "get", Namespace: access.Namespace, Name: access.Connector, ResourceRequest: true,
		APIGroup: v1alpha1.SchemeGroupVersion.Group, APIVersion: v1alpha1.SchemeGroupVersion.Version, Resource: connectors,
	}
	if err := a.allowed(ctx, asked); err != nil {
		return err
	}
	asked.Subresource = proxy
	for _, verb := range access.Verbs {
		asked.Verb = verb
		if err := a.allowed(ctx, asked); err != nil {
			return err
		}
	}
	return nil
}

func (a *Authorizer) allowed(ctx context.Context, asked authorizer.AttributesRecord) error {
	decision, _, err := a.decisions.Authorize(ctx, asked)
	if err != nil {
		if ctx.Err() == nil { // else it is the caller who has gone
			klog.FromContext(ctx).Error(err, "Asking the cluster what a user may do failed", "user", asked.User.GetName())
		}
		return unavailable("the cluster cannot be asked what the caller may do: try again")
	}
	if decision != authorizer.DecisionAllow {
		return forbidden(asked)
	}
	return nil
}

// forbidden does not name the Connector: the name that a Host stands for is for those who may see it.
func forbidden(asked authorizer.AttributesRecord) error {
	resource := asked.Resource
	if asked.Subresource != "" {
		resource += "/" + asked.Subresource
	}
	return apierrors.NewForbidden(v1alpha1.Resource(resource), "", fmt.Errorf(
		"user %q needs the verb %s on %s in namespace %q to use the tool of this connector",
		asked.User.GetName(), asked.Verb, resource, asked.Namespace))
}
