// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package connectorsapi_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/util/retry"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// inForce is how long a change may take on a busy machine. Nothing is read again by and by: what is not noticed stays as it was.
const inForce = time.Minute

func unescaped(t *testing.T, uri string) string {
	t.Helper()
	text, err := url.QueryUnescape(uri)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// changeClass changes the spec of a class, which the controller writes too.
func (r room) changeClass(t *testing.T, name string, change func(*v1alpha1.ConnectorClassSpec)) {
	t.Helper()
	err := retry.RetryOnConflict(retry.DefaultRetry, func() error {
		class, err := r.connectors.ConnectorClasses().Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		change(&class.Spec)
		_, err = r.connectors.ConnectorClasses().Update(t.Context(), class, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// awaitSaid waits until a server answers.
func (r room) awaitSaid(t *testing.T, by way, c *v1alpha1.Connector, call call, from *server) {
	t.Helper()
	harness.Within(t, inForce, from.name+" answers "+call.rest, func(ctx context.Context) error {
		got, err := r.try(ctx, by, c, call)
		if err != nil {
			return err
		}
		var words said
		if err := json.Unmarshal(got.body, &words); err != nil || words.By != from.name {
			return fmt.Errorf("answer %d: %s", got.StatusCode, clip(got.body))
		}
		return nil
	})
}

// awaitStatus waits until a call is answered with a Status about the Connector that says something.
func (r room) awaitStatus(t *testing.T, by way, c *v1alpha1.Connector, call call, code int, says ...string) {
	t.Helper()
	harness.Within(t, inForce, fmt.Sprintf("%s is answered with %d", call.rest, code), func(ctx context.Context) error {
		got, err := r.ask(ctx, by, c, call)
		if err != nil {
			return err
		}
		return got.isStatus(c, code, says...)
	})
}

// What changes is in force soon, without a restart.
func TestChanges(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	ca := harness.NewAuthority(t)
	api, tool := newTLSServer(t, "api", ca), newServer(t, "tool")
	auth := r.withSecret(t, newCredential())
	class := r.newClass(t, v1alpha1.ConnectorClassAPI{URI: api.URL, CACerts: ca.PEM, OpenAPI: describe(t, map[string]map[string]operation{
		"/refs": get("api", ""),
	})})
	c := r.newConnector(t, v1alpha1.ConnectorSpec{ConnectorClassName: class, Address: tool.URL, Auth: auth})
	r.eachWay(t, func(t *testing.T, by way) {
		refs := call{rest: "/refs"}
		r.expectSaid(t, by, c, refs, api)
		password := newCredential()
		r.rotate(t, auth.SecretRef.Name, password)
		harness.Within(t, inForce, "the class API is told the new password", func(ctx context.Context) error {
			if _, err := r.try(ctx, by, c, refs); err != nil {
				return err
			}
			if secret := api.last(t).Header.Get("X-Plugin-Secret"); !holds(secret, password) {
				return errors.New("the old password is in use")
			}
			return nil
		})
		for _, step := range []struct {
			provider string
			by       *server
		}{{"proxy", tool}, {"api", api}} {
			r.changeClass(t, class, func(spec *v1alpha1.ConnectorClassSpec) {
				spec.API.OpenAPI = describe(t, map[string]map[string]operation{"/refs": get(step.provider, "")})
			})
			r.awaitSaid(t, by, c, refs, step.by)
		}
	})
}

// rotate replaces the password of a Secret.
func (r room) rotate(t *testing.T, secret, password string) {
	t.Helper()
	patch, err := json.Marshal(map[string]any{"stringData": map[string]string{"password": password}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.kube.CoreV1().Secrets(r.namespace).Patch(t.Context(), secret, types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
}

// holds says whether X-Plugin-Secret holds a value.
func holds(header, value string) bool {
	text, err := base64.StdEncoding.DecodeString(header)
	return err == nil && strings.Contains(string(text), base64.StdEncoding.EncodeToString([]byte(value)))
}
