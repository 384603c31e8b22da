// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"
	"k8s.io/klog/v2"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/test/logtest"
)

// secretsOf are the ways in which a key could be seen.
func secretsOf(t *testing.T, k key) []string {
	t.Helper()
	private, ok := k.private().(*ecdsa.PrivateKey)
	if !ok {
		t.Fatal("it is a key of another kind")
	}
	raw, err := private.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	forms := []string{hex.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw), new(big.Int).SetBytes(raw).String(), strings.Trim(fmt.Sprintf("%d", raw), "[]")}
	for line := range strings.Lines(k.Reveal()) {
		if !strings.HasPrefix(line, "-----") {
			forms = append(forms, strings.TrimSpace(line), base64.StdEncoding.EncodeToString([]byte(line))[4:40])
		}
	}
	return forms
}

// Whatever holds a key shows it to nobody, the certificates that are handed out included.
func TestKeysAreNeverRendered(t *testing.T) {
	issuer, _ := newTestIssuer(t)
	leaf, err := issuer.tools.get("git.example.com")
	if err != nil {
		t.Fatal(err)
	}
	next := newTestPair(t, start(), year)
	log := logtest.Capture(t)
	holders := map[string]any{
		"key": issuer.authority.key, "pair": issuer.authority, "state": state{signing: issuer.authority, next: &next},
		"authority": &Authority{leafKey: issuer.leafKey}, "issuer": issuer, "leaf": leaf, "leaf's key": leaf.PrivateKey,
	}
	if plain := fmt.Sprintf("%+v", issuer.authority.key.private()); !strings.Contains(plain, secretsOf(t, issuer.authority.key)[2]) {
		t.Error("a key that is not hidden is not shown: this test shows nothing")
	}
	var secrets []string
	for _, k := range []key{issuer.authority.key, next.key, issuer.leafKey} {
		secrets = append(secrets, secretsOf(t, k)...)
	}
	for name, holder := range holders {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
				fmt.Fprintf(&out, verb, holder)
			}
			spew.Fdump(&out, holder)
			slog.New(slog.NewTextHandler(&out, nil)).Info("used", "it", holder)
			klog.Background().Info("used", "it", holder)
			klog.Infof("%+v", holder)
			klog.Flush()
			if text, err := json.Marshal(holder); err == nil {
				out.Write(text)
			}
			if text, err := yaml.Marshal(holder); err == nil {
				out.Write(text)
			}
			for _, secret := range secrets {
				if strings.Contains(out.String(), secret) || strings.Contains(log.String(), secret) {
					t.Errorf("the key is shown as %q", secret)
				}
			}
		})
	}
}
