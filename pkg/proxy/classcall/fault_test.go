// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const okJSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

func TestClassAPIsThatDoNotAnswer(t *testing.T) {
	raw := func(speak func(net.Conn)) func(*testing.T) classAPI {
		return func(t *testing.T) classAPI { return startRaw(t, speak) }
	}
	at := func(url string) func(*testing.T) classAPI {
		return func(*testing.T) classAPI { return classAPI{url: url} }
	}
	never := func(http.ResponseWriter, *http.Request) {}
	for _, tt := range []struct {
		name    string
		api     func(*testing.T) classAPI
		code    int
		reason  metav1.StatusReason
		message string
	}{
		// No other process is given this port by chance.
		{"nobody there", at("https://127.0.0.1:1"), 502, "ConnectionRefused", "the class API refused the connection"},
		{"a forbidden address", at("https://127.0.0.2"), 502, "AddressRefused", "the class API's address is not allowed: 127.0.0.2:443"},
		{"the metadata service", at("https://169.254.169.254"), 502, "AddressRefused", "169.254.169.254:443"},
		{"an unknown authority", func(t *testing.T) classAPI {
			return classAPI{url: startTLS(t, true, never).url, roots: x509.NewCertPool()}
		}, 502, "TLSVerificationFailed", "the class API's certificate is signed by an unknown authority"},
		{"another name", func(t *testing.T) classAPI {
			api := startTLS(t, true, never)
			api.url = strings.Replace(api.url, "127.0.0.1", "localhost", 1)
			return api
		}, 502, "TLSVerificationFailed", "not valid for the host"},
		{"no TLS", func(t *testing.T) classAPI {
			server := start(t, http.HandlerFunc(never))
			return classAPI{url: strings.Replace(server.URL, "http:", "https:", 1)}
		}, 502, "TLSHandshakeFailed", "is it an http address?"},
		{"plain http", func(t *testing.T) classAPI { return classAPI{url: start(t, http.HandlerFunc(never)).URL} },
			503, "PlaintextClassAPI", "--allow-plaintext-class-api"},
		{"closes at once", raw(says("")), 502, "ConnectionReset", "the class API closed the connection"},
		{"no HTTP", raw(says(canary + "\r\n\r\n")), 502, "MalformedAnswer", "not valid HTTP"},
		{"a header that is none", raw(says("HTTP/1.1 200 OK\r\n" + canary + "\r\n\r\n")), 502, "MalformedAnswer", "not valid HTTP"},
		{"half a body", raw(says(okJSON + "Content-Length: 100\r\n\r\n{}")), 502, "ConnectionReset", "closed"},
		{"half a body in chunks", raw(says(okJSON + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")), 502, "ConnectionReset", "closed"},
		{"chunks that are none", raw(says(okJSON + "Transfer-Encoding: chunked\r\n\r\n" + canary + "\r\n")), 502, "BadGateway", "not understood"},
		{"half of an error", raw(says("HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\n{}")), 502, "ConnectionReset", "closed"},
		{"another protocol", raw(stalls("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n" + canary)), 502, "MalformedAnswer", "code"},
		{"a flood of 1xx", raw(repeats("", "HTTP/1.1 103 Early Hints\r\nLink: </"+canary+">\r\n\r\n")), 502, "AnswerTooLarge", "1 MiB"},
		{"100 MiB of header", raw(repeats("HTTP/1.1 200 OK\r\n", "X-Filler: "+strings.Repeat("x", 8<<10)+"\r\n")), 502, "AnswerTooLarge", "1 MiB"},
		{"a chunk of extensions", raw(repeats(okJSON+"Transfer-Encoding: chunked\r\n\r\n2;", strings.Repeat("x", 1<<10))), 502, "BadGateway", "not understood"},
		{"chunks of one byte", raw(repeats(okJSON+"Transfer-Encoding: chunked\r\n\r\n", "1;"+strings.Repeat("x", 1<<10)+"\r\n1\r\n")), 502, "BadGateway", "not understood"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, tt.api(t), nil)
			res, body := f.get("/?token=x")
			wantStatus(t, res, body, tt.code, tt.reason, "connector team/tool: ")
			if !strings.Contains(body, tt.message) {
				t.Errorf("%s, want something about %q", body, tt.message)
			}
			if record := <-f.records; record.Reason != string(tt.reason) {
				t.Errorf("record %+v", record)
			}
		})
	}
}

func TestClassAPIsThatAreSlow(t *testing.T) {
	for name, beginning := range map[string]string{
		"no header": "", "half a header": "HTTP/1.1 200 OK\r\nX-A: ", "no body": okJSON + "Content-Length: 2\r\n\r\n",
		"half a body": okJSON + "Content-Length: 2\r\n\r\n{", "half an error": "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{",
		"no chunk": okJSON + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, startRaw(t, stalls(beginning)), func(c *Config, _ *target.Target) { c.Timeout = 200 * time.Millisecond })
			res, body := f.get("/")
			wantStatus(t, res, body, http.StatusGatewayTimeout, "Timeout", "the class API did not answer within 200ms")
		})
	}
	t.Run("a byte now and then, over HTTP/2", func(t *testing.T) {
		t.Parallel()
		api := startTLS(t, true, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, " ")
				_ = http.NewResponseController(w).Flush()
				<-tick.C
			}
		})
		f := newFixture(t, api, func(c *Config, _ *target.Target) { c.Timeout = 200 * time.Millisecond })
		res, body := f.get("/")
		wantStatus(t, res, body, http.StatusGatewayTimeout, "Timeout", "did not answer")
	})
}

