// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"context"
	"errors"
	"net/http"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// retryAfter is in seconds: requests end soon.
const retryAfter = 1

// errTooSlow ends requests that take longer than Config.Timeout.
var errTooSlow = errors.New("the class API took too long")

// problem is an error of which all is known. Its message is made of texts of ours.
type problem struct {
	code    int
	reason  metav1.StatusReason
	message string
}

// Error implements error.
func (p *problem) Error() string { return p.message }

// badAnswer is for answers that break the rules.
func badAnswer(reason metav1.StatusReason, message string) error {
	return &problem{code: http.StatusBadGateway, reason: reason, message: message}
}

func tooManyRequests(message string) error {
	return &problem{code: http.StatusTooManyRequests, reason: metav1.StatusReasonTooManyRequests, message: message + ": try again"}
}

// noAnswer is for errors of a transport, and of reading what it gave.
func (c *Caller) noAnswer(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errTooSlow) {
		return &problem{
			code: http.StatusGatewayTimeout, reason: metav1.StatusReasonTimeout,
			message: "the class API did not answer within " + c.config.Timeout.String(),
		}
	}
	failed := upstream.Classify(err)
	return &problem{
		code: failed.Code, reason: metav1.StatusReason(failed.Reason),
		message: strings.ReplaceAll(failed.Message, "the tool", "the class API"),
	}
}

// refuse answers in place of a class API.
func refuse(w http.ResponseWriter, r *http.Request, t *target.Target, err error) {
	status := statusOf(t, err)
	klog.FromContext(r.Context()).V(2).Info("The class API could not be used",
		"connector", klog.KRef(t.Namespace, t.Name), "code", status.Code, "reason", status.Reason)
	refusal.HurryBody(w, r)
	refusal.Answer(w, r, status, refusal.JSON)
}

// statusOf shows of an error that is not known only that there is one.
func statusOf(t *target.Target, err error) metav1.Status {
	var (
		known    *problem
		unusable *target.Unusable
		tooLong  *plugin.TooLongError
	)
	switch {
	case errors.As(err, &unusable):
		return refusal.Unusable(t, unusable)
	case errors.As(err, &tooLong):
		return untold(t, err, tooLong)
	case !errors.As(err, &known):
		return refusal.About(t, http.StatusInternalServerError, metav1.StatusReasonInternalError, "the request cannot be handled")
	}
	status := refusal.About(t, known.code, known.reason, known.message)
	if known.code == http.StatusTooManyRequests {
		status.Details.RetryAfterSeconds = retryAfter
	}
	return status
}
