// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package probe asks tools whether they work and whether they accept the credential of a Connector, as the probes of a
// ConnectorClass say.
//
// A class's probe is parsed once ([Parse]), planned once for every change of a Connector ([Probe.Plan]), and run again and
// again ([Runner.Run]): whatever templates and addresses cost is paid on a change, so that a run costs its round trip.
//
// # Why it is safe
//
// A probe puts a credential on a request that nobody asked for, to a place that a class and a Connector name together, and
// tells everybody who may read the Connector what came back.
//
// A credential reaches only its own address. Templates are given .Secret only when scheme, host and port of the request
// are those of the Connector's address, whatever the class says of scheme and host. A rendered path cannot change where
// the request goes: it is checked and escaped as a path, and set beside the host, never parsed as a URL again. Redirects
// are followed with all headers only while scheme, host and port stay the same. After that, even if the tool redirects
// back, only headers that describe the wanted answer go along, and of those only the ones that the Secret has no part in;
// the URL must not hold the credential; another host is dialled under the policy for redirects, which reaches nothing
// inside the cluster. Credentials of the URL, cookies and the Referer, which net/http would add, do not exist here.
//
// A tool cannot hold us up or fill us up. One deadline spans redirects, body and expression. Headers of answers are
// bounded by the transport; a body is read only if the expression speaks of it, up to the size that expressions may look
// at, and never decompressed. Templates and expressions are bounded by their packages, templates once more by the deadline
// of planning.
//
// No result holds a credential. Messages are made of fixed texts, of the address, of the escaped path without its query
// where the Secret has no part in it, of the number of the status, and of the errors of packages that promise to repeat no
// data; nothing that a tool sent is in them but the host of a redirect, which is left out when the Location holds a value of
// the Secret. As a last fence every message is searched for the values of the Secret but the user name, for what headers and
// path were rendered to with it, and for both in their usual encodings; a message that holds one is replaced. A tool that
// hides a credential in the host of a redirect by an encoding of its own could do more with it elsewhere.
//
// Nothing here writes logs. What net/http writes to the standard logger, and may quote a tool in, is kept off by
// upstream.LogFilter, which every program that probes must install.
//
// A [Plan] keeps what was rendered in closures, as target.Credential does: fmt, JSON, loggers and debuggers that
// print by reflection find functions there.
//
// The class API is trusted with the Secret, as its class says. It is asked over verified TLS, or over plain http only where
// that was allowed, and its redirects are never followed.
package probe
