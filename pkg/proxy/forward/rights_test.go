// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward

// rightsTo are get on team/tool and the verbs on connectors/proxy.
func rightsTo(verbs ...string) []string {
	rights := []string{"get connectors team/tool"}
	for _, verb := range verbs {
		rights = append(rights, verb+" connectors/proxy team/tool")
	}
	return rights
}
