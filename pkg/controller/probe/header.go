// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"errors"
	"net/http"

	"golang.org/x/net/http/httpguts"

	"connectors.alauda.io/pkg/header"
)

// userAgent is what tools see in their logs, unless the class names another one.
const userAgent = "connectors-controller"

// checkHeaderName says what is wrong with the name of a header that a class sets.
func checkHeaderName(name string) error {
	if !httpguts.ValidHeaderFieldName(name) {
		return errors.New("must be the name of an HTTP header, such as Authorization")
	}
	if header.BelongsToConnection(name) {
		return errors.New("must be a header of the request; this one belongs to the connection or says where the request goes")
	}
	return nil
}

// isHarmless is true for headers that describe the wanted answer and nothing else.
func isHarmless(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Pragma", "User-Agent":
		return true
	}
	return false
}

// completed names the sender, whom net/http would name otherwise.
func completed(fields http.Header) http.Header {
	if fields.Get("User-Agent") == "" {
		fields.Set("User-Agent", userAgent)
	}
	return fields
}
