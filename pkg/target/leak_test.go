// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"net/http"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// closedInjector holds its credential as those that are in use do.
type closedInjector struct{ value Credential }

func (i closedInjector) Inject(req *http.Request) error {
	req.Header.Set("Authorization", i.value.Reveal())
	return nil
}

func (i closedInjector) Reveals(value string) bool { return strings.Contains(value, i.value.Reveal()) }

// Whatever a class API can be told is shown to nobody else.
func TestTargetsShowNothing(t *testing.T) {
	class := gitClass(withAPI("api", "https://git.example.com/base/below", "https://elsewhere.example.com"))
	made, _ := compile(inputs{
		connector: Effective(gitConnector(), class), class: class, described: newDescriptions().get(class),
		secret: secretOf(v1alpha1.SecretTypeBasicAuth, "username", "u", "password", canary),
	}, func(input InjectorInput) (Injector, error) {
		return closedInjector{value: input.Secret["password"]}, nil
	})
	holders := map[string]any{"target": made, "target itself": *made, "API": made.API, "places": made.places}
	for name, at := range map[string]string{
		"place": "", "extension": "api", "below": "https://git.example.com/base/below", "elsewhere": "https://elsewhere.example.com",
	} {
		place, err := made.At(at)
		if err != nil {
			t.Fatal(err)
		}
		holders[name], holders[name+" itself"], holders[name+", call"] = place, *place, place.Call()
		holders[name+", in a list"] = []any{place, place.Call(), *place.Call()}
	}
	place, _ := made.At("")
	if secret, ok := place.Call().Secret(); !ok || string(secret["password"]) != canary {
		t.Fatal("the class API is not told the credential: this test shows nothing")
	}
	for rendererName, render := range renderers() {
		for holderName, holder := range holders {
			t.Run(rendererName+"/"+holderName, func(t *testing.T) {
				refuseCanary(t, render(holder))
			})
		}
	}
}
