// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/refusal"
	"connectors.alauda.io/pkg/target"
	"connectors.alauda.io/pkg/target/fence"
)

const jsonType = "application/json"

// answer is what the client gets of the class API.
type answer struct {
	code   int
	header http.Header
	// body is JSON, empty where there is none.
	body []byte
	// status is what is answered instead of a body where the class API reports an error.
	status *metav1.Status
}

// judgement makes of what a class API sent an answer that may be passed on. It does no I/O.
type judgement struct {
	about  *target.Target
	secret fence.Fence
}

// of gives an error where the class API has broken the rules.
func (j judgement) of(method string, got received) (*answer, error) {
	switch {
	case isSuccess(got.code):
		return j.success(method, got)
	case isFailure(got.code):
		status := j.failure(got)
		return &answer{code: int(status.Code), header: j.passed(got.header), status: status}, nil
	case got.code >= 300 && got.code <= 399:
		return nil, badAnswer("RedirectRefused", "the class API answered with a redirect, which is not followed")
	}
	return nil, badAnswer("MalformedAnswer", "the class API answered with a code that is none of an answer: use those from 200 to 299 and from 400 to 599")
}

func (j judgement) success(method string, got received) (*answer, error) {
	made := &answer{code: got.code, header: j.passed(got.header)}
	if got.code == http.StatusNoContent || method == http.MethodHead {
		return made, nil
	}
	switch {
	case got.tooLarge:
		return nil, badAnswer("AnswerTooLarge", "the answer of the class API is larger than it may be: let it give lists in pages")
	case !isPlain(got.header):
		return nil, badAnswer("MalformedAnswer", "the answer of the class API is compressed, which it was asked not to do")
	case !mayBeJSON(got.header):
		return nil, badAnswer("MalformedAnswer", "the answer of the class API is not JSON: its Content-Type must be "+jsonType)
	case !json.Valid(got.body) || !utf8.Valid(got.body):
		return nil, badAnswer("MalformedAnswer", "the answer of the class API is not valid JSON")
	}
	made.body = got.body
	return made, nil
}

// isPlain says whether a body is as it was before it was encoded for the way.
func isPlain(header http.Header) bool {
	for _, encoding := range header["Content-Encoding"] {
		if !strings.EqualFold(encoding, "identity") {
			return false
		}
	}
	return true
}

// mayBeJSON says whether a body is labelled as JSON, or as what servers make of JSON by themselves when their author gives no
// label: Go says text/plain, others nothing. What the body is, the body shows.
func mayBeJSON(header http.Header) bool {
	types := header["Content-Type"]
	if len(types) == 0 || len(types) == 1 && types[0] == "" {
		return true
	}
	mediaType, _, err := mime.ParseMediaType(types[0])
	if err != nil || len(types) != 1 {
		return false
	}
	switch mediaType {
	case jsonType, "text/json", "text/plain":
		return true
	}
	return strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+json")
}

func (a *answer) write(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	if a.status != nil {
		refusal.Pass(w, r, *a.status, refusal.JSON)
		return
	}
	header.Set("X-Content-Type-Options", "nosniff")
	if a.code != http.StatusNoContent {
		header.Set("Content-Type", jsonType)
	}
	if len(a.body) > 0 {
		header.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.code)
	_, _ = w.Write(a.body) // a client that has gone needs none
}
