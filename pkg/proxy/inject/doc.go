// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package inject puts a Connector's credential on requests: one file per way.
//
// Everything that can be wrong with a credential is found when an Injector is made: the inputs are immutable, so
// templates run once, values are checked once, and putting them on a request cannot fail. Values are never repaired. A
// token with a line break at its end is refused by name instead of being trimmed, for a trimmed secret is one that works here
// and nowhere else.
//
// What goes onto the wire is exactly one field per name: a client's own header or query parameter of that name is
// replaced, and so is a header that a CGI-style tool would take for the same (X_Token for X-Token).
//
// The credential of a registry is the exception: it is exchanged for tokens while requests are under way, which can fail.
// Package registrytoken does that.
//
// Errors name the header, the query parameter or the key of the Secret, and never a value.
package inject
