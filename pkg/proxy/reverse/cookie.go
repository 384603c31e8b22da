// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import "strings"

// ownCookies keeps a tool's cookies to the Connector: to the host that the client talks to, and to its path there.
func (x *exchange) ownCookies(cookies []string) []string {
	own := make([]string, 0, len(cookies))
	for _, cookie := range cookies {
		own = append(own, x.ownCookie(cookie))
	}
	return own
}

func (x *exchange) ownCookie(cookie string) string {
	path := ""
	var kept []string
	for part := range strings.SplitSeq(cookie, ";") {
		name, value, _ := strings.Cut(part, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "domain":
		case "path":
			path = strings.TrimSpace(value)
		default:
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ";") + "; Path=" + x.cookiePath(path)
}

// cookiePath is where the client sees a path of the tool; the whole Connector for a path above the address's prefix. One who
// knows a registry only below /v2 sees no other path.
func (x *exchange) cookiePath(path string) string {
	rest, ok := x.Address.CutPrefix(path)
	if x.Registry {
		rest, ok = strings.CutPrefix(rest, registryRoot)
	}
	if !ok || rest == "" {
		rest = "/"
	}
	return x.PublicPath + rest
}
