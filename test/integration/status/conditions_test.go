// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"net/http"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

func TestConnectorClassReady(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	t.Run("the class is ready", func(t *testing.T) {
		c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: r.newClass(t, plainSpec()), Address: nowhere})
		r.expect(t, c.Name, allOf(nil))
	})
	t.Run("the class does not exist", func(t *testing.T) {
		const absent = "status-absent"
		missing := unknown("ConnectorClassNotFound", absent)
		all := wants{
			classReady: no("ConnectorClassNotFound", absent), secretReady: missing, livenessReady: missing, authReady: missing, proxyReady: missing,
		}
		c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: absent, Address: nowhere})
		r.expect(t, c.Name, all)
	})
	t.Run("the class is not ready", func(t *testing.T) {
		class := r.newClass(t, withProxy(plainSpec(), nowhere))
		c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: nowhere})
		// The address of the proxy is known all the same: it is allocated.
		r.expect(t, c.Name, allOf(wants{classReady: no("ConnectorClassNotReady", class, nowhere), proxyReady: yes("")}))
	})
}

func TestSecretReady(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	class := r.newClass(t, probedSpec())
	good := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	token := r.newSecret(t, v1alpha1.SecretTypeBearerToken, map[string]string{"token": password})
	half := r.newSecret(t, corev1.SecretTypeBasicAuth, map[string]string{"username": username})
	empty := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(""))
	for _, test := range []struct {
		name   string
		auth   *v1alpha1.ConnectorAuth
		secret want
		probed want
	}{
		{"optional and left out", with(openAuth, ""), yes("SecretOptional"), yes("")},
		{"no auth at all", nil, yes("SecretOptional"), yes("NonAuthProbe")},
		{"exists", with(basicAuth, good), yes(""), yes("")},
		{"exists though optional", with(openAuth, good), yes(""), yes("")},
		{"does not exist", with(basicAuth, "absent"),
			no("SecretNotFound", "absent", r.namespace), unknown("SecretNotFound", "absent")},
		{"optional and does not exist", with(openAuth, "absent"),
			no("SecretNotFound", "absent", r.namespace), unknown("SecretNotFound", "absent")},
		{"of another type", with(basicAuth, token),
			no("SecretTypeMismatch", token, v1alpha1.SecretTypeBearerToken, v1alpha1.SecretTypeBasicAuth), unknown("SecretTypeMismatch", token)},
		{"without a key", with(basicAuth, half), no("SecretKeyMissing", half, "password"), unknown("SecretKeyMissing", half)},
		{"with an empty key", with(basicAuth, empty), no("SecretKeyMissing", empty, "password"), unknown("SecretKeyMissing", empty)},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tl.URL, Auth: test.auth})
			r.expect(t, c.Name, allOf(wants{secretReady: test.secret, livenessReady: yes(""), authReady: test.probed}))
		})
	}
}

func TestLivenessReady(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	plain := r.newClass(t, v1alpha1.ConnectorClassSpec{LivenessProbe: &v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{Path: livePath}}})
	judged := r.newClass(t, v1alpha1.ConnectorClassSpec{LivenessProbe: &v1alpha1.Probe{HTTP: &v1alpha1.HTTPProbe{
		Path: livePath, Response: &v1alpha1.ProbeResponse{CEL: "response.statusCode == 404"},
	}}})
	for _, test := range []struct {
		name, class, address string
		answer               int
		want                 want
	}{
		{"no probe", r.newClass(t, plainSpec()), tl.URL, 0, yes("NonLivenessProbe")},
		{"good", plain, tl.URL, http.StatusNoContent, yes("")},
		{"good says the expression", judged, tl.URL, http.StatusNotFound, yes("")},
		{"bad says the expression", judged, tl.URL, http.StatusOK, no("ProbeFailed", tl.URL+livePath, "200")},
		{"not there", plain, tl.URL, http.StatusNotFound, no("ProbeFailed", tl.URL+livePath, "404")},
		{"broken", plain, tl.URL, http.StatusInternalServerError, no("ProbeFailed", tl.URL+livePath, "500")},
		{"asks for a credential", plain, tl.URL, http.StatusUnauthorized, no("ProbeFailed", tl.URL+livePath, "401")},
		{"nothing listens", plain, nowhere, 0, no("ConnectionFailed", nowhere+livePath)},
		{"the name does not exist", plain, "http://tool.invalid", 0, no("ConnectionFailed", "http://tool.invalid"+livePath)},
		{"no place for tools", plain, "http://127.0.0.2:80", 0, no("ConnectionFailed", "127.0.0.2")},
		{"speaks no TLS", plain, "https" + tl.URL[len("http"):], 0, no("ConnectionFailed", "https://")},
	} {
		t.Run(test.name, func(t *testing.T) {
			tl.answer(livePath, code(max(test.answer, http.StatusOK)))
			c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: test.class, Address: test.address})
			r.expect(t, c.Name, allOf(wants{livenessReady: test.want}))
		})
	}
}

func TestAuthReady(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	plain := r.newClass(t, probedSpec())
	judgedSpec := probedSpec()
	judgedSpec.AuthProbes[0].Probe.HTTP.Response = &v1alpha1.ProbeResponse{CEL: `response.body.user == "robot"`}
	judged := r.newClass(t, judgedSpec)
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	says := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
	}
	asked := tl.URL + authPath
	for _, test := range []struct {
		name, class, auth, secret string
		answer                    http.HandlerFunc
		want                      want
	}{
		{"good", plain, basicAuth, secret, opensWith(username, password), yes("")},
		{"401", plain, basicAuth, secret, opensWith(username, "another"), no("AuthenticationFailed", asked, "401")},
		{"403", plain, basicAuth, secret, code(http.StatusForbidden), no("AuthenticationFailed", asked, "403")},
		{"without a Secret", plain, openAuth, "", opensWith(username, password), no("AuthenticationFailed", asked, "401")},
		{"500", plain, basicAuth, secret, code(http.StatusInternalServerError), no("ProbeFailed", asked, "500")},
		{"404", plain, basicAuth, secret, code(http.StatusNotFound), no("ProbeFailed", asked, "404")},
		{"200, good says the expression", judged, basicAuth, secret, says(`{"user":"robot"}`), yes("")},
		{"200, bad says the expression", judged, basicAuth, secret, says(`{"user":"guest"}`), no("AuthenticationFailed", asked, "200")},
		{"200, of which the expression makes nothing", judged, basicAuth, secret, says("<html>"), no("ProbeFailed", asked, "200")},
	} {
		t.Run(test.name, func(t *testing.T) {
			tl.answer(authPath, test.answer)
			c := r.newConnector(t, "", v1alpha1.ConnectorSpec{
				ConnectorClassName: test.class, Address: tl.URL, Auth: with(test.auth, test.secret),
			})
			all := allOf(wants{livenessReady: yes(""), authReady: test.want})
			if test.secret != "" {
				all[secretReady] = yes("")
			}
			r.expect(t, c.Name, all)
		})
	}
}