func TestPlaintextWhereItIsAllowed(t *testing.T) {
	server := start(t, inJSON(200, "{}"))
	f := newFixture(t, classAPI{url: server.URL}, func(c *Config, _ *target.Target) { c.AllowPlaintext = true })
	if res, body := f.get("/"); res.StatusCode != http.StatusOK || body != "{}" {
		t.Errorf("answer %d, %s", res.StatusCode, body)
	}
}

func TestTransportsThatAreClosed(t *testing.T) {
	transports := newTransports(t, upstream.Options{})
	transports.Close()
	f := newFixture(t, startTLS(t, true, inJSON(200, "{}").ServeHTTP), func(c *Config, _ *target.Target) { c.Transports = transports })
	res, body := f.get("/")
	wantStatus(t, res, body, http.StatusServiceUnavailable, "ServiceUnavailable", "shutting down")
}

func TestAClassAPIThatWantsToKnowItsCaller(t *testing.T) {
	own := anyCertificate(t)
	f := newFixture(t, startDemanding(t, tls.VersionTLS13), func(c *Config, _ *target.Target) {
		c.Transports = newTransports(t, upstream.Options{
			ClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return own, nil },
		})
	})
	if res, body := f.get("/"); res.StatusCode != http.StatusOK {
		t.Errorf("answer %d, %s", res.StatusCode, body)
	}
	// With TLS 1.3 the refusal comes when the request is under way, and may be seen as the end of the connection only.
	f = newFixture(t, startDemanding(t, tls.VersionTLS12), nil)
	res, body := f.get("/")
	wantStatus(t, res, body, http.StatusBadGateway, "TLSHandshakeFailed", "the class API")
}

// A gigabyte is neither read nor held.
func TestGigabytes(t *testing.T) {
	// Far more than what is read, some 10 MiB, or made of it, some 50 MiB, and what waits in the buffers of both sockets, which
	// kernels make as large as they like; far less than a gigabyte.
	const most = 256 << 20
	for name, header := range map[string]map[string]string{
		"announced": {"Content-Type": "application/json", "Content-Length": fmt.Sprint(1 << 30)}, "not announced": {"Content-Type": "application/json"},
	} {
		for _, code := range []int{200, 404} {
			for _, http2 := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s %d http2=%t", name, code, http2), func(t *testing.T) {
					var written atomic.Int64
					api := startTLS(t, http2, func(w http.ResponseWriter, _ *http.Request) {
						for name, value := range header {
							w.Header().Set(name, value)
						}
						w.WriteHeader(code)
						block := []byte(strings.Repeat("[", 32<<10))
						for written.Load() < 1<<30 {
							n, err := w.Write(block)
							written.Add(int64(n))
							if err != nil {
								return
							}
						}
					})
					f := newFixture(t, api, nil)
					var before, after runtime.MemStats
					runtime.ReadMemStats(&before)
					res, body := f.get("/")
					runtime.ReadMemStats(&after)
					if code == http.StatusOK {
						wantStatus(t, res, body, http.StatusBadGateway, "AnswerTooLarge", "larger than it may be")
					} else {
						wantStatus(t, res, body, code, "NotFound", "answered 404")
					}
					if n := written.Load(); n > most {
						t.Errorf("%d bytes were taken", n)
					}
					if held := after.TotalAlloc - before.TotalAlloc; held > most {
						t.Errorf("%d bytes were allocated", held)
					}
				})
			}
		}
	}
}
