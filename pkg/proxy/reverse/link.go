// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"net/http"
	"strings"
)

// maxLinks bounds the links of one header that are looked at; those after them are dropped.
const maxLinks = 256

// rewriteLinks makes the targets of Link headers (RFC 8288) lead the client to where the tool meant, as rewriteLocation
// does: lists in pages are read by them. What is no list of links is dropped.
func (x *exchange) rewriteLinks(headers http.Header) {
	lines := headers["Link"]
	if len(lines) == 0 {
		return
	}
	kept := make([]string, 0, len(lines))
	for _, line := range lines {
		if rewritten := x.clientLinks(line); rewritten != "" && !x.reveals(line) {
			kept = append(kept, rewritten)
		}
	}
	setOrDelete(headers, "Link", kept)
}

// clientLinks rewrites the links of one header; it ends at the first that is not understood.
func (x *exchange) clientLinks(line string) string {
	var links []string
	for rest := strings.TrimLeft(line, ", \t"); rest != "" && len(links) < maxLinks; rest = strings.TrimLeft(rest, ", \t") {
		reference, ok := strings.CutPrefix(rest, "<")
		if !ok {
			break
		}
		if reference, rest, ok = strings.Cut(reference, ">"); !ok {
			break
		}
		end := linkEnd(rest)
		if location, ok := x.clientLocation(strings.TrimSpace(reference)); ok {
			links = append(links, "<"+location+">"+strings.TrimRight(rest[:end], " \t"))
		}
		rest = rest[end:]
	}
	return strings.Join(links, ", ")
}

// linkEnd is where the parameters of a link end: at a comma that is in no quotes.
func linkEnd(parameters string) int {
	quoted := false
	for i := 0; i < len(parameters); i++ {
		switch c := parameters[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ',' && !quoted:
			return i
		}
	}
	return len(parameters)
}
