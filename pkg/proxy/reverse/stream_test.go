// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestEventsArriveAsTheyAreSent(t *testing.T) {
	next := make(chan struct{})
	tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/known" {
			w.Header().Set("Content-Length", "21")
		}
		for i := range 3 {
			_, _ = fmt.Fprintf(w, "line %d\n", i)
			_ = http.NewResponseController(w).Flush()
			<-next
		}
	}))
	for _, path := range []string{"/watch", "/known"} {
		t.Run(path, func(t *testing.T) {
			f := newFixture(t, tool.URL, bearer())
			f.subresource = true
			res := f.do(f.request(http.MethodGet, path, nil))
			lines := bufio.NewReader(res.Body)
			for i := range 3 {
				line, err := lines.ReadString('\n')
				if err != nil || line != fmt.Sprintf("line %d\n", i) {
					t.Fatalf("%q, %v", line, err)
				}
				next <- struct{}{} // only now does the tool go on
			}
		})
	}
}

func TestUploadArrivesAsItIsSent(t *testing.T) {
	got := make(chan string)
	tool := startServer(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		for lines := bufio.NewScanner(r.Body); lines.Scan(); {
			got <- lines.Text()
		}
		close(got)
	}))
	f := newFixture(t, tool.URL, bearer())
	reader, writer := io.Pipe()
	done := make(chan *http.Response)
	go func() { done <- f.do(f.request(http.MethodPost, "/", reader)) }()
	for i := range 3 {
		_, _ = fmt.Fprintf(writer, "line %d\n", i)
		if line := <-got; line != fmt.Sprintf("line %d", i) {
			t.Errorf("%q", line)
		}
	}
	_ = writer.Close()
	if res := <-done; res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
}

// Both directions at once, over both versions of HTTP.
func TestFullDuplex(t *testing.T) {
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if r.ProtoMajor == 1 {
			_ = control.EnableFullDuplex()
		}
		w.Header().Set("Trailer", "Grpc-Status")
		_ = control.Flush()
		for lines := bufio.NewScanner(r.Body); lines.Scan(); {
			_, _ = fmt.Fprintf(w, "%s\n", lines.Text())
			_ = control.Flush()
		}
		w.Header().Set("Grpc-Status", "0")
	})
	plain := startH2C(t, echo)
	secure, roots := startTLS(t, echo)
	for _, address := range []string{plain.URL, secure.URL} {
		for _, version := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s from HTTP/%d", address[:5], version), func(t *testing.T) {
				f := newFixture(t, address, bearer())
				f.target.Roots, f.target.RootsID = roots, "test"
				f.subresource = true
				if version == 2 {
					f.serveHTTP2()
				}
				reader, writer := io.Pipe()
				req := f.request(http.MethodPost, "/service/Method", reader)
				req.Header.Set("Content-Type", "application/grpc")
				req.Header.Set("Te", "trailers")
				res := f.do(req)
				lines := bufio.NewReader(res.Body)
				for i := range 3 {
					_, _ = fmt.Fprintf(writer, "message %d\n", i)
					if line, err := lines.ReadString('\n'); err != nil || line != fmt.Sprintf("message %d\n", i) {
						t.Fatalf("%q, %v", line, err)
					}
				}
				_ = writer.Close()
				if _, err := io.Copy(io.Discard, lines); err != nil || res.Trailer.Get("Grpc-Status") != "0" || res.ProtoMajor != version {
					t.Errorf("HTTP/%d, %v, trailers %v", res.ProtoMajor, err, res.Trailer)
				}
			})
		}
	}
}

// serveHTTP2 puts the fixture behind TLS and HTTP/2, as the kube-apiserver calls it.
func (f *fixture) serveHTTP2() {
	server := httptest.NewUnstartedServer(f)
	server.EnableHTTP2 = true
	server.StartTLS()
	f.t.Cleanup(server.Close)
	f.front = server
	f.client = server.Client()
}

func TestClientThatLeavesEndsTheToolsWork(t *testing.T) {
	gone := make(chan error)
	tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		gone <- r.Context().Err()
	}))
	for _, version := range []int{1, 2} {
		f := newFixture(t, tool.URL, bearer())
		if version == 2 {
			f.serveHTTP2()
		}
		ctx, cancel := context.WithCancel(t.Context())
		res := f.do(f.request(http.MethodGet, "/", nil).WithContext(ctx))
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("HTTP/%d: %v", version, err)
		}
		_ = res.Body.Close()
	}
}

