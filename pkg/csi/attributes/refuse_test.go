// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes_test

import (
	"strings"
	"testing"

	"connectors.alauda.io/pkg/csi/attributes"
)

func TestParseRefuses(t *testing.T) {
	long := strings.Repeat("x", 65<<10)
	for _, tt := range []struct {
		name, key, value string
		want             []string // parts of the message
	}{
		{"persistent volume", "csi.storage.k8s.io/ephemeral", "false", []string{"persistent volume", "spec.volumes[].csi"}},
		{"ephemeral misspelled", "csi.storage.k8s.io/ephemeral", "True", []string{"persistent volume"}},
		{"no Pod information", "csi.storage.k8s.io/ephemeral", "", []string{"csi.storage.k8s.io/ephemeral", "podInfoOnMount: true"}},
		{"no Pod name", "csi.storage.k8s.io/pod.name", "", []string{"csi.storage.k8s.io/pod.name", "podInfoOnMount: true"}},
		{"no Pod namespace", "csi.storage.k8s.io/pod.namespace", "", []string{"csi.storage.k8s.io/pod.namespace", "podInfoOnMount: true"}},
		{"no Pod UID", "csi.storage.k8s.io/pod.uid", "", []string{"csi.storage.k8s.io/pod.uid", "podInfoOnMount: true"}},
		{"no account", "csi.storage.k8s.io/serviceAccount.name", "", []string{"csi.storage.k8s.io/serviceAccount.name", "podInfoOnMount: true"}},
		{"Pod namespace leads elsewhere", "csi.storage.k8s.io/pod.namespace", "../a", []string{`pod.namespace: "../a" is no name`}},
		{"Pod name leads elsewhere", "csi.storage.k8s.io/pod.name", "a/b", []string{`pod.name: "a/b" is no name`}},
		{"account leads elsewhere", "csi.storage.k8s.io/serviceAccount.name", "a/token", []string{`serviceAccount.name: "a/token" is no name`}},

		{"no Connector", "connector.name", "", []string{"connector.name: is missing", "name the Connector"}},
		{"Connector leads elsewhere", "connector.name", "a/status", []string{`connector.name: "a/status" is no name`, "lowercase RFC 1123 subdomain"}},
		{"Connector in capitals", "connector.name", "Git", []string{`connector.name: "Git" is no name`}},
		{"Connector with blanks", "connector.name", " git", []string{`connector.name: " git" is no name`}},
		{"Connector too long", "connector.name", strings.Repeat("a", 254), []string{"connector.name: (a text of 254 bytes)", "253"}},
		{"namespace leads elsewhere", "connector.namespace", "a/b", []string{`connector.namespace: "a/b" is no name`}},
		{"namespace with a dot", "connector.namespace", "a.b", []string{`connector.namespace: "a.b" is no name: must not contain dots`}},
		{"namespace of blanks", "connector.namespace", " ", []string{`connector.namespace: " " is no name`}},

		{"misspelled", "connector.nam", "x", []string{`"connector.nam" does not exist: there are connector.name, connector.namespace, configuration.names, configuration.params, token.expiration`}},
		{"capitals", "Connector.Name", "x", []string{`"Connector.Name" does not exist`}},
		{"connectors", "connectors", "x", []string{`"connectors" does not exist`}},
		{"several Connectors", "connectors.0.name", "x", []string{`"connectors.0.name" does not exist`}},
		{"nearly the kubelet's", "csi.storage.k8s.io", "x", []string{`"csi.storage.k8s.io" does not exist`}},
		{"a long unknown one", strings.Repeat("k", 500), "x", []string{"(a text of 500 bytes) does not exist"}},
		{"too large", "configuration.params", long, []string{"in all, must be at most 65536"}},
		{"too large and unknown", long, "x", []string{"in all, must be at most 65536"}},

		{"empty name", "configuration.names", "a,,b", []string{"configuration.names: name 2 of the list is empty", "one comma"}},
		{"comma at the end", "configuration.names", "a,", []string{"name 2 of the list is empty"}},
		{"comma at the beginning", "configuration.names", ",a", []string{"name 1 of the list is empty"}},
		{"blank name", "configuration.names", "a, ,b", []string{"name 2 of the list is empty"}},
		{"nothing but blanks", "configuration.names", " ", []string{"name 1 of the list is empty"}},
		{"twice", "configuration.names", "a,b, a", []string{`configuration.names: "a" is in the list twice`, "once"}},

		{"not JSON", "configuration.params", `{"a"`, []string{"configuration.params: is not JSON at byte 4", `{"a": {"param": "value"}}`}},
		{"more behind", "configuration.params", `{} {}`, []string{"is not JSON at byte"}},
		{"YAML", "configuration.params", "a: {b: c}", []string{"is not JSON at byte 1"}},
		{"a list", "configuration.params", `[]`, []string{"is not a JSON object"}},
		{"a string", "configuration.params", `"a"`, []string{"is not a JSON object"}},
		{"null", "configuration.params", `null`, []string{"is not a JSON object"}},
		{"deep", "configuration.params", strings.Repeat("[", 30_000), []string{"configuration.params: is not"}},
		{"not by configuration", "configuration.params", `{"a": "b"}`, []string{`configuration "a": must be an object of strings`}},
		{"null for params", "configuration.params", `{"a": null}`, []string{`configuration "a": must be an object of strings`}},
		{"number", "configuration.params", `{"a": {"n": 5}}`, []string{`configuration "a": param "n" must be a string: put quotes`}},
		{"null for a value", "configuration.params", `{"a": {"n": null}}`, []string{`configuration "a": param "n" must be a string`}},
		{"list", "configuration.params", `{"a": {"n": ["x"]}}`, []string{`param "n" must be a string`}},
		{"configuration twice", "configuration.params", `{"a": {}, "a": {}}`, []string{"a key is there twice"}},
		{"param twice", "configuration.params", `{"a": {"n": "x", "n": "x"}}`, []string{"a key is there twice"}},
		{"line break", "configuration.params", `{"a": {"n": "x\ny"}}`, []string{`param "n": must be UTF-8 text without line breaks`, "U+000A stands at byte 1"}},
		{"NUL", "configuration.params", `{"a": {"n": "\u0000"}}`, []string{"U+0000 stands at byte 0"}},
		{"next line", "configuration.params", `{"a": {"n": "\u0085"}}`, []string{"U+0085 stands at byte 0"}},
		{"not UTF-8", "configuration.params", "{\"a\": {\"n\": \"x\xff\"}}", []string{"U+FFFD stands at byte 1"}},

		{"no duration", "token.expiration", "soon", []string{`token.expiration: "soon" is no duration`, "30m"}},
		{"no unit", "token.expiration", "1800", []string{`"1800" is no duration`}},
		{"days", "token.expiration", "1d", []string{`"1d" is no duration`, "24h"}},
		{"blank", "token.expiration", " ", []string{`" " is no duration`}},
		{"too short", "token.expiration", "9m59s", []string{`"9m59s" is out of bounds: it must be at least 10m and at most 24h`}},
		{"too long", "token.expiration", "24h0m1s", []string{`"24h0m1s" is out of bounds`}},
		{"negative", "token.expiration", "-30m", []string{"is out of bounds"}},
		{"zero", "token.expiration", "0", []string{"is out of bounds"}},
		{"too large for a duration", "token.expiration", "9999999999h", []string{"is no duration"}},
		{"part of a second", "token.expiration", "30m0.5s", []string{"is not a whole number of seconds"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := attributes.Parse(volumeContext(map[string]string{tt.key: tt.value}))
			if err == nil {
				t.Fatalf("accepted as %+v", got)
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
			if len(err.Error()) > 500 {
				t.Errorf("an error of %d bytes does not fit an Event: %s", len(err.Error()), err)
			}
		})
	}
}

func TestUnknownAttributesAreNamedTogether(t *testing.T) {
	_, err := attributes.Parse(volumeContext(map[string]string{"b": "x", "a": "x"}))
	if err == nil || !strings.Contains(err.Error(), `"a", "b" does not exist`) {
		t.Errorf("got %v", err)
	}
}

func TestParseOfNothing(t *testing.T) {
	if _, err := attributes.Parse(nil); err == nil || !strings.Contains(err.Error(), "podInfoOnMount") {
		t.Errorf("got %v", err)
	}
}
