// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"bytes"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// headerOf takes pairs of a name and a value.
func headerOf(pairs ...string) http.Header {
	header := http.Header{}
	for i := 0; i+1 < len(pairs); i += 2 {
		header.Add(pairs[i], pairs[i+1])
	}
	return header
}

func sameCall(a, b *Call) bool {
	first, ok := a.Secret()
	second, alsoOK := b.Secret()
	return a.BaseURL == b.BaseURL && a.SecretType == b.SecretType && bytes.Equal(a.CACerts, b.CACerts) && slices.Equal(a.Addresses, b.Addresses) &&
		ok == alsoOK && maps.EqualFunc(first, second, bytes.Equal)
}

func TestParse(t *testing.T) {
	raw := base64.RawStdEncoding.EncodeToString
	secret := `{"username":"cm9ib3Q=","password":"` + encoded(canary) + `"}`
	meta := []string{HeaderMeta, encoded(`{"baseURL":"https://a/b"}`)}
	with := func(pairs ...string) http.Header { return headerOf(append(meta, pairs...)...) }
	for _, test := range []struct {
		name   string
		header http.Header
		want   *Call
	}{
		{"an address", with(), NewCall("https://a/b", "", nil, nil)},
		{"no http address", headerOf(HeaderMeta, encoded(`{"baseURL":"mysql://db:3306"}`)), NewCall("mysql://db:3306", "", nil, nil)},
		{"names in lower case", headerOf("x-plugin-meta", meta[1], "x-plugin-cacerts", encoded(certificatePEM)), NewCall("https://a/b", "", nil, []byte(certificatePEM))},
		{"members of a later release", headerOf(HeaderMeta, encoded(`{"more":{"a":[1]},"baseURL":"https://a/b"}`)), NewCall("https://a/b", "", nil, nil)},
		{"white space in the JSON", headerOf(HeaderMeta, encoded(" {\n\"baseURL\" : \"https://a/b\" } ")), NewCall("https://a/b", "", nil, nil)},
		{"a credential", with(HeaderAuth, encoded("kubernetes.io/basic-auth"), HeaderSecret, encoded(secret)), NewCall("https://a/b", "kubernetes.io/basic-auth", basic(), nil)},
		{"without padding", headerOf(HeaderMeta, raw([]byte(`{"baseURL":"https://a/b"}`)), HeaderAuth, raw([]byte("kubernetes.io/basic-auth")), HeaderSecret, raw([]byte(strings.ReplaceAll(secret, "=", "")))), NewCall("https://a/b", "kubernetes.io/basic-auth", basic(), nil)},
		{"a type without a name", with(HeaderAuth, "", HeaderSecret, encoded("{}")), NewCall("https://a/b", "", map[string][]byte{}, nil)},
		{"authorities", with(HeaderCACerts, encoded(certificatePEM+certificatePEM)), NewCall("https://a/b", "", nil, []byte(certificatePEM+certificatePEM))},
		{"further addresses", with(HeaderAuth, encoded("Opaque"), HeaderSecret, encoded("{}"), HeaderAddresses, encoded(`["https://b"]`)), NewCall("https://a/b", "Opaque", map[string][]byte{}, nil).WithAddresses([]string{"https://b"})},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Parse(test.header)
			if err != nil {
				t.Fatal(err)
			}
			if !sameCall(got, test.want) {
				t.Errorf("another call: address %q, type %q, authorities %q", got.BaseURL, got.SecretType, got.CACerts)
			}
		})
	}
}

