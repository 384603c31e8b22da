// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"net/http"
	"strconv"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func isSuccess(code int) bool { return code >= 200 && code <= 299 }

func isFailure(code int) bool { return code >= 400 && code <= 599 }

// safeCode is for answers that are no Status: an error of the server is one of a gateway's, but for those that say more.
func safeCode(code int) int {
	switch {
	case code == http.StatusProxyAuthRequired:
		return http.StatusBadGateway
	case code < http.StatusInternalServerError,
		code == http.StatusNotImplemented, code == http.StatusServiceUnavailable, code == http.StatusGatewayTimeout:
		return code
	}
	return http.StatusBadGateway
}

// reasonOf is how Kubernetes calls a code: for most by the text of HTTP in one word.
func reasonOf(code int) metav1.StatusReason {
	switch code {
	case http.StatusUnprocessableEntity:
		return metav1.StatusReasonInvalid
	case http.StatusInternalServerError:
		return metav1.StatusReasonInternalError
	case http.StatusGatewayTimeout:
		return metav1.StatusReasonTimeout
	}
	if word := strings.ReplaceAll(http.StatusText(code), " ", ""); isWord(word) {
		return metav1.StatusReason(word)
	}
	return metav1.StatusReasonUnknown
}

// codeText never repeats the class API's own words.
func codeText(code int) string {
	return strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code))
}
