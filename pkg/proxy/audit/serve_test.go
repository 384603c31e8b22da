// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"
	"time"
)

func text(n int) string { return strings.Repeat("x", n) }

// ask sends a request and reads the answer, which may break off.
func ask(t *testing.T, client *http.Client, request *http.Request) int {
	t.Helper()
	response, err := client.Do(request)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// served are handlers and what is to be said of what they do.
func served() []struct {
	name, method, body string
	handle             http.HandlerFunc
	want               Entry
} {
	return []struct {
		name, method, body string
		handle             http.HandlerFunc
		want               Entry
	}{
		{"an answer", "GET", "", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, text(5))
		}, Entry{Status: 404, ResponseBytes: 5}},
		{"nothing is said", "GET", "", func(http.ResponseWriter, *http.Request) {}, Entry{Status: 200}},
		{"a body without a header", "GET", "", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, text(70_000))
		}, Entry{Status: 200, ResponseBytes: 70_000}},
		{"a header alone", "GET", "", func(w http.ResponseWriter, _ *http.Request) {
			_ = http.NewResponseController(w).Flush()
			w.WriteHeader(http.StatusTeapot) // too late
		}, Entry{Status: 200}},
		{"HEAD", "HEAD", "", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, text(5000))
		}, Entry{Status: 200}},
		{"a body that is read", "POST", text(50_000), func(w http.ResponseWriter, r *http.Request) {
			sent, _ := io.ReadAll(r.Body)
			_, _ = w.Write(sent)
		}, Entry{Status: 200, RequestBytes: 50_000, ResponseBytes: 50_000}},
		{"a body of which nothing is read", "PUT", text(10), func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
		}, Entry{Status: 403}},
		{"early hints", "GET", "", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusNoContent)
		}, Entry{Status: 204}},
		{"deadlines and full duplex", "POST", text(10), func(w http.ResponseWriter, r *http.Request) {
			control := http.NewResponseController(w)
			if err := control.SetReadDeadline(time.Time{}); err != nil {
				w.WriteHeader(http.StatusInternalServerError)
			}
			if err := control.EnableFullDuplex(); err != nil && r.ProtoMajor == 1 {
				w.WriteHeader(http.StatusInternalServerError)
			}
		}, Entry{Status: 200}},
		{"an answer that breaks off", "GET", "", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusOK)
			_, _ = io.WriteString(w, text(5))
			panic(http.ErrAbortHandler)
		}, Entry{Status: 200, ResponseBytes: 5, Aborted: true}},
		{"a panic before the answer", "GET", "", func(http.ResponseWriter, *http.Request) {
			panic("by intention")
		}, Entry{Aborted: true}},
		{"a method of its own", "BREW", "", func(http.ResponseWriter, *http.Request) {}, Entry{Status: 200}},
	}
}

func TestRequests(t *testing.T) {
	for _, protocol := range protocols {
		for _, test := range served() {
			t.Run(protocol+"/"+test.name, func(t *testing.T) {
				sink := newCollected(t)
				client, url := serve(t, protocol, newAuditor(t, sink).Wrap(test.handle))
				var body io.Reader
				if test.body != "" {
					body = strings.NewReader(test.body)
				}
				request, err := http.NewRequestWithContext(t.Context(), test.method, url+"/a%2Fb/c?query=1", body)
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("User-Agent", "test")
				before := time.Now()
				code := ask(t, client, request)
				got := sink.next()
				if !test.want.Aborted && code != test.want.Status {
					t.Errorf("the client got %d", code)
				}
				if got.Status != test.want.Status || got.Aborted != test.want.Aborted ||
					got.RequestBytes != test.want.RequestBytes || got.ResponseBytes != test.want.ResponseBytes {
					t.Errorf("%+v, want %+v", got, test.want)
				}
				host := strings.SplitN(url, "://", 2)[1]
				if got.Mode != ModeReverse || got.Method != test.method || got.Host != host || got.Path != "/a%2Fb/c" ||
					got.UserAgent != "test" || !strings.HasPrefix(got.Client, "127.0.0.1:") || got.Protocol != wireName(protocol) {
					t.Errorf("%+v", got)
				}
				if got.Time.Before(before.Add(-time.Second)) || got.DurationSeconds < 0 || got.DurationSeconds > time.Since(before).Seconds() {
					t.Errorf("from %s for %f s", got.Time, got.DurationSeconds)
				}
			})
		}
	}
}

func wireName(protocol string) string {
	if protocol == "HTTP/1.1" {
		return protocol
	}
	return "HTTP/2.0"
}

// "100 Continue" is sent when the handler reads, and is not the answer.
func TestContinue(t *testing.T) {
	sink := newCollected(t)
	client, url := serve(t, "HTTP/1.1", newAuditor(t, sink).Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
	})))
	client.Transport.(*http.Transport).ExpectContinueTimeout = time.Hour
	var continued bool
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(code int, _ textproto.MIMEHeader) error { continued = code == http.StatusContinue; return nil },
	})
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, url, strings.NewReader(text(100)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Expect", "100-continue")
	code := ask(t, client, request)
	if got := sink.next(); !continued || code != http.StatusCreated || got.Status != code || got.RequestBytes != 100 {
		t.Errorf("continued: %t, %d, %+v", continued, code, got)
	}
}

func TestClientThatGoes(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			sink, arrived := newCollected(t), make(chan struct{})
			client, url := serve(t, protocol, newAuditor(t, sink).Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				close(arrived)
				<-r.Context().Done()
			})))
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
			if err != nil {
				t.Fatal(err)
			}
			leaving, leave := newLeaving(request)
			go func() {
				<-arrived
				leave()
			}()
			ask(t, client, leaving)
			if got := sink.next(); !got.Aborted || got.Status != 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func newLeaving(request *http.Request) (*http.Request, func()) {
	ctx, leave := context.WithCancel(request.Context())
	return request.WithContext(ctx), leave
}

// A process that ends waits for the lines of what is still under way.
func TestWait(t *testing.T) {
	sink, finish := newCollected(t), make(chan struct{})
	auditor := newAuditor(t, sink)
	arrived := make(chan struct{})
	client, url := serve(t, "HTTP/1.1", auditor.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(arrived)
		<-finish
	})))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	go ask(t, client, request)
	<-arrived
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if err := auditor.Wait(impatient); err == nil || !strings.Contains(err.Error(), "1 requests have not ended") {
		t.Errorf("error %v", err)
	}
	close(finish)
	if err := auditor.Wait(t.Context()); err != nil || len(sink.lines) != 1 {
		t.Errorf("%d lines are there (%v)", len(sink.lines), err)
	}
}
