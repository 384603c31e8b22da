// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

const jsonType, yamlType = "application/json", "application/yaml"

// manifestOf is a Connector in JSON, with more members in its spec.
func manifestOf(name, more string) string {
	return `{"apiVersion":"connectors.alauda.io/v1alpha1","kind":"Connector","metadata":{"name":"` + name +
		`"},"spec":{"connectorClassName":"absent","address":"https://tool.example.com"` + more + `}}`
}

func TestFieldValidation(t *testing.T) {
	t.Parallel()
	_, namespace := connectorsIn(t, stack.Admin(t))
	for _, way := range stack.Ways(t) {
		for _, test := range []struct {
			name, mode, more, wantError string
			wantWarning                 bool
		}{
			{"unknown, strict", "Strict", `,"adress":"x"`, `unknown field "spec.adress"`, false},
			{"unknown, warn", "Warn", `,"adress":"x"`, "", true},
			{"unknown, default", "", `,"adress":"x"`, "", true},
			{"unknown, ignore", "Ignore", `,"adress":"x"`, "", false},
			{"unknown deep, strict", "Strict", `,"auth":{"secretRef":{"nam":"x"}}`, `unknown field "spec.auth.secretRef.nam"`, false},
			{"duplicate, strict", "Strict", `,"address":"https://b.example.com"`, `duplicate field "spec.address"`, false},
			{"duplicate, warn", "Warn", `,"address":"https://b.example.com"`, "", true},
		} {
			query := "?dryRun=All"
			if test.mode != "" {
				query += "&fieldValidation=" + test.mode
			}
			got := send(t, way.Admin, "POST", connectorsPath(namespace)+query, contentType(jsonType), []byte(manifestOf("one", test.more)))
			switch {
			case test.wantError == "" && got.code != http.StatusCreated:
				t.Errorf("%s, %s: %d %s", way.Name, test.name, got.code, got.body)
			case test.wantError != "" && (got.code != http.StatusBadRequest || !strings.Contains(got.status(t).Message, test.wantError)):
				t.Errorf("%s, %s: %d %s, want 400 and %s", way.Name, test.name, got.code, got.body, test.wantError)
			}
			if warned := strings.Contains(got.header.Get("Warning"), "field"); warned != test.wantWarning {
				t.Errorf("%s, %s: warning %q, want one: %v", way.Name, test.name, got.header.Get("Warning"), test.wantWarning)
			}
		}
	}
}

func TestBadContent(t *testing.T) {
	t.Parallel()
	client, namespace := connectorsIn(t, stack.Admin(t))
	for _, way := range stack.Ways(t) {
		for _, test := range []struct {
			name, kind, body string
			code             int
			message          string
		}{
			{"empty", jsonType, "", 400, ""},
			{"cut off", jsonType, manifestOf("one", "")[:90], 400, "unexpected"},
			{"no JSON", jsonType, "connector", 400, ""},
			{"YAML", yamlType, "a: [b", 400, "yaml"},
			{"YAML with a tab", yamlType, "spec:\n\taddress: x", 400, "yaml"},
			{"billion laughs", yamlType, "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]", 400, ""},
			{"deeply nested", jsonType, strings.Repeat(`{"a":`, 100000), 400, ""},
			{"another kind", jsonType, `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}}`, 400, "Secret"},
			{"another version", jsonType, strings.Replace(manifestOf("one", ""), "v1alpha1", "v9", 1), 400, "v9"},
			{"wrong type of a field", jsonType, strings.Replace(manifestOf("one", ""), `"absent"`, "5", 1), 400, "connectorClassName"},
			{"another namespace", jsonType, strings.Replace(manifestOf("one", ""), `"name":"one"`, `"name":"one","namespace":"default"`, 1), 400, "namespace"},
			{"UTF-8 that is none, in a URL", jsonType, strings.Replace(manifestOf("one", ""), "tool", "to\xff", 1), 422, "damaged"},
			{"UTF-8 that is none, in a param", jsonType, manifestOf("one", `,"params":[{"name":"p","value":"a`+"\xc3\x28"+`"}]`), 422, "UTF-8"},
			{"UTF-8 that is none, in YAML", yamlType, "spec: {address: \"\xff\"}", 400, "UTF-8"},
			{"protobuf", "application/vnd.kubernetes.protobuf", "k8s\x00\x0a", 415, "media type"},
			{"CBOR", "application/cbor", "\xd9\xd9\xf7\xa0", 415, "media type"},
			{"a form", "application/x-www-form-urlencoded", "a=b", 415, "media type"},
		} {
			got := send(t, way.Admin, "POST", connectorsPath(namespace)+"?dryRun=All", contentType(test.kind), []byte(test.body))
			status := got.status(t)
			if got.code != test.code || !strings.Contains(strings.ToLower(status.Message), strings.ToLower(test.message)) {
				t.Errorf("%s, %s: %d %.300s, want %d and %q", way.Name, test.name, got.code, status.Message, test.code, test.message)
			}
			if len(status.Message) > 8000 {
				t.Errorf("%s, %s: a message of %d bytes", way.Name, test.name, len(status.Message))
			}
		}
	}
	if got := names(t, client, metav1.ListOptions{}); got != "" {
		t.Errorf("refused, and yet there are %s", got)
	}
}

