// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// given adds extensions to a Connector, by name and value.
func given(pairs ...string) func(*v1alpha1.Connector) {
	return func(c *v1alpha1.Connector) {
		for i := 0; i+1 < len(pairs); i += 2 {
			c.Spec.AddressExtensions = append(c.Spec.AddressExtensions, v1alpha1.Param{Name: pairs[i], Value: v1alpha1.NewStringValue(pairs[i+1])})
		}
	}
}

// The credential goes to the Connector's own addresses and to what is below them, and nowhere else.
func TestAt(t *testing.T) {
	const own, elsewhere = true, false
	for _, test := range []struct {
		name, at string
		address  string
		own      bool
		baseURL  string
	}{
		{"the address", "", "https://git.example.com/base", own, "https://git.example.com/base"},
		{"an extension", "api", "https://api.git.example.com/rest/", own, "https://Api.git.example.com/rest/"},
		{"the URL of the address", "https://GIT.example.com:443/base", "https://git.example.com/base", own, "https://GIT.example.com:443/base"},
		{"the address with a slash", "https://git.example.com/base/", "https://git.example.com/base/", own, "https://git.example.com/base/"},
		{"below the address", "https://git.example.com/base/api/v4", "https://git.example.com/base/api/v4", own, "https://git.example.com/base/api/v4"},
		{"the URL of the extension", "https://api.git.example.com/rest/", "https://api.git.example.com/rest/", own, "https://api.git.example.com/rest/"},
		{"below the extension", "https://api.git.example.com/rest/v3/", "https://api.git.example.com/rest/v3/", own, "https://api.git.example.com/rest/v3/"},
		{"above the address", "https://git.example.com/", "https://git.example.com/", elsewhere, "https://git.example.com/"},
		{"beside the address", "https://git.example.com/base2", "https://git.example.com/base2", elsewhere, "https://git.example.com/base2"},
		{"the address in another case", "https://git.example.com/BASE", "https://git.example.com/BASE", elsewhere, "https://git.example.com/BASE"},
		{"the address, encoded", "https://git.example.com/%62ase", "https://git.example.com/%62ase", elsewhere, "https://git.example.com/%62ase"},
		{"another scheme", "http://git.example.com/base", "http://git.example.com/base", elsewhere, "http://git.example.com/base"},
		{"another port", "https://git.example.com:8443/base", "https://git.example.com:8443/base", elsewhere, "https://git.example.com:8443/base"},
		{"another host", "https://git.example.com.evil.example/base", "https://git.example.com.evil.example/base", elsewhere, "https://git.example.com.evil.example/base"},
	} {
		t.Run(test.name, func(t *testing.T) {
			made := compiled(gitConnector(), gitClass(withAPI(test.at)), basicSecret())
			place, err := made.At(test.at)
			if err != nil {
				t.Fatal(err)
			}
			if place.Address.String() != test.address {
				t.Errorf("the place is at %q, want %q", place.Address, test.address)
			}
			checkPlace(t, place, test.own)
			call := place.Call()
			if call.BaseURL != test.baseURL || call.CACerts != nil {
				t.Errorf("the class API is told %q and %q, want %q", call.BaseURL, call.CACerts, test.baseURL)
			}
			secret, ok := call.Secret()
			if ok != test.own || (call.SecretType != "") != test.own {
				t.Fatalf("credential %t of type %q, want %t", ok, call.SecretType, test.own)
			}
			want := map[string][]byte{"username": []byte("u"), "password": []byte("p")}
			if ok && !maps.EqualFunc(secret, want, func(a, b []byte) bool { return string(a) == string(b) }) {
				t.Errorf("the class API is told the keys %v, want those of the auth type", slices.Sorted(maps.Keys(secret)))
			}
		})
	}
}

// checkPlace looks at what the engine is given.
func checkPlace(t *testing.T, place *Place, own bool) {
	t.Helper()
	if err := place.Target.CheckPlace(urlOf(t, place.Address.String()), ""); err != nil {
		t.Errorf("requests are refused at their place: %v", err)
	}
	if (place.Target.Injector != nil) != own || (place.Target.SecretResourceVersion != "") != own {
		t.Errorf("injector %v, version %q of the Secret, want them: %t", place.Target.Injector, place.Target.SecretResourceVersion, own)
	}
	// Without a credential there is no way back to addresses that are sent one.
	const extension = "https://api.git.example.com/rest/"
	if err := place.Target.CheckPlace(urlOf(t, extension), ""); (err == nil) != own {
		t.Errorf("requests to %s: %v", extension, err)
	}
}

