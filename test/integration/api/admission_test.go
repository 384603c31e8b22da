// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// A refusal is an input and what is wrong with it: where, in which way, and a word of what would be right.
type refusal struct {
	name string
	spec string // members of spec in JSON
	// field is empty for what is accepted.
	field  string
	reason metav1.CauseType
	right  string
}

const (
	invalid      = metav1.CauseTypeFieldValueInvalid
	required     = metav1.CauseTypeFieldValueRequired
	duplicate    = metav1.CauseTypeFieldValueDuplicate
	notSupported = metav1.CauseTypeFieldValueNotSupported
	forbidden    = metav1.CauseType("FieldValueForbidden")
	tooLong      = metav1.CauseType("FieldValueTooLong")
)

// objectOf is an object of a kind in JSON.
func objectOf(kind, name, spec string) []byte {
	return fmt.Appendf(nil, `{"apiVersion":%q,"kind":%q,"metadata":{"name":%q},"spec":{%s}}`, groupVersion, kind, name, spec)
}

// check sends each input as a dry run of a new object, by both ways in turn.
func check(t *testing.T, kind, path string, inputs []refusal) {
	t.Helper()
	ways := stack.Ways(t)
	for i, input := range inputs {
		way := ways[i%len(ways)]
		got := send(t, way.Admin, "POST", path+"?dryRun=All", contentType(jsonType), objectOf(kind, "one", input.spec))
		if input.field == "" {
			if got.code != http.StatusCreated {
				t.Errorf("%s, %s: %d %s, want it accepted", input.name, way.Name, got.code, got.body)
			}
			continue
		}
		if problem := input.missingIn(got); problem != "" {
			t.Errorf("%s, %s: %s: %d %.1500s", input.name, way.Name, problem, got.code, got.body)
		}
	}
}

// missingIn says what the answer to a bad input lacks.
func (r refusal) missingIn(got answer) string {
	var status metav1.Status
	if err := json.Unmarshal(got.body, &status); err != nil {
		return "no Status: " + err.Error()
	}
	if got.code != http.StatusUnprocessableEntity || status.Reason != metav1.StatusReasonInvalid || status.Details == nil {
		return "want 422 Invalid with details"
	}
	at := slices.IndexFunc(status.Details.Causes, func(c metav1.StatusCause) bool {
		return c.Field == r.field && c.Type == r.reason && strings.Contains(c.Message, r.right)
	})
	if at < 0 {
		return fmt.Sprintf("want a cause %s of %s that says %q", r.reason, r.field, r.right)
	}
	if !strings.Contains(status.Message, r.field) {
		return "the message does not name " + r.field
	}
	return ""
}

// good are the members that every Connector needs, of a class that does not exist.
const good = `"connectorClassName":"absent","address":"https://tool.example.com"`

func address(url string) string {
	return fmt.Sprintf(`"connectorClassName":"absent","address":%q`, url)
}

