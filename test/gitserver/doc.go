// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package gitserver is a real Git server over smart HTTP with Basic authentication, for tests and demonstrations: git's
// own http-backend, run as a CGI program for each request, over bare repositories in a directory.
//
// It notes what arrives, so that a test can tell which credential reached the server and which did not. What it keeps
// of a credential is a fingerprint: a log of a failed test holds none.
package gitserver
