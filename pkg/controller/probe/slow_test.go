// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// notWaited is less than the time that probes of tests have, and much more than what is not waited for takes.
const notWaited = 40 * time.Second

// stall reads and answers with a beginning, then waits until the other side gives up.
func stall(beginning string) func(net.Conn) {
	return func(conn net.Conn) {
		buffer := make([]byte, 4<<10)
		_, _ = conn.Read(buffer)
		_, _ = io.WriteString(conn, beginning)
		_, _ = io.Copy(io.Discard, conn)
	}
}

func TestToolsThatDoNotAnswer(t *testing.T) {
	const body = `http: {path: /x, response: {cel: 'response.bodyString != "x"'}}`
	const plain = `http: {path: /x}`
	raw := func(tool func(net.Conn)) func(*testing.T) string {
		return func(t *testing.T) string { return serveRaw(t, tool) }
	}
	secure := func(tool func(net.Conn)) func(*testing.T) string {
		return func(t *testing.T) string { return strings.Replace(serveRaw(t, tool), "http:", "https:", 1) }
	}
	// Who waits in vain has time enough for the part of the answer that comes, on a busy machine too, and more of it where the
	// message tells of that part.
	const timeout, late = 3 * time.Second, "the tool did not answer within 3 s"
	const longer, later = 10 * time.Second, "the tool did not answer within 10 s"
	tests := []struct {
		name    string
		tool    func(*testing.T) string
		probe   string
		outcome Outcome
		message string
	}{
		{"never accepts", func(t *testing.T) string { return "http://" + listen(t, "127.0.0.1").Addr().String() }, plain, ConnectionFailed, "GET ADDRESS/x: " + late},
		{"hangs after accept", raw(stall("")), plain, ConnectionFailed, late},
		{"hangs in TLS", secure(stall("")), plain, ConnectionFailed, late},
		{"hangs in the header", raw(stall("HTTP/1.1 200 OK\r\nX-A: b")), plain, ConnectionFailed, late},
		{"hangs in the body", raw(stall("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")), body, ConnectionFailed, "GET ADDRESS/x: answered 200 OK, but its body did not come whole: " + later},
		{"hangs in a body that nobody looks at", raw(stall("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")), plain, Good, ""},
		{"hangs in a body without length", raw(stall("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")), plain, Good, ""},
		{"hangs in the body of a redirect", raw(stall("HTTP/1.1 302 Found\r\nLocation: /y\r\nContent-Length: 9\r\n\r\nabc")), plain, ConnectionFailed, late},
		{"endless body, one byte after another", raw(func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 4<<10))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for range tick.C {
				if _, err := conn.Write([]byte("x")); err != nil {
					return
				}
			}
		}), body, ConnectionFailed, late},
		{"nothing listens", func(*testing.T) string { return "http://127.0.0.1:1" }, plain, ConnectionFailed, "the tool refused the connection"},
		{"resets", raw(func(conn net.Conn) { _ = conn.(*net.TCPConn).SetLinger(0) }), plain, ConnectionFailed, "the tool closed the connection"},
		{"ends within the body", raw(func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 4<<10))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
		}), body, ConnectionFailed, "but its body did not come whole: the tool closed the connection"},
		{"unknown host", func(*testing.T) string { return "http://nobody.example" }, plain, ConnectionFailed, "the host of the tool's address could not be resolved"},
		{"forbidden", func(*testing.T) string { return "http://127.0.0.2:1" }, plain, ConnectionFailed, "127.0.0.2:1 may not be dialled: it is a loopback address"},
		{"no HTTP", raw(stall("SSH-2.0-" + canary + "\r\n\r\n")), plain, Failed, "the tool's answer is not valid HTTP"},
		{"broken chunks", raw(stall("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")), body, ConnectionFailed, "answered 200 OK, but its body did not come whole: the tool"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			address := tt.tool(t)
			runner := newRunner(t, func(o *Options) {
				switch {
				case strings.HasSuffix(tt.message, late):
					o.Timeout = timeout
				case strings.HasSuffix(tt.message, later):
					o.Timeout = longer
				}
			})
			started := time.Now()
			expect(t, run(t, runner, tt.probe, newInput(t, address)), tt.outcome, tt.message, address)
			if took := time.Since(started); took > notWaited {
				t.Errorf("the probe took %s", took)
			}
		})
	}
}

// due is a context whose time is over, and whose timer has not fired yet.
type due struct{ context.Context }

func (due) Deadline() (time.Time, bool) { return time.Now(), true }

// A tool that cannot be connected to in time is told of in the same words, whichever timer is the first: another message would be
// another status.
func TestDialerThatGivesUpFirst(t *testing.T) {
	runner := newRunner(t, func(o *Options) { o.Timeout = 7 * time.Second })
	refused := &sendError{&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}}
	if outcome, message := runner.failure(due{t.Context()}, refused); outcome != ConnectionFailed || message != "the tool did not answer within 7 s" {
		t.Errorf("%s %q", outcome, message)
	}
	if _, message := runner.failure(t.Context(), refused); message != "the connection to the tool timed out" {
		t.Errorf("a dialer that has less time than the probe: %q", message)
	}
}

