// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package decision

import (
	"slices"
	"strconv"

	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
)

// longest is the length of a key, in bytes, beyond which a decision is not remembered: parts of it are the caller's.
const longest = 8 << 10

// keyOf gives a text that is equal only for equal attributes, and false where the decision is not to be remembered.
// Every part follows its length, so that no part can pretend to be two.
func keyOf(a authorizer.Attributes) (string, bool) {
	key := make([]byte, 0, 512)
	key = appendUser(key, a.GetUser())
	key = appendPart(key, a.GetVerb())
	if !a.IsResourceRequest() {
		key = append(key, '/')
		key = appendPart(key, a.GetPath())
		return string(key), len(key) <= longest
	}
	// The path is no part of what is asked here, but another one for each object.
	for _, part := range [...]string{
		a.GetNamespace(), a.GetAPIGroup(), a.GetAPIVersion(), a.GetResource(), a.GetSubresource(), a.GetName(),
	} {
		key = appendPart(key, part)
	}
	key, ok := appendSelectors(key, a)
	return string(key), ok && len(key) <= longest
}

func appendPart(key []byte, part string) []byte {
	key = strconv.AppendInt(key, int64(len(part)), 10)
	key = append(key, ':')
	return append(key, part...)
}

func appendUser(key []byte, who user.Info) []byte {
	if who == nil {
		return append(key, '-')
	}
	key = appendPart(key, who.GetName())
	key = appendPart(key, who.GetUID())
	key = appendList(key, who.GetGroups())
	extra := who.GetExtra()
	var few [8]string // as many as most users have, without an allocation
	names := few[:0]
	for name := range extra {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		key = appendPart(key, name)
		key = appendList(key, extra[name])
	}
	return append(key, ';')
}

func appendList(key []byte, values []string) []byte {
	key = append(key, '[')
	for _, value := range values {
		key = appendPart(key, value)
	}
	return append(key, ']')
}

// appendSelectors gives up on selectors that are not understood: what a review is told of them is up to the library.
func appendSelectors(key []byte, a authorizer.Attributes) ([]byte, bool) {
	byField, err := a.GetFieldSelector()
	if err != nil {
		return key, false
	}
	for _, requirement := range byField {
		key = append(key, 'f')
		key = appendPart(key, string(requirement.Operator))
		key = appendPart(key, requirement.Field)
		key = appendPart(key, requirement.Value)
	}
	byLabel, err := a.GetLabelSelector()
	if err != nil {
		return key, false
	}
	for i := range byLabel {
		key = append(key, 'l')
		key = appendPart(key, byLabel[i].String())
	}
	return key, true
}
