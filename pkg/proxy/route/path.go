// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package route

import (
	"net/url"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// namingSegments is the number of path segments that name a Connector: namespaces, <namespace>, connectors, <connector>.
const namingSegments = 4

// registryRoot is where the API of every registry begins, and registrySegment its only segment.
const (
	registrySegment = "v2"
	registryRoot    = "/" + registrySegment
)

// parsePath reads /namespaces/<namespace>/connectors/<connector>[/...] from an escaped path, or the same below /v2, where
// clients of registries have the name of a repository.
func parsePath(escaped string) (Route, bool) {
	if root, rest, ok := cutSegment(escaped); ok && root == registrySegment {
		route, ok := parseNames(rest)
		if !ok {
			return Route{}, false
		}
		route.Registry = true
		route.Public = escaped[:len(escaped)-len(rest)] + route.Public
		route.Path = registryRoot + route.Path // where the registry has its API too
		return route, true
	}
	return parseNames(escaped)
}

// parseNames reads the segments that name a Connector.
func parseNames(escaped string) (Route, bool) {
	var segments [namingSegments]string
	rest := escaped
	for i := range segments {
		var ok bool
		if segments[i], rest, ok = cutSegment(rest); !ok {
			return Route{}, false
		}
	}
	namespace, connector := segments[1], segments[3]
	if segments[0] != "namespaces" || segments[2] != "connectors" || !isLabel(namespace) || !isSubdomain(connector) {
		return Route{}, false
	}
	return Route{
		Namespace: namespace, Connector: connector, Public: escaped[:len(escaped)-len(rest)], Path: rest,
	}, true
}

// cutSegment splits the first segment, decoded once, from an escaped path that begins with a slash.
func cutSegment(escaped string) (segment, rest string, ok bool) {
	if escaped == "" || escaped[0] != '/' {
		return "", "", false
	}
	segment = escaped[1:]
	if end := strings.IndexByte(segment, '/'); end >= 0 {
		segment = segment[:end]
	}
	rest = escaped[1+len(segment):]
	segment, err := url.PathUnescape(segment)
	return segment, rest, err == nil
}

// isPing is true for the path by which clients find out whether a host is a registry.
func isPing(escaped string) bool {
	root, rest, ok := cutSegment(escaped)
	return ok && root == registrySegment && (rest == "" || rest == "/")
}

// isSubdomain says whether text can be the name of a Connector.
func isSubdomain(text string) bool { return len(validation.IsDNS1123Subdomain(text)) == 0 }
