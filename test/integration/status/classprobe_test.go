// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"reflect"
	"testing"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// withAPI is a class whose probes ask its API.
func withAPI(api *v1alpha1.ConnectorClassAPI) v1alpha1.ConnectorClassSpec {
	spec := plainSpec()
	spec.API = api
	spec.LivenessProbe = &v1alpha1.Probe{API: &v1alpha1.APIProbe{Path: livePath}}
	spec.AuthProbes = []v1alpha1.AuthProbe{{AuthName: basicAuth, Probe: v1alpha1.Probe{API: &v1alpha1.APIProbe{Path: authPath}}}}
	return spec
}

// A probe of a class API tells it the address of the tool and the credential, over plain http where that is allowed and
// over TLS verified by the class's authorities.
func TestProbesOfClassAPIs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	plain, secured := newTool(t), newTLSTool(t, issue(t, ca, "api."+r.namespace+".svc.cluster.local"))
	r.newService(t, "api", localService(t, secured))
	for _, test := range []struct {
		name string
		api  *v1alpha1.ConnectorClassAPI
		at   *tool
		path string
	}{
		{"http", &v1alpha1.ConnectorClassAPI{URI: plain.URL}, plain, ""},
		{"below a path", &v1alpha1.ConnectorClassAPI{URI: plain.URL + "/v1"}, plain, "/v1"},
		{"https", &v1alpha1.ConnectorClassAPI{URI: secured.URL, CACerts: ca.PEM}, secured, ""},
		{"a Service", &v1alpha1.ConnectorClassAPI{Ref: serviceRef(r.namespace, "api"), URI: "/v2", CACerts: ca.PEM}, secured, "/v2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			word := newCredential()
			secret := r.newSecret(t, corev1.SecretTypeBasicAuth, map[string]string{"username": username, "password": word, "other": "kept back"})
			c := r.newConnector(t, "", v1alpha1.ConnectorSpec{
				ConnectorClassName: r.newClass(t, withAPI(test.api)), Address: "https://tool.example.com/base", Auth: with(basicAuth, secret),
			})
			r.expect(t, c.Name, allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: yes("")}))
			checkPluginHeaders(t, test.at.last(t, test.path+authPath).Header, "https://tool.example.com/base", word)
		})
	}
}

func checkPluginHeaders(t *testing.T, header http.Header, address, word string) {
	t.Helper()
	decode := func(name string) []byte {
		text, err := base64.StdEncoding.DecodeString(header.Get(name))
		if err != nil || len(header.Values(name)) != 1 {
			t.Errorf("%s is no base64, or not one: %v", name, err)
		}
		return text
	}
	if meta := string(decode("X-Plugin-Meta")); meta != `{"baseURL":"`+address+`"}` {
		t.Errorf("X-Plugin-Meta holds %s", meta)
	}
	if kind := string(decode("X-Plugin-Auth")); kind != string(corev1.SecretTypeBasicAuth) {
		t.Errorf("X-Plugin-Auth holds %s", kind)
	}
	var data map[string][]byte
	if err := json.Unmarshal(decode("X-Plugin-Secret"), &data); err != nil {
		t.Errorf("X-Plugin-Secret: %v", err)
	}
	if want := map[string][]byte{"username": []byte(username), "password": []byte(word)}; !reflect.DeepEqual(data, want) {
		t.Error("X-Plugin-Secret does not hold the keys of the auth type, and these only")
	}
	if header.Get("Authorization") != "" {
		t.Error("the class API got an Authorization header")
	}
}

// What a class API says of the credential: 200 is good, 401 and 403 are not, all else tells nothing. Redirects are not
// followed.
func TestAnswersOfClassAPIs(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl, elsewhere := newTool(t), newTool(t)
	class := r.newClass(t, withAPI(&v1alpha1.ConnectorClassAPI{URI: tl.URL}))
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	redirect := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+authPath, http.StatusFound)
	}
	asked := tl.URL + authPath
	for _, test := range []struct {
		name   string
		answer http.HandlerFunc
		want   want
	}{
		{"200", code(http.StatusOK), yes("")},
		{"204", code(http.StatusNoContent), no("ProbeFailed", asked, "204")},
		{"401", code(http.StatusUnauthorized), no("AuthenticationFailed", asked, "401")},
		{"403", code(http.StatusForbidden), no("AuthenticationFailed", asked, "403")},
		{"500", code(http.StatusInternalServerError), no("ProbeFailed", asked, "500")},
		{"redirect", redirect, no("ProbeFailed", asked, "302")},
	} {
		t.Run(test.name, func(t *testing.T) {
			tl.answer(authPath, test.answer)
			c := r.newConnector(t, "", v1alpha1.ConnectorSpec{
				ConnectorClassName: class, Address: "https://tool.example.com", Auth: with(basicAuth, secret),
			})
			r.expect(t, c.Name, allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: test.want}))
		})
	}
	if n := elsewhere.count(authPath); n != 0 {
		t.Errorf("the redirect was followed %d times", n)
	}
}

// A class API without an address cannot be asked; once it has one it is.
func TestProbeOfAClassAPIThatComesLate(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	tl := newTool(t)
	class := r.newClass(t, withAPI(&v1alpha1.ConnectorClassAPI{Ref: serviceRef(r.namespace, "late")}))
	secret := r.newSecret(t, corev1.SecretTypeBasicAuth, basicData(password))
	c := r.newConnector(t, "tool", v1alpha1.ConnectorSpec{
		ConnectorClassName: class, Address: "https://tool.example.com", Auth: with(basicAuth, secret),
	})
	r.expect(t, c.Name, allOf(wants{
		classReady: no("ConnectorClassNotReady", class, r.namespace+"/late"), secretReady: yes(""),
		livenessReady: no("ProbeFailed", "class API"), authReady: no("ProbeFailed", "class API"),
	}))
	r.newService(t, "late", localService(t, tl))
	r.expectSoon(t, c.Name, allOf(wants{secretReady: yes(""), livenessReady: yes(""), authReady: yes("")}))
}
