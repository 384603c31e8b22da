// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package storage

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"connectors.alauda.io/pkg/proxy/reverse"
	"connectors.alauda.io/pkg/target"
)

// Targets gives Connectors that are ready for use.
type Targets interface {
	// Get gives the Target of a Connector, or an API error.
	Get(ctx context.Context, namespace, name string) (*target.Target, error)
}

// Engine sends a request to a tool.
type Engine interface {
	Serve(w http.ResponseWriter, r *http.Request, use reverse.Request)
}

// subresourceSegments is the number of path segments up to and with that of a subresource:
// /apis/<group>/<version>/namespaces/<namespace>/connectors/<name>/<subresource>.
const subresourceSegments = 8

// errEncodedSlash is about the part of a path that the library reads, decoded.
var errEncodedSlash = errors.New("the path holds an encoded slash before that of the tool: write a plain one")

// splitPath divides the escaped URL path of a subresource into the part that names it, and the Connector, and the part
// below. It counts segments, since a client may have escaped any letter of them. A slash he may not: whoever reads the
// decoded path, as authorization, admission and the audit log do, would see another path below than is sent.
func splitPath(escaped string) (public, path string, err error) {
	rest := escaped
	for range subresourceSegments {
		cut := strings.IndexByte(rest[min(1, len(rest)):], '/')
		if cut < 0 {
			rest = ""
			break
		}
		rest = rest[cut+1:]
	}
	public = escaped[:len(escaped)-len(rest)]
	if strings.Contains(public, "%2F") || strings.Contains(public, "%2f") {
		return "", "", errEncodedSlash
	}
	return public, rest, nil
}
