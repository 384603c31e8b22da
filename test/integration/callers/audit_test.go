// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package callers_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
)

const proxyUser = "system:serviceaccount:connectors-system:connectors-proxy"

// What the kube-apiserver is asked for.
const (
	tokenReviews  = "tokenreviews"
	accessReviews = "subjectaccessreviews"
	keys          = "/openid/v1/jwks"
)

// asked counts what connectors-proxy has asked the kube-apiserver for since the beginning.
func asked(t *testing.T) map[string]int {
	t.Helper()
	file, err := os.Open(filepath.Join(stack.Dir(), auditLog))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	count := map[string]int{}
	for lines := bufio.NewReader(file); ; {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return count // the beginning of a line that is being written is left out
		}
		if err != nil {
			t.Fatal(err)
		}
		var event auditv1.Event
		if err := json.Unmarshal(line, &event); err != nil {
			t.Fatal(err)
		}
		if event.User.Username != proxyUser {
			continue
		}
		what, _, _ := strings.Cut(event.RequestURI, "?")
		if event.ObjectRef != nil {
			what = event.ObjectRef.Resource
		}
		count[what]++
	}
}

// since is what has been asked for since before.
func since(t *testing.T, before map[string]int) map[string]int {
	t.Helper()
	now := asked(t)
	for what, count := range before {
		now[what] -= count
	}
	return now
}
