// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package forward is the forward proxy: for clients that know the address of a tool and are told of a proxy by http_proxy,
// https_proxy or proxy-url. It takes requests in absolute form, and CONNECT, behind which it ends TLS itself. The client names
// the Connector that it wants to use, and shows its token, in Proxy-Authorization.
//
// # Why a credential reaches only its own address
//
// A client names the place of a request up to five times: the target of CONNECT, the server name of TLS, the Host header or
// :authority, the URL of a request in absolute form, and the path, which may lead out of the prefix of an address. Whoever
// believes one and dials another sends a credential to a stranger. So:
//
// What is dialled is never what the client wrote. A request goes to the engine by one function (Handler.send), with an
// address that the Connector has; the client's words only choose among those, compared in the spelling that package target
// gives to both. The engine compares again before it puts the credential on, and writes the Host of the address.
//
// In a tunnel all must agree. The target of CONNECT is read as it came, strictly: a host and a port. The server name of TLS is
// compared before anything else of the handshake, resumed sessions included. Each request must have a Host that is the host
// and port of the CONNECT; HTTP/2 can carry a Host header beside :authority, and both must; an absolute form must be of this
// very origin. What does not agree is answered 421, and the tunnel remains what it was. Absolute forms outside of tunnels
// have one host only: that of the URL, for net/http drops the Host header, as RFC 9112 asks of proxies.
//
// Requests are not bytes. Nothing that a client sends is copied to a tool: net/http parses it, once, and writes another
// request. Two lengths, two hosts, folded headers end there. After an error that leaves the end of a request unknown the
// connection is closed.
//
// # Why a tunnel is no possession
//
// The CONNECT needs the right to get the Connector, and holds it as long as the tunnel is open. Each request inside is asked
// about anew, with the token of the CONNECT and the verbs of its method, and sent to what the Connector is at that time: a
// changed address, a deleted Connector, an expired token take effect with the next request at the latest.
//
// # What the certificate says
//
// That the client talks to us, who have been told by its Connector to speak for this host: a leaf is asked for only after the
// Connector was found to have an https address at this host and port. If it has only a plain one, and the client begins
// with TLS, the tunnel ends: a certificate would promise what there is not. The tool's own certificate is verified by the
// engine before it gets anything.
//
// # Passthrough
//
// It is off unless it was asked for. It needs a caller who may get the Connector that it names, carries no credential of a
// Connector, and dials under upstream.PolicyPassthrough: no loopback, metadata or link-local address, nothing inside the
// cluster, and no exception to that. Tunnels are copied blindly; what belongs to no Connector is nobody's business.
//
// # Bounds
//
// Tunnels have the limits of the listener outside: size and time of headers, idle connections, HTTP/2 streams. A tunnel holds
// a place among the requests that are under way, and each request inside another. Passthrough tunnels end after ten minutes
// of silence. No body of a CONNECT is taken: one who believed in its length would read requests out of it.
//
// HTTP/2 to the proxy itself is not taken for forwarding: its CONNECT has no connection that could be handed over, and its
// requests cannot say that they are for a proxy. They are answered 501.
package forward
