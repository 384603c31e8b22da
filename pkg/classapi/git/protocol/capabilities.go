// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import "strings"

// capabilities are what a server says it can do: names with their values, which may be empty.
type capabilities map[string]string

const (
	maxCapabilities = 256
	// capabilitySymref is how version 0 tells what HEAD is. Only that of HEAD is kept.
	capabilitySymref = "symref"
	// capabilityFormat is the hash function of the repository.
	capabilityFormat = "object-format"
	// capabilityFetch says, in version 2, what may be asked for when objects are fetched.
	capabilityFetch = "fetch"
)

// add takes in one capability, name or name=value. The first of a name counts.
func (c capabilities) add(text string) {
	name, value, _ := strings.Cut(text, "=")
	if name == capabilitySymref {
		target, ofHead := strings.CutPrefix(value, headName+":")
		if !ofHead || !isName([]byte(target)) {
			return
		}
		value = target
	}
	if _, known := c[name]; !known && len(c) < maxCapabilities {
		c[name] = value
	}
}

func (c capabilities) has(name string) bool {
	_, ok := c[name]
	return ok
}

// offers says whether a word is among those of a capability's value, as in fetch=shallow filter.
func (c capabilities) offers(name, word string) bool {
	for feature := range strings.FieldsSeq(c[name]) {
		if feature == word {
			return true
		}
	}
	return false
}

// format is the line in which a client says which hash function it expects, empty where the server speaks of none. What a
// server made up is not sent back.
func (c capabilities) format() string {
	switch value := c[capabilityFormat]; value {
	case "sha1", "sha256":
		return capabilityFormat + "=" + value
	}
	return ""
}
