// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// redacted is what every rendering of a Credential shows, the empty one as well: even its length is nobody's business.
const redacted = "[redacted]"

// Credential is one value of a Secret. It is immutable, safe for concurrent use and shows itself to nobody who does not
// call Reveal: every formatting verb, encoder and logger gets a placeholder.
//
// The value sits in a closure because packages that print by reflection (fmt for unexported fields, spew, pretty
// printers) call no methods and follow pointers, but cannot look into a function. A function also makes Credentials
// incomparable with ==, which would compare in variable time; use Equal.
type Credential struct {
	reveal func() string
}

// NewCredential keeps a copy of value.
func NewCredential[T ~string | ~[]byte](value T) Credential {
	text := string(value)
	return Credential{reveal: func() string { return text }}
}

// Reveal returns the value. Call it only to put the credential on a request or to search for it.
func (c Credential) Reveal() string {
	if c.reveal == nil {
		return ""
	}
	return c.reveal()
}

// Equal says whether both hold the same value, in a time that depends on the lengths only.
func (c Credential) Equal(other Credential) bool {
	return subtle.ConstantTimeCompare([]byte(c.Reveal()), []byte(other.Reveal())) == 1
}

// String implements fmt.Stringer with the placeholder.
func (Credential) String() string { return redacted }

// GoString implements fmt.GoStringer with the placeholder.
func (Credential) GoString() string { return redacted }

// Format implements fmt.Formatter with the placeholder for every verb.
func (Credential) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// MarshalJSON implements json.Marshaler with the placeholder.
func (Credential) MarshalJSON() ([]byte, error) { return json.Marshal(redacted) }

// MarshalText implements encoding.TextMarshaler with the placeholder.
func (Credential) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalYAML gives YAML encoders that do not go through JSON the placeholder.
func (Credential) MarshalYAML() (any, error) { return redacted, nil }

// LogValue implements slog.LogValuer with the placeholder.
func (Credential) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalLog implements logr.Marshaler with the placeholder.
func (Credential) MarshalLog() any { return redacted }
