// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/failure"
)

// failed makes a Status of what went wrong when the registry was asked for what.
func (r *registry) failed(err error, what string) error {
	var no *refusal
	if errors.As(err, &no) {
		return no.meaning(what)
	}
	if wrong := misunderstood(err); wrong != nil {
		return failure.BadGateway("MalformedAnswer", wrong.Error())
	}
	return r.tool.Failure(err)
}

// meaning is the Status of a refusal to who asked for what.
func (r *refusal) meaning(what string) error {
	switch {
	case r.unsupported, r.code == http.StatusMethodNotAllowed, r.code == http.StatusNotImplemented:
		return failure.Unsupported("the registry does not offer " + what + ": it answered " + strconv.Itoa(r.code))
	case r.code == http.StatusNotFound:
		return failure.New(r.code, metav1.StatusReasonNotFound,
			"the registry does not have "+what+", or hides it from the credential: it answered 404")
	default:
		return r.status
	}
}

// unlisted is failed for the catalog, which many registries do not have, or show to administrators only.
func (r *registry) unlisted(err error) error {
	var no *refusal
	if !errors.As(err, &no) {
		return r.failed(err, allRepositories)
	}
	switch {
	case no.unsupported, no.code == http.StatusUnauthorized, no.code == http.StatusNotFound, no.code == http.StatusMethodNotAllowed:
		return failure.Unsupported("the registry does not list its repositories, or not for the Connector's credential: it answered " +
			strconv.Itoa(no.code) + "; ask for the tags of a repository by its name")
	}
	return no.meaning(allRepositories)
}

// misunderstood tells answers that are not what was expected from connections that failed; nil for the latter. The library
// has no types for answers that do not fit their digest: a test holds on to its texts.
func misunderstood(err error) error {
	var (
		known  *malformedError
		syntax *json.SyntaxError
		kind   *json.UnmarshalTypeError
	)
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &syntax), errors.As(err, &kind), err == io.EOF: //nolint:errorlint // a wrapped one is the connection's
		return malformed("something else than the JSON of a registry: is the address that of one?")
	case isMismatch(err.Error()):
		return malformed("something of another digest or size than was asked for")
	}
	return nil
}

// isMismatch looks for the texts that the library has for what does not fit its digest or its size.
func isMismatch(text string) bool {
	return strings.Contains(text, "does not match requested digest") || strings.Contains(text, "does not match expected size") ||
		strings.Contains(text, "error verifying")
}
