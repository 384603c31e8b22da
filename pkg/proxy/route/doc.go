// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package route reads from a request which Connector it is for. It is pure: it looks at the Host and at the path as they
// came, and knows no objects.
//
// A Connector is named by the Host, as the Service c-<connector> of its namespace, or by the path, as
// /namespaces/<namespace>/connectors/<connector>, on whatever host. Clients of image registries write the same as the name of
// a repository, so that their paths have /v2 in front of it; they first ask for /v2/ alone, which names no Connector.
//
// # Why a request cannot mean two Connectors
//
// Whoever stands before us (an ingress, a policy of the network, an audit of URLs) may look at one of the two, and so may
// the person who reads a log. So where both name a Connector, they must name the same one, and the request is refused if
// they do not. Whether a path names one is judged with its percent-encoding undone, once: an encoded letter does not turn
// a name into a path of the tool. What follows the name is not read at all, and goes to the tool byte by byte.
package route
