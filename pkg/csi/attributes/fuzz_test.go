// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"k8s.io/apimachinery/pkg/api/validate/content"

	"connectors.alauda.io/pkg/csi/attributes"
)

// FuzzParse holds what the other packages rely on, whatever the author of a Pod writes.
func FuzzParse(f *testing.F) {
	f.Add("git", "team", "a, b", `{"a": {"p": "v"}}`, "30m", "", "")
	f.Add("a/../b", "..", ",,", `{"a": {"p": "\u0000"}}`, "-1h", "csi.storage.k8s.io/x", canary)
	f.Add("", "", " ", `{"a":{},"a":{}}`, "1ns", "token.expiration", "24h")
	f.Add(strings.Repeat("a", 254), "a.b", strings.Repeat("a,", 40_000), strings.Repeat("[", 20_000), "1e9h", "x", "y")
	f.Fuzz(func(t *testing.T, name, namespace, names, params, expiration, key, value string) {
		in := volumeContext(nil)
		in["connector.name"], in["connector.namespace"] = name, namespace
		in["configuration.names"], in["configuration.params"], in["token.expiration"] = names, params, expiration
		if key != "" {
			in[key] = value
		}
		parsed, err := attributes.Parse(in)
		if err != nil {
			if parsed != nil || !strings.Contains(err.Error(), "volume") && !strings.Contains(err.Error(), "kubelet") {
				t.Fatalf("%v, %v", parsed, err)
			}
			if len(err.Error()) > 700 || strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Fatalf("unfit for an Event: %q", err)
			}
			return
		}
		for _, part := range []string{parsed.Connector.Name, parsed.Connector.Namespace, parsed.Pod.Name, parsed.Pod.Namespace} {
			if part == "" || len(content.IsPathSegmentName(part)) > 0 {
				t.Fatalf("%q in the path of a request", part)
			}
		}
		if parsed.Expiration < 10*time.Minute || parsed.Expiration > 24*time.Hour || parsed.Expiration%time.Second != 0 {
			t.Fatalf("life of %s", parsed.Expiration)
		}
		checkNames(t, names, parsed.Configurations)
		checkParams(t, in["configuration.params"], parsed.Params)
	})
}

func checkNames(t *testing.T, list string, names []string) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(names))
	if slices.Contains(names, "") || len(slices.Compact(sorted)) != len(names) {
		t.Fatalf("%q was read as %q", list, names)
	}
	for _, name := range names {
		if strings.TrimSpace(name) != name || strings.Contains(name, ",") {
			t.Fatalf("%q was read as %q", list, names)
		}
	}
}

// checkParams asks another decoder, and that values fit on a line.
func checkParams(t *testing.T, text string, params map[string]map[string]string) {
	t.Helper()
	for _, values := range params {
		for _, value := range values {
			if strings.ContainsFunc(value, unicode.IsControl) {
				t.Fatalf("%q was read as %q", text, params)
			}
		}
	}
	if text == "" {
		return
	}
	var other map[string]map[string]string
	if err := json.Unmarshal([]byte(text), &other); err != nil || !reflect.DeepEqual(other, params) {
		t.Fatalf("%q was read as %q and as %q, %v", text, params, other, err)
	}
}
