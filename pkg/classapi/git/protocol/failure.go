// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol

import (
	"bytes"
	"fmt"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/classapi/failure"
)

func malformed(what string) error {
	return failure.BadGateway("MalformedAnswer", "the answer of the Git server is not valid: "+what)
}

func tooLarge(limit int64) error {
	return failure.BadGateway("AnswerTooLarge",
		fmt.Sprintf("the answer of the Git server is larger than %d MiB: ask for less, by a longer search for instance", limit>>20))
}

func notFound(message string) error {
	return failure.New(http.StatusNotFound, metav1.StatusReasonNotFound, message)
}

// remote is for a failure that the server reports within an answer. Servers word alike that something is missing, and what
// else they write is not repeated.
func remote(text []byte) error {
	text = bytes.ToLower(text)
	for _, missing := range []string{"not found", "not our ref", "not exported", "does not exist", "no such", "not valid"} {
		if bytes.Contains(text, []byte(missing)) {
			return notFound("the Git server has no such repository or commit, or does not show it to this credential")
		}
	}
	return failure.BadGateway("GitServerFailed", "the Git server reports an error")
}
