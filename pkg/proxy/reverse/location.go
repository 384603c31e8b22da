// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"net/http"
	"strings"
)

// registryRoot is where the API of a registry begins.
const registryRoot = "/v2"

// rewriteLocation makes a Location lead the client to where the tool meant: through the Connector for places below its
// address, to the place itself otherwise. What is no URL is dropped; the kube-apiserver would drop the whole answer.
func (x *exchange) rewriteLocation(res *http.Response) {
	location := res.Header.Get("Location")
	if location == "" {
		return
	}
	if rewritten, ok := x.clientLocation(location); ok && !x.reveals(location) {
		res.Header["Location"] = []string{rewritten}
		return
	}
	res.Header.Del("Location")
}

func (x *exchange) clientLocation(location string) (string, bool) {
	u, err := x.url.Parse(location)
	if err != nil || u.Opaque != "" {
		return "", false
	}
	rest, below := x.Address.CutPrefix(u.EscapedPath())
	if !below || u.User != nil || !x.Address.SameOrigin(u) || (x.LeadsBack != nil && !x.LeadsBack(rest)) {
		return u.String(), true
	}
	reference := x.clientPath(rest)
	if x.Subresource {
		reference = relative(x.clientPath(x.EscapedPath), reference)
	} else if strings.HasPrefix(reference, "//") {
		reference = "/." + reference // else the second segment would be read as a host
	}
	if u.RawQuery != "" || u.ForceQuery {
		reference += "?" + u.RawQuery
	}
	if fragment := u.EscapedFragment(); fragment != "" {
		reference += "#" + fragment
	}
	return reference, true
}

// clientPath is where the client sees a path below the tool's address.
func (x *exchange) clientPath(rest string) string {
	if rest != "" && rest[0] != '/' {
		rest = "/" + rest
	}
	public := x.PublicPath
	if x.Registry {
		public, rest = registryPath(public, rest)
	}
	if path := public + rest; path != "" {
		return path
	}
	return "/"
}

// registryPath splits the path of a client of registries in two, in which it would find a path of the tool: below public for
// what is below /v2, and without the v2 in front of it for all else.
func registryPath(public, rest string) (string, string) {
	if below, ok := strings.CutPrefix(rest, registryRoot); ok && (below == "" || below[0] == '/') {
		return public, below
	}
	if end := strings.IndexByte(strings.TrimPrefix(public, "/"), '/'); end >= 0 {
		return public[1+end:], rest
	}
	return public, rest
}

// relative returns the reference that leads from one absolute path to another, never beginning with a slash.
func relative(from, to string) string {
	directory := from[:strings.LastIndexByte(from, '/')+1]
	common := 0
	for i := 0; i < len(directory) && i < len(to) && directory[i] == to[i]; i++ {
		if directory[i] == '/' {
			common = i + 1
		}
	}
	up := strings.Repeat("../", strings.Count(directory[common:], "/"))
	down := to[common:]
	first, _, _ := strings.Cut(down, "/")
	if up == "" && (first == "" || strings.Contains(first, ":")) {
		up = "./" // an empty first segment would make it absolute, a colon a scheme
	}
	return up + down
}
