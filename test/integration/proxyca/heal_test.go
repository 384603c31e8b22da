// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxyca_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/test/integration/harness"
)

// Whoever deletes the Secret wants to be rid of the key: nothing trusts it any more.
func TestSecretDeleted(t *testing.T) {
	s := fromNothing(t)
	replicas := []replica{run(t, options{}), run(t, options{})}
	before := s.agree(t, replicas...)
	if err := s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Delete(t.Context(), ca.SecretName, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	harness.Eventually(t, "another authority is published", func(ctx context.Context) error {
		bundle, err := s.bundle(ctx)
		if err == nil && strings.Contains(bundle, strings.TrimSpace(before)) {
			err = errors.New("the deleted one still is")
		}
		return err
	})
	s.agree(t, replicas...)
}

func TestConfigMapIsRestored(t *testing.T) {
	s := fromNothing(t)
	r := run(t, options{})
	bundle := s.agree(t, r)
	for _, test := range []struct {
		name    string
		kubectl []string
	}{
		{"another bundle", []string{"patch", "configmap", ca.ConfigMapName, "-p", `{"data":{"ca.crt":"mine","other":"stays"}}`}},
		{"no bundle", []string{"patch", "configmap", ca.ConfigMapName, "-p", `{"data":{"ca.crt":null}}`}},
		{"a binary bundle", []string{"patch", "configmap", ca.ConfigMapName, "-p", `{"data":{"ca.crt":null},"binaryData":{"ca.crt":"bWluZQ=="}}`}},
		{"deleted", []string{"delete", "configmap", ca.ConfigMapName}},
	} {
		t.Run(test.name, func(t *testing.T) {
			stack.Kubectl(t, append(test.kubectl, "-n", v1alpha1.SystemNamespace)...)
			harness.Eventually(t, "the ConfigMap is restored", func(ctx context.Context) error {
				got, err := s.bundle(ctx)
				if err == nil && got != bundle {
					err = fmt.Errorf("it holds %q", got)
				}
				return err
			})
			if err := verifies(r, tool, bundle); err != nil {
				t.Error(err)
			}
		})
	}
}

// What cannot be read is nobody's to throw away: it may be mended. Who has read a good one goes on.
func TestSecretMalformed(t *testing.T) {
	s := fromNothing(t)
	running := run(t, options{})
	bundle := s.agree(t, running)
	good := s.secret(t)
	s.edit(t, func(secret *corev1.Secret) { secret.Data[corev1.TLSPrivateKeyKey] = []byte("mine") })
	malformed := s.secret(t)

	started := run(t, options{})
	s.awaitNotReady(t, started)
	if _, err := started.Leaf(tool); err == nil {
		t.Error("it signs")
	}
	if err := errors.Join(running.Ready(), verifies(running, tool, bundle)); err != nil {
		t.Errorf("a replica that had read it before does not go on: %v", err)
	}
	if now := s.secret(t); now.ResourceVersion != malformed.ResourceVersion {
		t.Error("the Secret was written")
	}
	s.edit(t, func(secret *corev1.Secret) { secret.Data = good.Data })
	if got := s.agree(t, running, started); got != bundle {
		t.Error("there is another authority now")
	}
}

// awaitNotReady waits until a replica says that the Secret cannot be used.
func (store) awaitNotReady(t *testing.T, r replica) {
	t.Helper()
	harness.Eventually(t, "a replica that starts says what is wrong", func(context.Context) error {
		if err := r.Ready(); err == nil || !strings.Contains(err.Error(),
			"Secret connectors-system/connectors-proxy-ca holds no authority that could be used, mend it or delete it") {
			return errors.Join(errors.New("it does not"), err)
		}
		return nil
	})
}

// A Secret that was saved and is restored brings back what clients have trusted.
func TestSecretRestored(t *testing.T) {
	s := fromNothing(t)
	r := run(t, options{})
	bundle := s.agree(t, r)
	saved := s.secret(t)
	if err := s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Delete(t.Context(), ca.SecretName, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	s.awaitAnother(t, saved)
	s.edit(t, func(secret *corev1.Secret) { secret.Data = saved.Data })
	harness.Eventually(t, "the saved authority is published", func(ctx context.Context) error {
		got, err := s.bundle(ctx)
		if err == nil && got != bundle {
			err = errors.New("another one is")
		}
		return err
	})
	s.agree(t, r)
}

// awaitAnother waits until there is a Secret again that is not the given one.
func (s store) awaitAnother(t *testing.T, before *corev1.Secret) {
	t.Helper()
	harness.Eventually(t, "there is another Secret", func(ctx context.Context) error {
		found, err := s.kube.CoreV1().Secrets(v1alpha1.SystemNamespace).Get(unlogged(ctx), ca.SecretName, metav1.GetOptions{})
		if err == nil && found.UID == before.UID {
			err = errors.New("it is the same")
		}
		return err
	})
}

// awaitSigner waits until another authority signs than in the Secret as it was.
func (s store) awaitSigner(t *testing.T, before *corev1.Secret) {
	t.Helper()
	harness.Eventually(t, "another authority signs", func(context.Context) error {
		if string(s.secret(t).Data[corev1.TLSCertKey]) == string(before.Data[corev1.TLSCertKey]) {
			return errors.New("it is the same")
		}
		return nil
	})
}
