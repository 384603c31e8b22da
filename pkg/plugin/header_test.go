// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	canary = "Canary-3c77+d4/x"
	// certificatePEM is one as far as this package looks at it.
	certificatePEM = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
)

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func basic() map[string][]byte {
	return map[string][]byte{"username": []byte("robot"), "password": []byte(canary)}
}

// The header is that of the wire contract to the byte.
func TestSetHeader(t *testing.T) {
	secretJSON := `{"password":"` + encoded(canary) + `","username":"` + encoded("robot") + `"}`
	for _, test := range []struct {
		name string
		call *Call
		want map[string]string
	}{
		{"an address", NewCall("https://Tool.example/prefix/", "", nil, nil), map[string]string{
			HeaderMeta: `{"baseURL":"https://Tool.example/prefix/"}`,
		}},
		{"special characters", NewCall(`https://a/"b&<c>`, "", nil, nil), map[string]string{
			HeaderMeta: `{"baseURL":"https://a/\"b&<c>"}`,
		}},
		{"a credential", NewCall("mysql://db:3306", "kubernetes.io/basic-auth", basic(), nil), map[string]string{
			HeaderMeta: `{"baseURL":"mysql://db:3306"}`, HeaderAuth: "kubernetes.io/basic-auth", HeaderSecret: secretJSON,
		}},
		{"a credential without keys", NewCall("https://a", "Opaque", map[string][]byte{}, nil), map[string]string{
			HeaderMeta: `{"baseURL":"https://a"}`, HeaderAuth: "Opaque", HeaderSecret: "{}",
		}},
		{"an empty value", NewCall("https://a", "Opaque", map[string][]byte{"a": nil, "b": {}}, nil), map[string]string{
			HeaderMeta: `{"baseURL":"https://a"}`, HeaderAuth: "Opaque", HeaderSecret: `{"a":"","b":""}`,
		}},
		{"a value that is no text", NewCall("https://a", "Opaque", map[string][]byte{"a": {0, 255, '\n'}}, nil), map[string]string{
			HeaderMeta: `{"baseURL":"https://a"}`, HeaderAuth: "Opaque", HeaderSecret: `{"a":"AP8K"}`,
		}},
		{"authorities", NewCall("https://a", "", nil, []byte(certificatePEM)), map[string]string{
			HeaderMeta: `{"baseURL":"https://a"}`, HeaderCACerts: certificatePEM,
		}},
		{"further addresses", NewCall("https://a", "Opaque", map[string][]byte{}, nil).WithAddresses([]string{"https://b", "https://c/d"}), map[string]string{
			HeaderMeta: `{"baseURL":"https://a"}`, HeaderAuth: "Opaque", HeaderSecret: "{}", HeaderAddresses: `["https://b","https://c/d"]`,
		}},
		{"further addresses without a credential", NewCall("https://a", "", nil, nil).WithAddresses([]string{"https://b"}), map[string]string{
			HeaderMeta: `{"baseURL":"https://a"}`,
		}},
		{"a type without a credential", NewCall("https://a", "Opaque", nil, nil), map[string]string{
			HeaderMeta: `{"baseURL":"https://a"}`,
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := http.Header{"Accept": {"application/json"}}
			for _, name := range headers() {
				header[http.CanonicalHeaderKey(name)] = []string{"of the client", "twice"}
			}
			if err := test.call.SetHeader(header); err != nil {
				t.Fatal(err)
			}
			want := http.Header{"Accept": {"application/json"}}
			for name, text := range test.want {
				want.Set(name, encoded(text))
			}
			if diff := cmp.Diff(want, header); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a request cannot carry is not carried in part.
func TestSetHeaderTooLong(t *testing.T) {
	long := strings.Repeat(canary, MaxHeaderBytes/len(canary))
	for name, call := range map[string]*Call{
		HeaderMeta:    NewCall("https://a/"+long, "Opaque", basic(), nil),
		HeaderAuth:    NewCall("https://a", long, basic(), nil),
		HeaderSecret:  NewCall("https://a", "Opaque", map[string][]byte{"a": []byte(long)}, nil),
		HeaderCACerts: NewCall("https://a", "Opaque", basic(), []byte(long)),
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{http.CanonicalHeaderKey(HeaderAuth): {"of the client"}}
			err := call.SetHeader(header)
			if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), canary) || len(header) != 0 {
				t.Errorf("%v, %d headers", err, len(header))
			}
		})
	}
}

func TestLongestHeader(t *testing.T) {
	text := bytes.Repeat([]byte("a"), MaxHeaderBytes/4*3)
	header := http.Header{}
	if err := NewCall("https://a", "", nil, text).SetHeader(header); err != nil {
		t.Error(err)
	}
	if err := NewCall("https://a", "", nil, append(text, 'a')).SetHeader(header); err == nil {
		t.Error("one byte more is carried as well")
	}
}

// BenchmarkSetHeader is what each request to a class API costs.
func BenchmarkSetHeader(b *testing.B) {
	call := NewCall("https://tool.example", "kubernetes.io/basic-auth", basic(), []byte(strings.Repeat(certificatePEM, 20)))
	header := http.Header{}
	for b.Loop() {
		if err := call.SetHeader(header); err != nil {
			b.Fatal(err)
		}
	}
}
