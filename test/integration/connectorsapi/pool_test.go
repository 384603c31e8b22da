// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// setFlag says whether custom authorities count. It concerns every Connector: tests that use it are not parallel.
func (r room) setFlag(t *testing.T, value string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	maps := r.kube.CoreV1().ConfigMaps(v1alpha1.SystemNamespace)
	flags := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "connectors-config"}, Data: map[string]string{"enable-custom-ca-certs": value},
	}
	_, err := maps.Update(ctx, flags, metav1.UpdateOptions{})
	if apierrors.IsNotFound(err) {
		_, err = maps.Create(ctx, flags, metav1.CreateOptions{})
	}
	if err != nil {
		t.Error(err)
	}
}

// trust makes an authority one for all until the test is over.
func (r room) trust(t *testing.T, authority string) {
	t.Helper()
	secrets := r.kube.CoreV1().Secrets(v1alpha1.SystemNamespace)
	secret, err := secrets.Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "authority-", Labels: map[string]string{v1alpha1.CACertLabel: "true"}},
		StringData: map[string]string{"ca.crt": authority},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := secrets.Delete(context.WithoutCancel(t.Context()), secret.Name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	})
}

// The authorities of all vouch for class APIs too, and class APIs are told who vouches for the tool, as long as the feature is on.
func TestCustomAuthorities(t *testing.T) {
	r := newRoom(t)
	ca, own := harness.NewAuthority(t), harness.NewAuthority(t)
	api := newTLSServer(t, "api", ca)
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, OpenAPI: describe(t, map[string]map[string]operation{"/refs": get("api", "")})})
	secret, err := r.kube.CoreV1().Secrets(r.namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "own"}, StringData: map[string]string{"ca.crt": own.PEM},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := r.newConnector(t, v1alpha1.ConnectorSpec{
		ConnectorClassName: class, Address: "https://tool.example.com", CACertSecretRef: &v1alpha1.LocalSecretReference{Name: secret.Name},
	})
	by := direct(t)
	refs := call{rest: "/refs"}
	r.expectStatus(t, by, c, refs, http.StatusBadGateway, "unknown authority")
	r.trust(t, ca.PEM)
	t.Cleanup(func() { r.setFlag(t, "false") })
	r.setFlag(t, "true")
	r.awaitSaid(t, by, c, refs, api)
	told, err := base64.StdEncoding.DecodeString(api.last(t).Header.Get("X-Plugin-CACerts"))
	for _, authority := range []string{ca.PEM, own.PEM} {
		if err != nil || !strings.Contains(string(told), authority) {
			t.Errorf("X-Plugin-CACerts does not hold each authority: %s (error %v)", told, err)
		}
	}
	r.setFlag(t, "false")
	r.awaitStatus(t, by, c, refs, http.StatusBadGateway, "unknown authority")
}
