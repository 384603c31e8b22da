// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"connectors.alauda.io/pkg/expression"
)

// expectation is which answers are good, and what to say of the others.
type expectation struct {
	// expression judges the answer. Without one an answer is good when it is a 2xx, or when it is a 200 if only200.
	expression *expression.Program
	readsBody  bool
	only200    bool
	// advice says what 401 and 403 mean.
	advice string
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	// body is empty unless the expression reads it, and one byte larger than allowed when it is too large.
	body []byte
}

// judge says what an answer means. 401 and 403 that are not good refuse the credential, whatever kept the expression from
// accepting them.
func (e expectation) judge(ctx context.Context, a answer) (Outcome, string) {
	answered := "answered " + status(a.status)
	good, problem := e.accepts(ctx, a)
	switch {
	case good:
		return Good, ""
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		return Rejected, answered + ": " + e.advice
	case problem != "":
		return Failed, answered + problem
	case e.expression == nil && e.only200:
		return Failed, answered + "; a 200 answer was expected"
	case e.expression == nil:
		return Failed, answered + "; a 2xx answer was expected"
	case isSuccess(a.status):
		return Denied, answered + ", which the expression of the class does not accept"
	default:
		return Failed, answered + ", which the expression of the class does not accept"
	}
}

// accepts says whether an answer is good, or what kept it from being judged.
func (e expectation) accepts(ctx context.Context, a answer) (good bool, problem string) {
	switch {
	case e.expression == nil && e.only200:
		return a.status == http.StatusOK, ""
	case e.expression == nil:
		return isSuccess(a.status), ""
	case len(a.body) > expression.MaxBody:
		return false, " with more than 1 MiB, and an expression may look at no more"
	}
	good, err := e.expression.Eval(ctx, expression.Response{StatusCode: a.status, Header: a.header, Body: a.body})
	if err != nil {
		return false, fmt.Sprintf(", and the expression of the class could not be evaluated: %v", err)
	}
	return good, ""
}

func isSuccess(code int) bool { return code >= 200 && code <= 299 }

// status never repeats the tool's own words.
func status(code int) string {
	if text := http.StatusText(code); text != "" {
		return strconv.Itoa(code) + " " + text
	}
	return strconv.Itoa(code)
}
