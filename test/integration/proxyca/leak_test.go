// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/integration/harness"
	"connectors.alauda.io/test/logtest"
)

// At the highest verbosity the client libraries log requests and answers. No key is in there: neither one that is made, nor
// one that is read, nor one that is replaced.
func TestKeyIsInNoLog(t *testing.T) {
	s := fromNothing(t)
	// There is a connection before: client-go reads without a lock what it has timed of one for its log.
	if _, err := harness.Kube(t, asProxy(t)).Discovery().ServerVersion(); err != nil {
		t.Fatal(err)
	}
	log := logtest.Capture(t)
	r := run(t, options{lifetime: year, overlap: 2 * time.Second})
	s.agree(t, r)
	first := s.secret(t)
	s.edit(t, func(secret *corev1.Secret) {
		secret.Annotations = map[string]string{ca.RotateAnnotation: "now", corev1.LastAppliedConfigAnnotation: string(first.Data[corev1.TLSPrivateKeyKey])}
	})
	s.awaitSigner(t, first)
	second := s.secret(t)
	s.edit(t, func(secret *corev1.Secret) { secret.Data[corev1.TLSPrivateKeyKey] = []byte(canary) })
	broken := run(t, options{})
	s.awaitNotReady(t, broken)
	r.stop()
	broken.stop()
	klog.Flush()

	text := readable(log.String())
	if !strings.Contains(text, "/api/v1/namespaces/connectors-system/configmaps/connectors-proxy-ca") || !strings.Contains(text, "BEGIN CERTIFICATE") {
		t.Error("requests are not logged: this test shows nothing")
	}
	for _, secret := range [][]byte{first.Data[corev1.TLSPrivateKeyKey], second.Data[corev1.TLSPrivateKeyKey], []byte(canary)} {
		for _, form := range formsOf(string(secret)) {
			if strings.Contains(text, form) {
				t.Errorf("a key was logged as %q", form)
			}
		}
	}
}

const canary = "canary-3f0a-this-is-no-key"

// formsOf are the lines of a key, but for those that say what it is, as they are and as a Secret has them on the wire.
func formsOf(key string) []string {
	forms := []string{base64.StdEncoding.EncodeToString([]byte(key))}
	for line := range strings.Lines(key) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "-----") {
			forms = append(forms, line)
		}
	}
	return forms
}

// readable is a log with the texts of its hexadecimal dumps, in which every encoding but JSON is shown, put together again.
func readable(log string) string {
	var dumped strings.Builder
	for line := range strings.Lines(log) {
		if _, column, ok := strings.Cut(line, "  |"); ok {
			dumped.WriteString(strings.TrimSuffix(strings.TrimSpace(column), "|"))
		}
	}
	return log + dumped.String()
}
