// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"net/http"
	"slices"

	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/user"
	apiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/client-go/rest"
)

// callers says who may be served.
type callers struct {
	serving        *apiserver.SecureServingInfo
	authentication apiserver.AuthenticationInfo
	authorization  apiserver.AuthorizationInfo
}

// newCallers prepares the port, and the questions to the cluster about who calls. It reads files, listens and, for the
// authorities of client certificates, asks the cluster.
func (o *Options) newCallers() (*callers, error) {
	if err := o.SecureServing.MaybeDefaultWithSelfSignedCerts("localhost", nil, nil); err != nil {
		return nil, fmt.Errorf("making a serving certificate: %w", err)
	}
	c := &callers{}
	var loopback *rest.Config
	if err := o.SecureServing.ApplyTo(&c.serving, &loopback); err != nil {
		return nil, fmt.Errorf("preparing the port: %w", err)
	}
	if err := o.Authentication.ApplyTo(&c.authentication, c.serving, nil); err != nil {
		return nil, fmt.Errorf("preparing authentication: %w", err)
	}
	if err := o.Authorization.ApplyTo(&c.authorization); err != nil {
		return nil, fmt.Errorf("preparing authorization: %w", err)
	}
	c.authentication.Authenticator = known{c.authentication.Authenticator}
	return c, nil
}

// known lets nobody be anonymous where it matters: whatever rights a cluster gives to everybody, those who want to have a tool
// asked must say who they are.
type known struct{ authenticator.Request }

// AuthenticateRequest implements authenticator.Request.
func (k known) AuthenticateRequest(r *http.Request) (*authenticator.Response, bool, error) {
	response, ok, err := k.Request.AuthenticateRequest(r)
	if err == nil && ok && response.User.GetName() == user.Anonymous && !slices.Contains(healthPaths(), r.URL.Path) {
		return nil, false, nil
	}
	return response, ok, err
}
