// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package git is the built-in class API of Git servers: branches and tags of a repository, and the commit that a reference
// points at, by the protocol that git itself uses over HTTP.
//
// # Why it is safe
//
// The caller names a repository below the Connector's address, and package tool sends nothing elsewhere. What the server
// answers is read by package protocol, within the bounds that it lists. Here, references are counted as they come: only those
// of the page are copied, so a list needs memory for one page, however many references there are; and the names on a page
// have 2 MiB together, however long a server makes them. What is copied, of commits too, is counted (package memory).
//
// Answers hold what the repository holds: whoever may use the Connector may read it through connectors/proxy as well.
package git