// What comes after the header of a judged answer is not worth waiting for.
func TestJudgedAnswersAreNotWaitedFor(t *testing.T) {
	for _, framing := range []string{"Content-Length: 9", "Transfer-Encoding: chunked"} {
		address := serveRaw(t, stall("HTTP/1.1 200 OK\r\n"+framing+"\r\n\r\n"))
		started := time.Now()
		expect(t, run(t, newRunner(t, nil), `http: {path: /}`, newInput(t, address)), Good, "", "")
		if took := time.Since(started); took > notWaited {
			t.Errorf("%s: the probe took %s", framing, took)
		}
	}
}

// A connection whose answers are short carries the next probe as well. One is given up where this machine stood still.
func TestConnectionsAreUsedAgain(t *testing.T) {
	const probes = 20
	ports := map[string]bool{}
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		ports[r.RemoteAddr] = true
		_, _ = w.Write(make([]byte, 3<<10))
	})
	runner := newRunner(t, nil)
	for range probes {
		expect(t, run(t, runner, `http: {path: /}`, newInput(t, address)), Good, "", "")
	}
	if len(ports) > probes/2 {
		t.Errorf("%d probes took %d connections", probes, len(ports))
	}
}

func TestCancelledProbesSayNothingOfTheTool(t *testing.T) {
	for name, beginning := range map[string]string{
		"before the answer": "", "within the body": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			address := serveRaw(t, func(conn net.Conn) {
				_, _ = conn.Read(make([]byte, 4<<10))
				_, _ = io.WriteString(conn, beginning)
				cancel()
				_, _ = io.Copy(io.Discard, conn)
			})
			plan := parse(t, `http: {path: /, response: {cel: 'response.bodyString == "x"'}}`).Plan(t.Context(), newInput(t, address))
			runner := newRunner(t, nil)
			expect(t, runner.Run(ctx, plan), Cancelled, wasCancelled, "")
			expect(t, runner.Run(ctx, plan), Cancelled, wasCancelled, "")
		})
	}
	t.Run("the controller stops", func(t *testing.T) {
		runner := newRunner(t, nil)
		runner.options.Tools.Close()
		expect(t, run(t, runner, `http: {path: /}`, newInput(t, "http://127.0.0.1:1")), Cancelled, wasCancelled, "")
	})
}

// A tool that sends 1 GiB is stopped after what an expression may look at, and what the sockets buffer.
func TestLargeAnswers(t *testing.T) {
	for probe, want := range map[string]Outcome{
		`http: {path: /}`: Good,
		`http: {path: /, response: {cel: 'response.bodyString == ""'}}`:  Failed,
		`http: {path: /, response: {cel: 'response.statusCode == 200'}}`: Good,
	} {
		var sent atomic.Int64
		done := make(chan struct{})
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			defer close(done)
			block := make([]byte, 1<<20)
			for range 1 << 10 {
				n, err := w.Write(block)
				sent.Add(int64(n))
				if err != nil {
					return
				}
			}
		})
		expect(t, run(t, newRunner(t, nil), probe, newInput(t, address)), want, "", address)
		<-done
		if sent.Load() > 64<<20 {
			t.Errorf("%s: the tool sent %d bytes", probe, sent.Load())
		}
	}
}

func TestLargeHeaders(t *testing.T) {
	address := serveRaw(t, func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 4<<10))
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
		for range 100 << 10 {
			if _, err := io.WriteString(conn, "X-A: "+strings.Repeat(canary, 64)+"\r\n"); err != nil {
				return
			}
		}
	})
	got := run(t, newRunner(t, nil), `http: {path: /}`, newInput(t, address))
	expect(t, got, Failed, "the header of the tool's answer is larger than 1 MiB", address)
}

// Nothing asks for compression, and what comes compressed stays so.
func TestCompressedAnswersStayCompressed(t *testing.T) {
	var bomb bytes.Buffer
	packer := gzip.NewWriter(&bomb)
	for range 8 {
		_, _ = packer.Write(make([]byte, 1<<20))
	}
	_ = packer.Close()
	var accepts []string
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		accepts = r.Header["Accept-Encoding"]
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb.Bytes())
	})
	got := run(t, newRunner(t, nil), `http: {path: /, response: {cel: 'response.bodyString.size() < 100000 && response.headers["Content-Encoding"] == ["gzip"]'}}`, newInput(t, address))
	expect(t, got, Good, "", address)
	if len(accepts) > 0 {
		t.Errorf("the probe accepts %q", accepts)
	}
}
