// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"
	"time"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
)

// badTokens make tokens that differ each time, of every kind that is refused without a review.
func badTokens(t *testing.T, r *room) map[string]func() string {
	t.Helper()
	good := tokenFor(t, r.account, audience)
	withoutSignature := good[:strings.LastIndex(good, ".")]
	forger, stranger := mustSigner(), mustSigner()
	forger.ID = signer.ID
	base := claimsOf(t, r.account)
	signed := func(key *jwkstest.Key, change func(claims)) func() string {
		return func() string {
			made := claims{}
			for name, value := range base {
				made[name] = value
			}
			made["jti"] = rand.Text()
			change(made)
			return key.Sign(t, made)
		}
	}
	same := func(claims) {}
	now := time.Now()
	return map[string]func() string{
		"bad signature of the cluster's own token": func() string {
			return withoutSignature + "." + jwkstest.Encode(strings.Repeat(rand.Text(), 10)[:256])
		},
		"bad signature":  signed(forger, same),
		"wrong issuer":   signed(signer, claim("iss", "https://other.example.com")),
		"wrong audience": signed(signer, claim("aud", []string{"vault"})),
		"expired":        signed(signer, claim("exp", now.Unix()-1)),
		"not valid yet":  signed(signer, claim("nbf", now.Add(2*time.Hour).Unix())),
		"unknown key":    signed(stranger, same),
		"algorithm none": func() string {
			return jwkstest.Encode(`{"alg":"none","kid":"`+signer.ID+`"}`) + "." + strings.Split(good, ".")[1] + "." + jwkstest.Encode(rand.Text())
		},
		"public key as a shared secret": func() string {
			text := jwkstest.Encode(`{"alg":"HS256","kid":"`+signer.ID+`"}`) + "." + jwkstest.Encode(`{"jti":"`+rand.Text()+`"}`)
			mac := hmac.New(sha256.New, []byte(mustPublic(signer)))
			mac.Write([]byte(text))
			return text + "." + jwkstest.Encode(string(mac.Sum(nil)))
		},
		"duplicate claims": func() string {
			return signer.SignText(t, signer.Header(), `{"aud":"vault","aud":"connectors-proxy","jti":"`+rand.Text()+`"}`)
		},
		"nested claims": func() string {
			return signer.SignText(t, signer.Header(), strings.Repeat(`{"`+rand.Text()+`":`, 100)+"1"+strings.Repeat("}", 100))
		},
		"oversized": signed(signer, claim("x", strings.Repeat("x", 20<<10))),
		"garbage":   rand.Text,
	}
}

func TestBadTokensAreRefusedWithoutAReview(t *testing.T) {
	r := newRoom(t)
	r.expect(t, tokenFor(t, r.account, audience), http.StatusOK)
	// What tests sign themselves is good as well, if nothing is wrong with it.
	r.expect(t, signer.Sign(t, claimsOf(t, r.account)), http.StatusOK)
	before, begun := asked(t), time.Now()
	for name, bad := range badTokens(t, r) {
		t.Run(name, func(t *testing.T) {
			token := bad()
			for range 2 {
				code, header, body := r.ask(t, token)
				// Whether a key is there may be unclear for a moment.
				if name == "unknown key" && code == http.StatusServiceUnavailable && header.Get("Retry-After") != "" {
					continue
				}
				if code != http.StatusUnauthorized || !strings.HasPrefix(header.Get("WWW-Authenticate"), "Basic ") {
					t.Errorf("%d %v: %s", code, header, body)
				}
			}
		})
	}
	count, took := since(t, before), time.Since(begun)
	if count[tokenReviews] != 0 || count[accessReviews] != 0 || count[keys] > 1+int(took/readingsApart) {
		t.Errorf("the kube-apiserver was asked for %v in %s", count, took)
	}
}

// Tokens for the kube-apiserver are taken over TLS, as this proxy was told to, and over nothing else.
func TestOtherAudiences(t *testing.T) {
	r := newRoom(t)
	ours, both, foreign := tokenFor(t, r.account, audience), tokenFor(t, r.account, "vault", audience), tokenFor(t, r.account, "vault")
	secure := strings.Replace(r.url, localstack.ProxyEndpoint(stack.Cluster()), localstack.SecureProxyEndpoint(stack.Cluster()), 1)
	for _, test := range []struct {
		name, url, token string
		want             int
	}{
		{"for us", r.url, ours, http.StatusOK},
		{"for us over TLS", secure, ours, http.StatusOK},
		{"for us and others", r.url, both, http.StatusOK},
		{"for others", r.url, foreign, http.StatusUnauthorized},
		{"for others over TLS", secure, foreign, http.StatusUnauthorized},
		{"for the kube-apiserver", r.url, r.account.Token, http.StatusUnauthorized},
		{"for the kube-apiserver over TLS", secure, r.account.Token, http.StatusOK},
		{"for the kube-apiserver, though it is known over TLS", r.url, r.account.Token, http.StatusUnauthorized},
	} {
		t.Run(test.name, func(t *testing.T) {
			if code, _, body := r.askAt(t, test.url, test.token); code != test.want {
				t.Errorf("%d, want %d: %s", code, test.want, body)
			}
		})
	}
}

// A right in one namespace opens nothing in another one.
func TestConnectorOfAnotherNamespace(t *testing.T) {
	r, other := newRoom(t), newRoom(t)
	token := tokenFor(t, r.account, audience)
	r.expect(t, token, http.StatusOK)
	code, _, body := r.askAt(t, other.url, token)
	if code != http.StatusForbidden || strings.Contains(body, "tool\"") {
		t.Errorf("%d: %s", code, body)
	}
}
