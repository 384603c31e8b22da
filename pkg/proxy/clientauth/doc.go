// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package clientauth says who calls connectors-proxy and what they may do there. Both is asked of the cluster, with
// TokenReview and SubjectAccessReview.
//
// # Why it is safe
//
// Tokens are for us alone. A token is accepted when the review says that it is good for the audience connectors-proxy. The
// review asks for this audience and no other, and an answer that names no audience is a refusal: it would mean that the
// token is good for the kube-apiserver, and whoever runs a proxy must not be handed such tokens. The library's
// authenticator takes an answer without audiences for good when it is told an audience, and cannot tell a refused token
// from a review that failed, so the review is made here.
//
// Failing closed. Without an answer of the cluster nobody is let in: 503, and nothing is remembered. What the cluster
// said about a token is not repeated to its sender.
//
// What is remembered. Who a token stands for, ten seconds and never past the expiry that the token itself claims (a
// claim of a token that the cluster has found good). That a token was refused, ten seconds as well. Both are kept under
// the token's SHA-256, which says nothing about it, and apart from each other: whoever sends a million made-up tokens makes
// us forget refusals, never the callers that are known. Both are bounded.
//
// What is asked. A token that is no JSON Web Token cannot be one of ours and is refused without a review. Callers with the
// same token share a review. At most a fixed number of reviews are under way, and who finds no place in time gets a
// 503; callers who are known need none. So a flood of tokens costs the kube-apiserver a bounded number of requests.
//
// What is logged. Nothing of a token. It is a target.Credential, shown to nobody, until its hash is made and until
// it is put into the review. client-go logs bodies of requests at a high verbosity, so the review is made with a logger
// that drops everything.
//
// Rights. Every use of a tool needs the verb get on the Connector and on connectors/proxy the verb that belongs to the
// method; an upgrade, which may do anything later on, needs create besides. A refusal names the user and the verbs and says
// nothing about whether the Connector exists.
package clientauth
