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

// parsePath reads /namespaces/<namespace>/connectors/<connector>[/...] from an escaped path.
func parsePath(escaped string) (Route, bool) {
	var segments [namingSegments]string
	rest := escaped
	for i := range segments {
		if rest == "" || rest[0] != '/' {
			return Route{}, false
		}
		segment := rest[1:]
		if end := strings.IndexByte(segment, '/'); end >= 0 {
			segment = segment[:end]
		}
		rest = rest[1+len(segment):]
		decoded, err := url.PathUnescape(segment)
		if err != nil {
			return Route{}, false
		}
		segments[i] = decoded
	}
	namespace, connector := segments[1], segments[3]
	if segments[0] != "namespaces" || segments[2] != "connectors" || !isLabel(namespace) || !isSubdomain(connector) {
		return Route{}, false
	}
	return Route{
		Namespace: namespace, Connector: connector, Public: escaped[:len(escaped)-len(rest)], Path: rest,
	}, true
}

// isSubdomain says whether text can be the name of a Connector.
func isSubdomain(text string) bool { return len(validation.IsDNS1123Subdomain(text)) == 0 }
