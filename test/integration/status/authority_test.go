// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

// issue signs a certificate for 127.0.0.1 and the names.
func issue(t *testing.T, ca harness.Authority, names ...string) tls.Certificate {
	t.Helper()
	return ca.Issue(t, func(template *x509.Certificate) { template.DNSNames = names })
}
