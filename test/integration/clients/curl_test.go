// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"connectors.alauda.io/test/integration/harness"
)

func curlRows() []row {
	const forwarded = "curl asks an HTTP proxy for an `http` address in HTTP/1.1, whatever it is told of HTTP/2."
	return []row{
		{name: "`curl --http1.1`", tool: curlTool, use: func(t *testing.T, w *way) { download(t, w, "1.1", "--http1.1") }},
		{name: "`curl --http2`: HTTP/2 over TLS, else HTTP/1.1", tool: curlTool, use: downloadHTTP2},
		{
			name: "`curl --http2-prior-knowledge`", tool: curlTool,
			use: func(t *testing.T, w *way) { download(t, w, "2", "--http2-prior-knowledge") },
			not: map[path]string{forwardHTTP: forwarded},
		},
		{name: "`curl --upload-file`, `Expect: 100-continue`", tool: curlTool, use: upload},
		{name: "`curl --range`", tool: curlTool, use: ranges},
		{name: "`curl --location`, to the same tool", tool: curlTool, use: redirectSame},
		{name: "`curl --location`, to another host", tool: curlTool, use: redirectElsewhere},
	}
}

// newCurl is curl with the arguments that it has on each path. Another host is asked without a proxy.
func newCurl(t *testing.T, w *way) (curl program, args []string) {
	t.Helper()
	curl = program{file: installed(t, "curl"), dir: t.TempDir(), heard: w.hear}
	args = []string{"--disable", "--silent", "--show-error", "--verbose", "--cacert", w.ca, "--output", "body", "--noproxy", "127.0.0.1"}
	if proxy := w.proxyURL("socks5h"); proxy != "" {
		args = append(args, "--proxy", proxy)
	}
	if w.token != "" {
		args = append(args, "--oauth2-bearer", w.token)
	}
	return curl, args
}

// ask runs curl and returns what it writes about the transfer, and the body.
func ask(t *testing.T, w *way, more ...string) (about, body string) {
	t.Helper()
	curl, args := newCurl(t, w)
	about = curl.must(t, append(args, more...)...)
	text, err := os.ReadFile(filepath.Join(curl.dir, "body"))
	if err != nil {
		t.Fatal(err)
	}
	if len(text) < fileSize {
		w.hear(string(text))
	}
	return about, string(text)
}

// original is the digest of the tool's file.
func original(t *testing.T, w *way) string {
	t.Helper()
	_, sum := ask(t, w, "--fail-with-body", w.url+"/digest")
	return sum
}

func download(t *testing.T, w *way, version, option string) {
	about, body := ask(t, w, option, "--fail-with-body", "--write-out", "%{http_version}", w.url+"/file")
	if about != version || digest([]byte(body)) != original(t, w) {
		t.Errorf("HTTP/%s, want %s; %d bytes", about, version, len(body))
	}
}

// downloadHTTP2 offers an upgrade to HTTP/2 where there is no TLS in which to negotiate it, and goes on without.
func downloadHTTP2(t *testing.T, w *way) {
	version := "1.1"
	if w.path.secure() {
		version = "2"
	}
	download(t, w, version, "--http2")
}

func upload(t *testing.T, w *way) {
	content := make([]byte, fileSize)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	about, body := ask(t, w, "--http1.1", "--expect100-timeout", "30", "--upload-file", file,
		"--write-out", "%{http_code}", w.url+"/upload")
	if about != "200" || body != digest(content) {
		t.Errorf("%s: %s", about, body)
	}
	if !strings.Contains(w.heardSoFar(), "< HTTP/1.1 100 ") {
		t.Error("curl was not told to go on")
	}
	if w.path == subresource {
		return // the kube-apiserver tells curl to go on before the tool is asked
	}
	expectUnsent(t, w, file)
}

// expectUnsent has curl upload to where the tool refuses. The proxy gives the tool a second to say so, which it may miss while
// other tests keep this machine busy.
func expectUnsent(t *testing.T, w *way, file string) {
	t.Helper()
	harness.Eventually(t, "an upload that the tool refuses is not sent", func(context.Context) error {
		about, _ := ask(t, w, "--http1.1", "--expect100-timeout", "30", "--upload-file", file,
			"--write-out", "%{http_code} %{size_upload}", w.url+"/refuse")
		code, sent, _ := strings.Cut(about, " ")
		if code != "403" {
			t.Fatalf("code %s, want 403", code)
		}
		if sent != "0" {
			return fmt.Errorf("curl has sent %s bytes", sent)
		}
		return nil
	})
}

func ranges(t *testing.T, w *way) {
	var whole strings.Builder
	for _, part := range []string{"0-999", "1000-1048575", "1048576-"} {
		about, body := ask(t, w, "--range", part, "--write-out", "%{http_code}", w.url+"/file")
		if about != "206" {
			t.Errorf("%s: code %s, want 206", part, about)
		}
		whole.WriteString(body)
	}
	if digest([]byte(whole.String())) != original(t, w) {
		t.Error("the parts are not the whole")
	}
}

func redirectSame(t *testing.T, w *way) {
	about, body := ask(t, w, "--location", "--write-out", "%{http_code}", w.url+"/to/file")
	if about != "200" || digest([]byte(body)) != original(t, w) {
		t.Errorf("code %s, %d bytes", about, len(body))
	}
}

// redirectElsewhere ends at a server that counts credentials.
func redirectElsewhere(t *testing.T, w *way) {
	about, body := ask(t, w, "--location", "--write-out", "%{http_code}", w.url+"/to/elsewhere")
	if about != "200" || body != "elsewhere" {
		t.Errorf("code %s: %s", about, body)
	}
}
