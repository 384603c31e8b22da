// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import "strings"

// path is a way from a client to a tool: a column of the table.
type path int

const (
	forwardHTTP path = iota
	forwardHTTPS
	byHost
	byHostTLS
	byPath
	byPathTLS
	subresource
)

// allPaths are in the order of the columns.
func allPaths() []path {
	return []path{forwardHTTP, forwardHTTPS, byHost, byHostTLS, byPath, byPathTLS, subresource}
}

// String is the heading of the column.
func (p path) String() string {
	switch p {
	case forwardHTTP:
		return "Forward, `http` tool"
	case forwardHTTPS:
		return "Forward, `https` tool"
	case byHost:
		return "Host"
	case byHostTLS:
		return "Host, TLS"
	case byPath:
		return "Path"
	case byPathTLS:
		return "Path, TLS"
	default:
		return "`connectors/proxy`"
	}
}

// slug is the name of a path's test.
func (p path) slug() string {
	return strings.NewReplacer("`", "", ",", "", " ", "-", "/", "-").Replace(strings.ToLower(p.String()))
}

// forward says whether the client knows the address of the tool, and is told of a proxy.
func (p path) forward() bool { return p == forwardHTTP || p == forwardHTTPS }

// secure says whether the client speaks TLS.
func (p path) secure() bool {
	return p == forwardHTTPS || p == byHostTLS || p == byPathTLS || p == subresource
}

// usesTLSTool says which of the two tools is used. Over TLS it is the one that speaks TLS itself, so that a byte is encrypted
// all the way or nowhere.
func (p path) usesTLSTool() bool { return p == forwardHTTPS || p == byHostTLS || p == byPathTLS }
