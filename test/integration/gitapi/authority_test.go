// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitapi_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const authoritySecret = "authority"

// A server whose certificate only its own authority vouches for is asked through Connectors that trust it.
func TestOwnAuthority(t *testing.T) {
	authority := harness.NewAuthority(t)
	tl := newTool(t, issue(t, authority))
	tl.fill()
	namespace := stack.Namespace(t)
	tl.store(namespace)
	store(t, namespace, authority)
	setFlag(t, "true")
	t.Cleanup(func() { setFlag(t, "false") })

	spec := private(tl.server.URL())
	spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: authoritySecret}
	trusting := connect(t, namespace, spec)
	harness.Eventually(t, "the flag is known to the API server", func(context.Context) error {
		got, err := list(t, trusting, "repository="+repository)
		if err == nil && len(got.Items) != 4 {
			err = fmt.Errorf("listed %+v", got)
		}
		return err
	})
	if tl.asked("/git-upload-pack") == 0 {
		t.Error("the tool was not asked in version 2")
	}
	distrusting := create(t, namespace, private(tl.server.URL()))
	_, err := list(t, distrusting, "repository="+repository)
	expectStatus(t, err, http.StatusBadGateway, "signed by an unknown authority")
}

func store(t *testing.T, namespace string, authority harness.Authority) {
	t.Helper()
	_, err := harness.Kube(t, stack.Admin(t)).CoreV1().Secrets(namespace).Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: authoritySecret}, StringData: map[string]string{"ca.crt": authority.PEM},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// setFlag turns authorities of one's own on and off.
func setFlag(t *testing.T, value string) {
	t.Helper()
	patch := fmt.Appendf(nil, `{"data":{"enable-custom-ca-certs":%q}}`, value)
	_, err := harness.Kube(t, stack.Admin(t)).CoreV1().ConfigMaps(v1alpha1.SystemNamespace).Patch(context.WithoutCancel(t.Context()),
		"connectors-config", types.MergePatchType, patch, metav1.PatchOptions{})
	if err != nil {
		t.Error(err)
	}
}
