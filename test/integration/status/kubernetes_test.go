// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"strings"
	"testing"
	"time"
)

const kubernetesCluster = `
apiVersion: v1
kind: Secret
metadata:
  name: k8s-auth
type: connectors.cpaas.io/bearer-token
stringData:
  token: TOKEN
---
apiVersion: v1
kind: Secret
metadata:
  name: k8s-ca
stringData:
  ca.crt: |
    AUTHORITY
---
apiVersion: connectors.alauda.io/v1alpha1
kind: Connector
metadata:
  name: k8s
spec:
  connectorClassName: k8s
  address: ADDRESS
  auth:
    name: bearerTokenAuth
    secretRef:
      name: k8s-auth
  caCertSecretRef:
    name: k8s-ca
`

// A cluster as a tool: that of the stack itself, with the token of an account that has no right.
func TestDocumentedKubernetesConnector(t *testing.T) {
	r := newRoom(t)
	r.withFlag(t, "true")
	account := r.stack.ServiceAccount(t, r.namespace)
	authority := strings.ReplaceAll(strings.TrimSpace(string(r.stack.Cluster().CA())), "\n", "\n    ")
	r.apply(t, kubernetesCluster, "ADDRESS", r.stack.Cluster().Endpoint(),
		"TOKEN", account.Token, "AUTHORITY", authority)
	good := wants{
		classReady: yes(""), secretReady: yes(""), livenessReady: yes(""), authReady: yes(""), proxyReady: yes(""), caCertReady: valid("k8s-ca"),
	}
	r.expect(t, "k8s", good)
	r.setSecret(t, r.namespace, "k8s-auth", map[string]string{"token": "nonsense"})
	good[authReady] = no("AuthenticationFailed", r.stack.Cluster().Endpoint(), "401")
	r.expectSoon(t, "k8s", good)
	token, err := r.stack.Cluster().ServiceAccountToken(t.Context(), r.namespace, account.Name, 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	r.setSecret(t, r.namespace, "k8s-auth", map[string]string{"token": token})
	good[authReady] = yes("")
	r.expectSoon(t, "k8s", good)
}
