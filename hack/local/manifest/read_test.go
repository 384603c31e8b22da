// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package manifest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReadPutsNamespacesFirst(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"1.yaml":    "# a comment\n---\n" + object("v1", "Service", "server") + "---\n" + object("v1", "Secret", "token"),
		"2.yaml":    object("v1", "Namespace", "space"),
		"README.md": "not a manifest",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	objects, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, object := range objects {
		names = append(names, object.GetName())
	}
	if want := []string{"space", "server", "token"}; !slices.Equal(names, want) {
		t.Errorf("read %v, want %v", names, want)
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"no kind":  {object("v1", "Secret", "a") + "---\napiVersion: v1\nmetadata: {name: b}\n", "document 2"},
		"no name":  {"apiVersion: v1\nkind: Secret\n", "metadata.name"},
		"not YAML": {"a: [", "document 1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decode(strings.NewReader(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestReadOfAnEmptyDirectoryIsAnError(t *testing.T) {
	if _, err := Read(t.TempDir()); err == nil {
		t.Error("no error")
	}
}

func object(version, kind, name string) string {
	return "apiVersion: " + version + "\nkind: " + kind + "\nmetadata: {name: " + name + "}\n"
}
