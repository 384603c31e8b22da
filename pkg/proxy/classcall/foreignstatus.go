// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/refusal"
)

const (
	maxMessageBytes = 4 << 10
	maxWordBytes    = 64
	maxCauses       = 16
	hidden          = "the class API reported an error whose text is not shown, because it would hold a value of the Secret"
)

// failure is what the client gets of an answer with a code of an error.
func (j judgement) failure(got received) *metav1.Status {
	if told := statusIn(got); told != nil {
		return j.retold(told, got.code)
	}
	made := refusal.About(j.about, safeCode(got.code), reasonOf(safeCode(got.code)), "the class API answered "+codeText(got.code))
	switch got.code {
	case http.StatusUnauthorized, http.StatusForbidden:
		made.Reason = "AuthenticationFailed"
		made.Message += ": the tool, or the class API itself, refused the credential that it was given"
	}
	return &made
}

// statusIn is the Status that a body holds, nil when it holds none.
func statusIn(got received) *metav1.Status {
	if got.tooLarge || !isPlain(got.header) || !mayBeJSON(got.header) {
		return nil
	}
	var told metav1.Status
	if err := json.Unmarshal(got.body, &told); err != nil || told.Kind != "Status" || told.APIVersion != "v1" {
		return nil
	}
	return &told
}

// retold is a Status of ours made from parts of the class API's. Its code is that of HTTP, whatever the class API wrote; whom
// it is about is for us to say.
func (j judgement) retold(told *metav1.Status, code int) *metav1.Status {
	made := &metav1.Status{
		Status: metav1.StatusFailure, Code: int32(code), //nolint:gosec // HTTP codes are small
		Reason: metav1.StatusReason(j.word(string(told.Reason))), Message: j.text(told.Message), Details: refusal.Details(j.about),
	}
	if code == http.StatusProxyAuthRequired { // a client would take it for its own proxy's
		made.Code = http.StatusBadGateway
	}
	if made.Reason == "" {
		made.Reason = reasonOf(int(made.Code))
	}
	switch {
	case made.Message == "":
		made.Message = "the class API answered " + codeText(code)
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		// Else the client would take it for a word of the kube-apiserver about itself.
		made.Message = shortened("the class API refused: " + made.Message)
	}
	if told.Details != nil {
		made.Details.RetryAfterSeconds = min(max(told.Details.RetryAfterSeconds, 0), maxRetryAfter)
		made.Details.Causes = j.causes(told.Details.Causes)
	}
	return made
}

func (j judgement) causes(told []metav1.StatusCause) []metav1.StatusCause {
	var made []metav1.StatusCause
	for _, cause := range told[:min(len(told), maxCauses)] {
		made = append(made, metav1.StatusCause{
			Type: metav1.CauseType(j.word(string(cause.Type))), Message: j.text(cause.Message), Field: j.text(cause.Field),
		})
	}
	return made
}

// text is a text of the class API on one line, with an end and without a value of the Secret.
func (j judgement) text(told string) string {
	made := strings.Map(graphic, told)
	if j.secret.Holds(told) || j.secret.Holds(made) {
		return hidden
	}
	return shortened(made)
}

func graphic(r rune) rune {
	if unicode.IsGraphic(r) {
		return r
	}
	return ' '
}

func shortened(text string) string {
	const mark = "…"
	if len(text) <= maxMessageBytes {
		return text
	}
	return strings.ToValidUTF8(text[:maxMessageBytes-len(mark)], "") + mark
}

// word is empty when the text is not one word.
func (j judgement) word(told string) string {
	if !isWord(told) || j.secret.Holds(told) {
		return ""
	}
	return told
}

func isWord(text string) bool {
	isNoLetter := func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }
	return len(text) <= maxWordBytes && !strings.ContainsFunc(text, isNoLetter)
}
