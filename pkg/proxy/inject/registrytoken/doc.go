// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package registrytoken exchanges the user name and password of a registry for its tokens, one per scope, as the token
// specification of the distribution project says (https://distribution.github.io/distribution/spec/auth/token/), in the
// stead of clients that have neither.
//
// A registry says by the challenge of GET /v2/ where its token service is; that is remembered for some minutes. What a
// request needs is told from its method and path, so that one with a body has its token before the first byte is sent, for
// a body cannot be sent twice. Where a registry asks for something else, a request without a body is sent once more.
//
// # Why it is safe
//
// Where the password goes. The registry chooses the place of its token service, and a hostile one would choose its own. All
// requests leave through a target.Send, which refuses places that are none of the Connector's addresses: its author has to
// name the token service of another host as an address extension. An answer that redirects is not followed. A registry
// that asks for Basic authentication gets the password, for the author has named its address.
//
// Where a token goes. Only to the paths of the distribution API below the Connector's address, on a copy of the request. All
// else gets neither token nor password, and among it the place of the token service: its answers are credentials.
//
// Who shares a token. The requests of one Injector, which belongs to one Connector and one version of its Secret. Whoever may use
// the Connector may use all that its Secret opens, so the scope of a token is no border between clients, and a change of
// the Secret leaves all tokens behind.
//
// What a registry or a token service can do with its answers. They are bounded in size, number and time, parsed strictly, and nothing
// of them is repeated in messages but the place of a token service. Tokens are kept for an hour at most, 256 of
// them and 1 MiB. A token in a header of an answer is found like the password (Reveals).
//
// What a client can do. It chooses scopes by choosing paths: those in use least make room. Requests for a token of the
// same scope are one request, which does not end when the first client goes. While a password is refused, it is not tried
// again for some seconds, so that no client can have an account locked, or a registry's limits used up, on its own.
package registrytoken
