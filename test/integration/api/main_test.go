// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"os"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// auditPolicy records everything that happens in our group.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
  resources: [{group: connectors.alauda.io}]
- level: None
`

var stack = harness.New(harness.Config{
	Without: []string{harness.Controller, harness.Proxy},
	Files:   map[string]string{"audit-policy.yaml": auditPolicy},
	Args: map[string][]string{
		harness.APIServer:     {"--audit-policy-file={dir}/audit-policy.yaml", "--audit-log-path={dir}/" + ownAuditLog},
		harness.KubeAPIServer: {"--audit-policy-file={dir}/audit-policy.yaml", "--audit-log-path={dir}/" + kubeAuditLog},
	},
})

func TestMain(m *testing.M) { os.Exit(stack.Main(m)) }
