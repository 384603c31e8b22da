// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package tool sends the requests of the built-in class APIs to tools.
//
// A Tool is made for one call, from what the X-Plugin-* headers say: where the tool is, the credential, and who vouches for
// the tool beside the system's certificates. It is an http.RoundTripper, so that libraries can use it. What puts credentials on
// requests and what connects to tools is that of the proxy: packages inject and upstream.
//
// # Why it is safe
//
// Where requests go. To URLs at or below the Connector's address and nowhere else, whoever made the URL: the parameter of a
// query, a link in the answer of a tool, a redirect. The check is in RoundTrip, the last place before the wire, so that a
// library which follows redirects by itself is held to it too. What is dialled is judged by the guard, as for all requests to
// tools. The one exception are the token services that registries name, which only the exchange of a password asks: one at
// another place must be at a further address of the Connector (X-Plugin-Addresses). Where a registry is used without a
// credential it may be anywhere, for nothing of the Connector is sent to it; then the guard lets it be nowhere inside the cluster.
//
// Where the credential goes. It is put on a copy of a request, after the check. Neither the request that a library holds nor the
// one in an answer has it, so that it is in no error and in no log, and is not repeated by a redirect. A Tool holds it in
// closures (target.Credential) and drops it with the call. Only what exchanges passwords for the tokens of registries is kept
// for later calls, and used for ten minutes at most: its tokens would be asked for with every call otherwise. It is found again by
// a digest of addresses, credential and certificates, all of which the next caller must present: whoever has another password, or
// an older one, gets another token.
//
// What a tool can do with its answers. Headers are bounded at 1 MiB; bodies by the limit that the endpoint sets; time by the
// context. Errors are made of texts of ours: Failure and Refused repeat no words of a tool, and the place that a redirect
// names only if that is not the credential.
package tool
