// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"errors"
	"net/http"
	"strings"
)

// errUnaskedUpgrade says that a tool changed the protocol although nobody asked. ReverseProxy would hand it the
// client's connection.
var errUnaskedUpgrade = errors.New("malformed answer: the tool switched protocols without being asked")

// isUpgrade is for headers that ReverseProxy has cleaned: it leaves Upgrade only where Connection names it.
func isUpgrade(headers http.Header) bool { return len(headers["Upgrade"]) > 0 }

// isHTTPUpgrade is true for upgrades to HTTP itself or to TLS. They would make a tunnel through which requests reach the
// tool unseen: other paths, and headers that are withheld otherwise. A server may ignore an upgrade, so we do.
func isHTTPUpgrade(protocols string) bool {
	for protocol := range strings.SplitSeq(protocols, ",") {
		protocol = strings.ToLower(strings.TrimSpace(protocol))
		name, _, _ := strings.Cut(protocol, "/")
		if name == "http" || name == "tls" || name == "h2" || name == "h2c" || name == "h3" {
			return true
		}
	}
	return false
}

// cleanUpgrade checks a 101 and takes from it the hop-by-hop headers that ReverseProxy leaves on such answers, and the
// tool's own words in the status line.
func cleanUpgrade(res *http.Response) error {
	if !isUpgrade(res.Request.Header) {
		return errUnaskedUpgrade
	}
	res.Status = "101 Switching Protocols"
	for _, line := range res.Header["Connection"] {
		for name := range strings.SplitSeq(line, ",") {
			if name = strings.TrimSpace(name); !strings.EqualFold(name, "Upgrade") {
				res.Header.Del(name)
			}
		}
	}
	for _, name := range []string{"Keep-Alive", "Proxy-Authenticate", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding"} {
		res.Header.Del(name)
	}
	res.Header.Set("Connection", "Upgrade")
	return nil
}
