// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"fmt"
	"io"
	"net/http"
)

// TooLargeError says that an answer of the tool is larger than the limit of Tool.Limited.
type TooLargeError struct {
	// Bytes is the limit.
	Bytes int64
}

// Error implements error.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the tool's answer is larger than %d bytes", e.Bytes)
}

// bounded puts the limit on an answer, and refuses one that says itself that it is larger.
func (t *Tool) bounded(answer *http.Response) (*http.Response, error) {
	if t.limit <= 0 || answer.Request.Method == http.MethodHead {
		return answer, nil
	}
	if answer.ContentLength > t.limit {
		_ = answer.Body.Close()
		return nil, &TooLargeError{Bytes: t.limit}
	}
	answer.Body = &limitedBody{ReadCloser: answer.Body, left: t.limit, limit: t.limit}
	return answer, nil
}

type limitedBody struct {
	io.ReadCloser

	left, limit int64
}

// Read implements io.Reader. One byte more than the limit is asked for, to tell an answer of just that size from a larger one.
func (b *limitedBody) Read(into []byte) (int, error) {
	if b.left < 0 {
		return 0, &TooLargeError{Bytes: b.limit}
	}
	if int64(len(into)) > b.left+1 {
		into = into[:b.left+1]
	}
	n, err := b.ReadCloser.Read(into)
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, &TooLargeError{Bytes: b.limit}
	}
	return n, err
}
