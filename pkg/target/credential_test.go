// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"
	"github.com/google/go-cmp/cmp"
	"k8s.io/klog/v2/ktesting"
	"sigs.k8s.io/yaml"
)

const canary = "canary-5f1d"

// openHolder and closedHolder hold a Credential where fmt can and cannot call its methods.
type openHolder struct{ Value Credential }

type closedHolder struct {
	value   Credential
	pointer *Credential
	byKey   map[string]Credential
}

func canaryHolders() map[string]any {
	value := NewCredential(canary)
	return map[string]any{
		"value":   value,
		"pointer": &value,
		"open":    openHolder{Value: value},
		"closed":  closedHolder{value: value, pointer: &value, byKey: map[string]Credential{"k": value}},
		"map":     map[string]Credential{"token": value},
		"slice":   []Credential{value},
		"any":     []any{value, &value},
		"bytes":   NewCredential([]byte(canary)),
	}
}

func TestCredentialIsNeverRendered(t *testing.T) {
	for rendererName, render := range renderers() {
		for holderName, holder := range canaryHolders() {
			t.Run(rendererName+"/"+holderName, func(t *testing.T) {
				refuseCanary(t, render(holder))
			})
		}
	}
}

// renderers are all ways of making a text of a value.
func renderers() map[string]func(v any) string {
	renderers := map[string]func(v any) string{
		"json":  func(v any) string { out, _ := json.Marshal(v); return string(out) },
		"yaml":  func(v any) string { out, _ := yaml.Marshal(v); return string(out) },
		"xml":   func(v any) string { out, _ := xml.Marshal(v); return string(out) },
		"print": func(v any) string { return fmt.Sprint(v) },
		"error": func(v any) string { return fmt.Errorf("bad credential %v", v).Error() },
		"join":  func(v any) string { return errors.Join(fmt.Errorf("%+v", v)).Error() },
		"spew":  func(v any) string { return spew.Sdump(v) },
		"cmp": func(v any) string {
			return cmp.Diff([]any{v}, []any{}, cmp.Exporter(func(reflect.Type) bool { return true }))
		},
		"slog json":  slogged(func(out *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(out, nil) }),
		"slog text":  slogged(func(out *bytes.Buffer) slog.Handler { return slog.NewTextHandler(out, nil) }),
		"klog, logr": klogged,
	}
	for _, verb := range "vsqxXdTpctbeUoO" {
		for _, flag := range []string{"", "+", "#", " ", "020", "-9.3"} {
			format := "%" + flag + string(verb)
			renderers[format] = func(v any) string { return fmt.Sprintf(format, v) }
		}
	}
	return renderers
}

func slogged(handler func(*bytes.Buffer) slog.Handler) func(any) string {
	return func(v any) string {
		var out bytes.Buffer
		slog.New(handler(&out)).Info("used", "credential", v)
		return out.String()
	}
}

func klogged(v any) string {
	logger := ktesting.NewLogger(nopTL{}, ktesting.NewConfig(ktesting.BufferLogs(true), ktesting.Verbosity(10)))
	logger.Info("used", "credential", v)
	return logger.GetSink().(ktesting.Underlier).GetBuffer().String()
}

// nopTL takes what ktesting would print for a test; the buffer is what is looked at.
type nopTL struct{}

func (nopTL) Helper()      {}
func (nopTL) Log(...any)   {}
func (nopTL) Name() string { return "" }

func refuseCanary(t *testing.T, rendered string) {
	t.Helper()
	for _, form := range []string{
		canary,
		hex.EncodeToString([]byte(canary)),
		strings.ToUpper(hex.EncodeToString([]byte(canary))),
		base64.StdEncoding.EncodeToString([]byte(canary)),
		strings.Trim(fmt.Sprintf("%d", []byte(canary)), "[]"),
	} {
		if strings.Contains(rendered, form) {
			t.Errorf("the credential is shown as %q in %s", form, rendered)
		}
	}
}

func TestCredentialReveal(t *testing.T) {
	source := []byte(canary)
	credential := NewCredential(source)
	source[0] = 'X'
	if got := credential.Reveal(); got != canary {
		t.Errorf("Reveal() = %q, want a copy of the value", got)
	}
	if got := (Credential{}).Reveal(); got != "" {
		t.Errorf("the zero Credential reveals %q", got)
	}
	if !credential.Equal(NewCredential(canary)) || credential.Equal(NewCredential("other")) || credential.Equal(Credential{}) {
		t.Error("Equal does not compare values")
	}
	if got := (Credential{}).String(); got != redacted {
		t.Errorf("the zero Credential prints %q: emptiness must not show", got)
	}
}
