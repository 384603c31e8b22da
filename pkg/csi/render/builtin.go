// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

// Names of the built-in files.
const (
	fileToken        = "context.token"
	fileProxyCACert  = "context.proxy.caCert"
	fileCACerts      = "ca.crt"
	fileHTTPProxy    = "http.proxy"
	fileHTTPSProxy   = "https.proxy"
	fileProxyAddress = "connector.status.proxyAddress"
)

// builtIn are the files that every volume has, by name. They hold their value and nothing else, no line break either, so
// that a program may use what it reads as it is. A file that has nothing to say is empty rather than missing.
func builtIn(token string, p proxy, caCerts string) map[string]string {
	return map[string]string{
		fileToken:        token,
		fileProxyCACert:  p.caCert,
		fileCACerts:      caCerts,
		fileHTTPProxy:    p.client,
		fileHTTPSProxy:   p.client,
		fileProxyAddress: p.address,
	}
}
