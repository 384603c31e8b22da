// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"k8s.io/streaming/pkg/httpstream"
	"k8s.io/streaming/pkg/httpstream/spdy"
)

// echoMessages answers each WebSocket message with itself.
func echoMessages(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{Subprotocols: []string{"echo"}, CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	for {
		kind, message, err := conn.ReadMessage()
		if err != nil || conn.WriteMessage(kind, message) != nil {
			return
		}
	}
}

func (by way) dial(t *testing.T, target string, header http.Header) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	config := by.tls.Clone()
	config.NextProtos = []string{"http/1.1"}
	dialer := websocket.Dialer{TLSClientConfig: config, HandshakeTimeout: time.Minute, Subprotocols: []string{"echo"}}
	return dialer.DialContext(t.Context(), strings.Replace(target, "https:", "wss:", 1), header)
}

func TestWebSocket(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, echoMessages)
	credential := newCredential()
	connector := r.newConnectorWith(t, tl.URL+"/base", bearerAuth, r.newSecret(t, bearerAuth, credential))
	message := bytes.Repeat([]byte("0123456789"), 100_000)
	r.eachWay(t, func(t *testing.T, by way) {
		conn, res, err := by.dial(t, by.host+proxyPath(connector)+"/ws/?b=2&a=1", http.Header{
			"Authorization": {"Bearer " + r.token}, "Cookie": {"a=b"}, "Origin": {"https://example.com"},
		})
		if err != nil {
			t.Fatalf("%v: %v", err, res)
		}
		defer func() { _ = conn.Close() }()
		last := tl.last(t)
		query := "b=2&a=1"
		if by.aggregated {
			query = "a=1&b=2"
		}
		if last.uri != "/base/ws/?"+query || last.header.Get("Authorization") != "Bearer "+credential || last.header.Get("Cookie") != "" {
			t.Errorf("the tool got %s, cookie %q", last.uri, last.header.Get("Cookie"))
		}
		if res.Header.Get("Sec-Websocket-Protocol") != "echo" {
			t.Errorf("the subprotocol is lost: %v", res.Header)
		}
		for _, sent := range [][]byte{[]byte("hello"), {}, message} {
			if err := conn.WriteMessage(websocket.BinaryMessage, sent); err != nil {
				t.Fatal(err)
			}
			if _, got, err := conn.ReadMessage(); err != nil || !bytes.Equal(got, sent) {
				t.Fatalf("%d bytes came back of %d (error %v)", len(got), len(sent), err)
			}
		}
	})
}

// An upgrade opens a tunnel through which anything may be done: it needs more than to get.
func TestUpgradeNeedsCreate(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, echoMessages)
	connector := r.newConnector(t, tl.URL)
	reader := stack.ServiceAccount(t, r.namespace)
	stack.Allow(t, reader, rule("connectors", nil, "get"), rule("connectors/proxy", nil, "get"))
	r.eachWay(t, func(t *testing.T, by way) {
		_, res, err := by.dial(t, by.host+proxyPath(connector)+"/", http.Header{"Authorization": {"Bearer " + reader.Token}})
		if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("the upgrade: %v, %v", err, res)
		}
		if tl.count() != 0 {
			t.Errorf("the tool got %v", tl.last(t))
		}
	})
}

// A tool that does not want to switch says so in its own words.
func TestRefusedUpgrade(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "not here", http.StatusTeapot)
	})
	refusing, missing := r.newConnector(t, tl.URL), r.newConnector(t, nobody)
	r.eachWay(t, func(t *testing.T, by way) {
		token := http.Header{"Authorization": {"Bearer " + r.token}}
		_, res, err := by.dial(t, by.host+proxyPath(refusing)+"/", token)
		if err == nil || res == nil || res.StatusCode != http.StatusTeapot {
			t.Errorf("a tool that refuses: %v, %v", err, res)
		}
		_, res, err = by.dial(t, by.host+proxyPath(missing)+"/", token)
		if err == nil || res == nil || res.StatusCode != http.StatusBadGateway {
			t.Errorf("a tool that is not there: %v, %v", err, res)
		}
	})
}

// echoStreams answers each SPDY stream with what it holds.
func echoStreams(w http.ResponseWriter, r *http.Request) {
	ended := make(chan struct{})
	conn := spdy.NewResponseUpgrader().UpgradeResponse(w, r, func(stream httpstream.Stream, _ <-chan struct{}) error {
		go func() {
			_, _ = io.Copy(stream, stream)
			_ = stream.Close()
		}()
		return nil
	})
	if conn == nil {
		return
	}
	go func() {
		<-conn.CloseChan()
		close(ended)
	}()
	<-ended
}

