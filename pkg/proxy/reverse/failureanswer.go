// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/refusal"
)

// write is the one place where errors become answers: a Status in JSON on the subresources and for clients that accept
// JSON by name, a line of text for all others.
func (f *failure) write(w http.ResponseWriter, r *http.Request, x *exchange) {
	x.client.sendsNoMore(w.Header())
	refusal.Answer(w, r, f.status(x), refusal.Form(x.Subresource))
}

func (f *failure) status(x *exchange) metav1.Status {
	switch {
	case x.Target == nil:
		return refusal.New(f.code, f.reason, f.message).ErrStatus
	case f.unusable != nil:
		return refusal.Unusable(x.Target, f.unusable)
	}
	status := refusal.About(x.Target, f.code, f.reason, f.message)
	status.Details.RetryAfterSeconds = f.retryAfter
	return status
}
