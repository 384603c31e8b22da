// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package callers_test shows tokens of all kinds to a real connectors-proxy, and counts what the kube-apiserver hears of it.
package callers_test

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

const (
	// auditPolicy notes who asks for reviews and keys, without bodies.
	auditPolicy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
  resources:
  - group: authentication.k8s.io
    resources: [tokenreviews]
  - group: authorization.k8s.io
    resources: [subjectaccessreviews]
- level: Metadata
  nonResourceURLs: [/openid/*]
- level: None
`
	auditLog = "audit.log"
	// extraKey is a public key that the kube-apiserver takes for one of its own, so that tests can sign what it never would.
	extraKey = "extra-key.pem"
)

var (
	signer = mustSigner()

	stack = harness.New(harness.Config{
		Files: map[string]string{"audit.yaml": auditPolicy, extraKey: mustPublic(signer)},
		Args: map[string][]string{
			harness.KubeAPIServer: {
				"--audit-policy-file={dir}/audit.yaml",
				"--audit-log-path={dir}/" + auditLog,
				"--service-account-key-file={dir}/" + extraKey,
			},
			// At this verbosity the client libraries log what they send: no token may be in there.
			harness.Proxy: {"-v=8", "--accept-apiserver-audience"},
		},
	})
)

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
