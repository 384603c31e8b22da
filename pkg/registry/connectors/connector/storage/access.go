// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/request"

	"connectors.alauda.io/pkg/apis/connectors"
)

// access asks what the API server has not asked by itself when somebody uses a tool through a subresource.
type access struct {
	authorizer  authorizer.Authorizer
	subresource string
}

// get fails unless the caller may get the Connector.
func (a access) get(ctx context.Context, namespace, name string) error {
	return a.ask(ctx, authorizer.AttributesRecord{Verb: "get", Namespace: namespace, Name: name})
}

// create fails unless the caller has the verb create on the subresource.
func (a access) create(ctx context.Context, namespace, name string) error {
	return a.ask(ctx, authorizer.AttributesRecord{Verb: "create", Namespace: namespace, Name: name, Subresource: a.subresource})
}

func (a access) ask(ctx context.Context, asked authorizer.AttributesRecord) error {
	who, ok := request.UserFrom(ctx)
	if !ok {
		return apierrors.NewUnauthorized("the request has no user")
	}
	asked.User, asked.ResourceRequest = who, true
	asked.APIGroup, asked.APIVersion, asked.Resource = connectors.GroupName, "v1alpha1", "connectors"
	decision, reason, err := a.authorizer.Authorize(ctx, asked)
	if decision == authorizer.DecisionAllow {
		return nil
	}
	if err != nil {
		return apierrors.NewServiceUnavailable(fmt.Sprintf("cannot ask whether user %q may use the connector: %v", who.GetName(), err))
	}
	return a.forbidden(asked, reason)
}

func (a access) forbidden(asked authorizer.AttributesRecord, reason string) error {
	resource := asked.Resource
	if asked.Subresource != "" {
		resource += "/" + asked.Subresource
	}
	if reason != "" {
		reason = ": " + reason
	}
	return apierrors.NewForbidden(connectors.Resource(resource), asked.Name, fmt.Errorf(
		"user %q needs the verb %s on %s in namespace %q to use a tool through connectors/%s%s",
		asked.User.GetName(), asked.Verb, resource, asked.Namespace, a.subresource, reason))
}
