// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package connectorclass writes the status of ConnectorClasses: where the class API and the proxy of a class are, and
// whether something takes connections there.
//
// A class is checked at once when its spec, a Service that it refers to or the trusted authorities change, and else once
// in an interval, less often while it fails. A reconcile finds out, asks a pure evaluator for the status, and writes it
// when it differs from the one that is there.
//
// # Why it is safe
//
// What is sent. A check opens a TCP connection and, for https, completes a TLS handshake; then it closes. It sends no
// request and no credential, and this package has none: it reads no Secret and asks no Kubernetes token for anything.
//
// What is trusted. The authorities that a status tells of are those that the class names and, for the proxy that comes with
// Connectors, those of a ConfigMap of the system namespace, which only that proxy and administrators write. Of what is in
// there only certificates are told: a key that was pasted into it by mistake is not.
//
// Where it connects. The address is that of the class, which only somebody who may read all Secrets can change, or that
// of a Service that the class refers to. The latter may be of type ExternalName, so that whoever writes Services in its
// namespace chooses the host; what they would learn is whether a port is open there. So every connection is judged by a
// dial guard at the address that is really dialled. It has to be a guard of its own: the one for tools refuses our own
// Services, which are what a class refers to.
//
// What is told. Status and Events hold names and URLs out of the spec and fixed texts, never a text of an error or what
// the other side sent.
//
// What a slow or broken service costs. Every connection has a deadline, few are made at once, and a class that fails is
// checked less and less often. What fails on the side of the cluster (reading EndpointSlices, writing) is tried again and
// changes no status: it says nothing about the class.
//
// Order. One class is never checked twice at once. A status is written on the version of the class that it speaks of, or
// not at all; Events are sent for what was written only.
package connectorclass
