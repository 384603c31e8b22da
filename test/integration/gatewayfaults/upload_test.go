// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gatewayfaults

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A tool that refuses a large upload before it has arrived is heard, and the client need not send the rest.
func TestEarlyAnswerToAnUpload(t *testing.T) {
	t.Parallel()
	r := newRoom(t)
	connector := r.connect(t, newTool(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
	}).URL)
	for version, upload := range map[string]func(t *testing.T, connector string, known bool) *http.Response{http1: r.uploadRaw, h2c: r.upload} {
		for _, known := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, length known %v", version, known), func(t *testing.T) {
				response := upload(t, connector, known)
				defer func() { _ = response.Body.Close() }()
				text, err := io.ReadAll(response.Body)
				if err != nil || response.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(text), "too large") {
					t.Errorf("answer %d: %q (error %v)", response.StatusCode, text, err)
				}
			})
		}
	}
}

// uploadSize is that of a body of which next to nothing is taken.
const uploadSize = 1 << 30

func (r room) upload(t *testing.T, connector string, known bool) *http.Response {
	t.Helper()
	request, err := r.request(t.Context(), first, http.MethodPut, connector, "/large", io.LimitReader(zeros{}, uploadSize))
	if err != nil {
		t.Fatal(err)
	}
	if known {
		request.ContentLength = uploadSize
	}
	response, err := newClient(t, h2c).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// uploadRaw is a client of HTTP/1.1 that looks at the answer whatever becomes of its body: the proxy closes the connection half a
// second after it, and the library's client, where it did not run meanwhile, may tell of that in place of the answer.
func (r room) uploadRaw(t *testing.T, connector string, known bool) *http.Response {
	t.Helper()
	conn := first.dial(t)
	const size = 32 << 10
	length, chunk := fmt.Sprintf("Content-Length: %d", uploadSize), strings.Repeat("\x00", size)
	if !known {
		length, chunk = "Transfer-Encoding: chunked", fmt.Sprintf("%x\r\n%s\r\n", size, chunk)
	}
	go sendForEver(conn, fmt.Sprintf("PUT %s/large HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n%s\r\n\r\n",
		r.pathOf(connector), r.token, length), chunk)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
