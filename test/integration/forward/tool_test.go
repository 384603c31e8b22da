// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package forward_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"

	localstack "connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/csi/render"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/test/integration/harness"
)

const (
	audience  = "connectors-proxy"
	userRole  = "connectors-connector-user-role"
	tokenLife = time.Hour
	prefix    = "/kubernetes/global"
)

// tool is the kube-apiserver as a tool: a Connector to it that is ready, and an account that may use it.
type tool struct {
	connector *v1alpha1.Connector
	// token is what the account shows, credential what the kube-apiserver gets.
	token, credential string
	// robot is the user as which the kube-apiserver knows the credential.
	robot string
	// kubeconfig is a file.
	kubeconfig string
}

// newTool makes a Connector to an address that shows a certificate of the authorities, in PEM.
func newTool(t *testing.T, address string, authorities string) *tool {
	t.Helper()
	trustSecrets(t)
	namespace := stack.Namespace(t)
	robot := stack.ServiceAccount(t, namespace)
	stack.AllowEverywhere(t, robot, rbacv1.PolicyRule{APIGroups: []string{"*"}, Resources: []string{"*"}, Verbs: []string{"*"}})
	made := &tool{credential: robot.Token, robot: robot.User()}
	made.connect(t, namespace, address, authorities)
	account := stack.ServiceAccount(t, namespace, userRole)
	var err error
	made.token, err = stack.Cluster().ServiceAccountToken(t.Context(), namespace, account.Name, tokenLife, audience)
	if err != nil {
		t.Fatal(err)
	}
	made.writeKubeconfig(t)
	made.awaitProxy(t)
	return made
}

// awaitProxy waits until connectors-proxy trusts the authorities of the tool as well, which it learns on its own.
func (tl *tool) awaitProxy(t *testing.T) {
	t.Helper()
	harness.Eventually(t, "the proxy reaches the tool", func(ctx context.Context) error {
		run := stack.TryKubectl(ctx, "", "--kubeconfig", tl.kubeconfig, "get", "--raw", "/version")
		if run.Err != nil {
			return fmt.Errorf("%w: %s", run.Err, run.Stderr)
		}
		return nil
	})
}

// trustSecrets has authorities in Secrets trusted.
func trustSecrets(t *testing.T) {
	t.Helper()
	flags := applycorev1.ConfigMap("connectors-config", v1alpha1.SystemNamespace).WithData(map[string]string{"enable-custom-ca-certs": "true"})
	_, err := harness.Kube(t, stack.Admin(t)).CoreV1().ConfigMaps(v1alpha1.SystemNamespace).
		Apply(t.Context(), flags, force())
	if err != nil {
		t.Fatal(err)
	}
}

// connect makes the Connector and waits until it is ready.
func (tl *tool) connect(t *testing.T, namespace, address, authorities string) {
	t.Helper()
	secrets := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(namespace)
	for _, secret := range []*corev1.Secret{
		{ObjectMeta: metav1.ObjectMeta{Name: "token"}, Type: v1alpha1.SecretTypeBearerToken, StringData: map[string]string{"token": tl.credential}},
		{ObjectMeta: metav1.ObjectMeta{Name: "ca"}, StringData: map[string]string{"ca.crt": authorities}},
	} {
		if _, err := secrets.Create(t.Context(), secret, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	connectors := harness.Connectors(t, stack.Admin(t)).Connectors(namespace)
	_, err := connectors.Create(t.Context(), &v1alpha1.Connector{
		ObjectMeta: metav1.ObjectMeta{Name: "k8s-connector"},
		Spec: v1alpha1.ConnectorSpec{
			ConnectorClassName: "k8s", Address: address,
			CACertSecretRef: &v1alpha1.LocalSecretReference{Name: "ca"},
			Auth:            &v1alpha1.ConnectorAuth{Name: "bearerTokenAuth", SecretRef: &v1alpha1.SecretReference{Name: "token"}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "the Connector is ready", func(ctx context.Context) error {
		if tl.connector, err = connectors.Get(ctx, "k8s-connector", metav1.GetOptions{}); err != nil {
			return err
		}
		if proxy := tl.connector.Status.Proxy; proxy == nil || proxy.HTTPAddress.CACerts == "" {
			return errors.New("the status has no authority of the proxy yet")
		}
		for _, condition := range tl.connector.Status.Conditions {
			if condition.Type == v1alpha1.ConnectorReady && condition.Status == metav1.ConditionTrue {
				return nil
			}
		}
		return fmt.Errorf("%+v", tl.connector.Status.Conditions)
	})
}

// writeKubeconfig writes the file of the class as a Pod would have it, but for the host of the proxy, which this machine cannot
// resolve.
func (tl *tool) writeKubeconfig(t *testing.T) {
	t.Helper()
	class, err := harness.Connectors(t, stack.Admin(t)).ConnectorClasses().Get(t.Context(), "k8s", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	connector := tl.connector.DeepCopy()
	connector.Status.Proxy.HTTPAddress.URL = localstack.ProxyEndpoint(stack.Cluster())
	files, err := render.Compile(class.Spec.Configurations).Render(t.Context(), render.Input{
		Connector: connector, Names: []string{"kubeconfig"}, Token: target.NewCredential(tl.token),
	})
	if err != nil {
		t.Fatal(err)
	}
	tl.kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(tl.kubeconfig, []byte(files["kubeconfig"].Reveal()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// newPrefixed puts the kube-apiserver behind a path prefix, as clusters behind a gateway are, and gives the address and the
// authority of its certificate.
func newPrefixed(t *testing.T) (address, authorities string) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(stack.Cluster().CA())
	behind, err := url.Parse(stack.Cluster().Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(behind) }, Transport: transport, FlushInterval: -1,
	}
	authority := harness.NewAuthority(t)
	server := httptest.NewUnstartedServer(http.StripPrefix(prefix, proxy))
	server.TLS = &tls.Config{
		Certificates: []tls.Certificate{authority.Issue(t, func(*x509.Certificate) {})}, MinVersion: tls.VersionTLS12,
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL + prefix, authority.PEM
}

func expectLogWithout(t *testing.T, secrets ...string) {
	t.Helper()
	log, err := os.ReadFile(stack.Cluster().LogFile(harness.Proxy))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if bytes.Contains(log, []byte(secret)) {
			t.Errorf("the log of connectors-proxy holds %s...", secret[:8])
		}
	}
}
