// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package status_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// sent is the credential that a request holds, of a probe of a tool or of a class API.
func sent(r *http.Request) string {
	if _, word, ok := r.BasicAuth(); ok {
		return word
	}
	text, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Plugin-Secret"))
	if err != nil {
		return ""
	}
	var data map[string][]byte
	if err := json.Unmarshal(text, &data); err != nil {
		return ""
	}
	return string(data["password"])
}

// echo is a tool that tells in every way what it was sent. In a location {word} is the credential.
func echo(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		word := sent(r)
		w.Header().Set("X-Echo", r.URL.String()+" "+word)
		w.Header().Set("Www-Authenticate", "Basic realm="+word)
		w.Header().Set("Set-Cookie", "session="+word)
		w.Header().Set(word, word)
		if location != "" {
			w.Header().Set("Location", strings.ReplaceAll(location, "{word}", word))
		}
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, "%s %s %v", r.URL, word, r.Header)
	}
}

// raw is a tool that answers with bytes of its own. In them {word} is the credential.
func raw(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		_, _ = conn.Write([]byte(strings.ReplaceAll(answer, "{word}", sent(r))))
	}
}
