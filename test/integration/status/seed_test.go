// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"crypto/tls"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// documented is the example of a status that users know.
const documented = `
conditions:
- type: ConnectorClassReady
  status: "True"
  message: ""
- type: SecretReady
  status: "True"
  message: ""
- type: LivenessReady
  status: "True"
  lastProbeTime: "2024-10-16T02:27:44Z"
  message: ""
- type: AuthReady
  status: "True"
  lastProbeTime: "2024-10-16T02:27:44Z"
  message: ""
- type: ProxyServiceReady
  status: "True"
  lastProbeTime: "2024-10-16T02:27:44Z"
  message: ""
- type: CACertReady
  status: "True"
  severity: Info
  reason: Valid
  message: 'CA certificate loaded from secret "my-tool-ca"'
- type: Ready
  status: "True"
  message: ""
`

// The example, field for field as it is on the wire: a Git server over TLS, signed by an authority of its own. Every
// condition has a lastTransitionTime besides, which the example leaves out.
func TestDocumentedStatus(t *testing.T) {
	r := newRoom(t)
	r.withFlag(t, "true")
	ca := harness.NewAuthority(t)
	server := startGit(t, &tls.Config{Certificates: []tls.Certificate{issue(t, ca)}, MinVersion: tls.VersionTLS12})
	r.createSecret(t, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: "my-tool-ca"}, StringData: map[string]string{"ca.crt": ca.PEM},
	})
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	auth := with("basic-auth", secret)
	auth.Params = []v1alpha1.Param{{Name: "repository", Value: v1alpha1.NewStringValue("org/repo.git")}}
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: "git", Address: server.URL(), Auth: auth,
		CACertSecretRef: &v1alpha1.LocalSecretReference{Name: "my-tool-ca"},
	})
	settled := r.expect(t, c.Name, wants{
		classReady: yes(""), secretReady: yes(""), livenessReady: yes(""), authReady: yes(""), proxyReady: yes(""), caCertReady: valid("my-tool-ca"),
	})
	if url := settled.Status.Proxy.HTTPAddress.URL; url != "http://c-tool."+r.namespace+".svc.cluster.local" {
		t.Errorf("the proxy address is %s", url)
	}

	var want struct{ Conditions []map[string]any }
	if err := yaml.Unmarshal([]byte(documented), &want); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Status struct{ Conditions []map[string]any }
	}
	if err := json.Unmarshal([]byte(r.stack.Kubectl(t, "get", "connector", c.Name, "-n", r.namespace, "-o", "json")), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Status.Conditions) != len(want.Conditions) {
		t.Fatalf("the conditions are %v", got.Status.Conditions)
	}
	for i := range want.Conditions {
		compareCondition(t, got.Status.Conditions[i], want.Conditions[i])
	}
}

// compareCondition compares fields; of times it is that they are there and of now.
func compareCondition(t *testing.T, got, want map[string]any) {
	t.Helper()
	want = maps.Clone(want)
	want["lastTransitionTime"] = ""
	if have, need := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(have, need) {
		t.Errorf("%v has the fields %v, want %v", got["type"], have, need)
	}
	for field := range want {
		if field != "lastTransitionTime" && field != "lastProbeTime" {
			if !reflect.DeepEqual(got[field], want[field]) {
				t.Errorf("%v: %s is %v, want %v", got["type"], field, got[field], want[field])
			}
			continue
		}
		text, _ := got[field].(string)
		if at, err := time.Parse(time.RFC3339, text); err != nil || time.Since(at) > time.Hour {
			t.Errorf("%v: %s is %q", got["type"], field, text)
		}
	}
}
