// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
)

// unsigned is a token with a signature that is none.
func unsigned(header, claims string) string {
	return jwkstest.Encode(header) + "." + jwkstest.Encode(claims) + "." + jwkstest.Encode(canary)
}

const plainHeader = `{"alg":"RS256","kid":"key"}`

func TestParse(t *testing.T) {
	usual := unsigned(plainHeader, `{}`)
	for _, tt := range []struct {
		name, token string
		want        bool
	}{
		{"plain", usual, true},
		{"with a type", unsigned(`{"alg":"ES256","kid":"key","typ":"JWT"}`, `{}`), true},
		{"with an expiry", unsigned(plainHeader, `{"exp":1700000000}`), true},
		{"with a fraction", unsigned(plainHeader, `{"exp":1700000000.75}`), true},
		{"with an expiry before all time", unsigned(plainHeader, `{"exp":-5}`), true},
		{"with an expiry after all time", unsigned(plainHeader, `{"exp":1e300}`), false},
		{"with an expiry that is no number", unsigned(plainHeader, `{"exp":"soon"}`), false},
		{"with two expiries", unsigned(plainHeader, `{"exp":1700000000,"exp":1}`), false},
		{"with an expiry in capitals", unsigned(plainHeader, `{"EXP":1700000000}`), true},
		{"with one audience", unsigned(plainHeader, `{"aud":"connectors-proxy"}`), true},
		{"with two audience claims", unsigned(plainHeader, `{"aud":"x","aud":"connectors-proxy"}`), false},
		{"with an audience that is no text", unsigned(plainHeader, `{"aud":[1]}`), false},
		{"empty", "", false},
		{"opaque", canary, false},
		{"dots", "..", false},
		{"two parts", "e30.e30", false},
		{"four parts", usual + ".e30", false},
		{"five parts, as encrypted", usual + ".e30.e30", false},
		{"no signature", strings.TrimSuffix(usual, jwkstest.Encode(canary)), false},
		{"algorithm none", unsigned(`{"alg":"none","kid":"key"}`, `{}`), false},
		{"algorithm None", unsigned(`{"alg":"None","kid":"key"}`, `{}`), false},
		{"a shared secret", unsigned(`{"alg":"HS256","kid":"key"}`, `{}`), false},
		{"an algorithm of no cluster", unsigned(`{"alg":"PS256","kid":"key"}`, `{}`), false},
		{"no algorithm", unsigned(`{"kid":"key"}`, `{}`), false},
		{"two algorithms", unsigned(`{"alg":"RS256","alg":"none","kid":"key"}`, `{}`), false},
		{"no key", unsigned(`{"alg":"RS256"}`, `{}`), false},
		{"an empty key", unsigned(`{"alg":"RS256","kid":""}`, `{}`), false},
		{"a key of its own", unsigned(`{"alg":"RS256","kid":"key","jwk":{"kty":"oct","k":"AA"}}`, `{}`), false},
		{"an address of keys", unsigned(`{"alg":"RS256","kid":"key","jku":"http://169.254.169.254/"}`, `{}`), false},
		{"a certificate", unsigned(`{"alg":"RS256","kid":"key","x5c":["AA"]}`, `{}`), false},
		{"claims that are not encoded", unsigned(`{"alg":"RS256","kid":"key","b64":false,"crit":["b64"]}`, `{}`), false},
		{"a long header", unsigned(`{"alg":"RS256","kid":"`+strings.Repeat("k", longestHeader)+`"}`, `{}`), false},
		{"header that is no JSON", unsigned(`alg`, `{}`), false},
		{"header that is a list", unsigned(`[]`, `{}`), false},
		{"claims that are no object", unsigned(plainHeader, `[]`), false},
		{"claims that are nested", unsigned(plainHeader, strings.Repeat("[", 10000)), false},
		{"an audience that is nested", unsigned(plainHeader, `{"aud":`+strings.Repeat("[", 8000)), false},
		{"much", unsigned(plainHeader, `{"a":"`+strings.Repeat("a", longest)+`"}`), false},
		{"padded", strings.Replace(usual, ".", "=.", 1), false},
		{"line break", strings.Replace(usual, ".", "\n.", 1), false},
		{"a bit that says nothing", usual[:len(usual)-1] + "R", false},
		{"JSON form", `{"payload":"e30","protected":"e30","signature":"e30"}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := parse(tt.token); ok != tt.want {
				t.Errorf("%t, want %t", ok, tt.want)
			}
		})
	}
}

// No text makes the parser fail, and what it takes can be written in one way only.
func FuzzParse(f *testing.F) {
	f.Add(jwkstest.NewKey(f, "key").Sign(f, usual()))
	f.Add(unsigned(plainHeader, `{"exp":1700000000}`))
	f.Add(unsigned(plainHeader, `{"exp":-1e400,"aud":[]}`))
	f.Add("e30.e30.e30")
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := parse(text)
		if !ok {
			return
		}
		if strings.Count(text, ".") != 2 || len(text) > longest || p.signer == "" || strings.ContainsAny(text, "\r\n =+/") {
			t.Errorf("%q is taken for a token", text)
		}
	})
}

// The parser is fed claims and headers rather than base64, which the fuzzer rarely hits.
func FuzzParseParts(f *testing.F) {
	f.Add(plainHeader, `{"iss":"i","aud":["connectors-proxy"],"exp":1700000000,"nbf":0,"iat":null}`)
	f.Add(`{"alg":"ES256","kid":"a","kid":"b"}`, `{"aud":"a","aud":"b"}`)
	f.Add(`{"alg":"RS256","kid":"a","crit":["exp"]}`, `{"exp":1e99}`)
	f.Fuzz(func(t *testing.T, header, claims string) {
		p, ok := parse(unsigned(header, claims))
		if ok && (p.algorithm == "" || strings.HasPrefix(p.algorithm, "HS") || strings.EqualFold(p.algorithm, "none")) {
			t.Errorf("%s %s is taken for a token", header, claims)
		}
	})
}
