// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package classcall asks the API of a connector class on behalf of a client, and makes of its answer one that may be given to
// clients of the Kubernetes API. [Caller.Serve] checks and counts a request (caller.go, enter.go), sends it (send.go, request.go), and
// judges what comes back without any I/O (judge.go, foreignstatus.go, passedheader.go).
//
// # Why it is safe
//
// A class API is trusted with the credentials of the Connectors of its class, and with nothing else: not with the identity of
// clients, not with our memory or our time, not with the host under whose name its answers are shown.
//
// The credential goes where the class says. It is put on the request last, after its URL has been compared with the address
// of the class API, and the request goes to exactly this address, over TLS verified by the class's authorities, or over plain
// http where that was allowed by a flag. Nothing is followed: a redirect, to the metadata service of a cloud say, is an error
// to the client, and where it led is not even read. The guard of the transports judges each address that is dialled.
//
// Nothing of a client goes along but what was meant for the class API: method, path and query, the language, and for writes
// the body and its type. All headers are made here; none is copied but by name. So X-Plugin-*, Authorization, cookies,
// X-Remote-*, Impersonate-* and method overrides of a client end here, in any spelling. A client cannot widen the path
// either: target.Address.Join refuses what leads out of the class API's own prefix.
//
// Nothing of an answer is passed on but what has been understood. A success is JSON, whole, valid and of bounded size, and is
// always labelled application/json with nosniff, so no page is shown under the name of the kube-apiserver. Of the headers
// those of a short list are passed, each only in its proper form, and not if it holds a value of the Secret. An error is a
// Status of ours, or one of the class API's that was taken apart and put together again from its parts: short, without
// control characters, about this Connector, and without a value of the Secret (package fence). The bodies of successes are
// not searched: what a class API shows there it shows to all who may use the Connector.
//
// A class API that hangs, drips or floods costs one slot of a bounded number for a bounded time: one deadline spans
// connection, header and body; headers are bounded by the transports, bodies here, read as they are sent and never
// decompressed. A slot is kept until the client has its answer, for which it has as long again; so what is held in memory
// is bounded as well, by slots times the size of an answer. The class APIs of one host take at most half of all slots, and a
// user an eighth: one who asks much, of a class API that hangs say, keeps nobody else from it.
//
// No error text of net/http is shown or logged: it may quote what a class API sent (upstream.Classify).
package classcall
