// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registrytoken

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"connectors.alauda.io/pkg/target"
)

// reasonRefused is the reason where a credential is not accepted, as in the status of Connectors.
const reasonRefused = "AuthenticationFailed"

// maxRetryAfter is the longest time that a token service can have clients wait.
const maxRetryAfter = time.Hour

func badGateway(reason, message string) *target.ExchangeError {
	return &target.ExchangeError{Code: http.StatusBadGateway, Reason: reason, Message: message}
}

func malformed(what string) error {
	return badGateway("TokenServiceFailed", "the registry's token service gave no token: "+what)
}

// unsent says why a token service could not be asked.
func unsent(err error) error {
	var elsewhere *target.ElsewhereError
	if !errors.As(err, &elsewhere) {
		return &target.ExchangeError{
			Code: http.StatusBadGateway, Reason: "TokenServiceFailed",
			Message: "the registry's token service could not be asked", Err: err,
		}
	}
	place := "at a place that is no http or https address"
	if !elsewhere.Place.IsZero() {
		place = "at " + elsewhere.Place.String()
	}
	return badGateway("TokenServiceElsewhere", "the registry's token service is "+place+", which is none of the Connector's "+
		"addresses, so the credential was not sent: if it belongs there, give that address as address extension "+
		strconv.Quote(Extension))
}

// refused is for answers of a token service without a token. The client is told that it is not his own token that was
// refused: a 401 would make him look for another.
func refused(answer *http.Response, now time.Time) error {
	switch code := answer.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return badGateway(reasonRefused, fmt.Sprintf("the registry's token service did not accept the credential: "+
			"it answered %d; correct the Secret of the Connector, or give it one", code))
	case code == http.StatusTooManyRequests:
		return &target.ExchangeError{
			Code: code, Reason: "TooManyRequests", Message: "the registry's token service has had too many requests: try again later",
			RetryAfter: retryAfter(answer.Header.Get("Retry-After"), now),
		}
	case code >= 300 && code <= 399:
		return malformed("it redirected, and a credential is not sent where an answer points")
	default:
		return malformed(fmt.Sprintf("it answered %d", code))
	}
}

// retryAfter reads seconds or a date.
func retryAfter(text string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(text); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}
