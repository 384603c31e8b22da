// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"net/http"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// A tool that cannot be reached says nothing about the credential: it is not asked a second time, and both conditions say
// the same.
func TestToolThatCannotBeReached(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	c := r.newConnector(t, "", v1alpha1.ConnectorSpec{
		ConnectorClassName: r.newClass(t, probedSpec()), Address: nowhere, Auth: with(basicAuth, secret),
	})
	got := r.expect(t, c.Name, allOf(wants{
		secretReady: yes(""), livenessReady: no("ConnectionFailed", nowhere), authReady: no("ProbeFailed", nowhere),
	}))
	if live, auth := condition(got, livenessReady).Message, condition(got, authReady).Message; live != auth {
		t.Errorf("LivenessReady says %q, AuthReady %q", live, auth)
	}
}

// While a tool is asked for the first time nothing is known of it.
func TestToolThatTakesItsTime(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	release := make(chan struct{})
	tl.answer(livePath, held(release, code(http.StatusOK)))
	c := r.newConnector(t, "", v1alpha1.ConnectorSpec{
		ConnectorClassName: r.newClass(t, probedSpec()), Address: tl.URL, Auth: with(openAuth, ""),
	})
	r.expect(t, c.Name, allOf(wants{livenessReady: unknown("Checking"), authReady: unknown("Checking")}))
	close(release)
	r.expectSoon(t, c.Name, allOf(wants{livenessReady: yes(""), authReady: yes("")}))
}

// A tool that never answers is given up after the timeout of a probe.
func TestToolThatHangs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	tl.answer(livePath, held(nil, nil))
	c := r.newConnector(t, "", v1alpha1.ConnectorSpec{
		ConnectorClassName: r.newClass(t, probedSpec()), Address: tl.URL, Auth: with(openAuth, ""),
	})
	r.expect(t, c.Name, allOf(wants{
		livenessReady: no("ConnectionFailed", tl.URL+livePath, "30 s"), authReady: no("ProbeFailed", tl.URL+livePath),
	}))
	if n := tl.count(authPath); n != 0 {
		t.Errorf("it was asked for %s %d times", authPath, n)
	}
}

// With every other thing wrong at once, Ready names the first.
func TestReadyNamesTheFirst(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	class := r.newClass(t, withProxy(probedSpec(), nowhere))
	c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere, Auth: with(basicAuth, "absent")})
	all := allOf(wants{
		classReady: no("ConnectorClassNotReady", class), secretReady: no("SecretNotFound", "absent"),
		livenessReady: no("ConnectionFailed", nowhere), authReady: unknown("SecretNotFound", "absent"), proxyReady: yes(""),
	})
	r.expect(t, c.Name, all)
	r.editClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) { spec.Proxy = nil })
	all[classReady], all[proxyReady] = yes(""), yes("NonProxy")
	r.expectSoon(t, c.Name, all)
	r.createSecret(t, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: "absent"}, Type: corev1.SecretTypeBasicAuth, StringData: basicData(password),
	})
	all[secretReady], all[authReady] = yes(""), no("ProbeFailed", nowhere)
	r.expectSoon(t, c.Name, all)
}
