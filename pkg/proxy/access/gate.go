// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package access

import (
	"context"
	"errors"

	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/clientauth"
	"connectors.alauda.io/pkg/target"
)

// Targets gives Connectors that are ready for use.
type Targets interface {
	// Get gives the Target of a Connector, or an API error.
	Get(ctx context.Context, namespace, name string) (*target.Target, error)
}

// Authenticator says who a token stands for, or gives an API error.
type Authenticator interface {
	Authenticate(ctx context.Context, token target.Credential) (*clientauth.Caller, error)
}

// Authorizer gives an API error unless a user may use a tool.
type Authorizer interface {
	Authorize(ctx context.Context, access clientauth.Access) error
}

// Config is what a Gate is made from.
type Config struct {
	// Targets, Authenticator and Authorizer are required.
	Targets       Targets
	Authenticator Authenticator
	Authorizer    Authorizer
	// MaxRequestsPerConnector is how many requests of one Connector may be under way at once; positive.
	MaxRequestsPerConnector int
	// Clock says when permissions are looked at again; the real one when nil.
	Clock clock.WithDelayedExecution
}

// Gate lets callers in. It is safe for concurrent use.
type Gate struct {
	config Config
	places *places
}

// New makes a Gate. It starts nothing.
func New(config Config) (*Gate, error) {
	if config.Targets == nil || config.Authenticator == nil || config.Authorizer == nil {
		return nil, errors.New("access.Config: Targets, an Authenticator and an Authorizer are needed")
	}
	if config.MaxRequestsPerConnector <= 0 {
		return nil, errors.New("access.Config: MaxRequestsPerConnector must be positive")
	}
	if config.Clock == nil {
		config.Clock = clock.RealClock{}
	}
	return &Gate{config: config, places: newPlaces(config.MaxRequestsPerConnector)}, nil
}

// Want is the wish of a caller to use a Connector.
type Want struct {
	// Token is what the caller shows.
	Token target.Credential
	// Namespace and Connector name what is to be used.
	Namespace, Connector string
	// Verbs are the verbs on connectors/proxy that it takes, none for a tunnel whose requests are asked about one by one.
	Verbs []string
}

// Recognize says who a token stands for, or gives an API error: Unauthorized, ServiceUnavailable.
func (g *Gate) Recognize(ctx context.Context, token target.Credential) (*clientauth.Caller, error) {
	who, err := g.config.Authenticator.Authenticate(ctx, token)
	if err != nil {
		return nil, err
	}
	audit.Of(ctx).User = who
	return who, nil
}

// Authorize says whether the caller may. Its errors are API errors: those of Recognize, and Forbidden.
func (g *Gate) Authorize(ctx context.Context, want Want) error {
	_, err := g.authorize(ctx, want)
	return err
}

func (g *Gate) authorize(ctx context.Context, want Want) (*clientauth.Caller, error) {
	who, err := g.Recognize(ctx, want.Token)
	if err != nil {
		return nil, err
	}
	return who, g.config.Authorizer.Authorize(ctx, clientauth.Access{
		User: who, Namespace: want.Namespace, Connector: want.Connector, Verbs: want.Verbs,
	})
}

// Admit lets a caller use a Connector until Leave is called, or gives an API error: those of Authorize, NotFound, or
// TooManyRequests.
func (g *Gate) Admit(ctx context.Context, want Want) (*Grant, error) {
	who, err := g.authorize(ctx, want)
	if err != nil {
		return nil, err
	}
	found, err := g.config.Targets.Get(ctx, want.Namespace, want.Connector)
	if err != nil {
		return nil, err
	}
	audit.Of(ctx).Target = found
	release := func() {}
	if len(want.Verbs) > 0 {
		if release, err = g.places.take(found.UID); err != nil {
			return nil, err
		}
	}
	return g.hold(ctx, want, who.Expiry, found, release), nil
}
