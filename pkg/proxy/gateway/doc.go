// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gateway is the listener of connectors-proxy for requests to tools: it finds out which Connector is meant (package
// route), who is calling and whether they may (package clientauth), and hands the request to the engine (package
// reverse), which package proxy argues to be safe.
//
// # Why it is safe
//
// Order. Nothing of a Connector is looked at before the caller is known, and none is told from one that does not exist before
// the caller may get it: the answer is 403 either way. The one exception is what the caller wrote himself: a request that
// names no Connector, or two, is answered 404 or 400 by its bytes alone.
//
// One Connector. What was authorized is what is used: the name that the decision was about is the one whose Target is
// asked for. A Host whose Service name is a hashed one is translated before, and where two Connectors have equal claims to
// it nobody is guessed.
//
// The caller's token. The engine drops Authorization and Proxy-Authorization from every request, in every spelling. Answers of
// ours are made from texts of ours and names of Kubernetes objects; the header of a request is never quoted, nor is an
// error of a library.
//
// Bounds. Headers have a size and a time in which they must arrive, idle connections end, the number of requests is
// bounded, and one beyond it is answered 429 at once. Of a refused request no body is waited for. Bodies of forwarded
// requests may take any time: only callers that are known have those.
//
// Plain HTTP. Tokens and answers pass the cluster's network unencrypted, as with every Service on port 80. A token opens
// nothing but connectors-proxy, and only as long as it lives.
//
// Path form. Under /namespaces/... the tools of many Connectors share one host, and in a browser one origin: a page of
// one tool can ask for another one with the password that its reader typed. The Host form gives each its own.
//
// The end. When the process is told to end, it says at once that it is not ready, goes on serving for the time that the
// cluster needs to notice, takes no new connections, lets requests and upgraded connections finish, and after a bounded time
// cuts them off.
package gateway
