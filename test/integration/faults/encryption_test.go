// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package faults

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const encryption = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [connectors.connectors.alauda.io]
  providers:
  - secretbox: {keys: [{name: first, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]}
  - identity: {}
`

// With an encryption configuration etcd holds no word of a Connector in clear.
func TestEncryptionAtRest(t *testing.T) {
	s := harness.Start(t, harness.Config{
		Without: []string{harness.Controller, harness.Proxy},
		Files:   map[string]string{"encryption.yaml": encryption},
		Args:    map[string][]string{harness.APIServer: {"--encryption-provider-config={dir}/encryption.yaml"}},
	})
	const canary = "canary-of-encryption"
	namespace := s.Namespace(t)
	client := harness.Connectors(t, s.Admin(t))
	c := newConnector("hidden")
	c.Annotations = map[string]string{"a": canary}
	if _, err := client.Connectors(namespace).Create(t.Context(), c, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	class := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: "plain", Annotations: map[string]string{"a": canary}}}
	if _, err := client.ConnectorClasses().Create(t.Context(), class, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if got, err := client.Connectors(namespace).Get(t.Context(), "hidden", metav1.GetOptions{}); err != nil || got.Annotations["a"] != canary {
		t.Errorf("read back %v (error %v)", got, err)
	}
	var encrypted, plain int
	for key, value := range readEtcd(t, s, "/registry/connectors.alauda.io/") {
		switch {
		case strings.HasSuffix(key, "/hidden") && strings.HasPrefix(value, "k8s:enc:secretbox:v1:first:") && !strings.Contains(value, canary):
			encrypted++
		case strings.HasSuffix(key, "/hidden"):
			t.Errorf("%s is %.100q", key, value)
		case strings.HasSuffix(key, "/plain") && strings.Contains(value, canary):
			plain++
		}
	}
	if encrypted != 1 || plain != 1 {
		t.Errorf("%d Connectors are encrypted and %d classes are not, want one each", encrypted, plain)
	}
}

// readEtcd returns what etcd holds below a prefix.
func readEtcd(t *testing.T, s *harness.Stack, prefix string) map[string]string {
	t.Helper()
	access, err := s.Cluster().EtcdClient("test")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := tls.LoadX509KeyPair(access.Client.Certificate, access.Client.Key)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := os.ReadFile(access.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{certificate}},
		DisableKeepAlives: true,
	}
	// The end of the range is the prefix with its last byte one higher.
	end := []byte(prefix)
	end[len(end)-1]++
	question, err := json.Marshal(map[string][]byte{"key": []byte(prefix), "range_end": end})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := post(t.Context(), &http.Client{Transport: transport}, access.Endpoint+"/v3/kv/range", question)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, pair := range answer.Pairs {
		values[string(pair.Key)] = string(pair.Value)
	}
	return values
}

// A ranged is the answer of etcd's gateway.
type ranged struct {
	Pairs []struct{ Key, Value []byte } `json:"kvs"`
}

func post(ctx context.Context, client *http.Client, url string, body []byte) (answer ranged, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return answer, err
	}
	response, err := client.Do(request)
	if err != nil {
		return answer, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	return answer, json.NewDecoder(response.Body).Decode(&answer)
}
