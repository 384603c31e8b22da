// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package statusfaults

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// Templates and expressions that are meant to take the controller's time and memory are ended, and say why.
func TestClassesThatTakeTooMuch(t *testing.T) {
	r := newRoom(t, stack)
	tl := newTool(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"items": [`+strings.Repeat(`{"a":1},`, 5000)+`{"a":1}]}`)
	})
	const loop = "{{ range until 30000 }}{{ range until 30000 }}{{ range until 30000 }}{{ end }}{{ end }}{{ end }}"
	// A template is ended by the steps or, on a busy machine, by the time it takes.
	const tooLong = "takes "
	path := func(text string) v1alpha1.ConnectorClassSpec {
		spec := asking("")
		spec.LivenessProbe.HTTP.Path = text
		return spec
	}
	header := func(text string) v1alpha1.ConnectorClassSpec {
		spec := asking("")
		spec.LivenessProbe.HTTP.HTTPHeaders = []v1alpha1.HTTPHeader{{Name: "X-Much", Value: text}}
		return spec
	}
	for _, test := range []struct {
		name string
		spec v1alpha1.ConnectorClassSpec
		says []string
	}{
		{"a path that loops", path("/" + loop), []string{"path: ", tooLong}},
		{"a header that loops", header(loop), []string{"httpHeaders[0].value: ", tooLong}},
		{"templates that call each other", header(`{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`), []string{"template"}},
		{"100 MiB at once", header(`{{ repeat 104857600 "x" }}`), []string{"repeat"}},
		{"100 MiB bit by bit", header(`{{ range until 1024 }}{{ repeat 102400 "x" }}{{ end }}`), []string{"more than"}},
		{"100 MiB in doublings", header(`{{ $x := "x" }}{{ range until 27 }}{{ $x = print $x $x }}{{ end }}{{ $x }}`), []string{"larger than"}},
		{"a field that is not there", path("/{{ .Connector.Nothing.Further }}"), []string{"path: line 1", "does not exist"}},
		{"a function that fails", path(`/{{ fail "by design" }}`), []string{"by design"}},
		{"an expression that throws", asking("response.body.nothing.further == 1"), []string{"answered 200 OK", "could not be evaluated", `there is no "nothing"`}},
		{"an expression that divides by zero", asking("1 / (response.statusCode - 200) == 1"), []string{"could not be evaluated", "division by zero"}},
		{"an expression that costs too much",
			asking("response.body.items.all(a, response.body.items.all(b, response.body.items.all(c, a.a == b.a && b.a == c.a)))"),
			[]string{"could not be evaluated", "than an expression may"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			name := named(test.name)
			r.newConnector(t, name, r.newClass(t, test.spec), tl.URL)
			r.expect(t, time.Minute, name, v1alpha1.ConnectorLivenessReady, metav1.ConditionFalse, "ProbeFailed", test.says...)
		})
	}
	r.newConnector(t, "good", r.newClass(t, asking("response.body.items.size() == 5001")), tl.URL)
	r.expectReady(t, time.Minute, "good")
}
