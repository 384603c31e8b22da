// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"

	"k8s.io/apiserver/pkg/authentication/user"

	"connectors.alauda.io/pkg/target"
)

// Mode is the way in which a request named what it wants.
type Mode string

const (
	// ModeReverse is a request to a proxy Service, or by path.
	ModeReverse Mode = "reverse"
	// ModeForward is a request in absolute form, as for http_proxy.
	ModeForward Mode = "forward"
	// ModeConnect is a tunnel to an address of a Connector.
	ModeConnect Mode = "connect"
	// ModeTunnel is a request inside such a tunnel.
	ModeTunnel Mode = "tunnel"
	// ModePassthrough is a request or a tunnel to a host that belongs to no Connector.
	ModePassthrough Mode = "passthrough"
)

// Record is what becomes known of a request while it is handled. Handlers fill it in, one after the other; it is not safe for
// concurrent use.
type Record struct {
	// Mode is what the form of the request says, until a handler knows better.
	Mode Mode
	// User is the caller, nil before it is known.
	User user.Info
	// Namespace and Connector are the names that the request gave.
	Namespace, Connector string
	// Target is the Connector, nil unless the caller was let in.
	Target *target.Target
	// Upstream is scheme://host:port that the request is sent to, or host:port of a passthrough tunnel; empty when it was not sent.
	Upstream string
	// Reason is why the proxy itself refused the request, as one CamelCase word of ours; empty for answers of tools.
	Reason string
}

type recordKey struct{}

// With gives a context whose handlers fill in the record.
func With(ctx context.Context, record *Record) context.Context {
	return context.WithValue(ctx, recordKey{}, record)
}

// Of gives the record of a request; one that nobody reads where the context has none.
func Of(ctx context.Context) *Record {
	if record := find(ctx); record != nil {
		return record
	}
	return &Record{}
}

func find(ctx context.Context) *Record {
	record, _ := ctx.Value(recordKey{}).(*Record)
	return record
}