func TestSyntaxOfConnectors(t *testing.T) {
	t.Parallel()
	namespace := stack.Namespace(t)
	check(t, "Connector", connectorsPath(namespace), []refusal{
		{"good", good, "", "", ""},
		{"good, with port and prefix", address("http://10.0.0.1:8080/a/b/"), "", "", ""},
		{"good, IPv6", address("https://[2001:db8::1]:8443"), "", "", ""},
		{"good, another scheme before the class is there", address("mysql://db.example.com:3306"), "", "", ""},
		{"no class", `"address":"https://tool.example.com"`, "spec.connectorClassName", required, "such as git"},
		{"class that is no name", `"connectorClassName":"No Name","address":"https://a.example.com"`, "spec.connectorClassName", invalid, "lowercase"},
		{"no address", `"connectorClassName":"absent"`, "spec.address", required, "https://tool.example.com"},
		{"user info", address("https://user:secret@tool.example.com"), "spec.address", invalid, "spec.auth.secretRef"},
		{"user only", address("https://user@tool.example.com"), "spec.address", invalid, "no user name or password"},
		{"query", address("https://tool.example.com/?a=b"), "spec.address", invalid, "no query"},
		{"empty query", address("https://tool.example.com/?"), "spec.address", invalid, "no query"},
		{"fragment", address("https://tool.example.com/#a"), "spec.address", invalid, "no fragment"},
		{"relative", address("/path"), "spec.address", invalid, "absolute URL"},
		{"no scheme", address("tool.example.com"), "spec.address", invalid, "absolute URL"},
		{"missing host", address("https:///path"), "spec.address", invalid, "absolute URL"},
		{"port only", address("https://:443"), "spec.address", invalid, ""},
		{"bad port", address("https://tool.example.com:99999"), "spec.address", invalid, "1 to 65535"},
		{"space", address("https://tool.example.com/a b"), "spec.address", invalid, "no spaces"},
		{"line break", address("https://tool.example.com/\n"), "spec.address", invalid, "control characters"},
		{"dot segments", address("https://tool.example.com/a/../b"), "spec.address", invalid, `".."`},
		{"encoded dot segments", address("https://tool.example.com/a/%2e%2E/b"), "spec.address", invalid, `".."`},
		{"host in octal", address("https://0177.0.0.1"), "spec.address", invalid, "four decimal numbers"},
		{"too long", address("https://tool.example.com/" + strings.Repeat("a", 3000)), "spec.address", tooLong, "2048"},
		{"extension without name", good + `,"addressExtensions":[{"name":"","value":"https://a.example.com"}]`,
			"spec.addressExtensions[0].name", required, ""},
		{"extension without value", good + `,"addressExtensions":[{"name":"a","value":""}]`, "spec.addressExtensions[0].value", required, "URL"},
		{"extension twice", good + `,"addressExtensions":[{"name":"a","value":"https://a.example.com"},{"name":"a","value":"https://b.example.com"}]`,
			"spec.addressExtensions[1].name", duplicate, ""},
		{"extension is the address", good + `,"addressExtensions":[{"name":"a","value":"https://TOOL.example.com:443/"}]`,
			"spec.addressExtensions[0].value", invalid, "spec.address"},
		{"extension of another scheme", good + `,"addressExtensions":[{"name":"a","value":"ftp://a.example.com"}]`,
			"spec.addressExtensions[0].value", invalid, "http or https"},
		{"extension that is a list", good + `,"addressExtensions":[{"name":"a","value":["https://a.example.com"]}]`,
			"spec.addressExtensions[0].value", invalid, "URL"},
		{"param twice", good + `,"params":[{"name":"a","value":"1"},{"name":"a","value":"2"}]`, "spec.params[1].name", duplicate, ""},
		{"param without name", good + `,"params":[{"value":"1"}]`, "spec.params[0].name", required, ""},
		{"param that is a number", good + `,"params":[{"name":"a","value":1}]`, "spec.params[0].value", invalid, "put quotes around numbers"},
		{"param with a line break", good + `,"params":[{"name":"a","value":"x\nHost: evil"}]`, "spec.params[0].value", invalid, "U+000A"},
		{"param with a zero byte", good + `,"params":[{"name":"a","value":"x\u0000"}]`, "spec.params[0].value", invalid, "U+0000"},
		{"list with a line break", good + `,"params":[{"name":"a","value":["x","y\r"]}]`, "spec.params[0].value[1]", invalid, "U+000D"},
		{"Secret without name", good + `,"auth":{"name":"a","secretRef":{}}`, "spec.auth.secretRef.name", required, ""},
		{"Secret of another namespace", good + `,"auth":{"name":"a","secretRef":{"name":"s","namespace":"kube-system"}}`,
			"spec.auth.secretRef.namespace", invalid, namespace},
		{"no Secret", good + `,"auth":{"name":"a","secretRef":{"kind":"ConfigMap","name":"s"}}`, "spec.auth.secretRef.kind", notSupported, "Secret"},
		{"auth without name", good + `,"auth":{"secretRef":{"name":"s"}}`, "spec.auth.name", required, "auth type"},
		{"auth param with a tab", good + `,"auth":{"name":"a","params":[{"name":"p","value":"\t"}]}`, "spec.auth.params[0].value", invalid, "U+0009"},
		{"authorities without name", good + `,"caCertSecretRef":{}`, "spec.caCertSecretRef.name", required, "PEM"},
	})
}

