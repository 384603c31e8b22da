// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package reverse is the engine: it takes a client's request and a compiled Connector, and answers with what the tool
// answers. One httputil.ReverseProxy serves all requests, upgrades included; what belongs to one request travels in its
// context. Package proxy argues why this is safe.
//
// # Behind the aggregation layer
//
// The subresources connectors/proxy and connectors/api are reached through the kube-apiserver, whose proxy for aggregated
// APIs changes what passes (k8s.io/kube-aggregator, pkg/apiserver/handler_proxy.go; k8s.io/apimachinery, pkg/util/proxy;
// read in v0.36). Request.Subresource makes answers survive it:
//
//   - An answer with a code from 300 to 399 and a Location becomes a 502 (RejectForwardingRedirects). So redirects of GET and
//     HEAD are followed here, at most ten, and those of other methods are refused with a Status that says so. The codes that
//     nobody follows lose their Location and pass.
//   - The transport for aggregated APIs is wrapped in one that rewrites answers (proxy.Transport). If Content-Type is
//     exactly text/html, compared with regard to case, the whole body is read into memory and its links are replaced
//     by ones to the Service of the aggregated API. So the type is spelled Text/html, and a body without a type gets none
//     from net/http either.
//   - The same transport parses the Location of every answer. If it is no URL, the answer is lost (503), so it is dropped here.
//     If its path begins with a slash, and its host is empty or ours, scheme and host are set to those of the Service.
//     So a Location to a place below the Connector is sent as a relative path ("../uploads/1"), which the client resolves
//     against the URL that it asked for. If that URL had an encoded slash, the kube-apiserver has decoded it, the
//     segments no longer agree, and the reference may lead elsewhere.
//   - X-Forwarded-For, -Host, -Proto and -Uri are added to requests. They are dropped, with all others of that kind.
//   - Access-Control-Allow-* headers are removed from answers. Here all of Access-Control-* are.
//   - The path arrives decoded and the query sorted and encoded anew. What arrives is sent on byte by byte.
//   - An upgrade does not go through the wrapped transport: it is dialled anew as HTTP/1.1, and every answer but 101 and the
//     errors from 400 on becomes a 503. So a redirected upgrade is refused with a 502, which passes; a tool that ignores
//     the upgrade and answers 200 cannot be helped.
//
// On top of that the answers share the kube-apiserver's origin, and with a browser its cookies, certificates and stored
// data. Which headers are dropped for this reason, and which are added, is in answerheaders.go.
//
// # Registries
//
// Clients of image registries know nothing of a tool but /v2, in which they put a Connector's name into the names of
// repositories. Request.Registry turns what leads back to them (Location, Link, paths of cookies) and the source of a
// mount, the one place where they name a second repository, from one view into the other. Bodies are not changed.
//
// A credential that is exchanged (target.Exchanger) has requests sent that no client asked for. They pass the same round
// tripper, and each of them is matched to the addresses of the Connector before it leaves.
//
// # Streaming
//
// Bodies are never held: an answer of unknown length is flushed with every write, one of known length after 20 ms at
// most. An HTTP/1.1 client may send and receive at the same time. When a client goes, the tool's request is cancelled;
// when a tool breaks off, so does the answer to the client, recognizably. Answers with 1xx codes are consumed: "100
// Continue" is sent to the client when the tool reads the body, and "103 Early Hints" would be headers past every filter.
package reverse