// An error says which header it is about and what would be right, and repeats nothing of it.
func TestParseRefuses(t *testing.T) {
	const address = `{"baseURL":"https://a/b"}`
	meta := func(text string) http.Header { return headerOf(HeaderMeta, encoded(text)) }
	with := func(pairs ...string) http.Header {
		return headerOf(append([]string{HeaderMeta, encoded(address)}, pairs...)...)
	}
	secret := func(text string) http.Header { return with(HeaderAuth, encoded("Opaque"), HeaderSecret, encoded(text)) }
	value := encoded(canary)
	for _, test := range []struct {
		name   string
		header http.Header
		want   string
	}{
		{"nothing", http.Header{}, "X-Plugin-Meta is missing"},
		{"only a credential", headerOf(HeaderAuth, encoded("Opaque"), HeaderSecret, encoded("{}")), "X-Plugin-Meta is missing"},
		{"twice", headerOf(HeaderMeta, encoded(address), HeaderMeta, encoded(address)), "X-Plugin-Meta is there 2 times"},
		{"a credential twice", with(HeaderAuth, encoded("Opaque"), HeaderSecret, encoded("{}"), HeaderSecret, encoded("{}")), "X-Plugin-Secret is there 2 times"},
		{"not in base64", headerOf(HeaderMeta, address), "X-Plugin-Meta is not valid base64"},
		{"in base64 for URLs", headerOf(HeaderMeta, encoded(address), HeaderCACerts, "-_-_"), "X-Plugin-CACerts is not valid base64"},
		{"base64 with blanks", headerOf(HeaderMeta, " "+encoded(address)), "X-Plugin-Meta is not valid base64"},
		{"base64 in lines", headerOf(HeaderMeta, encoded(address)[:8]+"\n"+encoded(address)[8:]), "X-Plugin-Meta is not valid base64"},
		{"base64 with bits left over", headerOf(HeaderMeta, encoded(address), HeaderAuth, "QR==", HeaderSecret, encoded("{}")), "X-Plugin-Auth is not valid base64"},
		{"too long", headerOf(HeaderMeta, strings.Repeat("A", MaxHeaderBytes+1)), "X-Plugin-Meta has 131073 bytes: it may have 131072"},
		{"no JSON", meta(canary), "X-Plugin-Meta must hold a JSON object"},
		{"empty", headerOf(HeaderMeta, ""), "X-Plugin-Meta must hold a JSON object"},
		{"null", meta("null"), "X-Plugin-Meta must hold a JSON object"},
		{"a list", meta("[]"), "X-Plugin-Meta must hold a JSON object"},
		{"something behind it", meta(address + address), "X-Plugin-Meta must hold a JSON object"},
		{"two addresses", meta(`{"baseURL":"https://a","baseURL":"https://b"}`), "X-Plugin-Meta must hold a JSON object"},
		{"the address in another case", meta(`{"baseurl":"https://a"}`), `X-Plugin-Meta has no "baseURL"`},
		{"the address is no text", meta(`{"baseURL":1}`), "X-Plugin-Meta must hold a JSON object"},
		{"no address", meta(`{}`), `X-Plugin-Meta has no "baseURL"`},
		{"a line break in the address", meta(`{"baseURL":"https://a\nb"}`), "control character"},
		{"a type without a Secret", with(HeaderAuth, encoded("Opaque")), "X-Plugin-Auth and X-Plugin-Secret must be there both"},
		{"a Secret without a type", with(HeaderSecret, encoded("{}")), "X-Plugin-Auth and X-Plugin-Secret must be there both"},
		{"a type with a line break", with(HeaderAuth, encoded("Opaque\n"), HeaderSecret, encoded("{}")), "X-Plugin-Auth must be base64 of the type"},
		{"a Secret that is no JSON", secret(canary), "X-Plugin-Secret must be base64 of a JSON object"},
		{"an empty Secret", with(HeaderAuth, encoded("Opaque"), HeaderSecret, ""), "X-Plugin-Secret must be"},
		{"a Secret that is null", secret("null"), "X-Plugin-Secret must be"},
		{"a Secret that is a list", secret(`["` + value + `"]`), "X-Plugin-Secret must be"},
		{"a Secret with a key twice", secret(`{"a":"` + value + `","a":"` + value + `"}`), "X-Plugin-Secret must be"},
		{"a value that is not in base64", secret(`{"a":"` + canary + `!"}`), "X-Plugin-Secret must be"},
		{"a value that is null", secret(`{"a":null}`), "X-Plugin-Secret must be"},
		{"a value that is a list", secret(`{"a":[1,2]}`), "X-Plugin-Secret must be"},
		{"further addresses without a credential", with(HeaderAddresses, encoded(`["https://b"]`)), "X-Plugin-Addresses must be"},
		{"further addresses that are no list", with(HeaderAuth, encoded("Opaque"), HeaderSecret, encoded("{}"), HeaderAddresses, encoded(`"https://b"`)), "X-Plugin-Addresses must be"},
		{"a further address with a line break", with(HeaderAuth, encoded("Opaque"), HeaderSecret, encoded("{}"), HeaderAddresses, encoded(`["https://b\n"]`)), "X-Plugin-Addresses must be"},
		{"authorities that are none", with(HeaderCACerts, value), "X-Plugin-CACerts holds no certificate"},
		{"authorities that are empty", with(HeaderCACerts, ""), "X-Plugin-CACerts holds no certificate"},
		{"a key for an authority", with(HeaderCACerts, encoded(strings.ReplaceAll(certificatePEM, "CERTIFICATE", "PRIVATE KEY"))), "X-Plugin-CACerts holds no certificate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Parse(test.header)
			if err == nil || got != nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("%v, want %q", err, test.want)
			}
			refuseCanary(t, err.Error())
		})
	}
}

// What one direction writes, the other one reads.
func FuzzParse(f *testing.F) {
	f.Add(`{"baseURL":"https://a/b"}`, "Opaque", `{"a":"Yg=="}`, certificatePEM)
	f.Add(`{"baseURL":"mysql://a"}`, "", "", "")
	f.Add(`{"baseURL":"a","baseURL":"b"}`, "x", `{"a":null}`, "-----BEGIN CERTIFICATE-----")
	f.Fuzz(func(t *testing.T, meta, secretType, secret, certificates string) {
		header := headerOf(HeaderMeta, encoded(meta), HeaderAuth, encoded(secretType), HeaderSecret, encoded(secret))
		if certificates != "" {
			header.Set(HeaderCACerts, encoded(certificates))
		}
		call, err := Parse(header)
		if err != nil {
			return
		}
		again := http.Header{}
		if err := call.SetHeader(again); err != nil {
			return // it is longer in our words
		}
		if other, err := Parse(again); err != nil || !sameCall(call, other) {
			t.Errorf("%q is read as another call, or not: %v", again, err)
		}
	})
}

// Headers that do not even hold base64.
func FuzzParseRaw(f *testing.F) {
	f.Add("e30=", "e30", "{}", "====")
	f.Fuzz(func(t *testing.T, meta, secretType, secret, certificates string) {
		call, err := Parse(headerOf(HeaderMeta, meta, HeaderAuth, secretType, HeaderSecret, secret, HeaderCACerts, certificates))
		if (call == nil) != (err != nil) {
			t.Errorf("%v, %v", call, err)
		}
	})
}