func TestSPDY(t *testing.T) {
	const size = 4 << 20
	r := newRoom(t)
	tl := newTool(t, echoStreams)
	connector := r.newConnector(t, tl.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		conn := r.dialSPDY(t, by, by.host+proxyPath(connector)+"/exec?command=ls&command=-l")
		defer func() { _ = conn.Close() }()
		if uri := tl.last(t).uri; uri != "/exec?command=ls&command=-l" {
			t.Errorf("the tool was asked for %s", uri)
		}
		for i := range 2 {
			stream, err := conn.CreateStream(http.Header{"Streamtype": {strconv.Itoa(i)}})
			if err != nil {
				t.Fatal(err)
			}
			sent, got := sha256.New(), sha256.New()
			go func() {
				_, _ = io.Copy(io.MultiWriter(stream, sent), io.LimitReader(newFlood(), size))
				_ = stream.Close()
			}()
			n, err := io.Copy(got, stream)
			if err != nil || n != size || !bytes.Equal(sent.Sum(nil), got.Sum(nil)) {
				t.Errorf("stream %d: %d bytes came back of %d (error %v)", i, n, size, err)
			}
		}
	})
}

func (r room) dialSPDY(t *testing.T, by way, target string) httpstream.Connection {
	t.Helper()
	tripper, err := spdy.NewRoundTripper(by.tls.Clone())
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	req.Header.Set(httpstream.HeaderConnection, httpstream.HeaderUpgrade)
	req.Header.Set(httpstream.HeaderUpgrade, spdy.HeaderSpdy31)
	res, err := tripper.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := tripper.NewConnection(res)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// A protocol that nobody knows is a tunnel of bytes, which ends when either side ends it.
func TestTunnelEnds(t *testing.T) {
	r := newRoom(t)
	toolSaw := make(chan error, 1)
	address := listen(t, func(c net.Conn) {
		sayer("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: bytes\r\n\r\n")(c)
		buffer := make([]byte, 5)
		if _, err := io.ReadFull(c, buffer); err != nil {
			toolSaw <- err
			return
		}
		_, _ = c.Write(bytes.ToUpper(buffer))
		if string(buffer) == "close" {
			toolSaw <- nil
			return
		}
		_, err := io.ReadFull(c, buffer)
		toolSaw <- err
	})
	connector := r.newConnector(t, "http://"+address)
	r.eachWay(t, func(t *testing.T, by way) {
		for _, word := range []string{"close", "hello"} {
			conn := r.openTunnel(t, by, by.host+proxyPath(connector)+"/")
			got := make([]byte, len(word))
			if _, err := io.WriteString(conn, word); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(conn, got); err != nil || string(got) != strings.ToUpper(word) {
				t.Fatalf("%q came back (error %v)", got, err)
			}
			if word == "close" {
				if n, err := conn.Read(got); err == nil {
					t.Errorf("the tool has gone, and the client still reads %d bytes", n)
				}
			}
			_ = conn.Close()
			select {
			case err := <-toolSaw:
				if word == "hello" && err == nil {
					t.Error("the client has gone, and the tool still reads")
				}
			case <-time.After(time.Minute):
				t.Errorf("%s: the tool has not noticed", word)
			}
		}
	})
}

func (r room) openTunnel(t *testing.T, by way, target string) net.Conn {
	t.Helper()
	conn := r.dialRaw(t, by, http.MethodGet, target, "Connection: Upgrade\r\nUpgrade: bytes\r\n")
	if header := readHeader(t, conn); !strings.HasPrefix(header, "HTTP/1.1 101 ") {
		t.Fatalf("answer %s", header)
	}
	return conn
}

// dialRaw opens a connection and sends the header of a request on it.
func (r room) dialRaw(t *testing.T, by way, method, target, headers string) net.Conn {
	t.Helper()
	parsed, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	config := by.tls.Clone()
	config.NextProtos = []string{"http/1.1"}
	conn, err := (&tls.Dialer{Config: config}).DialContext(t.Context(), "tcp", parsed.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%s\r\n",
		method, parsed.RequestURI(), parsed.Host, r.token, headers)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// readHeader reads the header of an answer and nothing after it.
func readHeader(t *testing.T, conn net.Conn) string {
	t.Helper()
	var header []byte
	for one := make([]byte, 1); !bytes.HasSuffix(header, []byte("\r\n\r\n")); header = append(header, one[0]) {
		if _, err := conn.Read(one); err != nil {
			t.Fatalf("%v after %s", err, header)
		}
	}
	return string(header)
}

// CONNECT opens no tunnel, neither to the tool nor anywhere else.
func TestConnectIsRefused(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	connector := r.newConnector(t, tl.URL)
	r.eachWay(t, func(t *testing.T, by way) {
		header := readHeader(t, r.dialRaw(t, by, http.MethodConnect, by.host+proxyPath(connector)+"/x", ""))
		if !strings.HasPrefix(header, "HTTP/1.1 4") || tl.count() != 0 {
			t.Errorf("%d requests at the tool, answer %s", tl.count(), header)
		}
	})
}
