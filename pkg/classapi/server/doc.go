// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package server serves the endpoints of the built-in class APIs over HTTP.
//
// # Why it is safe
//
// Who asks. The handler is put behind authentication and authorization, which nothing of a request passes before: only the
// API server and the controller of Connectors may call it, because a request says itself where it is to be sent and what with.
//
// What a request can do. One of a fixed list of paths is asked for, exactly as it is written, with GET or HEAD. The query is
// bounded, and a parameter that is given twice is refused, since somebody on the way may have looked at the other one. The
// X-Plugin-* headers are read by package plugin, which is strict and bounded, and are shown to nobody: not in errors, not in
// logs. The number of requests under way is bounded, in all and about the tools of one host, and the time of each; so is what they
// hold of the answers of tools together (package memory), until the caller has the answer or its time is up. Bodies are not read.
//
// What an endpoint can do. Its answer is JSON or a Status, without characters that a terminal obeys. An error that is no Status
// may quote a tool: it is answered as an internal error, and neither its text nor the value of a panic is logged.
package server
