// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/classapi/git/protocol"
)

const (
	advertisement = "application/x-git-upload-pack-advertisement"
	result        = "application/x-git-upload-pack-result"
	flushPacket   = "0000"
)

var (
	one   = strings.Repeat("1", 40)
	two   = strings.Repeat("2", 40)
	three = strings.Repeat("3", 40)
	four  = strings.Repeat("4", 64)
)

// packet writes a pkt-line.
func packet(format string, args ...any) string {
	text := fmt.Sprintf(format, args...)
	return fmt.Sprintf("%04x%s", len(text)+4, text)
}

// lines are packets and the flush after them.
func lines(texts ...string) string {
	var all strings.Builder
	for _, text := range texts {
		all.WriteString(packet("%s", text))
	}
	return all.String() + flushPacket
}

func greeting() string { return lines("# service=git-upload-pack\n") }

func versionTwo(capabilities ...string) string {
	return greeting() + lines(append([]string{"version 2\n"}, capabilities...)...)
}

// script is a server with one answer to the first question and one to the questions after it.
type script struct {
	status                int
	contentType           string
	first                 string
	secondType, second    string
	header                http.Header
	stream                func(io.Writer)
	questions             []string
	firstQuery, firstPath string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	content, answer := s.first, s.contentType
	if answer == "" {
		answer = advertisement
	}
	if r.Method == http.MethodPost {
		question, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		s.questions = append(s.questions, string(question))
		content, answer = s.second, s.secondType
		if answer == "" {
			answer = result
		}
	} else {
		s.firstPath, s.firstQuery = r.URL.Path, r.URL.RawQuery
	}
	for name, values := range s.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", answer)
	if s.status != 0 {
		w.WriteHeader(s.status)
	}
	_, _ = io.WriteString(w, content)
	if s.stream != nil && (r.Method == http.MethodPost || s.second == "") {
		s.stream(w)
	}
}

func serve(t testing.TB, handler http.Handler) *url.URL {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL + "/team/app.git")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func sender(transport http.RoundTripper) protocol.Sender {
	return protocol.Sender{Client: &http.Client{Transport: transport}, Refused: refused}
}

func refused(response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return failure.New(response.StatusCode, "Refused", "refused")
}

// listed is a reference as the tests write it.
type listed struct{ name, id, peeled, symref string }

func list(t testing.TB, at *url.URL, transport http.RoundTripper, prefixes ...string) ([]listed, error) {
	t.Helper()
	repository, err := protocol.Open(t.Context(), sender(transport), at)
	if err != nil {
		return nil, err
	}
	defer repository.Close()
	var all []listed
	err = repository.References(t.Context(), prefixes, func(r protocol.Reference) error {
		all = append(all, listed{string(r.Name), string(r.ID), string(r.Peeled), string(r.SymrefTarget)})
		return nil
	})
	return all, err
}

// checkStatus makes sure that an error is one of the code whose message has the text.
func checkStatus(t testing.TB, err error, code int32, text string) {
	t.Helper()
	var status *apierrors.StatusError
	if !errors.As(err, &status) {
		t.Fatalf("error %v, want a Status with code %d", err, code)
	}
	if status.ErrStatus.Code != code || !strings.Contains(status.ErrStatus.Message, text) {
		t.Errorf("code %d, message %q; want code %d and %q", status.ErrStatus.Code, status.ErrStatus.Message, code, text)
	}
}
