// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// A Secret is looked at, and what is in it tried, as soon as it changes. Until the tool has answered the old result stays.
func TestChangesOfSecrets(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	tl.answer(authPath, opensWith(username, password))
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: r.newClass(t, probedSpec()), Address: tl.URL, Auth: with(basicAuth, secret),
	})
	good := allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: yes("")})
	r.expect(t, c.Name, good)
	create := func(kind corev1.SecretType, data map[string]string) {
		r.createSecret(t, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: secret}, Type: kind, StringData: data})
	}
	problem := func(reason string, says ...string) wants {
		return allOf(wants{secretReady: no(reason, says...), livenessReady: yes(""), authReady: unknown(reason, says...)})
	}
	for _, step := range []struct {
		name   string
		change func()
		want   wants
	}{
		{"a wrong password", func() { r.setSecret(t, r.namespace, secret, basicData("wrong")) },
			allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: no("AuthenticationFailed", "401")})},
		{"the right one", func() { r.setSecret(t, r.namespace, secret, basicData(password)) }, good},
		{"deleted", func() { r.deleteSecret(t, r.namespace, secret) }, problem("SecretNotFound", secret)},
		{"of another type", func() { create(corev1.SecretTypeOpaque, basicData(password)) }, problem("SecretTypeMismatch", secret)},
		{"deleted again", func() { r.deleteSecret(t, r.namespace, secret) }, problem("SecretNotFound", secret)},
		{"without a password", func() { create(corev1.SecretTypeBasicAuth, map[string]string{"username": username}) },
			problem("SecretKeyMissing", secret)},
		{"complete", func() { r.setSecret(t, r.namespace, secret, basicData(password)) }, good},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.change()
			r.expectSoon(t, c.Name, step.want)
		})
	}
}

func TestRotationKeepsTheOldResult(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: r.newClass(t, probedSpec()), Address: tl.URL, Auth: with(basicAuth, secret),
	})
	good := allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: yes("")})
	before := r.expect(t, c.Name, good)
	release := make(chan struct{})
	tl.answer(authPath, held(release, code(http.StatusForbidden)))
	asked := tl.count(authPath)
	r.setSecret(t, r.namespace, secret, basicData("another"))
	harness.Within(t, atOnce, "the tool is asked", func(context.Context) error {
		if tl.count(authPath) == asked {
			return errors.New("not yet")
		}
		return nil
	})
	if got := r.expectSoon(t, c.Name, good); got.ResourceVersion != before.ResourceVersion {
		t.Errorf("the status was written before the tool has answered: %+v", got.Status)
	}
	close(release)
	r.expectSoon(t, c.Name, allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: no("AuthenticationFailed", "403")}))
}

func TestChangesOfClasses(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	tl.answer("/forbidden", code(http.StatusForbidden))
	class := r.newClass(t, probedSpec())
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tl.URL, Auth: with(openAuth, "")})
	good := allOf(wants{livenessReady: yes(""), authReady: yes("")})
	r.expect(t, c.Name, good)
	missing := unknown("ConnectorClassNotFound", class)
	askAt := func(path string) func() {
		return func() {
			r.editClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) { spec.AuthProbes[1].Probe.HTTP.Path = path })
		}
	}
	for _, step := range []struct {
		name   string
		change func()
		want   wants
	}{
		{"another path", askAt("/forbidden"), allOf(wants{livenessReady: yes(""), authReady: no("AuthenticationFailed", "/forbidden")})},
		{"the first path", askAt(authPath), good},
		{"no auth probe", func() { r.editClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) { spec.AuthProbes = nil }) },
			allOf(wants{livenessReady: yes("")})},
		{"no probe", func() { r.editClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) { spec.LivenessProbe = nil }) }, allOf(nil)},
		{"deleted", func() { r.deleteClass(t, class) }, wants{
			classReady: no("ConnectorClassNotFound", class), secretReady: missing, livenessReady: missing, authReady: missing, proxyReady: missing,
		}},
		{"there again", func() {
			r.createClass(t, &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{Name: class}, Spec: probedSpec()})
		}, good},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.change()
			r.expectSoon(t, c.Name, step.want)
		})
	}
}

// What was found at one address says nothing about another.
func TestChangesOfAddresses(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	first, second := newTool(t), newTool(t)
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: r.newClass(t, probedSpec()), Address: first.URL, Auth: with(openAuth, ""),
	})
	good := allOf(wants{livenessReady: yes(""), authReady: yes("")})
	r.expect(t, c.Name, good)
	release := make(chan struct{})
	second.answer(livePath, held(release, code(http.StatusOK)))
	second.answer(authPath, code(http.StatusForbidden))
	r.editConnector(t, c.Name, func(spec *v1alpha1.ConnectorSpec) { spec.Address = second.URL })
	r.expectSoon(t, c.Name, allOf(wants{livenessReady: unknown("Checking"), authReady: unknown("Checking")}))
	close(release)
	r.expectSoon(t, c.Name, allOf(wants{livenessReady: yes(""), authReady: no("AuthenticationFailed", second.URL)}))
	r.editConnector(t, c.Name, func(spec *v1alpha1.ConnectorSpec) { spec.Address = first.URL })
	r.expectSoon(t, c.Name, good)
}
