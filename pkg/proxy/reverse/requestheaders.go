// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"net/http"
	"strings"

	"connectors.alauda.io/pkg/header"
)

// webSocketTokenPrefix marks the subprotocol in which browsers carry a token to the kube-apiserver.
const webSocketTokenPrefix = "base64url.bearer.authorization.k8s.io."

// cleanRequest takes from a client's headers what is not meant for a tool. Hop-by-hop headers, and those that
// Connection names, are gone already, but for what an upgrade needs.
func cleanRequest(headers http.Header, subresource bool) {
	for name := range headers {
		if isWithheld(name, subresource) {
			delete(headers, name)
		}
	}
	if protocols, ok := headers["Sec-Websocket-Protocol"]; ok {
		setOrDelete(headers, "Sec-Websocket-Protocol", withoutTokens(protocols))
	}
	if isUpgrade(headers) && isHTTPUpgrade(headers.Get("Upgrade")) {
		delete(headers, "Upgrade")
		delete(headers, "Connection")
	}
}

// isWithheld is true for request headers that never reach a tool. Names are compared with underscores read as hyphens,
// for CGI and its descendants cannot tell X_Remote_User from X-Remote-User.
func isWithheld(name string, subresource bool) bool {
	if strings.IndexByte(name, '_') >= 0 {
		// The library has dealt with these in their own spelling only.
		if header.BelongsToConnection(name) {
			return true
		}
		name = http.CanonicalHeaderKey(strings.ReplaceAll(name, "_", "-"))
	}
	switch name {
	// Who the client is to us, not to the tool.
	case "Authorization", "Proxy-Authorization":
		return true
	// What makes a tool take the request for another one than was authorized and matched: another method, another path.
	case "X-Http-Method-Override", "X-Http-Method", "X-Method-Override", "X-Original-Url", "X-Original-Uri", "X-Rewrite-Url":
		return true
	// Where the request came from. A tool may trust its proxies with that; a client could claim anything.
	case "Forwarded", "X-Forwarded", "X-Real-Ip", "Via":
		return true
	// Parts of HTTP that end here.
	case "Proxy-Connection", "Http2-Settings":
		return true
	// On the subresources, these belong to the kube-apiserver's host.
	case "Cookie", "Cookie2":
		return subresource
	}
	return hasWithheldPrefix(name)
}

func hasWithheldPrefix(name string) bool {
	switch {
	case name == "", name[0] != 'X' && name[0] != 'I':
		return false
	case strings.HasPrefix(name, "X-Forwarded-"):
		return true
	// What the kube-apiserver and the proxy say about the user, and what they tell a class API.
	case strings.HasPrefix(name, "X-Remote-"), strings.HasPrefix(name, "Impersonate-"), strings.HasPrefix(name, "X-Plugin-"):
		return true
	}
	return false
}

// withoutTokens drops the WebSocket subprotocols that are a token for the kube-apiserver.
func withoutTokens(protocols []string) []string {
	var kept []string
	for _, line := range protocols {
		for protocol := range strings.SplitSeq(line, ",") {
			protocol = strings.TrimSpace(protocol)
			if protocol != "" && !strings.HasPrefix(strings.ToLower(protocol), webSocketTokenPrefix) {
				kept = append(kept, protocol)
			}
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return []string{strings.Join(kept, ", ")}
}

func setOrDelete(headers http.Header, name string, values []string) {
	if len(values) == 0 {
		delete(headers, name)
		return
	}
	headers[name] = values
}
