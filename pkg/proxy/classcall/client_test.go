// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"connectors.alauda.io/pkg/target"
)

// startWaiting is a class API that answers when it is told to, or when its client goes. It says who has come and who has gone.
func startWaiting(t *testing.T) (api classAPI, came, gone, answer chan struct{}) {
	t.Helper()
	came, gone, answer = make(chan struct{}, 100), make(chan struct{}, 100), make(chan struct{}, 100)
	api = startTLS(t, true, func(w http.ResponseWriter, r *http.Request) {
		came <- struct{}{}
		select {
		case <-answer:
			inJSON(200, "{}").ServeHTTP(w, r)
		case <-r.Context().Done():
			gone <- struct{}{}
		}
	})
	return api, came, gone, answer
}

// send sends a request, whose code is sent when there is one.
func (f *fixture) send(codes chan<- int) {
	f.t.Helper()
	req := f.request(http.MethodGet, "/", nil)
	go func() {
		if res, err := f.client.Do(req); err == nil {
			_ = res.Body.Close()
			codes <- res.StatusCode
		}
	}()
}

// expectRefused sends a request for which there is no slot.
func (f *fixture) expectRefused(message string) {
	f.t.Helper()
	res, body := f.get("/")
	status := wantStatus(f.t, res, body, http.StatusTooManyRequests, "TooManyRequests", message)
	if status.Details.RetryAfterSeconds != 1 || res.Header.Get("Retry-After") != "1" {
		f.t.Errorf("nobody says when: %s", body)
	}
}

func expectAnswers(t *testing.T, codes <-chan int, n int) {
	t.Helper()
	for range n {
		if code := <-codes; code != http.StatusOK {
			t.Errorf("answer %d", code)
		}
	}
}

func TestSlots(t *testing.T) {
	one, came, _, answer := startWaiting(t)
	other, otherCame, _, otherAnswer := startWaiting(t)
	f := newFixture(t, one, func(c *Config, _ *target.Target) { c.MaxConcurrent = 3 })
	g := newFixture(t, other, nil)
	g.caller, g.user = f.caller, "bob"
	h := newFixture(t, one, nil)
	h.caller, h.target.API, h.user = f.caller, f.target.API, "eve"
	codes := make(chan int, 10)
	f.send(codes)
	<-came
	h.expectRefused("or to this one, are under way: try again") // half of three is one
	g.send(codes)
	<-otherCame
	h.expectRefused("try again")
	answer <- struct{}{}
	expectAnswers(t, codes, 1)
	<-f.records // the slot is free
	h.send(codes)
	<-came
	answer <- struct{}{}
	otherAnswer <- struct{}{}
	expectAnswers(t, codes, 2)
}

// One who keeps class APIs busy leaves slots for others, also to the same class API.
func TestSlotsOfOneUser(t *testing.T) {
	api, came, _, answer := startWaiting(t)
	f := newFixture(t, api, func(c *Config, _ *target.Target) { c.MaxConcurrent = 16 })
	f.user = "ada"
	g := newFixture(t, api, nil)
	g.caller, g.target.API, g.user = f.caller, f.target.API, "bob"
	codes := make(chan int, 10)
	for range 2 { // an eighth of 16
		f.send(codes)
		<-came
	}
	f.expectRefused("or too many of yours, are under way: try again")
	g.send(codes)
	<-came
	for range 3 {
		answer <- struct{}{}
	}
	expectAnswers(t, codes, 3)
	for range 3 { // of the two, and of the one that was refused: the slots are free
		<-f.records
	}
	f.send(codes)
	<-came
	answer <- struct{}{}
	expectAnswers(t, codes, 1)
}

func TestAClientThatGoes(t *testing.T) {
	api, came, gone, _ := startWaiting(t)
	f := newFixture(t, api, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	req := f.request(http.MethodGet, "/", nil).WithContext(ctx)
	go func() {
		res, err := f.client.Do(req)
		if err == nil {
			_ = res.Body.Close()
		}
		ended <- err
	}()
	<-came
	cancel()
	<-gone
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if record := <-f.records; record.Reason != "ClientClosedRequest" {
		t.Errorf("record %+v", record)
	}
}

func TestAClientThatSendsNothing(t *testing.T) {
	api, seen := startEcho(t, true)
	for _, http2 := range []bool{false, true} {
		f := newFixture(t, api, func(c *Config, _ *target.Target) { c.Timeout = 200 * time.Millisecond })
		if http2 {
			f.serveHTTP2()
		}
		body, held := io.Pipe()
		defer held.Close()
		res, text := f.do(f.request(http.MethodPost, "/", body))
		wantStatus(t, res, text, http.StatusRequestTimeout, "Timeout", "the body of the request")
	}
	if len(seen) > 0 {
		t.Error("half a request was sent")
	}
}

func TestABodyThatBreaksOff(t *testing.T) {
	api, seen := startEcho(t, true)
	f := newFixture(t, api, nil)
	conn, err := net.Dial("tcp4", strings.TrimPrefix(f.front.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "POST "+publicPath+"/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
	_ = conn.(*net.TCPConn).CloseWrite()
	if answer, _ := io.ReadAll(conn); !strings.Contains(string(answer), `"code":400`) {
		t.Errorf("answer %s", answer)
	}
	if len(seen) > 0 {
		t.Error("half a request was sent")
	}
	if _, err := f.client.Do(f.request(http.MethodPost, "/", iotest.ErrReader(errors.New("no more")))); err == nil {
		t.Error("an answer to nothing")
	}
}

// A client that does not take its answer loses it, and its slot is free again.
func TestAClientThatTakesNothing(t *testing.T) {
	api := startTLS(t, true, inJSON(200, `"`+strings.Repeat("x", 7<<20)+`"`).ServeHTTP)
	f := newFixture(t, api, func(c *Config, _ *target.Target) { c.Timeout = time.Second })
	conn, err := net.Dial("tcp4", strings.TrimPrefix(f.front.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	_, _ = io.WriteString(conn, "GET "+publicPath+"/ HTTP/1.1\r\nHost: x\r\n\r\n")
	<-f.records
}

// deadlines is a connection to a client on which they can be set.
type deadlines struct {
	*httptest.ResponseRecorder
	read []time.Time
}

func (d *deadlines) SetReadDeadline(at time.Time) error {
	d.read = append(d.read, at)
	return nil
}

// A deadline for a body that is left behind would end the request later on, as if the client had gone.
func TestTheDeadlineOfABodyEndsWithIt(t *testing.T) {
	f := newFixture(t, classAPI{url: "https://127.0.0.1:1"}, nil)
	w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
	body, err := f.caller.readBody(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(bodyOfWrite)))
	if err != nil || string(body) != bodyOfWrite {
		t.Fatal(string(body), err)
	}
	if len(w.read) != 2 || w.read[0].IsZero() || !w.read[1].IsZero() {
		t.Errorf("deadlines %v", w.read)
	}
}
