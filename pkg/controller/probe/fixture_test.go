// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

// canary is the credential of all tests.
const canary = "Canary-7b21+d4/x"

// rules leave the rest of loopback forbidden: 127.0.0.2 stands for it. 127.0.0.3 is another allowed host.
func rules() upstream.Rules {
	return upstream.Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("127.0.0.3/32")}}
}

func newTransports(t testing.TB, rules upstream.Rules) *upstream.Transports {
	t.Helper()
	nobody := &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("there are no names here")
	}}
	transports, err := upstream.NewTransports(upstream.Options{Guard: upstream.NewGuard(rules), Resolver: nobody})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	return transports
}

func newRunner(t testing.TB, change func(*Options)) *Runner {
	t.Helper()
	options := Options{Tools: newTransports(t, rules()), API: newTransports(t, rules()), Timeout: time.Minute}
	if change != nil {
		change(&options)
	}
	runner, err := NewRunner(options)
	if err != nil {
		t.Fatal(err)
	}
	return runner
}

// parse compiles a probe that is written as in a class.
func parse(t testing.TB, text string) *Probe {
	t.Helper()
	var spec v1alpha1.Probe
	if err := yaml.UnmarshalStrict([]byte(text), &spec); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	probe, err := Parse(&spec)
	if err != nil {
		t.Fatal(err)
	}
	return probe
}

// newInput is a Connector with an address. Values of its Secret follow as pairs.
func newInput(t testing.TB, address string, secret ...string) Input {
	t.Helper()
	c := &v1alpha1.Connector{}
	c.Name, c.Namespace = "tool", "team"
	c.Spec.Address = address
	c.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "test"}}
	c.Status.Proxy = &v1alpha1.ConnectorProxyStatus{}
	in := Input{Connector: c}
	if parsed, err := target.ParseAddress(address); err == nil {
		in.Address = parsed
	}
	if len(secret) > 0 {
		in.Secret, in.SecretType = map[string]target.Credential{}, "Opaque"
		c.Spec.Auth = &v1alpha1.ConnectorAuth{Name: "auth", SecretRef: &v1alpha1.SecretReference{Name: "secret"}}
	}
	for i := 0; i+1 < len(secret); i += 2 {
		in.Secret[secret[i]] = target.NewCredential(secret[i+1])
	}
	return in
}

// run plans and runs a probe, and looks for the credential in what comes out.
func run(t testing.TB, r *Runner, text string, in Input) Result {
	t.Helper()
	result := r.Run(t.Context(), parse(t, text).Plan(t.Context(), in))
	refuseCanary(t, result.Message)
	if len(result.Message) > maxMessageBytes || (result.Message == "") != (result.Outcome == Good) {
		t.Errorf("%s with a message of %d bytes", result.Outcome, len(result.Message))
	}
	return result
}

func refuseCanary(t testing.TB, text string) {
	t.Helper()
	for _, form := range []string{
		canary, strings.ToLower(canary), url.QueryEscape(canary), url.PathEscape(canary),
		base64.StdEncoding.EncodeToString([]byte(canary)), base64.StdEncoding.EncodeToString([]byte("robot:" + canary)),
		strings.Trim(fmt.Sprintf("%d", []byte(canary)), "[]"), fmt.Sprintf("%x", canary),
	} {
		if strings.Contains(text, form) {
			t.Errorf("the credential is shown: %s", text)
		}
	}
}

// expect compares an outcome and a part of the message, in which ADDRESS stands for the address.
func expect(t testing.TB, got Result, outcome Outcome, message, address string) {
	t.Helper()
	message = strings.ReplaceAll(message, "ADDRESS", address)
	if got.Outcome != outcome || !strings.Contains(got.Message, message) {
		t.Errorf("%s %q, want %s with %q", got.Outcome, got.Message, outcome, message)
	}
}

func serve(t testing.TB, handler http.HandlerFunc) string {
	t.Helper()
	return serveAt(t, "127.0.0.1", handler)
}

func serveAt(t testing.TB, ip string, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	_ = server.Listener.Close()
	server.Listener = listen(t, ip)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

func listen(t testing.TB, ip string) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp4", ip+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

// serveRaw hands every connection to a tool that speaks bytes.
func serveRaw(t testing.TB, tool func(net.Conn)) string {
	t.Helper()
	listener := listen(t, "127.0.0.1")
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				tool(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}