// An answer that breaks off must not look complete.
func TestBrokenAnswersBreak(t *testing.T) {
	tests := []struct {
		name string
		tool func(net.Conn)
	}{
		{"short of its length", answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")},
		{"without last chunk", answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")},
		{"bad chunk", answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n")},
		{"reset", func(conn net.Conn) {
			answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")(conn)
			_ = conn.(*net.TCPConn).SetLinger(0)
		}},
	}
	for _, tt := range tests {
		for _, version := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s to HTTP/%d", tt.name, version), func(t *testing.T) {
				f := newFixture(t, serveRaw(t, tt.tool), bearer())
				f.subresource = true
				if version == 2 {
					f.serveHTTP2()
				}
				res, err := f.client.Do(f.request(http.MethodGet, "/", nil))
				if err != nil {
					return // broken before the header left our buffer
				}
				defer func() { _ = res.Body.Close() }()
				if body, err := io.ReadAll(res.Body); err == nil && res.StatusCode == http.StatusOK {
					t.Errorf("the client took %q for complete", body)
				}
			})
		}
	}
}

func TestBodilessAnswers(t *testing.T) {
	tests := []struct {
		name, method, answer string
		code                 int
		length               int64
	}{
		{"204", "GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, 0},
		{"304", "GET", "HTTP/1.1 304 Not Modified\r\nEtag: \"a\"\r\n\r\n", 304, 0},
		{"HEAD with length", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n", 200, 42},
		{"empty", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, 0},
		{"HTTP/1.0 until the end", "GET", "HTTP/1.0 200 OK\r\n\r\nbody", 200, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture(t, serveRaw(t, answering(tt.answer)), bearer())
			f.subresource = true
			res := f.do(f.request(tt.method, "/", nil))
			body := readAll(t, res.Body)
			if res.StatusCode != tt.code || res.ContentLength != tt.length || (body != "") != (tt.length < 0) {
				t.Errorf("%d, length %d, %q", res.StatusCode, res.ContentLength, body)
			}
			if _, typed := res.Header["Content-Type"]; typed {
				t.Errorf("Content-Type %q was invented", res.Header.Get("Content-Type"))
			}
		})
	}
}

func TestExpectContinue(t *testing.T) {
	tool := startServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/refuse" {
			w.WriteHeader(http.StatusExpectationFailed)
			return
		}
		_, _ = io.Copy(w, r.Body)
	}))
	f := newFixture(t, tool.URL, bearer())
	exchange := func(path string) (first string, read *bufio.Reader, conn net.Conn) {
		conn, err := net.Dial("tcp", f.front.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		_, _ = fmt.Fprintf(conn, "POST %s%s HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n", publicPath, path)
		read = bufio.NewReader(conn)
		if first, err = read.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		return first, read, conn
	}
	first, read, conn := exchange("/echo")
	if first != "HTTP/1.1 100 Continue\r\n" {
		t.Fatalf("%q before the body", first)
	}
	_, _ = read.ReadString('\n')
	_, _ = io.WriteString(conn, "body")
	res, err := http.ReadResponse(read, nil)
	if err != nil || readAll(t, res.Body) != "body" {
		t.Errorf("%v, %v", res, err)
	}
	// A tool that says nothing to the header is sent the body after a second: what took longer shows nothing, and is asked again.
	const silence, tries = time.Second, 60
	for range tries {
		began := time.Now()
		first, _, _ = exchange("/refuse")
		if strings.HasPrefix(first, "HTTP/1.1 417") {
			return
		}
		if time.Since(began) < silence {
			break
		}
	}
	t.Errorf("%q where the tool does not want the body", first)
}

// A body that the client does not finish must not reach the tool as a whole one.
func TestBrokenUploadsBreak(t *testing.T) {
	ended := make(chan error, 1)
	tool := startServer(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		ended <- err
	}))
	f := newFixture(t, tool.URL, bearer())
	conn, err := net.Dial("tcp", f.front.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = fmt.Fprintf(conn, "POST %s/ HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf", publicPath)
	_ = conn.Close()
	if err := <-ended; err == nil {
		t.Error("the tool took half a body for a whole one")
	}
}

func TestDeadlineOfTheRequest(t *testing.T) {
	tool := startServer(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	f := newFixture(t, tool.URL, bearer())
	f.subresource = true
	inner := f.front.Config.Handler
	f.front.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 50*time.Millisecond)
		defer cancel()
		inner.ServeHTTP(w, r.WithContext(ctx))
	})
	wantStatus(t, f.do(f.request(http.MethodGet, "/", nil)), http.StatusGatewayTimeout, metav1.StatusReasonTimeout)
}

func TestToolsOverTLS(t *testing.T) {
	seen := make(chan sent, 1)
	secure, roots := startTLS(t, record(seen))
	f := newFixture(t, secure.URL, bearer())
	f.subresource = true
	status := wantStatus(t, f.do(f.request(http.MethodGet, "/", nil)), http.StatusBadGateway, "TLSVerificationFailed")
	if !strings.Contains(status.Message, "unknown authority") {
		t.Error(status.Message)
	}
	f.target.Roots, f.target.RootsID = roots, "test"
	if res, _ := f.get("/"); res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
	if got := <-seen; got.Headers.Get("Authorization") != "Bearer "+canary {
		t.Errorf("%+v", got)
	}
}
