// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package oci

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// maxRefusalBytes is how much is read of an answer that says no.
const maxRefusalBytes = 8 << 10

// refusal is an answer other than 200.
type refusal struct {
	code int
	// unsupported is true when the registry says by its own code that it does not have what was asked for.
	unsupported bool
	// status is what the answer means to the caller.
	status error
}

// Error implements error. Nothing of the answer's text is in it.
func (r *refusal) Error() string { return fmt.Sprintf("the registry answered %d", r.code) }

// refused reads an answer other than 200 and closes it. Of what registries say in JSON, only one code is of interest.
func (d *door) refused(answer *http.Response) error {
	defer func() { _ = answer.Body.Close() }()
	status := d.manifests.Refused(answer)
	if status == nil {
		return malformed(fmt.Sprintf("the code %d, which the distribution API does not have here", answer.StatusCode))
	}
	var said transport.Error
	if err := json.NewDecoder(io.LimitReader(answer.Body, maxRefusalBytes)).Decode(&said); err != nil {
		said.Errors = nil
	}
	return &refusal{code: answer.StatusCode, status: status, unsupported: slices.ContainsFunc(said.Errors,
		func(d transport.Diagnostic) bool { return d.Code == transport.UnsupportedErrorCode })}
}

// malformedError is for answers that are not what the distribution specification says.
type malformedError struct{ what string }

// Error implements error. What the registry sent is not in it.
func (e *malformedError) Error() string { return "the registry answered with " + e.what }

func malformed(what string) error { return &malformedError{what: what} }
