// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clientauth

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
)

// hmacWith signs with the public key of the cluster, which everybody knows, as a shared secret.
func hmacWith(t testing.TB, key *jwkstest.Key, header string) string {
	t.Helper()
	encoded, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	signed := strings.TrimSuffix(key.SignText(t, header, `{"iss":"`+issuerName+`"}`), ".")
	signed = signed[:strings.LastIndex(signed, ".")]
	mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: encoded}))
	mac.Write([]byte(signed))
	return signed + "." + jwkstest.Encode(string(mac.Sum(nil)))
}

// sample makes tokens of a kind, another one each time, and says what their senders are told.
type sample struct {
	make func() string
	told string
}

// bad are the kinds of tokens that are refused without a review.
func bad(c *cluster) map[string]sample {
	t, forger, stranger := c.t, jwkstest.NewKey(c.t, c.key.ID), jwkstest.NewKey(c.t, "stranger")
	withChanges := func(changes ...func(claims)) func() string {
		return func() string { return c.token(changes...) }
	}
	text := func(header, claims string) func() string {
		return func() string { return c.key.SignText(t, header, claims) }
	}
	second := begin().Unix()
	return map[string]sample{
		"bad signature":     {func() string { return forger.Sign(t, usual()) }, "not from this cluster"},
		"unknown key":       {func() string { return stranger.Sign(t, usual()) }, "not from this cluster"},
		"another algorithm": {text(`{"alg":"RS256","kid":"key"}`, claimsText(t)), "not from this cluster"},
		"cut signature":     {func() string { token := c.token(); return token[:len(token)-2] }, "not from this cluster"},
		"wrong issuer":      {withChanges(claim("iss", "https://other.example.com")), "not from this cluster"},
		"no issuer":         {withChanges(without("iss")), "not from this cluster"},
		"wrong audience":    {withChanges(claim("aud", []string{"vault"})), "another audience"},
		"our audience in capitals": {
			withChanges(claim("aud", []string{"Connectors-Proxy"})), "another audience"},
		"no audience":          {withChanges(without("aud")), "another audience"},
		"expired":              {withChanges(claim("exp", second)), "has expired"},
		"without an expiry":    {withChanges(without("exp")), "has expired"},
		"not valid yet":        {withChanges(claim("nbf", second+61)), "not valid yet"},
		"issued in the future": {withChanges(claim("iat", second+61)), "not valid yet"},
		"algorithm none": {
			func() string { return unsigned(`{"alg":"none","kid":"key"}`, claimsText(t)) }, "no JSON Web Token"},
		"public key as a shared secret": {
			func() string { return hmacWith(t, c.key, `{"alg":"HS256","kid":"key"}`) }, "no JSON Web Token"},
		"shared secret called ES256": {func() string { return hmacWith(t, c.key, c.key.Header()) }, "another audience"},
		"duplicate claims": {
			text(c.key.Header(), `{"aud":"vault",`+claimsText(t)[1:]), "no JSON Web Token"},
		"nested claims":   {text(c.key.Header(), strings.Repeat(`{"a":`, 2000)+"1"+strings.Repeat("}", 2000)), "another audience"},
		"oversized":       {withChanges(claim("x", strings.Repeat("a", longest))), "no JSON Web Token"},
		"garbage":         {func() string { return canary }, "no JSON Web Token"},
		"garbage in form": {func() string { return canary + "." + canary + "." + canary }, "no JSON Web Token"},
		"nothing":         {func() string { return "" }, "no JSON Web Token"},
	}
}

func claimsText(t testing.TB) string {
	t.Helper()
	token := jwkstest.NewKey(t, "key").Sign(t, usual())
	parts := strings.Split(token, ".")
	return decode(t, parts[1])
}
