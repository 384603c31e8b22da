// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package proxy holds the way of a request from a client to a tool: inject puts the credential on it, upstream
// connects to the tool, reverse does the rest. There is code in the packages below only; this is the argument why it is safe.
//
// What is protected is the credential of a Connector, the network position of this process, and the kube-apiserver on
// whose host the subresources are served. The parties are not trusted beyond their part: a client may use the tool and
// shall not learn the credential; a tool has the credential and shall get nothing else; the author of a class decides what
// is done with credentials, and shall not decide where they go. A class API is given credentials by intention; package
// classcall, which asks it, argues by itself.
//
// # A client that wants the credential
//
// The credential is put on a copy of the request in the last round tripper before the wire (reverse/roundtrip.go).
// Handlers, error handlers and loggers hold the request without it, and the answer is tied back to that request.
// Before the copy gets it, its final URL is compared with the address of the Connector: scheme, host, port, path prefix;
// the URL that was compared is the one that is dialled. Paths are joined without interpretation, and one that any
// tool could read as leading out of the prefix is refused (target.Address.Join): decoded repeatedly, split at slashes,
// backslashes and semicolons. Headers that rename the path or the method for some frameworks are dropped. A method override
// in a query or a body is not looked for: a tool that honours it must be given a credential of narrower rights.
//
// TRACE, which echoes a request, and CONNECT are refused. An upgrade to HTTP/2 or TLS, which would open a tunnel past
// all of this, is not forwarded; other upgrades are tunnels by intention, and carry one injected credential in the
// handshake. A client cannot have injected headers removed by naming them in Connection: they are injected after
// hop-by-hop headers are gone.
//
// Answers are searched for the injected values, in clear, base64 and percent-encoding: a header or trailer that holds
// one is dropped. Bodies are not searched. A tool that shows its callers the credentials they used, in a body, shows them to
// every client; such a tool needs a class that does not reach that page.
//
// Errors are told in words of our own. The texts of net/http hold URLs, with an injected query parameter in them, and
// quote what tools sent; no such text is passed on or logged (upstream.Classify, upstream.LogFilter).
//
// # A client that wants to be somebody else
//
// Whatever says who a client is (Authorization, X-Remote-*, Impersonate-*, X-Plugin-*, cookies of the kube-apiserver,
// tokens in WebSocket protocols) or where it comes from (Forwarded, X-Forwarded-*) ends here, in every spelling that a
// CGI-like tool takes for the same. So a tool that trusts its proxies with identities gets none from us.
//
// # A tool that wants more than it was given
//
// A redirect can lead the engine elsewhere. It is followed only on the subresources and only for GET and HEAD; the
// credential stays behind for good once scheme, host, port or prefix differ, parameters that hold it are cut off, and of the
// client's headers only those that describe the wanted answer go along. A host other than the Connector's is dialled
// under a policy that excludes the cluster's own networks, over connections that no other policy shares.
//
// An answer can speak to the client on behalf of the host it came from. On the subresources that host is the
// kube-apiserver, so cookies, transport policies, service workers and the like are dropped, and pages are put into a
// sandbox: without it, a script in a tool's page, opened through "kubectl proxy", would have the whole API with the
// rights of the person looking at it. A challenge (WWW-Authenticate) is dropped everywhere: clients would answer it
// with the token that they have for us.
//
// An answer can be malformed, endless or absent. Headers are bounded in size and time, bodies are streamed, a 101 that
// nobody asked for is an error, and a body that breaks off breaks off for the client too.
//
// # An author who wants the network
//
// Whoever may create a Connector chooses its address, and with DNS changes what it means later. The guard judges the
// address that is really dialled, each time (package upstream). Loopback, link-local and metadata services are out of reach, and so
// are the parts of this system. The rest of the cluster's network is in reach by intention: tools run there.
//
// An author of a class chooses what is put on requests. Values are made once from templates that can do nothing but
// make text, and refused unless they are one valid header value; names that frame messages or choose hosts are refused.
package proxy
