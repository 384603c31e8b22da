// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// What keeps a Connector from being used is named by the reason of the contract.
func TestUnusableConnectors(t *testing.T) {
	r := newRoom(t)
	tl := newTool(t, ok)
	classless := r.createConnector(t, &v1alpha1.Connector{Spec: v1alpha1.ConnectorSpec{ConnectorClassName: "missing", Address: tl.URL}})
	for _, test := range []struct {
		name      string
		connector *v1alpha1.Connector
		code      int
		reason    string
	}{
		{"no Connector", r.named("missing"), http.StatusNotFound, ""},
		{"no class", classless, http.StatusConflict, v1alpha1.ReasonConnectorClassNotFound},
		{"no Secret", r.newConnectorWith(t, tl.URL, basicAuth, "missing"), http.StatusConflict, v1alpha1.ReasonSecretNotFound},
		{"a Secret of another type", r.newConnectorWith(t, tl.URL, basicAuth, r.newSecret(t, bearerAuth, newCredential())),
			http.StatusConflict, v1alpha1.ReasonSecretTypeMismatch},
		{"a Secret without a key", r.newConnectorWith(t, tl.URL, headerAuth,
			r.createSecret(t, corev1.SecretTypeOpaque, map[string]string{"other": newCredential()})),
			http.StatusConflict, v1alpha1.ReasonSecretKeyMissing},
		{"a Secret with a line break", r.newConnectorWith(t, tl.URL, headerAuth,
			r.createSecret(t, corev1.SecretTypeOpaque, map[string]string{"key": newCredential() + "\n"})),
			http.StatusConflict, v1alpha1.ReasonSecretKeyMissing},
		{"no address that HTTP reaches", r.newDatabase(t), http.StatusConflict, "NonProxy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r.eachWay(t, func(t *testing.T, by way) {
				for range 2 {
					got := r.send(t, by, test.connector, call{rest: "/x"})
					status := got.status(t)
					if got.StatusCode != test.code || causeOf(got) != test.reason {
						t.Errorf("answer %d %q, want %d %q: %s", got.StatusCode, causeOf(got), test.code, test.reason, status.Message)
					}
					if strings.Contains(string(got.body), canary) {
						t.Errorf("the answer holds a credential: %s", clip(got.body))
					}
					if !strings.Contains(status.Message, test.reason) || status.Details == nil || status.Details.Name != test.connector.Name {
						t.Errorf("the answer does not say what is wrong with what: %s", clip(got.body))
					}
				}
				if tl.count() != 0 {
					t.Errorf("the tool got %v", tl.last(t))
				}
			})
		})
	}
}

