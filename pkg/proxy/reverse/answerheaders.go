// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"net/http"
	"strings"
)

// cleanAnswer takes from a tool's headers, or trailers, what may not reach the client.
func (x *exchange) cleanAnswer(headers http.Header) {
	for name, values := range headers {
		if isSuppressed(name) || (x.Subresource && speaksForHost(name)) || x.revealsAny(values) {
			delete(headers, name)
		}
	}
	if cookies := headers["Set-Cookie"]; len(cookies) > 0 {
		headers["Set-Cookie"] = x.ownCookies(cookies)
	}
}

func (x *exchange) revealsAny(values []string) bool {
	if x.Target.Injector == nil {
		return false
	}
	for _, value := range values {
		if x.Target.Injector.Reveals(value) {
			return true
		}
	}
	return false
}

// isSuppressed is true for headers by which a tool would have the client authenticate to it: a registry client would
// send our token to the realm they name. The tool was authenticated to already, so they say nothing to the client.
func isSuppressed(name string) bool {
	switch name {
	case "Www-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Proxy-Authentication-Info", "Www-Authentication-Info":
		return true
	}
	return false
}

// speaksForHost is true for headers that say something about the host that a client believes to talk to. On the
// subresources that is the kube-apiserver, for which no tool may speak.
func speaksForHost(name string) bool {
	switch name {
	// Cookies would be sent to the kube-apiserver from then on, and shared between all tools.
	case "Set-Cookie", "Set-Cookie2":
		return true
	// Where, and how, to connect to the kube-apiserver next time.
	case "Alt-Svc", "Strict-Transport-Security", "Public-Key-Pins", "Public-Key-Pins-Report-Only", "Expect-Ct":
		return true
	// What the browser has stored for the kube-apiserver's host.
	case "Clear-Site-Data":
		return true
	// Scripts that would answer for all paths of the host, and reports about its traffic.
	case "Service-Worker-Allowed", "Nel", "Report-To", "Reporting-Endpoints":
		return true
	// What further requests to the host shall tell about the client.
	case "Accept-Ch", "Critical-Ch", "Origin-Agent-Cluster", "Origin-Trial", "Supports-Loading-Mode":
		return true
	}
	// Which other sites may read the answers of this host. The kube-apiserver removes some of them, our own port none.
	return strings.HasPrefix(name, "Access-Control-")
}

// guardAPIServerOrigin keeps a tool's pages from acting as the person who looks at them: on the subresources they share
// an origin with the kube-apiserver, or with a kubectl proxy that adds that person's credential to every request. The
// sandbox gives each page an origin of its own and runs no script, and nosniff keeps a browser from finding a page in
// something else. Programs ignore both. A policy of the tool stays and applies as well.
//
// It also spells text/html in a way that the kube-apiserver does not look for; see the package comment.
func guardAPIServerOrigin(headers http.Header) {
	headers["X-Content-Type-Options"] = append([]string(nil), "nosniff")
	headers["Content-Security-Policy"] = append(headers["Content-Security-Policy"], "sandbox")
	for i, contentType := range headers["Content-Type"] {
		headers["Content-Type"][i] = unlikeHTML(contentType)
	}
}

// unlikeHTML changes the case of the type text/html: types have none, but the kube-apiserver compares as if they had.
func unlikeHTML(contentType string) string {
	const html = "text/html"
	if mediaType, _, _ := strings.Cut(contentType, ";"); strings.TrimSpace(mediaType) != html {
		return contentType
	}
	return "Text/html" + contentType[strings.Index(contentType, html)+len(html):]
}
