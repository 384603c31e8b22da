// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"
	"github.com/google/go-cmp/cmp"
	"k8s.io/klog/v2/ktesting"
	"sigs.k8s.io/yaml"
)

func refuseCanary(t *testing.T, text string) {
	t.Helper()
	for _, form := range []string{
		canary, base64.StdEncoding.EncodeToString([]byte(canary)), base64.URLEncoding.EncodeToString([]byte(canary)),
		fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), strings.Trim(fmt.Sprintf("%d", []byte(canary)), "[]"),
	} {
		if strings.Contains(text, form) {
			t.Errorf("the credential is shown: %s", text)
		}
	}
}

func TestCallShowsNoCredential(t *testing.T) {
	made := NewCall("https://tool.example", "kubernetes.io/basic-auth", basic(), []byte(certificatePEM))
	header := http.Header{}
	if err := made.SetHeader(header); err != nil {
		t.Fatal(err)
	}
	read, err := Parse(header)
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range []*Call{made, read} {
		if secret, ok := call.Secret(); !ok || string(secret["password"]) != canary {
			t.Fatal("there is no credential to show")
		}
		for _, v := range []any{call, *call, []any{call, *call}, struct{ call *Call }{call}, map[string]Call{"call": *call}} {
			for _, verb := range "vsqxXdTpctbeUoO" {
				for _, flag := range []string{"", "+", "#"} {
					refuseCanary(t, fmt.Sprintf("%"+flag+string(verb), v))
				}
			}
			asJSON, _ := json.Marshal(v)
			asYAML, _ := yaml.Marshal(v)
			everything := cmp.Exporter(func(reflect.Type) bool { return true })
			refuseCanary(t, string(asJSON)+string(asYAML)+spew.Sdump(v)+logged(v)+cmp.Diff([]any{v}, []any{}, everything))
		}
	}
}

func logged(v any) string {
	logger := ktesting.NewLogger(silent{}, ktesting.NewConfig(ktesting.BufferLogs(true), ktesting.Verbosity(10)))
	logger.Info("called", "call", v)
	var text strings.Builder
	slog.New(slog.NewJSONHandler(&text, nil)).Info("called", "call", v)
	slog.New(slog.NewTextHandler(&text, nil)).Info("called", "call", v)
	return logger.GetSink().(ktesting.Underlier).GetBuffer().String() + text.String()
}

// silent takes what ktesting would print for a test; the buffer is what is looked at.
type silent struct{}

func (silent) Helper()      {}
func (silent) Log(...any)   {}
func (silent) Name() string { return "" }

// A Call has nothing in common with what it was made of, nor with what it gives away.
func TestCallIsImmutable(t *testing.T) {
	secret, certificates := basic(), []byte(certificatePEM)
	call := NewCall("https://tool.example", "Opaque", secret, certificates)
	secret["password"][0], certificates[0] = 'X', 'X'
	delete(secret, "username")
	given, _ := call.Secret()
	given["username"][0] = 'X'
	given["more"] = nil
	got, ok := call.Secret()
	if diff := cmp.Diff(basic(), got); !ok || diff != "" || string(call.CACerts) != certificatePEM {
		t.Error("the call changed")
	}
}

func TestCallWithoutCredential(t *testing.T) {
	call := NewCall("https://tool.example", "Opaque", nil, nil)
	if secret, ok := call.Secret(); ok || secret != nil || call.SecretType != "" {
		t.Errorf("a credential of type %q", call.SecretType)
	}
	if secret, ok := NewCall("https://tool.example", "Opaque", map[string][]byte{}, nil).Secret(); !ok || len(secret) != 0 {
		t.Error("a Secret without keys is none")
	}
}
