// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package classservice connects to the services that ConnectorClasses name: the class APIs, which describe and browse
// tools.
//
// # Why it is safe
//
// Who writes the API of a class may read all Secrets (see package admission of the API server), and what is sent there is
// the credential of one Connector. Still the address is one that somebody wrote, and is judged by a dial guard as those of
// tools are, when it is dialled. The guard differs from that of tools in one thing: our own Services may be class APIs, and
// connectors-classapi is one, while none of them is ever a tool. So connections to tools and to class APIs are not shared.
//
// A Service is dialled at its cluster IP or external name, which whoever may write Services has chosen; certificates are
// verified for the name that the class wrote, and nothing is sent before they have been.
//
// The client certificate says to a class API who calls. A class API can show to nobody else what it has seen of it, for
// each handshake proves the possession of the key anew. It is shown to every class API that names its authority, so the
// user in it should have no other rights in the cluster than to call class APIs: else the author of a class could have us
// call, in that name, whatever trusts the same authority.
package classservice
