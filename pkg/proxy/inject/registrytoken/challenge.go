// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import "strings"

const (
	// maxChallengeBytes bounds one WWW-Authenticate header, and maxChallengeHeaders how many are looked at.
	maxChallengeBytes   = 8 << 10
	maxChallengeHeaders = 8
)

// challenge is one challenge of RFC 9110, section 11.6.1. Names of schemes and parameters are in lower case.
type challenge struct {
	scheme string
	params map[string]string
}

// parseChallenges reads WWW-Authenticate headers, and passes over what it does not understand. The parsers that other
// registry clients have are not exported, or take several challenges in one header for one.
func parseChallenges(headers []string) []challenge {
	var all []challenge
	for _, header := range headers[:min(len(headers), maxChallengeHeaders)] {
		if len(header) <= maxChallengeBytes {
			s := scanner{rest: header}
			all = append(all, s.challenges()...)
		}
	}
	return all
}

// scanner reads a header from its front.
type scanner struct {
	rest string
}

// challenges tells a scheme from a parameter by the equals sign that follows the latter. The token68 of schemes that
// are of no use here ends up as parameters or schemes that nobody asks for.
func (s *scanner) challenges() []challenge {
	var all []challenge
	for s.skip(", \t"); s.rest != ""; s.skip(", \t") {
		name := strings.ToLower(s.token())
		if name == "" {
			s.skipItem()
			continue
		}
		s.skip(" \t")
		if !strings.HasPrefix(s.rest, "=") {
			all = append(all, challenge{scheme: name, params: map[string]string{}})
			continue
		}
		s.rest = s.rest[1:]
		s.skip(" \t")
		value, ok := s.value()
		if len(all) == 0 || !ok {
			continue
		}
		if params := all[len(all)-1].params; params[name] == "" {
			params[name] = value
		}
	}
	return all
}

func (s *scanner) skip(characters string) { s.rest = strings.TrimLeft(s.rest, characters) }

// skipItem goes to the next comma, and at least one byte ahead.
func (s *scanner) skipItem() {
	_, s.rest, _ = strings.Cut(s.rest, ",")
}

// token reads a token, which may be empty.
func (s *scanner) token() string {
	end := strings.IndexFunc(s.rest, notInToken)
	if end < 0 {
		end = len(s.rest)
	}
	token := s.rest[:end]
	s.rest = s.rest[end:]
	return token
}

// value reads a token or a quoted string. One whose quotes do not end is none.
func (s *scanner) value() (string, bool) {
	if !strings.HasPrefix(s.rest, `"`) {
		value := s.token()
		return value, value != ""
	}
	var value strings.Builder
	for i := 1; i < len(s.rest); i++ {
		switch c := s.rest[i]; c {
		case '"':
			s.rest = s.rest[i+1:]
			return value.String(), true
		case '\\':
			if i++; i < len(s.rest) {
				value.WriteByte(s.rest[i])
			}
		default:
			value.WriteByte(c)
		}
	}
	s.rest = ""
	return "", false
}

func notInToken(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') &&
		(r >= 0x80 || !strings.ContainsRune("!#$%&'*+-.^_`|~", r))
}
