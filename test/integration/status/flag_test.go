// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const (
	flagsConfigMap = "connectors-config"
	customCAFlag   = "enable-custom-ca-certs"
)

// setFlag sets the feature flag of a stack, or removes it when the value is empty. It concerns every Connector: tests that
// use it are not parallel, and leave no flag behind.
func (r room) setFlag(t *testing.T, value string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	maps := r.kube.CoreV1().ConfigMaps(v1alpha1.SystemNamespace)
	if value == "" {
		if err := maps.Delete(ctx, flagsConfigMap, metav1.DeleteOptions{}); err != nil && !apierrors.IsNotFound(err) {
			t.Error(err)
		}
		return
	}
	configMap := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: flagsConfigMap}, Data: map[string]string{customCAFlag: value},
	}
	_, err := maps.Update(ctx, configMap, metav1.UpdateOptions{})
	if apierrors.IsNotFound(err) {
		_, err = maps.Create(ctx, configMap, metav1.CreateOptions{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// withFlag sets the feature flag until the test is over.
func (r room) withFlag(t *testing.T, value string) {
	t.Helper()
	r.setFlag(t, value)
	t.Cleanup(func() { r.setFlag(t, "") })
}

// createGlobalCA makes a Secret with authorities for all Connectors, until the test is over or deletes it.
func (r room) createGlobalCA(t *testing.T, content string) string {
	t.Helper()
	secrets := r.kube.CoreV1().Secrets(v1alpha1.SystemNamespace)
	name := r.createSecret(t, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: v1alpha1.SystemNamespace, GenerateName: "authority-", Labels: map[string]string{v1alpha1.CACertLabel: "true"},
		},
		StringData: map[string]string{"ca.crt": content},
	})
	t.Cleanup(func() {
		err := secrets.Delete(context.WithoutCancel(t.Context()), name, metav1.DeleteOptions{})
		if err != nil && !apierrors.IsNotFound(err) {
			t.Error(err)
		}
	})
	return name
}

// The flag may be switched while the controller runs. A value that is none leaves it as it was, and an Event says so.
func TestFeatureFlag(t *testing.T) {
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	tl := newTLSTool(t, issue(t, ca))
	secret := r.newSecret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": ca.PEM})
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: r.newClass(t, v1alpha1.ConnectorClassSpec{LivenessProbe: &v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{Path: livePath}}}),
		Address:            tl.URL, CACertSecretRef: &v1alpha1.LocalSecretReference{Name: secret},
	})
	off := allOf(wants{livenessReady: no("ConnectionFailed", tl.URL, "certificate")})
	on := allOf(wants{livenessReady: yes(""), caCertReady: valid(secret)})
	t.Cleanup(func() { r.setFlag(t, "") })
	r.expect(t, c.Name, off)
	for _, step := range []struct {
		value string
		want  wants
		// invalid says that an Event is to be sent, and which value stays in force.
		invalid string
	}{
		{"false", off, ""},
		{"maybe", off, "false stays in force"},
		{"true", on, ""},
		{"perhaps", on, "true stays in force"},
		{"false", off, ""},
		{"true", on, ""},
		{"", off, ""},
	} {
		r.setFlag(t, step.value)
		if step.invalid != "" {
			r.expectFlagEvent(t, step.invalid)
		}
		r.expectSoon(t, c.Name, step.want)
	}
}

func (r room) expectFlagEvent(t *testing.T, inForce string) {
	t.Helper()
	harness.Within(t, atOnce, "an Event about the flag", func(ctx context.Context) error {
		events, err := r.kube.CoreV1().Events(v1alpha1.SystemNamespace).List(ctx, metav1.ListOptions{
			FieldSelector: "reason=InvalidFeatureFlag,type=Warning,involvedObject.kind=ConfigMap,involvedObject.name=" + flagsConfigMap,
		})
		if err != nil {
			return err
		}
		for i := range events.Items {
			if message := events.Items[i].Message; contains(message, customCAFlag, inForce) {
				return nil
			}
		}
		return fmt.Errorf("%d Events, and none says %q", len(events.Items), inForce)
	})
}
