// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/davecgh/go-spew/spew"

	"connectors.alauda.io/pkg/csi/attributes"
)

// canary has the length and the characters of a token.
const canary = "eyJhbGciOiJSUzI1NiJ9.Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LWNhbmFyeQ.Y2FuYXJ5LXNpZ25hdHVyZS1jYW5hcnk"

func refuseCanary(t *testing.T, text string) {
	t.Helper()
	for _, part := range strings.Split(canary, ".") {
		if strings.Contains(text, part) {
			t.Errorf("a token is shown: %s", text)
		}
	}
}

// TestNoErrorRepeatsAToken puts a token where a hurried person, or a kubelet, may put one.
func TestNoErrorRepeatsAToken(t *testing.T) {
	for _, key := range []string{
		"connector.name", "connector.namespace", "configuration.params", "token.expiration", "token",
		"csi.storage.k8s.io/ephemeral", "csi.storage.k8s.io/pod.name", "csi.storage.k8s.io/pod.namespace",
		"csi.storage.k8s.io/serviceAccount.name", canary,
	} {
		// An underscore makes it no name of an object, however it is spelled.
		_, err := attributes.Parse(volumeContext(map[string]string{key: "_" + canary}))
		if err == nil {
			t.Errorf("%s accepted", key)
			continue
		}
		refuseCanary(t, err.Error())
	}
	for _, params := range []string{
		`{"a": {"p": "%s\n"}}`, `{"a": {"p": ["%s"]}}`, `{"a": "%s"}`, `{"%s": 1}`, `{"a": {"%s": 1}}`, `{"a": {"%s": "", "%[1]s": ""}}`, `{"a" %s`,
	} {
		_, err := attributes.Parse(volumeContext(map[string]string{"configuration.params": fmt.Sprintf(params, canary)}))
		if err == nil {
			t.Errorf("%s accepted", params)
			continue
		}
		refuseCanary(t, err.Error())
	}
	_, err := attributes.Parse(volumeContext(map[string]string{"configuration.names": canary + "," + canary}))
	if err == nil {
		t.Fatal("a name was accepted twice")
	}
	refuseCanary(t, err.Error())
}

// TestAttributesHoldNoToken: what is parsed may be logged.
func TestAttributesHoldNoToken(t *testing.T) {
	parsed, err := attributes.Parse(volumeContext(map[string]string{
		"csi.storage.k8s.io/serviceAccount.tokens": `{"": {"token": "` + canary + `", "expirationTimestamp": "2026-01-01T00:00:00Z"}}`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v %s %q", *parsed, *parsed, *parsed, *parsed, *parsed), string(encoded), spew.Sdump(parsed),
	} {
		refuseCanary(t, text)
	}
}
