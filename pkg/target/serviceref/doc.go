// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package serviceref says where the Service is that a ConnectorClass refers to: the URL that its status shows, and what
// to dial for it.
//
// # Why it is safe
//
// The two answers differ: a Service is named by its DNS name and dialled by its address, so that it can be reached from
// a machine without the cluster's DNS. Only the way there changes. Certificates are verified for the name in the URL,
// never for the address or the external name that is dialled, and what is dialled passes the dial guard of the caller,
// as every address does: a Service of type ExternalName is written by whoever may write Services in its namespace, and
// may name loopback or a metadata service. Nothing is resolved or connected to here.
//
// URLs are read by target.ParseAddress. What it refuses has no address, so that a status never shows a URL that leads
// elsewhere than it seems to.
package serviceref