// newDatabase is a Connector whose address is none of HTTP.
func (r room) newDatabase(t *testing.T) *v1alpha1.Connector {
	t.Helper()
	class, err := r.connectors.ConnectorClasses().Create(t.Context(), &v1alpha1.ConnectorClass{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "database-"},
		Spec:       v1alpha1.ConnectorClassSpec{Address: &v1alpha1.ParamSpec{Name: "address", Type: v1alpha1.ParamTypeString}},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r.createConnector(t, &v1alpha1.Connector{
		Spec: v1alpha1.ConnectorSpec{ConnectorClassName: class.Name, Address: "mysql://127.0.0.1:3306/db"},
	})
}

func (r room) named(name string) *v1alpha1.Connector {
	return &v1alpha1.Connector{ObjectMeta: metav1.ObjectMeta{Namespace: r.namespace, Name: name}}
}

// A tool that misbehaves is answered for in its place, with a code and a reason.
func TestFailingTools(t *testing.T) {
	r := newRoom(t)
	credential := newCredential()
	secret := r.newSecret(t, bearerAuth, credential)
	hang := make(chan struct{})
	defer close(hang)
	for _, test := range []struct {
		name   string
		tool   func(net.Conn)
		code   int
		reason string
	}{
		{"closes at once", func(net.Conn) {}, http.StatusBadGateway, "ConnectionReset"},
		{"answers half a header", sayer("HTTP/1.1 200 OK\r\nContent-Ty"), http.StatusBadGateway, "MalformedAnswer"},
		{"answers nonsense", sayer("nonsense\r\n\r\n"), http.StatusBadGateway, "MalformedAnswer"},
		{"answers with a code that is none", sayer("HTTP/1.1 twenty OK\r\n\r\n"), http.StatusBadGateway, "MalformedAnswer"},
		{"answers with a bad header", sayer("HTTP/1.1 200 OK\r\nA\x00b: c\r\n\r\n"), http.StatusBadGateway, "MalformedAnswer"},
		{"answers with two lengths", sayer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), http.StatusBadGateway, "MalformedAnswer"},
		{"answers with 100 MiB of header", endlessHeader, http.StatusBadGateway, "AnswerTooLarge"},
		{"switches protocols unasked", sayer("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), http.StatusBadGateway, "MalformedAnswer"},
		{"resets", func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }, http.StatusBadGateway, "ConnectionReset"},
		{"never answers", func(net.Conn) { <-hang }, http.StatusGatewayTimeout, "Timeout"},
		{"never ends its header", func(c net.Conn) { sayer("HTTP/1.1 200 OK\r\n")(c); <-hang }, http.StatusGatewayTimeout, "Timeout"},
		{"answers with 100 Continue for ever", continueForever, http.StatusBadGateway, "AnswerTooLarge"},
	} {
		t.Run(test.name, func(t *testing.T) {
			connector := r.newConnectorWith(t, "http://"+listen(t, test.tool), bearerAuth, secret)
			r.eachWay(t, func(t *testing.T, by way) {
				started := time.Now()
				got := r.send(t, by, connector, call{rest: "/x"})
				r.expectFailure(t, got, test.code, test.reason, credential)
				if took := time.Since(started); took > headerTimeout+time.Minute {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

func (r room) expectFailure(t *testing.T, got answer, code int, reason, credential string) {
	t.Helper()
	status := got.status(t)
	if got.StatusCode != code || string(status.Reason) != reason {
		t.Errorf("answer %d %q, want %d %q: %s", got.StatusCode, status.Reason, code, reason, status.Message)
	}
	if holdsCredential(string(got.body), credential) {
		t.Errorf("the answer holds the credential: %s", clip(got.body))
	}
}

// listen serves a protocol that net/http would not speak, and returns its host and port.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					serve(conn)
				}
			}()
		}
	}()
	return listener.Addr().String()
}

func sayer(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

func endlessHeader(c net.Conn) {
	line := append([]byte("X-Filler: "), bytes.Repeat([]byte("x"), 1<<10)...)
	line = append(line, "\r\n"...)
	sayer("HTTP/1.1 200 OK\r\n")(c)
	for range 100 << 10 {
		if _, err := c.Write(line); err != nil {
			return
		}
	}
}

// continueForever fills each of its answers, so that there are too many before the time is over in which the last one must come.
func continueForever(c net.Conn) {
	text := fmt.Sprintf("HTTP/1.1 100 Continue\r\nX-Filler: %s\r\n\r\n", strings.Repeat("x", 8<<10))
	for {
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
	}
}

func TestToolsThatAreNotThere(t *testing.T) {
	r := newRoom(t)
	plain := newTool(t, ok)
	for _, test := range []struct {
		name, address, reason string
	}{
		{"nothing listens", nobody, "ConnectionRefused"},
		{"no such host", "http://tool.invalid", "NameNotResolved"},
		{"forbidden loopback", "http://127.0.0.2:80", "AddressRefused"},
		{"forbidden loopback of IPv6", "http://[::1]:80", "AddressRefused"},
		{"metadata", "http://169.254.169.254", "AddressRefused"},
		{"our own etcd", "http://127.0.0.1:" + r.etcdPort(t), "AddressRefused"},
		{"https where http is spoken", strings.Replace(plain.URL, "http:", "https:", 1), "TLSHandshakeFailed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			connector := r.newConnector(t, test.address)
			r.eachWay(t, func(t *testing.T, by way) {
				var got answer
				harness.Eventually(t, "an answer in time", func(ctx context.Context) error {
					var err error
					got, err = r.try(ctx, by, connector, call{rest: "/x"})
					if err == nil && got.StatusCode == http.StatusGatewayTimeout {
						err = errors.New(clip(got.body)) // from a busy machine, or one whose name server is slow
					}
					return err
				})
				r.expectFailure(t, got, http.StatusBadGateway, test.reason, canary)
			})
		})
	}
}

func (r room) etcdPort(t *testing.T) string {
	t.Helper()
	client, err := r.stack.Cluster().EtcdClient("tests")
	if err != nil {
		t.Fatal(err)
	}
	endpoint, err := url.Parse(client.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return endpoint.Port()
}
