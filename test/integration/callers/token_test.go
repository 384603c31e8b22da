// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"log"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/clientauth/jwks/jwkstest"
	"connectors.alauda.io/test/integration/harness"
)

const (
	audience = "connectors-proxy"
	issuer   = "https://kubernetes.default.svc.cluster.local"
)

// mustSigner makes a key under the name that a kube-apiserver gives it: the hash of its public half.
func mustSigner() *jwkstest.Key {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	encoded, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		log.Fatal(err)
	}
	name := sha256.Sum256(encoded)
	return jwkstest.Of(base64.RawURLEncoding.EncodeToString(name[:]), private)
}

func mustPublic(key *jwkstest.Key) string {
	encoded, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		log.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: encoded}))
}

type claims map[string]any

// claimsOf are what the kube-apiserver would put into a token of the account, for an hour and for us.
func claimsOf(t *testing.T, account harness.Account, changes ...func(claims)) claims {
	t.Helper()
	stored, err := harness.Kube(t, stack.Admin(t)).CoreV1().ServiceAccounts(account.Namespace).
		Get(t.Context(), account.Name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	made := claims{
		"iss": issuer, "aud": []string{audience}, "sub": account.User(), "jti": rand.Text(),
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"kubernetes.io": map[string]any{
			"namespace":      account.Namespace,
			"serviceaccount": map[string]string{"name": account.Name, "uid": string(stored.UID)},
		},
	}
	for _, change := range changes {
		change(made)
	}
	return made
}

func claim(name string, value any) func(claims) { return func(c claims) { c[name] = value } }

// tokenFor asks the kube-apiserver for a token.
func tokenFor(t *testing.T, account harness.Account, audiences ...string) string {
	t.Helper()
	token, err := stack.Cluster().ServiceAccountToken(t.Context(), account.Namespace, account.Name, time.Hour, audiences...)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
