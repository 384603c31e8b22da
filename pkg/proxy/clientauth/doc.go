// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package clientauth says who calls connectors-proxy and what they may do there. Both is asked of the cluster, with
// TokenReview and SubjectAccessReview, once what can be seen here of a token has been seen.
//
// # Why it is safe
//
// Tokens are for us alone. A token is accepted when the review says that it is good for the audience connectors-proxy. The
// review asks for this audience and no other, and an answer that names no audience is a refusal: it would mean that the
// token is good for the kube-apiserver, and whoever runs a proxy must not be handed such tokens. The library's
// authenticator takes an answer without audiences for good when it is told an audience, and cannot tell a refused token
// from a review that failed, so the review is made here. Who runs a proxy may choose to take tokens for the kube-apiserver
// too. They are taken over TLS only, and what is remembered of one connection lets nobody in over another kind.
//
// What is checked here lets nobody in. Shape, audience, times, issuer and signature (package jwks) are only ever a reason
// to refuse; a token in which nothing is wrong is reviewed. The parser takes a token in the one way in which a cluster writes
// it: three parts in canonical base64, a header with nothing but algorithm, key and type, no claim twice, names in one
// spelling, asymmetric algorithms, and the algorithm for which the key was published. A header cannot bring a key along nor
// say where one is. A token is good until its last second and not beyond, since clocks that differ are better met by
// refusing early; it may come from a minute in the future, as with the kube-apiserver.
//
// Failing closed. Without an answer of the cluster nobody is let in: 503, and nothing is remembered. What the cluster
// said about a token is not repeated to its sender. What was seen here is: it says nothing that is not in the token.
//
// What is remembered. Who a token stands for, ten seconds, half a second more while the cluster is asked again, and never past
// its expiry. That a token was refused, ten seconds
// as well. Both are kept under the token's SHA-256, which says nothing about it, and apart from each other: whoever sends a
// million made-up tokens makes us forget refusals, never the callers that are known. Both are bounded.
//
// What is asked. Only tokens that this cluster has signed for us are reviewed: made-up ones cost the kube-apiserver nothing,
// in whatever number they come. Callers with the same token share a review, and one who looked a moment too early to find
// it remembered looks again before asking. At most a fixed number of reviews are under way, and who finds no place in time
// gets a 503; callers who are known need none. Made-up tokens keep half of the processors busy at most (one, if there is one
// only), and are looked at in the goroutine of their request, whose server survives a parser that fails.
//
// What is logged. Nothing of a token. It is a target.Credential, shown to nobody, until its hash is made, until it is
// parsed, and until it is put into the review. client-go logs bodies of requests at a high verbosity, so the review is made
// with a logger that drops everything.
//
// Rights. Every use of a tool needs the verb get on the Connector and on connectors/proxy the verb that belongs to the
// method; an upgrade, which may do anything later on, needs create besides. A refusal names the user and the verbs and says
// nothing about whether the Connector exists.
package clientauth
