// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"fmt"
	"strings"
	"testing"

	"k8s.io/utils/ptr"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

const classAPIURL = "https://api.example.com/v1"

// describedPaths is an OpenAPI description of so many paths, the first of which are at these addresses.
func describedPaths(paths int, addresses ...string) *v1alpha1.JSONValue {
	var text strings.Builder
	for i := range paths {
		at := ""
		if i < len(addresses) {
			at = fmt.Sprintf(`,"x-openapi-address":%q`, addresses[i])
		}
		fmt.Fprintf(&text, `,"/things/%d/{name}":{"get":{"x-provider-type":"api"%s,"responses":{"200":{"description":"OK"}}}}`, i, at)
	}
	return &v1alpha1.JSONValue{Raw: []byte(`{"openapi":"3.0.3","info":{"title":"API","version":"1"},"paths":{` + text.String()[1:] + `}}`)}
}

// withAPI gives a class an API whose description has an operation at each of these addresses, and one at none.
func withAPI(addresses ...string) func(*v1alpha1.ConnectorClass) {
	return func(c *v1alpha1.ConnectorClass) {
		c.Spec.API = &v1alpha1.ConnectorClassAPI{OpenAPI: describedPaths(1+len(addresses), addresses...)}
		c.Spec.AddressExtensions = []v1alpha1.ParamSpec{
			{Name: "api", Default: ptr.To(v1alpha1.NewStringValue("https://Api.git.example.com/rest/"))},
			{Name: "absent", Default: ptr.To(v1alpha1.NewStringValue(""))},
		}
		c.Status.API = &v1alpha1.ConnectorClassAPIStatus{Address: &v1alpha1.Addressable{URL: classAPIURL}}
	}
}

// compiled makes a Target as a Store does.
func compiled(connector *v1alpha1.Connector, class *v1alpha1.ConnectorClass, secret *secretData) *Target {
	made, _ := compile(inputs{
		connector: Effective(connector, class), class: class, secret: secret, described: newDescriptions().get(class),
	}, record)
	return made
}

func basicSecret() *secretData {
	return secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u", "password", "p", "other", "o")
}

func mysql(c *v1alpha1.Connector) { c.Spec.Address = "mysql://db.example.com:3306" }

func TestAPIUnusable(t *testing.T) {
	noAddress := func(c *v1alpha1.ConnectorClass) { c.Status.API = nil }
	for _, test := range []struct {
		name      string
		connector *v1alpha1.Connector
		class     *v1alpha1.ConnectorClass
		secret    *secretData
		// reason is empty where the class API may be asked.
		reason, message string
		transient       bool
	}{
		{"all is well", gitConnector(), gitClass(withAPI()), basicSecret(), "", "", false},
		{"the tool is no HTTP server", gitConnector(mysql), gitClass(withAPI()), basicSecret(), "", "", false},
		{"no Secret is needed", gitConnector(auth("basicAuth", "")), gitClass(withAPI()), nil, "", "", false},
		{"no Secret", gitConnector(), gitClass(withAPI()), nil, "SecretNotFound", `"credential"`, false},
		{"another type", gitConnector(), gitClass(withAPI()), secretOf("Opaque"), "SecretTypeMismatch", "basic-auth", false},
		{"no address yet", gitConnector(), gitClass(withAPI(), noAddress), basicSecret(), "ConnectorClassNotReady", "has no address yet", true},
		{"an address that is none", gitConnector(), gitClass(withAPI(), func(c *v1alpha1.ConnectorClass) {
			c.Status.API.Address.URL = "ftp://api"
		}), basicSecret(), "ConnectorClassNotReady", "cannot be used", false},
		{"the Secret before the address", gitConnector(), gitClass(withAPI(), noAddress), nil, "SecretNotFound", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			made := compiled(test.connector, test.class, test.secret)
			if made.API == nil || made.API.Misdescribed != nil || made.API.Description == nil {
				t.Fatalf("API %+v", made.API)
			}
			problem := made.API.Unusable
			switch {
			case test.reason == "" && problem != nil:
				t.Errorf("refused: %v", problem)
			case test.reason == "" && made.API.Service.String() != classAPIURL:
				t.Errorf("the class API is at %q", made.API.Service)
			case test.reason != "" && (problem == nil || problem.Reason != test.reason ||
				!strings.Contains(problem.Message, test.message) || problem.Transient != test.transient):
				t.Errorf("got %+v, want reason %s with %q", problem, test.reason, test.message)
			}
		})
	}
}

func TestTargetWithoutAPI(t *testing.T) {
	for name, class := range map[string]*v1alpha1.ConnectorClass{"no class": nil, "a class without one": gitClass()} {
		made := compiled(gitConnector(), class, basicSecret())
		place, err := made.At("")
		if made.API != nil || err != nil || place.Target != made || place.Address != made.Address || place.Call() != nil {
			t.Errorf("%s: %+v, place %+v, %v", name, made.API, place, err)
		}
		if _, err := made.At("api"); err == nil {
			t.Errorf("%s: there is a place that nothing declares", name)
		}
	}
}

// A class that an older server admitted must not break the proxy, and what is meant for its API must not go to the tool.
func TestDescriptionThatCannotBeUsed(t *testing.T) {
	made := compiled(gitConnector(), gitClass(withAPI(), func(c *v1alpha1.ConnectorClass) {
		c.Spec.API.OpenAPI = &v1alpha1.JSONValue{Raw: []byte(`{"openapi":"3.0.3","paths":{"/a":{"get":{"x-provider-type":"rest"}}}}`)}
	}), basicSecret())
	if made.Unusable != nil || made.Injector == nil {
		t.Errorf("the proxy is broken: %v", made.Unusable)
	}
	problem := made.API.Misdescribed
	if made.API.Description != nil || problem == nil || problem.Reason != ReasonInvalidOpenAPI || problem.Transient ||
		!strings.Contains(problem.Message, `"git"`) || !strings.Contains(problem.Message, "x-provider-type") {
		t.Errorf("description %v, problem %+v", made.API.Description, problem)
	}
	if made.API.Unusable != problem {
		t.Errorf("the class API may be asked: %v", made.API.Unusable)
	}
}
