// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"net"
	"strings"
	"testing"
)

func TestParseRun(t *testing.T) {
	const good = `{"requests":100,"bytes":2097152,"microseconds":2000000,"failed":0}`
	for _, test := range []struct{ name, output, problem string }{
		{"a summary after the usual output", "Running 2s test\n  Requests/sec: 50\n\n" + good + "\n", ""},
		{"no summary", "unable to connect", "no summary"},
		{"nothing", "", "no summary"},
		{"failures", `{"requests":100,"bytes":1,"microseconds":1,"failed":3}`, "3 requests failed"},
		{"no answer", `{"requests":0,"bytes":0,"microseconds":1,"failed":0}`, "no request was answered"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := parseRun([]byte(test.output))
			if test.problem != "" {
				if err == nil || !strings.Contains(err.Error(), test.problem) {
					t.Errorf("error %v, want %q", err, test.problem)
				}
				return
			}
			if err != nil || r.rate() != 50 || r.mebibytes() != 1 {
				t.Errorf("%+v, error %v; want 50 requests and 1 MiB per second", r, err)
			}
		})
	}
}

func TestWireReadsAnswers(t *testing.T) {
	for _, test := range []struct{ name, answer, problem string }{
		{"one of the right length", "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-length: 4\r\n\r\nbody", ""},
		{"one of another length", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbod", "3 bytes, want 4"},
		{"one without a length", "HTTP/1.1 200 OK\r\n\r\nbody", "-1 bytes, want 4"},
		{"a refusal", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\n\r\nbody", "401 Unauthorized"},
		{"one that breaks off", "HTTP/1.1 200 OK\r\nContent-Le", "EOF"},
		{"a body that breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbo", "EOF"},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, server := net.Pipe()
			go func() {
				defer server.Close()
				if _, err := bufio.NewReader(server).ReadString('\n'); err != nil {
					return
				}
				// The rest of the request, and an answer that nobody reads to its end, do not matter here.
				go func() { _, _ = bufio.NewReader(server).WriteTo(discard{}) }()
				_, _ = server.Write([]byte(test.answer))
			}()
			err := newWire(client, side{host: "tool", token: "token"}, pathSmall).ask(4)
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("error %v, want %q", err, test.problem)
			}
		})
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

func TestGauge(t *testing.T) {
	metrics := []byte("# TYPE go_goroutines gauge\ngo_goroutines_total 3\ngo_goroutines 42\n")
	if got, err := gauge(metrics, "go_goroutines"); err != nil || got != 42 {
		t.Errorf("got %v, error %v, want 42", got, err)
	}
	if _, err := gauge(metrics, "missing"); err == nil {
		t.Error("a metric that is missing was found")
	}
}

func TestConfigurationsOfNginx(t *testing.T) {
	for name, servers := range map[string]int{"tool.conf": 1, "peer.conf": 2} {
		text, err := configuration(name, map[string]any{
			"Dir": "/dir", "Files": "/files", "Tool": "127.0.0.1:1", "Authorization": authorization(), "Root": false,
			"Addresses": []string{"127.0.0.1:2", "127.0.0.1:3"}[:servers],
		})
		if err != nil || strings.Contains(text, "<no value>") || strings.Count(text, "listen ") != servers {
			t.Errorf("%s: error %v:\n%s", name, err, text)
		}
	}
}

// What is missing is said with how to get it.
func TestMissingPrograms(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := requireTools()
	if err == nil || !strings.Contains(err.Error(), "apt-get install wrk") {
		t.Errorf("error %v, want one that says how to install wrk", err)
	}
}