// strictClass declares one of everything.
const strictClass = `
  "address":{"name":"address","enum":["https://tool.example.com","https://two.example.com"]},
  "addressExtensions":[{"name":"api"},{"name":"cdn","default":"https://cdn.example.com"}],
  "params":[{"name":"must"},{"name":"level","enum":["low","high"],"default":"low"},{"name":"list","type":"array","default":[]}],
  "auth":{"types":[{"name":"free","secretType":"Opaque","optional":true},{"name":"basic","secretType":"kubernetes.io/basic-auth"}]},
  "authProbes":[{"authName":"basic","params":[{"name":"repository"}],"probe":{"http":{"path":"/"}}},
                {"authName":"free","params":[{"name":"repository"}],"probe":{"http":{"path":"/"}}}]`

func TestRulesOfTheClass(t *testing.T) {
	t.Parallel()
	namespace := stack.Namespace(t)
	applyClass(t, namespace, strictClass)
	complete := fmt.Sprintf(`"connectorClassName":%q,"address":"https://tool.example.com"`, namespace)
	withParam := complete + `,"params":[{"name":"must","value":"x"}]`
	withAPI := withParam + `,"addressExtensions":[{"name":"api","value":"https://api.example.com"}]`
	auth := func(members string) string { return withAPI + `,"auth":{` + members + `}` }
	const repository = `"params":[{"name":"repository","value":"a/b"}]`
	check(t, "Connector", connectorsPath(namespace), []refusal{
		{"good without auth", withAPI, "", "", ""},
		{"good with a Secret", auth(`"name":"basic","secretRef":{"name":"s"},` + repository), "", "", ""},
		{"good without one", auth(`"name":"free",` + repository), "", "", ""},
		{"address that is not in the enum", strings.Replace(withAPI, "tool.", "three.", 1), "spec.address", notSupported, "https://two.example.com"},
		{"another scheme", strings.Replace(withAPI, "https://tool", "mysql://tool", 1), "spec.address", invalid, "http or https"},
		{"no address", fmt.Sprintf(`"connectorClassName":%q`, namespace), "spec.address", required, "declares no default"},
		{"extension missing", withParam, "spec.addressExtensions", required, `"api"`},
		{"extension unknown", withAPI[:len(withAPI)-1] + `,{"name":"other","value":"https://o.example.com"}]`,
			"spec.addressExtensions[1].name", notSupported, `"cdn"`},
		{"param missing", complete + `,"addressExtensions":[{"name":"api","value":"https://api.example.com"}]`, "spec.params", required, `"must"`},
		{"param unknown", strings.Replace(withAPI, `"must","value":"x"}`, `"must","value":"x"},{"name":"other","value":"x"}`, 1),
			"spec.params[1].name", notSupported, `"level"`},
		{"param not in the enum", strings.Replace(withAPI, `"must","value":"x"}`, `"must","value":"x"},{"name":"level","value":"mid"}`, 1),
			"spec.params[1].value", notSupported, `"high"`},
		{"param of the wrong type", strings.Replace(withAPI, `"value":"x"`, `"value":["x"]`, 1), "spec.params[0].value", invalid, "a string"},
		{"list of the wrong type", strings.Replace(withAPI, `"must","value":"x"}`, `"must","value":"x"},{"name":"list","value":"x"}`, 1),
			"spec.params[1].value", invalid, "a list of strings"},
		{"auth type unknown", auth(`"name":"other"`), "spec.auth.name", notSupported, `"basic"`},
		{"Secret missing", auth(`"name":"basic",` + repository), "spec.auth.secretRef", required, "not optional"},
		{"param of the probe missing", auth(`"name":"basic","secretRef":{"name":"s"}`), "spec.auth.params", required, `"repository"`},
		{"param of the probe missing without a Secret", auth(`"name":"free"`), "spec.auth.params", required, `"repository"`},
		{"param of the probe unknown", auth(`"name":"free","params":[{"name":"repository","value":"a"},{"name":"x","value":"y"}]`),
			"spec.auth.params[1].name", notSupported, `"repository"`},
	})
}

