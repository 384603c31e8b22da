// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package decision remembers what users may do, so that requests do not wait for a SubjectAccessReview each.
//
// # Why it is safe
//
// A decision is remembered for the time that the library remembers the answers of reviews, and instead of it: the two
// are not added up, so that a right that is taken away ends as soon as it did before; where a time for renewal is given, that
// much later at most, while it is being asked for again. The key of a decision is everything
// that a review is told: the user with groups, UID and extra, and the request with all of its parts. Failures are not
// remembered. The number of decisions is bounded, and so is the length of a key. Refusals have a place of their own: whoever
// asks for a million names that do not exist makes us forget refusals, never the rights of others.
//
// # All objects instead of one
//
// A review of a request for one object is an answer about that object alone. Somebody who uses ten thousand of them
// would need as many reviews, each of them slower than the request itself. So for our own API group the cache first asks
// whether the user may do it with all objects of the namespace: a review without a name asks for this ("empty means all",
// says the API of SubjectAccessReview). If so, the one object is among them. If not, the question is asked with the name.
//
// With RBAC both ways give the same answer, since it knows no exceptions. A webhook authorizer of the cluster that allows
// all and denies some names would contradict itself; it still decides on every request that comes through the
// kube-apiserver, which asks it with the name. Secrets are none of our objects: who may get them is asked by name.
package decision
