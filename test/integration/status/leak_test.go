// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// canary begins every credential that is looked for where it must not be.
const canary = "canary-"

func newCredential() string { return canary + rand.Text() }

// A credential is in no condition, Event, log, metric, command line or environment, whatever the tool does with it.
func TestNoCredentialIsTold(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	spec := probedSpec()
	spec.AuthProbes[0].Probe.HTTP.Path = authPath + "?key={{ .Secret.StringData.password }}"
	spec.AuthProbes[0].Probe.HTTP.HTTPHeaders = append(spec.AuthProbes[0].Probe.HTTP.HTTPHeaders,
		v1alpha1.HTTPHeader{Name: "Private-Token", Value: "{{ .Secret.StringData.password }}"})
	judged := *spec.DeepCopy()
	judged.AuthProbes[0].Probe.HTTP.Response = &v1alpha1.ProbeResponse{CEL: "response.body.user == response.bodyString"}
	plainClass, judgedClass := r.newClass(t, spec), r.newClass(t, judged)
	apiClass := r.newClass(t, withAPI(&v1alpha1.ConnectorClassAPI{URI: tl.URL}))
	var credentials []string
	for _, test := range []struct {
		name, class string
		answer      http.HandlerFunc
	}{
		{"401", plainClass, echo(http.StatusUnauthorized, "")},
		{"500", plainClass, echo(http.StatusInternalServerError, "")},
		{"judged by an expression", judgedClass, echo(http.StatusOK, "")},
		{"redirect to a host of that name", plainClass, echo(http.StatusFound, "http://{word}.invalid/")},
		{"redirect to a path of that name", plainClass, echo(http.StatusFound, "/{word}?key={word}")},
		{"redirect in a loop", plainClass, echo(http.StatusFound, authPath+"?key={word}")},
		{"redirect to nonsense", plainClass, echo(http.StatusFound, "http://[{word}")},
		{"redirect with a user", plainClass, echo(http.StatusFound, "http://robot:{word}@127.0.0.1:1/")},
		{"status line", plainClass, raw("HTTP/1.1 401 {word}\r\nContent-Length: 0\r\n\r\n")},
		{"no HTTP", plainClass, raw("{word}\r\n{word}: {word}\r\n\r\n")},
		{"more than was asked for", plainClass, raw("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n{word}\r\n{word}\r\n")},
		{"half an answer", judgedClass, raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{word}")},
		{"class API", apiClass, echo(http.StatusForbidden, "")},
		{"redirect of a class API", apiClass, echo(http.StatusFound, "/{word}")},
	} {
		t.Run(test.name, func(t *testing.T) {
			word := newCredential()
			credentials = append(credentials, word)
			tl.answer(authPath, test.answer)
			tl.answer("/"+word, echo(http.StatusUnauthorized, ""))
			secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(word))
			c := r.newConnector(t, "", v1alpha1.ConnectorSpec{ConnectorClassName: test.class, Address: tl.URL, Auth: with(basicAuth, secret)})
			got := r.await(t, atOnce, c.Name, func(c *v1alpha1.Connector) error {
				if !tl.wasSent(authPath, word) {
					return errors.New("the credential has not reached the tool: the test would find nothing")
				}
				if auth := condition(c, authReady); auth.Status != metav1.ConditionFalse || auth.Message == "" {
					return fmt.Errorf("AuthReady is %s %q", auth.Status, auth.Reason)
				}
				return nil
			})
			r.expectEvent(t, got, corev1.EventTypeWarning, condition(got, authReady).Reason, condition(got, authReady).Message)
		})
	}
	r.expectNoTrace(t, credentials)
}
