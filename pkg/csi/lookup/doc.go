// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package lookup finds the Connector of a volume, and its class.
//
// # Why it is safe
//
// Two identities ask, and neither can be taken for the other. A Connector is read with the token of the Pod that mounts it, so
// that the roles of the Pod's account decide, and the driver needs no right to read Connectors. Classes are read with the
// identity of the driver: they hold no secret, and are the same for all Pods.
//
// What the client of Connectors is made from has no identity: of the configuration of the driver only the server and the
// authority that vouches for it are kept (rest.AnonymousClientConfig). The token is put on a request by the innermost round
// tripper, on a copy of it, where no logger of the client library sees it. It comes with the context of the request and stays
// nowhere; a request without one is not sent, since the API server would take it for anonymous. Redirects are not followed: the
// token is for the API server alone.
//
// Connections are shared by all Pods. That carries nothing over: the API server authenticates requests, not connections, as
// there is no client certificate.
//
// A class is compiled once after it has changed, when the first volume asks for it: who may write classes fills no node with
// those that nobody uses there. One that is not known is asked for once for all Pods that wait for
// it, by a few requests at a time, and the answer is used for a second: however many Pods name a class that does not exist, the
// API server is asked once a second for it.
package lookup
