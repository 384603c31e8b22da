// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package upstream connects to tools: which addresses may be dialled at all, over which connections requests go, and
// what an error on the way means to a caller.
//
// # Why a Connector cannot be turned against the machine it runs on
//
// The proxy has a network position that its users lack: loopback of its own host, link-local services, the metadata
// service of the cloud, the cluster's own etcd. A user chooses the address of a Connector, a tool chooses the Location of a
// redirect, and whoever serves DNS for a name chooses what it resolves to. So no text is judged but the socket address
// that the kernel is about to connect to (net.Dialer.ControlContext): a name that resolves differently the second time,
// an address spelled in hexadecimal and an IPv4 address inside an IPv6 one all end there. An address is judged in
// every form that a translator on the way may turn it into (IPv4-mapped, IPv4-compatible, NAT64, 6to4, Teredo, ISATAP).
//
// Three policies differ in what they may reach, and a connection dialled under one is never reused under another, because
// each policy has transports of its own: a pooled connection is not dialled again, so a shared pool would bypass the guard.
//
//   - Tool, for addresses that a Connector's author wrote: everything but the refused ranges.
//   - Redirect, for hosts that a tool named: also no Pod, Service or node.
//   - Passthrough, for hosts that a client named: also no exceptions.
//
// Names are resolved as absolute names. With a search list, "vault.prod" would mean another host in every namespace, and
// a tool could be impersonated by creating a Service. The environment (HTTP_PROXY and its relatives) is never read.
//
// Connections are shared between Connectors only when the same authorities vouch for the tool. Credentials belong to
// requests, not to connections, so sharing does not carry them over. That holds for HTTP; protocols that authenticate a
// connection (NTLM, Negotiate) are not offered: what asks for them is removed from answers.
package upstream
