// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"bytes"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"testing"
)

// A tool that goes on after its answer is quoted by net/http in the log. This test fails when the wording changes.
func TestLogFilter(t *testing.T) {
	before := log.Writer()
	t.Cleanup(func() { log.SetOutput(before) })
	for _, filtered := range []bool{false, true} {
		var out bytes.Buffer // the logger writes under its own lock, and is silent when it is read
		log.SetOutput(&out)
		if filtered {
			log.SetOutput(LogFilter(&out))
		}
		ended := make(chan struct{})
		address := serveRaw(t, func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nX-A: "+canary+"\r\n\r\n")
			_, _ = io.Copy(io.Discard, conn) // until the transport has closed it
			close(ended)
		})
		transport, _ := newTestTransports(t, Options{}).For(UseGeneral, "", nil)
		res, err := get(t, transport, address)
		if err != nil || res.StatusCode != http.StatusNoContent {
			t.Fatal(res, err)
		}
		<-ended
		log.Print("something else")
		if text := out.String(); strings.Contains(text, canary) == filtered || !strings.Contains(text, "something else") {
			t.Errorf("filtered %t: the log is %q", filtered, text)
		}
	}
}
