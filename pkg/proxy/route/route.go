// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"errors"

	"connectors.alauda.io/pkg/target/proxyname"
)

var (
	// ErrNoConnector says that neither Host nor path name a Connector.
	ErrNoConnector = errors.New("the request names no Connector: use the host c-<connector>.<namespace>.svc.cluster.local, " +
		"or a path that begins with /namespaces/<namespace>/connectors/<connector>, or with /v2 and that for images")
	// ErrTwoConnectors says that Host and path name different Connectors.
	ErrTwoConnectors = errors.New("the Host names one Connector and the path another: " +
		"use a path of the tool, or the Host under which the path's Connector is reached")
	// ErrNoPath says that the request target is no path at all, such as the asterisk of OPTIONS.
	ErrNoPath = errors.New("the request target is no path: it must begin with a slash")
)

// Route is where a request leads. All names in it are valid names of Kubernetes objects.
type Route struct {
	// Namespace is that of the Connector.
	Namespace string
	// Connector is its name. Where Service is set it is the name that the Service has when it is not hashed, and
	// another Connector may be meant.
	Connector string
	// Service is the name of the proxy Service where only the Host names the Connector, else empty.
	Service string
	// Public is the part of the escaped path that names the Connector, empty where the path is all the tool's. It is
	// where the client sees the root of the tool.
	Public string
	// Path is the rest of the escaped path, which is for the tool. It is empty or begins with a slash.
	Path string
	// Registry is true when the path is one of the distribution API and names the Connector below /v2, where clients have the
	// name of a repository. Public begins with v2 then, and so does Path.
	Registry bool
	// Ping is true for /v2/ where it names no Connector: a client asks whether there is a registry at all, and whether it
	// is let in. All else is empty then.
	Ping bool
}

// Parse reads the Host of a request, with or without a port, and its path as net/url escapes it, which is as it came. It
// fails with one of the errors of this package.
func Parse(host, escapedPath string) (Route, error) {
	if escapedPath != "" && escapedPath[0] != '/' {
		return Route{}, ErrNoPath
	}
	service, byHost := parseHost(host)
	route, byPath := parsePath(escapedPath)
	switch {
	case byHost && byPath:
		if service.namespace != route.Namespace || service.name != proxyname.Service(route.Connector) {
			return Route{}, ErrTwoConnectors
		}
		return route, nil
	case byHost:
		return Route{
			Namespace: service.namespace, Connector: service.connector(), Service: service.name, Path: escapedPath,
		}, nil
	case byPath:
		return route, nil
	case isPing(escapedPath):
		return Route{Ping: true}, nil
	}
	return Route{}, ErrNoConnector
}
