// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package validation_test

import (
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors"
	"connectors.alauda.io/pkg/apis/connectors/validation"
	"connectors.alauda.io/pkg/target"
)

// FuzzAddressesThatAreAcceptedCanBeUsed holds that requests can be sent to every address that admission lets pass.
func FuzzAddressesThatAreAcceptedCanBeUsed(f *testing.F) {
	for _, seed := range []string{
		"https://github.com", "http://h:08080/a//b", "https://H.:443/%C3%BC/", "http://[::1]:80/[x]", "https://bücher.example",
		"http://１２７.0.0.1", "http://h/a|b", "http://my_tool/%2f", "https://xn--a", "http://h/%25", "http://1.2.3.4.", "http://h/..;",
	} {
		f.Add(seed)
	}
	class := &connectors.ConnectorClass{Spec: connectors.ConnectorClassSpec{Proxy: &connectors.ConnectorClassProxy{}}}
	f.Fuzz(func(t *testing.T, text string) {
		c := &connectors.Connector{
			ObjectMeta: metav1.ObjectMeta{Name: "a", Namespace: "b"},
			Spec:       connectors.ConnectorSpec{ConnectorClassName: "c", Address: text},
		}
		if len(validation.ValidateConnector(c)) > 0 || len(validation.ValidateConnectorAgainstClass(c, class)) > 0 {
			return
		}
		if _, err := target.ParseAddress(text); err != nil {
			t.Errorf("%q is accepted and cannot be used: %v", text, err)
		}
	})
}
