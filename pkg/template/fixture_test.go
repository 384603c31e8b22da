// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package template_test

import (
	"cmp"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/template"
)

// The types below have the shape of the API that templates are written against.
type connector struct {
	metav1.TypeMeta
	metav1.ObjectMeta
	Spec connectorSpec
}

type connectorSpec struct {
	ConnectorClassName string
	Address            string
	Auth               *connectorAuth
	Params             []param
}

type connectorAuth struct {
	Name      string
	SecretRef *corev1.SecretReference
	Params    []param
}

type param struct {
	Name  string
	Value paramValue
}

type paramValue struct {
	Type      string
	StringVal string
	ArrayVal  []string
	ObjectVal map[string]string
}

// MarshalJSON is here because the value of a param is a plain string in JSON.
func (p paramValue) MarshalJSON() ([]byte, error) { return []byte(`"` + p.StringVal + `"`), nil }

func newConnector() *connector {
	return &connector{
		ObjectMeta: metav1.ObjectMeta{
			Name:              "gitlab",
			Namespace:         "team-a",
			Labels:            map[string]string{"tier": "gold"},
			CreationTimestamp: metav1.NewTime(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
		},
		Spec: connectorSpec{
			ConnectorClassName: "git",
			Address:            "https://git.example.com:8443/base/",
			Auth: &connectorAuth{
				Name:      "basicAuth",
				SecretRef: &corev1.SecretReference{Name: "credential"},
				Params: []param{
					{Name: "repository", Value: paramValue{Type: "string", StringVal: "team/project.git"}},
					{Name: "branch", Value: paramValue{Type: "string", StringVal: "main"}},
				},
			},
		},
	}
}

func newSecret() *corev1.Secret {
	return &corev1.Secret{
		Type: corev1.SecretTypeBasicAuth,
		StringData: map[string]string{
			"username":   "robot",
			"password":   "s3cr3t",
			"dotted.key": "found",
		},
		Data: map[string][]byte{"token": []byte("t0ken")},
	}
}

func newData() map[string]any {
	return map[string]any{"Connector": newConnector(), "Secret": newSecret()}
}

// parse leaves executions a minute unless a test is about their time: a machine may well be busy for the second that they have
// by default.
func parse(t testing.TB, text string, limits template.Limits) *template.Template {
	t.Helper()
	limits.Time = cmp.Or(limits.Time, time.Minute)
	parsed, err := template.Parse("", text, limits)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return parsed
}
