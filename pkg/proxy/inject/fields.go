// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// field is one header or query parameter.
type field struct {
	name, value string
	// public is true when the value does not depend on the Secret.
	public bool
}

// fields is the Injector of every way. Values are made once and sit in closures, as in target.Credential, so that
// printing a Target by reflection shows none.
type fields struct {
	headers []injected
	query   []parameter
	reveals func(value string) bool
}

type injected struct {
	name string
	// values returns the one value in the form of http.Header. The slice is shared by all requests and has no room to
	// append to.
	values func() []string
}

type parameter struct {
	name string
	// pair returns the escaped name=value.
	pair func() string
}

func newFields(headers, query []field, needles []string) *fields {
	f := &fields{}
	var exact []string
	for _, h := range headers {
		exact = appendSecret(exact, h)
		values := []string{h.value}
		f.headers = append(f.headers, injected{name: http.CanonicalHeaderKey(h.name), values: func() []string { return values }})
	}
	for _, q := range query {
		exact = appendSecret(exact, q)
		pair := url.QueryEscape(q.name) + "=" + url.QueryEscape(q.value)
		f.query = append(f.query, parameter{name: q.name, pair: func() string { return pair }})
	}
	f.reveals = func(value string) bool {
		return slices.Contains(exact, value) || holdsAny(value, needles)
	}
	return f
}

func appendSecret(values []string, f field) []string {
	if f.public {
		return values
	}
	return append(values, f.value)
}

// Inject implements target.Injector.
func (f *fields) Inject(req *http.Request) error {
	for _, h := range f.headers {
		dropLookalikes(req.Header, h.name)
		req.Header[h.name] = h.values()
	}
	for _, q := range f.query {
		req.URL.RawQuery = setParameter(req.URL.RawQuery, q)
	}
	return nil
}

// Reveals implements target.Injector.
func (f *fields) Reveals(value string) bool { return f.reveals(value) }

// dropLookalikes deletes headers that differ from name in underscores only: CGI and its descendants cannot tell them
// apart, and would let a client's value win.
func dropLookalikes(headers http.Header, name string) {
	if !strings.Contains(name, "-") {
		return
	}
	for other := range headers {
		if len(other) == len(name) && strings.Contains(other, "_") && strings.EqualFold(strings.ReplaceAll(other, "_", "-"), name) {
			delete(headers, other)
		}
	}
}

// setParameter replaces every parameter of the name; the bytes and the order of all others stay.
func setParameter(rawQuery string, q parameter) string {
	if rawQuery == "" {
		return q.pair()
	}
	var query strings.Builder
	for pair := range strings.SplitSeq(rawQuery, "&") {
		escaped, _, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(escaped); pair == "" || (err == nil && name == q.name) {
			continue
		}
		query.WriteString(pair)
		query.WriteByte('&')
	}
	query.WriteString(q.pair())
	return query.String()
}
