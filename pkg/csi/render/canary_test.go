// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"
	"k8s.io/klog/v2/ktesting"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/csi/render"
)

// TestTokenIsNeverShown goes over everything that this package takes and gives, with everything that prints.
func TestTokenIsNeverShown(t *testing.T) {
	class := one("{{ .context.token }}{{ .context.token | b64enc }}")
	in := newInput("c")
	files, err := class.Render(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	_, failed := one("{{ fail .context.token }}").Render(t.Context(), in)
	if failed == nil {
		t.Fatal("no error")
	}
	values := map[string]any{
		"input": in, "pointer to input": &in, "files": files, "pointer to files": &files, "class": class, "error": failed,
		"all": []any{in, files, class, failed}, "wrapped": fmt.Errorf("mount: %w", failed),
	}
	for printerName, printed := range printers() {
		for name, value := range values {
			t.Run(printerName+"/"+name, func(t *testing.T) {
				text := printed(value)
				for _, form := range []string{
					canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), "Y2FuYXJ5LXRva2Vu", // canary in base64
					strings.Trim(fmt.Sprintf("%d", []byte(canary)), "[]"),
				} {
					if strings.Contains(text, form) {
						t.Errorf("the token is shown as %q", form)
					}
				}
			})
		}
	}
}

func printers() map[string]func(any) string {
	made := map[string]func(any) string{
		"json":       func(v any) string { out, _ := json.Marshal(v); return string(out) },
		"yaml":       func(v any) string { out, _ := yaml.Marshal(v); return string(out) },
		"xml":        func(v any) string { out, _ := xml.Marshal(v); return string(out) },
		"print":      func(v any) string { return fmt.Sprint(v) },
		"spew":       func(v any) string { return spew.Sdump(v) },
		"slog":       slogged,
		"klog, logr": klogged,
	}
	for _, verb := range "vsqxXdT" {
		for _, flag := range []string{"", "+", "#"} {
			format := "%" + flag + string(verb)
			made[format] = func(v any) string { return fmt.Sprintf(format, v) }
		}
	}
	return made
}

func slogged(v any) string {
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("rendered", "value", v)
	slog.New(slog.NewTextHandler(&out, nil)).Info("rendered", "value", v)
	return out.String()
}

func klogged(v any) string {
	logger := ktesting.NewLogger(silent{}, ktesting.NewConfig(ktesting.BufferLogs(true), ktesting.Verbosity(10)))
	logger.Info("rendered", "value", v)
	return logger.GetSink().(ktesting.Underlier).GetBuffer().String()
}

// silent takes what ktesting would print for a test; the buffer is what is looked at.
type silent struct{}

func (silent) Helper()      {}
func (silent) Log(...any)   {}
func (silent) Name() string { return "" }

// TestFilesRevealOnDemand: what is hidden from printers is there for the one who writes the files.
func TestFilesRevealOnDemand(t *testing.T) {
	var files render.Files
	files, err := one("{{ .context.token }}").Render(t.Context(), newInput("c"))
	if err != nil {
		t.Fatal(err)
	}
	if got := files["f"].Reveal(); got != canary {
		t.Errorf("got %q", got)
	}
}
