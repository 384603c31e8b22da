// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package target compiles Connectors for use and is the one place that reads Secrets.
//
// A Target is immutable. It is rebuilt when an input changes: the Connector, its class, the Secrets it refers to, the
// certificate authorities or the feature flags. A request looks one up and reads nothing else.
//
// # Why it is safe
//
// Which Secrets are read. The Secret named in spec.auth.secretRef and the one in spec.caCertSecretRef, both only from
// the namespace of the Connector itself: a reference to another namespace is not followed, whatever the object says.
// Admission has asked whether the author of the Connector may get them. Further the labelled CA Secrets of the system
// namespace, of which only certificates are kept.
//
// What is held. Of all Secrets of the cluster only their change notices arrive here (metadata, of which name and
// resource version are looked at and nothing is kept). The data of a Secret is fetched when a Connector refers to it and
// dropped when the last reference goes; injectors are given the keys that the class's auth type names. RBAC cannot
// express this: the permission to list and get Secrets is cluster-wide, which docs/security.md says.
//
// How it is held. As Credential, a type that prints as a fixed word under every verb and encoding. Reveal is called by
// injectors, and for one request at a time to a class API, only.
//
// Where it goes. Injectors put it on requests to the Connector's own addresses, which who sends them checks. A class API is
// handed it, in a plugin.Call that is made for one request, together with the address that it is for: spec.address, an
// extension, or a URL of the class's description that is one of these or below one. For any other URL there is neither an
// Injector nor a credential in the Call; no class can make an exception. A class API is vouched for by the authorities
// that its class names, and then by no others.
//
// Failing closed. A Target whose inputs are missing or wrong carries the reason in Unusable and no Injector; nothing
// falls back to sending a request without the credential. The same holds for API.Unusable and the class API; a description
// that cannot be compiled stops all requests that it would have to be asked for. A Secret that is deleted makes its
// Targets unusable as soon as the notice arrives.
//
// Order. All events of one Connector pass one queue key, so that no two builds of it run at once, and an input that is
// older than the one in use does not replace it.
package target