// An address that was admitted before descriptions were checked may hold a password, which no caller may see.
func TestAtNoPlace(t *testing.T) {
	const password = "canary-of-a-url"
	for _, test := range []struct{ name, at, want string }{
		{"an extension that the Connector does not give", "absent", `"absent", which the connector does not give`},
		{"an extension that the class does not declare", "nobody", "which the class does not declare"},
		{"an extension that only the Connector gives", "undeclared", "which the class does not declare"},
		{"user information", "https://a:" + password + "@git.example.com/base", "user information"},
		{"user information without a scheme", "a:" + password + "@git.example.com", "which the class does not declare"},
		{"user information of another protocol", "mysql://a:" + password + "@git.example.com", "scheme"},
		{"dot segments", "https://git.example.com/base/../other", "segment"},
		{"a query", "https://git.example.com/base?a=b", "query"},
		{"another protocol", "ftp://git.example.com", "scheme"},
	} {
		t.Run(test.name, func(t *testing.T) {
			class := gitClass(withAPI())
			connector := gitConnector(given("undeclared", "https://git.example.com/x"))
			made, _ := compile(inputs{
				connector: Effective(connector, class), class: class, secret: basicSecret(),
				described: description{addresses: []namedAddress{parseNamed(test.at)}},
			}, record)
			place, err := made.At(test.at)
			if err == nil || place != nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %+v, %v, want %q", place, err, test.want)
			}
			if strings.Contains(err.Error(), password) {
				t.Errorf("the error shows a password: %v", err)
			}
			if _, err := made.At(password); err == nil || strings.Contains(err.Error(), password) {
				t.Errorf("a place that no operation names: %v", err)
			}
		})
	}
}

// What no proxy reaches, a class API may.
func TestAtForWhatIsNoHTTP(t *testing.T) {
	made := compiled(gitConnector(mysql), gitClass(withAPI("api", "https://git.example.com/base")), basicSecret())
	if made.Unusable == nil || made.Unusable.Reason != ReasonNotProxied || made.API.Unusable != nil {
		t.Fatalf("%v, %v", made.Unusable, made.API.Unusable)
	}
	for at, want := range map[string]struct {
		baseURL string
		secret  bool
	}{
		"":                             {"mysql://db.example.com:3306", true},
		"api":                          {"https://Api.git.example.com/rest/", true},
		"https://git.example.com/base": {"https://git.example.com/base", false},
	} {
		place, err := made.At(at)
		if err != nil {
			t.Fatal(err)
		}
		_, secret := place.Call().Secret()
		if place.Target.Unusable == nil || place.Call().BaseURL != want.baseURL || secret != want.secret {
			t.Errorf("at %q: %v, %q, credential %t", at, place.Target.Unusable, place.Call().BaseURL, secret)
		}
	}
}

func TestAtWithoutSecret(t *testing.T) {
	made := compiled(gitConnector(auth("basicAuth", "")), gitClass(withAPI()), nil)
	place, err := made.At("")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := place.Call().Secret(); ok || place.Call().SecretType != "" {
		t.Error("the class API is told of a credential that there is not")
	}
}

func TestAtAllocatesNothing(t *testing.T) {
	made := compiled(gitConnector(), gitClass(withAPI("api", "https://elsewhere.example.com")), basicSecret())
	const runs = 1000 // so many that what others allocate meanwhile does not count
	for _, at := range []string{"", "api", "https://elsewhere.example.com"} {
		if allocated := testing.AllocsPerRun(runs, func() { _, _ = made.At(at) }); allocated != 0 {
			t.Errorf("at %q: %v allocations", at, allocated)
		}
	}
}

func urlOf(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// A class API is told where else the credential may be used, and not of that where it gets none.
func TestFurtherAddresses(t *testing.T) {
	const foreign = "https://elsewhere.example.com"
	made := compiled(gitConnector(), gitClass(withAPI("api", foreign)), basicSecret())
	for _, test := range []struct {
		at   string
		want []string
	}{
		{"", []string{"https://api.git.example.com/rest/"}},
		{"api", []string{"https://git.example.com/base"}},
		{foreign, nil},
	} {
		t.Run("at "+test.at, func(t *testing.T) {
			place, err := made.At(test.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := place.Call().Addresses; !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// A class API needs no way to put a Secret on requests.
func TestSecretThatOnlyAClassAPICanUse(t *testing.T) {
	class := gitClass(withAPI(), func(c *v1alpha1.ConnectorClass) {
		c.Spec.Auth.Types[0].SecretType = "Opaque"
		c.Spec.Auth.Types[0].Params = []v1alpha1.ParamSpec{{Name: "key"}}
	})
	fails := func(InjectorInput) (Injector, error) { return nil, errors.New("nothing says how") }
	made, _ := compile(inputs{
		connector: Effective(gitConnector(), class), class: class, secret: secretOf("Opaque", "key", "value"), described: newDescriptions().get(class),
	}, fails)
	if made.Unusable == nil {
		t.Error("the tool can be asked without the credential")
	}
	if made.API.Unusable != nil {
		t.Errorf("the class API cannot be asked: %v", made.API.Unusable)
	}
	place, err := made.At("")
	if err != nil {
		t.Fatal(err)
	}
	if secret, ok := place.Call().Secret(); !ok || string(secret["key"]) != "value" {
		t.Error("the class API is not told the credential")
	}
}