// applyClass makes a class, which is deleted with the test.
func applyClass(t *testing.T, name, spec string) {
	t.Helper()
	stack.KubectlInput(t, string(objectOf("ConnectorClass", name, spec)), "create", "-f", "-")
	t.Cleanup(func() {
		run := stack.TryKubectl(context.WithoutCancel(t.Context()), "", "delete", "connectorclass", name, "--wait=false", "--ignore-not-found")
		if run.Err != nil {
			t.Errorf("deleting class %s: %s", name, run.Stderr)
		}
	})
}

func TestClassWithoutHTTPTakesOtherSchemes(t *testing.T) {
	t.Parallel()
	namespace := stack.Namespace(t)
	applyClass(t, namespace, `"address":{"default":"mysql://db.example.com"}`)
	class := fmt.Sprintf(`"connectorClassName":%q`, namespace)
	check(t, "Connector", connectorsPath(namespace), []refusal{
		{"another scheme", class + `,"address":"mysql://db.example.com:3306/shop"`, "", "", ""},
		{"the default", class, "", "", ""},
		{"auth, which the class has not", class + `,"auth":{"name":"basic"}`, "spec.auth", forbidden, "declares no auth types"},
		{"a param, which the class has not", class + `,"params":[{"name":"a","value":"b"}]`, "spec.params[0].name", forbidden, "declares no params"},
	})
}

// A Connector may come before its class. Neither the class nor its change checks what is there; the next change of the
// Connector's spec does.
func TestConnectorBeforeItsClass(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	early := newConnector("early")
	early.Spec.ConnectorClassName = namespace
	made := mustCreate(t, client, early)
	applyClass(t, namespace, `"params":[{"name":"must"}]`)
	made.Labels = map[string]string{"a": "b"}
	made, err := client.Update(t.Context(), made, metav1.UpdateOptions{})
	if err != nil {
		t.Fatalf("a change of the metadata is held to the rules of the class: %v", err)
	}
	if made, err = client.UpdateStatus(t.Context(), made, metav1.UpdateOptions{}); err != nil {
		t.Fatalf("a change of the status is held to the rules of the class: %v", err)
	}
	made.Spec.Address = "https://other.example.com"
	if _, err := client.Update(t.Context(), made, metav1.UpdateOptions{}); codeOf(err) != 422 || !strings.Contains(err.Error(), "must") {
		t.Errorf("a change of the spec: %v, want Invalid that names the param", err)
	}
	stack.Kubectl(t, "patch", "connectorclass", namespace, "--type=merge", "-p", `{"spec":{"params":[{"name":"must","default":"x"}]}}`)
	if _, err := client.Update(t.Context(), made, metav1.UpdateOptions{}); err != nil {
		t.Errorf("after the class has a default: %v", err)
	}
}

// Updates are validated as creations are.
func TestUpdatesAreValidated(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	made := mustCreate(t, client, newConnector("one"))
	for _, way := range stack.Ways(t) {
		for field, patch := range map[string]string{
			"spec.address":                  `{"spec":{"address":"https://user@tool.example.com"}}`,
			"spec.params[1].name":           `{"spec":{"params":[{"name":"a","value":"b"},{"name":"a","value":"c"}]}}`,
			"spec.auth.secretRef.namespace": `{"spec":{"auth":{"name":"a","secretRef":{"name":"b","namespace":"c"}}}}`,
			"spec.connectorClassName":       `{"spec":{"connectorClassName":""}}`,
			"metadata.uid":                  `{"metadata":{"uid":"another"}}`,
		} {
			got := send(t, way.Admin, "PATCH", connectorPath(namespace, "one"), contentType("application/merge-patch+json"), []byte(patch))
			want := []int{http.StatusUnprocessableEntity}
			if field == "metadata.uid" {
				want = append(want, http.StatusConflict)
			}
			if !slices.Contains(want, got.code) || !strings.Contains(string(got.body), strings.TrimPrefix(field, "metadata.")) && got.code == 422 {
				t.Errorf("%s, %s: %d %s", way.Name, patch, got.code, got.body)
			}
		}
	}
	if now := mustGet(t, client, "one"); now.ResourceVersion != made.ResourceVersion {
		t.Errorf("refused and written all the same: %+v", now)
	}
}
