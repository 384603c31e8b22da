// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package audit says what connectors-proxy was used for: who sent what kind of request to which tool, and what came of it. An
// Auditor stands around all other handlers. It hands them a Record, which they fill in, and when the request has ended it
// writes one line, counts the request, and ends its span. docs/audit.md describes the lines.
//
// # Why it is safe
//
// What is kept. A line is made from a closed set of fields (Entry). Of a request these are method, host, path, protocol
// and User-Agent; no other header, no query and no body is looked at, and what stands before an @ in a host is cut off. A
// credential cannot come in from the other side either: a Record has no place for one, and a Target names its Secret by
// version only. What a client writes into the path of its request is in the line, whatever it is.
//
// What a client writes. Method, host, path and User-Agent are its choice, and so are codes of answers, in part, the choice of
// a tool. Each has a length after which it is cut off. All that is not printable ASCII is escaped, so that a line is one line for
// every reader, and no terminal obeys it. Metrics know the methods and codes that HTTP defines, and call all else "other".
// A span has neither path nor host.
//
// Nothing gets past it. The line is written when the handler has returned or panicked, and for a connection that was taken
// over when that has been closed as well. What net/http refuses by itself, because it is no HTTP, never gets here and has no line.
//
// A log that is stuck. Lines wait in a bounded buffer. When it is full, requests wait with their ends for a second each and then
// lose their line, which is counted and said in the log. So a full disk or a collector that hangs stops no tool for ever, and
// no line is lost in silence.
package audit
