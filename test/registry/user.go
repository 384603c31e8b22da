// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"slices"
	"strings"
)

// A User is one whom a TokenService knows.
type User struct {
	Password string
	// Rights are the actions that are given, by repository; that of "*" is for all of them, and for the catalog.
	Rights map[string][]string
}

// access is one entry of a token's claim of that name.
type access struct {
	Type    string   `json:"type"`
	Name    string   `json:"name"`
	Actions []string `json:"actions"`
}

// grant gives of a scope what the user has a right to.
func (u User) grant(scope string) (access, bool) {
	kind, rest, _ := strings.Cut(scope, ":")
	colon := strings.LastIndexByte(rest, ':')
	if colon < 0 {
		return access{}, false
	}
	granted := access{Type: kind, Name: rest[:colon]}
	rights := slices.Concat(u.Rights["*"], u.Rights[granted.Name])
	for action := range strings.SplitSeq(rest[colon+1:], ",") {
		if slices.Contains(rights, action) {
			granted.Actions = append(granted.Actions, action)
		}
	}
	return granted, len(granted.Actions) > 0
}
