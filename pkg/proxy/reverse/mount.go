// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"net/url"
	"strings"
)

// connectorNames is what the names of repositories begin with for clients that reach a Connector below /v2.
const connectorNames = "namespaces/"

// registryQuery turns the source of a mount ("from", the name of a repository as the client knows it) into the name that the
// registry knows. A repository of another Connector is in no registry that this one could mount from: both parameters are
// left out, and the client gets an upload to send the blob to, as from a registry that cannot mount. All else stays byte
// by byte.
func registryQuery(query, public string) string {
	if !strings.Contains(query, "from=") {
		return query
	}
	own, err := url.PathUnescape(public)
	if err != nil {
		return query
	}
	own = strings.TrimPrefix(own, registryRoot+"/") + "/"
	kept, foreign := []string{}, false
	for pair := range strings.SplitSeq(query, "&") {
		name, ok := mountSource(pair)
		if below, isOwn := strings.CutPrefix(name, own); ok && isOwn {
			pair = "from=" + url.QueryEscape(below)
		} else if ok && strings.HasPrefix(name, connectorNames) {
			foreign = true
		}
		kept = append(kept, pair)
	}
	if foreign {
		kept = withoutMount(kept)
	}
	return strings.Join(kept, "&")
}

// mountSource reads a parameter "from".
func mountSource(pair string) (string, bool) {
	value, ok := strings.CutPrefix(pair, "from=")
	if !ok {
		return "", false
	}
	name, err := url.QueryUnescape(value)
	return name, err == nil
}

func withoutMount(pairs []string) []string {
	var kept []string
	for _, pair := range pairs {
		if !strings.HasPrefix(pair, "from=") && !strings.HasPrefix(pair, "mount=") {
			kept = append(kept, pair)
		}
	}
	return kept
}
