// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package configurations_test

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// applyExamples applies the classes that a user would write.
func applyExamples(t *testing.T) {
	t.Helper()
	for _, name := range []string{"accounts", "jira", "mysql"} {
		stack.Kubectl(t, "apply", "--server-side", "--force-conflicts", "--validate=strict",
			"-f", filepath.Join(root(t), "artifacts", "examples", name+".yaml"))
	}
}

// likeJira has an API for those who have the token.
func likeJira(token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /rest/api/2/serverInfo", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /rest/api/2/myself", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = fmt.Fprint(w, "robot")
	})
	return mux
}

func (tm team) connectJira(t *testing.T, address, token, authority string) *v1alpha1.Connector {
	t.Helper()
	spec := v1alpha1.ConnectorSpec{ConnectorClassName: "jira", Address: address, Auth: &v1alpha1.ConnectorAuth{
		Name: "bearerTokenAuth", SecretRef: &v1alpha1.SecretReference{
			Name: tm.secret(t, v1alpha1.SecretTypeBearerToken, map[string]string{"token": token}),
		},
	}}
	if authority != "" {
		spec.CACertSecretRef = &v1alpha1.LocalSecretReference{
			Name: tm.secret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": authority}),
		}
	}
	return tm.connect(t, spec)
}

// The example of class jira, as the comment above it says; and the built-in files with curl.
func TestJira(t *testing.T) {
	applyExamples(t)
	tm, token := newTeam(t), rand.Text()
	tool := httptest.NewServer(likeJira(token))
	t.Cleanup(tool.Close)
	connector := tm.connectJira(t, tool.URL, token, "")
	t.Run("environment", func(t *testing.T) {
		dir := tm.mount(t, connector, volume{configurations: []string{"environment"}})
		shell := installed(t, "sh", "http_proxy="+startRelay(t))
		got := shell.run(t, "-euc", ". "+filepath.Join(dir, "jira.env")+
			`; curl --silent --show-error --fail --oauth2-bearer "${JIRA_TOKEN}" "${JIRA_URL}/rest/api/2/myself"`)
		if got != "robot" {
			t.Errorf("Jira says %q", got)
		}
	})
	t.Run("http.proxy", func(t *testing.T) {
		dir := tm.mount(t, atThisMachine(t, connector), volume{})
		expectRobot(t, tool.URL, "--proxy", read(t, dir, "http.proxy"))
	})
	t.Run("context.token", func(t *testing.T) {
		dir := tm.mount(t, connector, volume{})
		expectRobot(t, read(t, dir, "connector.status.proxyAddress"), "--proxy", startRelay(t),
			"--oauth2-bearer", read(t, dir, "context.token"))
	})
}

func TestJiraOverTLS(t *testing.T) {
	applyExamples(t)
	_, err := harness.Kube(t, stack.Admin(t)).CoreV1().ConfigMaps(v1alpha1.SystemNamespace).Patch(t.Context(), "connectors-config",
		types.MergePatchType, []byte(`{"data":{"enable-custom-ca-certs":"true"}}`), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	tm, token, authority := newTeam(t), rand.Text(), harness.NewAuthority(t)
	tool := httptest.NewUnstartedServer(likeJira(token))
	tool.TLS = &tls.Config{
		Certificates: []tls.Certificate{authority.Issue(t, func(*x509.Certificate) {})}, MinVersion: tls.VersionTLS12,
	}
	tool.StartTLS()
	t.Cleanup(tool.Close)
	connector := atThisMachine(t, tm.connectJira(t, tool.URL, token, authority.PEM))
	dir := tm.mount(t, connector, volume{systemCAs: harness.NewAuthority(t).PEM})
	for _, authorities := range []string{"ca.crt", "context.proxy.caCert"} {
		t.Run(authorities, func(t *testing.T) {
			expectRobot(t, tool.URL, "--proxy", read(t, dir, "https.proxy"), "--cacert", filepath.Join(dir, authorities))
		})
	}
}

func expectRobot(t *testing.T, address string, args ...string) {
	t.Helper()
	args = append([]string{"--disable", "--silent", "--show-error", "--fail"}, args...)
	if got := installed(t, "curl").run(t, append(args, address+"/rest/api/2/myself")...); got != "robot" {
		t.Errorf("Jira says %q", got)
	}
}

// A class without a proxy and without a probe.
func TestMySQL(t *testing.T) {
	applyExamples(t)
	tm := newTeam(t)
	for address, server := range map[string]string{
		"mysql://db.example.com:3307": "host=db.example.com\nport=3307\n",
		"mysql://db.example.com":      "host=db.example.com\nport=3306\n",
		"mysql://[2001:db8::1]:3307":  "host=2001:db8::1\nport=3307\n",
	} {
		connector := tm.connect(t, v1alpha1.ConnectorSpec{
			ConnectorClassName: "mysql", Address: address,
			Params: []v1alpha1.Param{{Name: "database", Value: v1alpha1.NewStringValue("orders")}},
		})
		dir := tm.mount(t, connector, volume{
			configurations: []string{"client"}, params: map[string]map[string]string{"client": {"user": "app"}},
		})
		if got, want := read(t, dir, "my.cnf"), "[client]\n"+server+"user=app\n\n[mysql]\ndatabase=orders\n"; got != want {
			t.Errorf("my.cnf holds\n%s\nwant\n%s", got, want)
		}
	}
}
