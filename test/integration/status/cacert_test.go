// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// valid is CACertReady with the message of the seed.
func valid(secret string) want {
	return want{status: metav1.ConditionTrue, reason: "Valid", says: []string{`CA certificate loaded from secret "` + secret + `"`}}
}

// CACertReady is there only while the flag is on, has the severity Info, and does not count for Ready.
func TestCACertReady(t *testing.T) {
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	class := r.newClass(t, plainSpec())
	r.withFlag(t, "true")
	secret := func(data map[string]string) string { return r.newSecret(t, corev1.SecretTypeOpaque, data) }
	crt, other := secret(map[string]string{"ca.crt": ca.PEM, "token": password}), secret(map[string]string{"authority": ca.PEM})
	text, none := secret(map[string]string{"ca.crt": "no certificate"}), secret(map[string]string{"token": password})
	for _, test := range []struct {
		name, secret string
		want         want
		// event is the reason of the Warning, empty where there is none.
		event string
	}{
		{"no Secret named", "", yes("NoCACert"), ""},
		{"a key that ends in .crt", crt, valid(crt), ""},
		{"a value with a PEM header", other, valid(other), ""},
		{"no such Secret", "absent", no("SecretNotFound", "absent", r.namespace), "CACertSecretNotFound"},
		{"no PEM", text, no("InvalidPEM", text), "InvalidCACert"},
		{"no key for it", none, no("InvalidPEM", none), "InvalidCACert"},
	} {
		t.Run(test.name, func(t *testing.T) {
			spec := v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere}
			if test.secret != "" {
				spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: test.secret}
			}
			c := r.newConnector(t, "", spec)
			got := r.expect(t, c.Name, allOf(wants{caCertReady: test.want}))
			if ready := condition(got, v1alpha1.ConnectorReady); ready.Status != metav1.ConditionTrue {
				t.Errorf("Ready is %s %q", ready.Status, ready.Reason)
			}
			if test.event != "" {
				r.expectEvent(t, got, corev1.EventTypeWarning, test.event, condition(got, caCertReady).Message)
			}
		})
	}
	t.Run("the flag off", func(t *testing.T) {
		r.setFlag(t, "false")
		c := r.newConnector(t, "", v1alpha1.ConnectorSpec{
			ConnectorClassName: class, Address: nowhere, CACertSecretRef: &v1alpha1.LocalSecretReference{Name: crt},
		})
		r.expect(t, c.Name, allOf(nil))
	})
}

// Authorities come into force, and out of it, wherever they are changed.
func TestChangesOfAuthorities(t *testing.T) {
	r := newRoom(t)
	ca, otherCA := harness.NewAuthority(t), harness.NewAuthority(t)
	tl := newTLSTool(t, issue(t, ca))
	own := r.newSecret(t, corev1.SecretTypeOpaque, map[string]string{"ca.crt": ca.PEM})
	class := r.newClass(t, v1alpha1.ConnectorClassSpec{LivenessProbe: &v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{Path: livePath}}})
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tl.URL})
	r.withFlag(t, "true")
	untrusted := no("ConnectionFailed", tl.URL, "certificate")
	var global string
	for _, step := range []struct {
		name   string
		change func()
		want   wants
	}{
		{"no authority", func() {}, wants{livenessReady: untrusted, caCertReady: yes("NoCACert")}},
		{"a Secret named", func() { r.nameAuthority(t, c.Name, own) }, wants{livenessReady: yes(""), caCertReady: valid(own)}},
		{"another authority in it", func() { r.setSecret(t, r.namespace, own, map[string]string{"ca.crt": otherCA.PEM}) },
			wants{livenessReady: untrusted, caCertReady: valid(own)}},
		{"both in it", func() { r.setSecret(t, r.namespace, own, map[string]string{"ca.crt": otherCA.PEM + ca.PEM}) },
			wants{livenessReady: yes(""), caCertReady: valid(own)}},
		{"it deleted", func() { r.deleteSecret(t, r.namespace, own) },
			wants{livenessReady: untrusted, caCertReady: no("SecretNotFound", own)}},
		{"none named", func() { r.nameAuthority(t, c.Name, "") }, wants{livenessReady: untrusted, caCertReady: yes("NoCACert")}},
		{"one for all", func() { global = r.createGlobalCA(t, ca.PEM) }, wants{livenessReady: yes(""), caCertReady: yes("NoCACert")}},
		{"another for all", func() { r.setSecret(t, v1alpha1.SystemNamespace, global, map[string]string{"ca.crt": otherCA.PEM}) },
			wants{livenessReady: untrusted, caCertReady: yes("NoCACert")}},
		{"both for all", func() {
			r.setSecret(t, v1alpha1.SystemNamespace, global, map[string]string{"a.pem": otherCA.PEM + ca.PEM})
		},
			wants{livenessReady: yes(""), caCertReady: yes("NoCACert")}},
		{"no label", func() {
			r.stack.Kubectl(t, "label", "secret", "-n", v1alpha1.SystemNamespace, global, v1alpha1.CACertLabel+"-")
		},
			wants{livenessReady: untrusted, caCertReady: yes("NoCACert")}},
		{"the label again", func() {
			r.stack.Kubectl(t, "label", "secret", "-n", v1alpha1.SystemNamespace, global, v1alpha1.CACertLabel+"=true")
		}, wants{livenessReady: yes(""), caCertReady: yes("NoCACert")}},
		{"none for all", func() { r.deleteSecret(t, v1alpha1.SystemNamespace, global) },
			wants{livenessReady: untrusted, caCertReady: yes("NoCACert")}},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.change()
			r.expectSoon(t, c.Name, allOf(step.want))
		})
	}
}

// nameAuthority sets spec.caCertSecretRef, or removes it when the name is empty.
func (r room) nameAuthority(t *testing.T, connector, secret string) {
	t.Helper()
	r.editConnector(t, connector, func(spec *v1alpha1.ConnectorSpec) {
		spec.CACertSecretRef = nil
		if secret != "" {
			spec.CACertSecretRef = &v1alpha1.LocalSecretReference{Name: secret}
		}
	})
}
