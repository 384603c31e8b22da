// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// secrets are what must be seen nowhere, plain and as a client or a tool would have encoded them.
func (r room) secrets() map[string][]byte {
	const beginning = 200 // of a token: logs may be cut short
	found := map[string][]byte{
		"the beginning of a token":    []byte(r.token[:beginning]),
		"a credential":                []byte(canary),
		"the token of a caller":       []byte(r.token),
		"the signature of that token": []byte(r.token[strings.LastIndexByte(r.token, '.')+1:]),
	}
	// The beginning of the text that Basic authentication encodes may be anything, so each of three shifts is looked for.
	for shift := range 3 {
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + r.credential))
		const partial = 4 // letters that also depend on what comes before or after
		found[fmt.Sprintf("a credential in base64, shifted by %d", shift)] = []byte(encoded[partial : len(encoded)-partial])
	}
	return found
}

func (r room) expectWithoutSecrets(t *testing.T, where string, text []byte) {
	t.Helper()
	for what, secret := range r.secrets() {
		if bytes.Contains(text, secret) {
			t.Errorf("%s holds %s", where, what)
		}
	}
}

// expectLogsWithoutSecrets looks into the logs of all proxies, also of those that have ended.
func (r room) expectLogsWithoutSecrets(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.Dir(stack.Cluster().LogFile(string(first))), string(first)+"*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no log of a proxy (error %v)", err)
	}
	for _, file := range files {
		log, err := os.ReadFile(filepath.Clean(file))
		if errors.Is(err, fs.ErrNotExist) {
			continue // replaced by another start in this moment
		}
		if err != nil {
			t.Fatal(err)
		}
		r.expectWithoutSecrets(t, filepath.Base(file), log)
	}
}

// expectProcessWithoutSecrets looks at what a process shows: its metrics, arguments and environment.
func (r room) expectProcessWithoutSecrets(t *testing.T, p replica) {
	t.Helper()
	metrics, err := p.metrics()
	if err != nil {
		t.Errorf("the metrics of %s: %v", p, err)
	}
	r.expectWithoutSecrets(t, "/metrics of "+string(p), metrics)
	for _, name := range []string{"cmdline", "environ"} {
		text, err := os.ReadFile(p.proc(t, name))
		if err != nil || len(text) == 0 {
			t.Errorf("%s of %s: %d bytes (error %v)", name, p, len(text), err)
		}
		r.expectWithoutSecrets(t, name+" of "+string(p), text)
	}
}
