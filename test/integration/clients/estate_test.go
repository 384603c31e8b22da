// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// className is a class for every tool of these tests. It has no probe: all that reaches a tool comes from a client.
const className = "clients"

// An estate is what all rows share.
type estate struct {
	network   *network
	authority harness.Authority
	// proxyCA is the file with the authorities of the proxy, kubeCA the one with that of the kube-apiserver.
	proxyCA, kubeCA string

	mu sync.Mutex
	// secrets are all that no log may hold.
	secrets []string
}

func newEstate(t *testing.T) *estate {
	t.Helper()
	e := &estate{network: newNetwork(t), authority: harness.NewAuthority(t)}
	e.makeClass(t)
	kube := harness.Kube(t, stack.Admin(t)).CoreV1()
	_, err := kube.ConfigMaps(v1alpha1.SystemNamespace).Patch(t.Context(), "connectors-config", types.MergePatchType,
		[]byte(`{"data":{"enable-custom-ca-certs":"true"}}`), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	e.proxyCA, e.kubeCA = filepath.Join(dir, "proxy.crt"), filepath.Join(dir, "kube.crt")
	harness.Eventually(t, "the CA of the proxy is published", func(ctx context.Context) error {
		published, err := kube.ConfigMaps(v1alpha1.SystemNamespace).Get(ctx, "connectors-proxy-ca", metav1.GetOptions{})
		if err != nil {
			return err
		}
		if published.Data["ca.crt"] == "" {
			return errors.New("there is no authority in it")
		}
		return os.WriteFile(e.proxyCA, []byte(published.Data["ca.crt"]), 0o600)
	})
	if err := os.WriteFile(e.kubeCA, stack.Cluster().CA(), 0o600); err != nil {
		t.Fatal(err)
	}
	e.awaitServers(t)
	return e
}

// awaitServers waits until both servers that take requests to tools know the class and what is trusted, each of which they learn
// on their own.
func (e *estate) awaitServers(t *testing.T) {
	t.Helper()
	r := e.newRoom(t, row{tool: curlTool})
	for _, p := range []path{byPathTLS, subresource} {
		w := r.newWay(t, p)
		curl, args := newCurl(t, w)
		harness.Eventually(t, "a tool can be used: "+p.String(), func(ctx context.Context) error {
			_, err := curl.run(ctx, append(args, "--fail", w.url+"/digest")...)
			return err
		})
	}
}

func (e *estate) makeClass(t *testing.T) {
	t.Helper()
	_, err := harness.Connectors(t, stack.Admin(t)).ConnectorClasses().Create(t.Context(), &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{Name: className},
		Spec: v1alpha1.ConnectorClassSpec{
			Address: &v1alpha1.ParamSpec{Name: "address", Type: v1alpha1.ParamTypeString},
			Auth: &v1alpha1.ConnectorClassAuth{Types: []v1alpha1.AuthType{
				{Name: basicAuth, SecretType: string(secretType(basicAuth))},
				{Name: bearerAuth, SecretType: string(secretType(bearerAuth))},
				{Name: registryAuth, SecretType: string(secretType(registryAuth))},
			}},
			Proxy: &v1alpha1.ConnectorClassProxy{Ref: &v1alpha1.ObjectReference{
				APIVersion: "v1", Kind: "Service", Name: "connectors-proxy", Namespace: v1alpha1.SystemNamespace,
			}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// conceal adds what no log may hold.
func (e *estate) conceal(secrets ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.secrets = append(e.secrets, secrets...)
}

// expectLogsWithout fails if a log of ours holds a credential of a tool or a token of a caller.
func (e *estate) expectLogsWithout(t *testing.T) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, part := range []string{harness.Proxy, harness.APIServer, harness.Controller} {
		log, err := os.ReadFile(stack.Cluster().LogFile(part))
		if err != nil {
			t.Fatal(err)
		}
		for i, secret := range e.secrets {
			if strings.Contains(string(log), secret) {
				t.Errorf("the log of %s holds secret %d of %d", part, i, len(e.secrets))
			}
		}
	}
}
