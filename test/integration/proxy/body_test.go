// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func echoBody(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "reading: "+err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("X-Content-Length", strconv.FormatInt(r.ContentLength, 10))
	w.Header().Set("X-Transfer-Encoding", strings.Join(r.TransferEncoding, ","))
	w.Header().Set("X-Trailer", r.Trailer.Get("X-Sum"))
	w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
	_, _ = w.Write(body)
}

// unsized hides the length of a body, so that it is sent in chunks.
type unsized struct{ io.Reader }

func TestBodies(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, echoBody)
	connector := r.newConnector(t, tl.URL)
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	for _, test := range []struct {
		name, contentType string
		body              []byte
		unsized           bool
		length            string
	}{
		{name: "empty", length: "0"},
		{name: "text", body: []byte("hello"), contentType: "text/plain", length: "5"},
		{name: "JSON that looks like an object of ours", contentType: "application/json", length: "43",
			body: []byte(`{"kind":"Status","apiVersion":"v1","code":1}`)[:43]},
		{name: "bytes", body: []byte{0, 1, 2, 0xff, '\r', '\n'}, contentType: "application/octet-stream", length: "6"},
		{name: "page", body: []byte("<html><a href=\"/x\">x</a></html>"), contentType: "text/html", length: "31"},
		{name: "1 MiB", body: large, contentType: "application/octet-stream", length: "1048576"},
		{name: "1 MiB in chunks", body: large, unsized: true, contentType: "application/octet-stream", length: "-1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
					var body io.Reader = bytes.NewReader(test.body)
					if test.unsized {
						body = unsized{body}
					}
					got := r.send(t, by, connector, call{
						method: method, rest: "/", body: body, header: http.Header{"Content-Type": {test.contentType}},
					})
					if got.StatusCode != http.StatusOK || !bytes.Equal(got.body, test.body) {
						t.Fatalf("%s: answer %d of %d bytes, want %d: %s", method, got.StatusCode, len(got.body), len(test.body), clip(got.body))
					}
					if length := got.Header.Get("X-Content-Length"); length != test.length {
						t.Errorf("%s: the tool saw the length %s, want %s", method, length, test.length)
					}
				}
			})
		})
	}
}

// Answers without a body keep the headers that speak of one.
func TestAnswersWithoutBody(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Etag", "\"x\"")
		switch r.URL.Path {
		case "/204":
			w.WriteHeader(http.StatusNoContent)
		case "/304":
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", "5")
			_, _ = w.Write([]byte("hello"))
		}
	})
	connector := r.newConnector(t, tl.URL)
	for _, test := range []struct {
		name, method, rest string
		code               int
		length             string
	}{
		{"HEAD", http.MethodHead, "/", http.StatusOK, "5"},
		{"204", http.MethodDelete, "/204", http.StatusNoContent, ""},
		{"304", http.MethodGet, "/304", http.StatusNotModified, ""},
		{"HEAD of a 304", http.MethodHead, "/304", http.StatusNotModified, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				got := r.send(t, by, connector, call{method: test.method, rest: test.rest})
				if got.StatusCode != test.code || len(got.body) != 0 || got.Header.Get("Etag") != "\"x\"" {
					t.Errorf("answer %d, %v: %s", got.StatusCode, got.Header, clip(got.body))
				}
				if length := got.Header.Get("Content-Length"); length != test.length {
					t.Errorf("Content-Length %q, want %q", length, test.length)
				}
			})
		})
	}
}

// The trailers of answers pass, by the rules of headers. Those of requests end at the kube-apiserver, which announces them
// and forgets them; at our own port they pass.
func TestTrailers(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "X-Sum, Www-Authenticate")
		echoBody(w, r)
		w.Header().Set("X-Sum", "of the answer")
		w.Header().Set("Www-Authenticate", "Basic")
		w.Header().Set(http.TrailerPrefix+"X-Late", "unannounced")
	})
	connector := r.newConnector(t, tl.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		req, err := r.request(t.Context(), by, connector, call{method: http.MethodPost, rest: "/"})
		if err != nil {
			t.Fatal(err)
		}
		req.Trailer = http.Header{"X-Sum": nil, "X-Remote-User": nil}
		req.Body = io.NopCloser(&atEnd{Reader: strings.NewReader("hello"), then: func() {
			req.Trailer.Set("X-Sum", "of the request")
			req.Trailer.Set("X-Remote-User", "mallory")
		}})
		res, err := by.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil || string(body) != "hello" {
			t.Fatalf("body %q (error %v)", body, err)
		}
		if sum := res.Header.Get("X-Trailer"); sum != "of the request" && !by.aggregated {
			t.Errorf("the tool got the trailer %q", sum)
		}
		if res.Trailer.Get("X-Sum") != "of the answer" || res.Trailer.Get("X-Late") != "unannounced" {
			t.Errorf("the client got the trailers %v", res.Trailer)
		}
		if _, ok := res.Trailer["Www-Authenticate"]; ok {
			t.Errorf("a trailer was passed that is no header to pass: %v", res.Trailer)
		}
	})
}

// atEnd calls then before it says that there is no more.
type atEnd struct {
	io.Reader
	then func()
}

func (r *atEnd) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		r.then()
	}
	return n, err
}

// A compressed answer is neither unpacked nor packed anew, whatever the client accepts.
func TestCompressedAnswers(t *testing.T) {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write(bytes.Repeat([]byte("<html>hello</html>"), 20000)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("X-Accepted", r.Header.Get("Accept-Encoding"))
		_, _ = w.Write(packed.Bytes())
	})
	plain := newTool(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte("\"" + strings.Repeat("x", 1<<20) + "\""))
	})
	connector, plainConnector := r.newConnector(t, tl.URL), r.newConnector(t, plain.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		for _, accepted := range []string{"gzip", "gzip, br", ""} {
			got := r.send(t, by, connector, call{rest: "/", header: http.Header{"Accept-Encoding": {accepted}}})
			if !bytes.Equal(got.body, packed.Bytes()) || got.Header.Get("Content-Encoding") != "gzip" {
				t.Errorf("Accept-Encoding %q: other bytes: %d instead of %d, %v", accepted, len(got.body), packed.Len(), got.Header)
			}
			if got.Header.Get("X-Accepted") != accepted {
				t.Errorf("the tool saw Accept-Encoding %q, want %q", got.Header.Get("X-Accepted"), accepted)
			}
		}
		got := r.send(t, by, plainConnector, call{rest: "/", header: http.Header{"Accept-Encoding": {"gzip"}}})
		if len(got.body) != 1<<20+2 || got.Header.Get("Content-Encoding") != "" {
			t.Errorf("an answer was packed: %d bytes, %v", len(got.body), got.Header)
		}
	})
}