func TestAccept(t *testing.T) {
	t.Parallel()
	_, namespace := connectorsIn(t, stack.Admin(t))
	for _, way := range stack.Ways(t) {
		for accept, want := range map[string]int{
			"application/vnd.kubernetes.protobuf":                  406,
			"application/vnd.kubernetes.protobuf,application/json": 200,
			"application/cbor":                                     406,
			"application/yaml":                                     200,
			"*/*":                                                  200,
			"image/png":                                            406,
		} {
			got := send(t, way.Admin, "GET", connectorsPath(namespace), map[string]string{"Accept": accept}, nil)
			if got.code != want {
				t.Errorf("%s, %s: %d %.200s, want %d", way.Name, accept, got.code, got.body, want)
			}
		}
	}
}

// Objects that are too large are refused with a clear error, and what was there stays as it was.
func TestLargeObjects(t *testing.T) {
	const mib = 1 << 20
	client, _ := connectorsIn(t, stack.Admin(t))
	big := func(size int) func(*v1alpha1.Connector) {
		return func(c *v1alpha1.Connector) {
			for i := range size / 60000 {
				c.Spec.Params = append(c.Spec.Params, v1alpha1.Param{
					Name: fmt.Sprintf("p%d", i), Value: v1alpha1.NewStringValue(strings.Repeat("x", 60000)),
				})
			}
		}
	}
	for _, test := range []struct {
		name   string
		change func(*v1alpha1.Connector)
		code   int
		want   string
	}{
		{"0.9 MiB", big(9 * mib / 10), 200, ""},
		{"1.5 MiB", big(3 * mib / 2), 422, "spec"},
		{"2.9 MiB", big(29 * mib / 10), 422, "spec"},
		{"4 MiB", big(4 * mib), 413, "large"},
		{"annotation of 1.5 MiB", func(c *v1alpha1.Connector) {
			c.Annotations = map[string]string{"a": strings.Repeat("x", 3*mib/2)}
		}, 422, "annotations"},
		{"1.5 MiB of labels", func(c *v1alpha1.Connector) {
			// As few as there can be: each of them is one more field whose manager is noted, which takes time.
			c.Labels = map[string]string{}
			for i := range 5000 {
				c.Labels[strings.Repeat("example.com.", 20)+fmt.Sprintf("com/l%d", i)] = strings.Repeat("x", 60)
			}
		}, 413, "large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := strings.ReplaceAll(strings.ToLower(test.name), " ", "-")
			before := mustCreate(t, client, newConnector(name))
			changed := before.DeepCopy()
			test.change(changed)
			var err error
			harness.Eventually(t, "an answer in time", func(ctx context.Context) error {
				if _, err = client.Update(ctx, changed, metav1.UpdateOptions{}); apierrors.IsTimeout(err) {
					return err // from a busy machine: so much text takes long
				}
				return nil
			})
			if codeOf(err) != test.code || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%d %.300v, want %d and %q", codeOf(err), err, test.code, test.want)
			}
			if after := mustGet(t, client, name); err != nil && after.ResourceVersion != before.ResourceVersion {
				t.Error("it was refused and written all the same")
			}
		})
	}
}

func TestLargeClass(t *testing.T) {
	t.Parallel()
	class := &v1alpha1.ConnectorClass{ObjectMeta: metav1.ObjectMeta{GenerateName: "large-"}}
	class.Spec.Configurations = []v1alpha1.Configuration{{Name: "a", Data: map[string]string{"file": strings.Repeat("x", 3<<19)}}}
	_, err := harness.Connectors(t, stack.Admin(t)).ConnectorClasses().Create(t.Context(), class, metav1.CreateOptions{})
	if !apierrors.IsInvalid(err) || len(err.Error()) > 1000 {
		t.Errorf("a class of 1.5 MiB: %.300v, want Invalid", err)
	}
}
