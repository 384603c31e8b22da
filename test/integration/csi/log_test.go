// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package csi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"

	"connectors.alauda.io/test/integration/harness"
)

// A token that the driver requests itself is kept from one mount to the next, also by another process. It is in the volume, and neither
// it nor those of the kubelet are in the log, at whatever verbosity.
func TestTokens(t *testing.T) {
	k := newKubelet(t, "-v=10")
	account := demo(t, viewer)
	attributes := demoAttributes(account)
	attributes["token.expiration"] = "1h"
	v := k.newVolume(t, account, attributes)
	var secrets []string
	var handed map[string]authenticationv1.TokenRequestStatus
	if err := json.Unmarshal([]byte(v.secrets["csi.storage.k8s.io/serviceAccount.tokens"]), &handed); err != nil {
		t.Fatal(err)
	}
	for _, token := range handed {
		secrets = append(secrets, token.Token)
	}
	harness.Eventually(t, "the volume is mounted", func(ctx context.Context) error { return k.publish(ctx, v) })
	minted := v.mustRead(t, "context.token")
	for _, other := range secrets {
		if minted == other {
			t.Error("the volume has a token of the kubelet")
		}
	}
	first, err := os.ReadFile(stack.Cluster().LogFile(k.driver.Part))
	if err != nil {
		t.Fatal(err)
	}
	stack.Restart(t, k.driver.Part)
	harness.Eventually(t, "the driver is registered again", func(ctx context.Context) error { return k.register(ctx, t) })
	harness.Eventually(t, "the volume is mounted again", func(ctx context.Context) error { return k.publish(ctx, v) })
	if v.mustRead(t, "context.token") != minted {
		t.Error("another token was requested, long before the first one was due")
	}
	if err := k.unpublish(t.Context(), v); err != nil {
		t.Error(err)
	}
	second, err := os.ReadFile(stack.Cluster().LogFile(k.driver.Part))
	if err != nil {
		t.Fatal(err)
	}
	for _, log := range [][]byte{first, second} {
		if !bytes.Contains(log, []byte(`"Answered" method="NodePublishVolume"`)) {
			t.Error("the log does not say what was called")
		}
		for _, token := range append(secrets, minted) {
			// The signature is what makes a token one.
			if bytes.Contains(log, []byte(token[strings.LastIndexByte(token, '.')+1:])) {
				t.Error("a token is in the log")
			}
		}
	}
}
