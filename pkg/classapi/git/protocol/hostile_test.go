// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package protocol_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/pkg/classapi/git/protocol"
)

// secret is what a server says that must not be repeated.
const secret = "canary-5a3c"

func TestServersThatAnswerBadly(t *testing.T) {
	two2 := versionTwo("ls-refs\n")
	for _, test := range []struct {
		name   string
		server script
		code   int32
		want   string
	}{
		{"a web page", script{contentType: "text/html; charset=utf-8", first: "<html>"}, 502, "a web page"},
		{"a web page instead of references", script{first: two2, secondType: "text/html", second: "<html>"}, 502, "a web page"},
		{"the dumb protocol", script{contentType: "text/plain", first: one + "\trefs/heads/main\n"}, 502, "dumb protocol"},
		{"no media type", script{contentType: ";", first: two2}, 502, "smart HTTP"},
		{"another service", script{first: lines("# service=git-receive-pack\n") + flushPacket}, 502, "another service"},
		{"no flush after the service", script{first: packet("# service=git-upload-pack\n") + packet("x")}, 502, "not begin as smart HTTP"},
		{"refused", script{status: http.StatusForbidden}, 403, "refused"},
		{"compressed", script{header: http.Header{"Content-Encoding": {"gzip"}}, first: two2}, 502, "compressed"},
		{"nothing", script{}, 502, "ended early"},
		{"end within a length", script{first: "00"}, 502, "ended early"},
		{"end within a packet", script{first: "00ffversion"}, 502, "ended early"},
		{"end between references", script{first: two2, second: packet("%s refs/heads/main\n", one)}, 502, "ended early"},
		{"no length", script{first: "zzzz"}, 502, "no valid length"},
		{"a length of 3", script{first: "0003"}, 502, "no valid length"},
		{"a length beyond all bounds", script{first: "ffff" + strings.Repeat("x", 70000)}, 502, "no valid length"},
		{"a marker among capabilities", script{first: greeting() + packet("version 2\n") + "0001"}, 502, "does not belong"},
		{"a marker among references", script{first: two2, second: "0002"}, 502, "does not belong"},
		{"no ls-refs", script{first: versionTwo("fetch\n")}, 501, "does not list"},
		{"no reference", script{first: two2, second: lines("hello")}, 502, "no reference"},
		{"no name of an object", script{first: two2, second: lines("HEAD refs/heads/main")}, 502, "no reference"},
		{"a name in capitals", script{first: two2, second: lines(strings.Repeat("A", 40) + " refs/heads/main")}, 502, "no reference"},
		{"an empty name", script{first: two2, second: lines(one + " ")}, 502, "no valid name"},
		{"an empty packet", script{first: two2, second: "0004" + flushPacket}, 502, "no reference"},
		{"a control character", script{first: two2, second: lines(one + " refs/heads/a\x1bb")}, 502, "no valid name"},
		{"a line feed in a name", script{first: greeting() + lines(one+" refs/heads/a\nb")}, 502, "no valid name"},
		{"a zero byte in a name", script{first: greeting() + lines(one+" HEAD", one+" refs/heads/a\x00b")}, 502, "no valid name"},
		{"a bad tag", script{first: two2, second: lines(one + " refs/tags/v1 peeled:" + secret)}, 502, "points at no object"},
		{"a bad target", script{first: two2, second: lines(one + " HEAD symref-target:\x7f")}, 502, "no valid target"},
		{"an error", script{first: packet("ERR out of %s", secret)}, 502, "reports an error"},
		{"an error that tells of no repository", script{first: packet("ERR Repository Not Found: %s", secret)}, 404, "no such repository"},
		{"an error among references", script{first: two2, second: packet("ERR %s", secret)}, 502, "reports an error"},
		{"endless capabilities", script{first: greeting() + packet("version 2\n"), stream: endless(packet("x=y"))}, 502, "larger than 1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := list(t, serve(t, &test.server), http.DefaultTransport)
			checkStatus(t, err, test.code, test.want)
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("the error repeats what the server said: %v", err)
			}
		})
	}
}

// endless writes something until the other side has had enough.
func endless(text string) func(io.Writer) {
	many := []byte(strings.Repeat(text, 1<<20/len(text)))
	return func(w io.Writer) {
		for {
			if _, err := w.Write(many); err != nil {
				return
			}
		}
	}
}

func TestEndlessReferences(t *testing.T) {
	for _, test := range []struct {
		name   string
		server script
	}{
		{"version 2", script{first: versionTwo("ls-refs\n"), second: packet("%s HEAD", one)}},
		{"version 0", script{first: greeting() + packet("%s HEAD\x00shallow", one)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.server.stream = endless(packet("%s refs/heads/%s\n", one, strings.Repeat("x", 60000)))
			repository, err := protocol.Open(t.Context(), sender(http.DefaultTransport), serve(t, &test.server))
			if err != nil {
				t.Fatal(err)
			}
			defer repository.Close()
			err = repository.References(t.Context(), nil, func(protocol.Reference) error { return nil })
			checkStatus(t, err, http.StatusBadGateway, "larger than 256 MiB")
		})
	}
}

// A server that stops answering is left when the caller's time is up.
func TestServerThatHangs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan struct{})
	server := &script{first: versionTwo("ls-refs\n"), second: packet("%s HEAD\n", one)}
	server.stream = func(w io.Writer) {
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		<-gone
	}
	at := serve(t, server)
	defer close(gone)
	repository, err := protocol.Open(t.Context(), sender(http.DefaultTransport), at)
	if err != nil {
		t.Fatal(err)
	}
	defer repository.Close()
	patience, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	err = repository.References(patience, nil, func(protocol.Reference) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}
