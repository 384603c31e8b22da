// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
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
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/klog/v2"
	"k8s.io/klog/v2/ktesting"

	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const (
	// canary is the credential of all tests.
	canary  = "Canary-7b21+d4/x"
	baseURL = "https://tool.example/base/"
	// publicPath is where clients see the class API.
	publicPath = "/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/tool/api"
)

// fixture is a Caller on a real socket in front of one class API.
type fixture struct {
	t      testing.TB
	target *target.Target
	place  *target.Place
	caller *Caller
	front  *httptest.Server
	client *http.Client
	// user is who asks; nobody when empty.
	user string
	// records has what the last request left for the audit log.
	records chan audit.Record
}

// classAPI is where a class API is, and who vouches for it.
type classAPI struct {
	url   string
	roots *x509.CertPool
}

func newFixture(t testing.TB, api classAPI, change func(*Config, *target.Target)) *fixture {
	t.Helper()
	f := &fixture{t: t, records: make(chan audit.Record, 1000)}
	service, err := target.ParseAddress(api.url)
	if err != nil {
		t.Fatal(err)
	}
	f.target = &target.Target{
		Namespace: "team", Name: "tool", UID: "uid-1",
		API: &target.API{Service: service, Roots: api.roots, RootsID: api.url},
	}
	config := Config{Transports: newTransports(t, upstream.Options{}), Timeout: time.Minute}
	if change != nil {
		change(&config, f.target)
	}
	if f.caller, err = New(config); err != nil {
		t.Fatal(err)
	}
	f.place = placeOf(f.target, baseURL, map[string]target.Credential{
		"username": target.NewCredential("robot"), "password": target.NewCredential(canary), "phrase": target.NewCredential("two words"),
	})
	f.front = start(t, f)
	f.setClient()
	return f
}

func (f *fixture) setClient() {
	f.client = f.front.Client()
	f.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	f.client.Transport.(*http.Transport).DisableCompression = true
}

// serveHTTP2 has the client speak HTTP/2, as the kube-apiserver does.
func (f *fixture) serveHTTP2() {
	f.t.Helper()
	f.front = httptest.NewUnstartedServer(f)
	f.front.Config.ErrorLog = log.New(io.Discard, "", 0)
	f.front.EnableHTTP2 = true
	f.front.StartTLS()
	f.t.Cleanup(f.front.Close)
	f.setClient()
}

func placeOf(t *target.Target, baseURL string, secret map[string]target.Credential) *target.Place {
	return target.NewPlace(t, target.Address{}, func() *plugin.Call {
		return target.NewCall(baseURL, "kubernetes.io/basic-auth", secret, nil)
	})
}

// newTransports leave the rest of loopback forbidden.
func newTransports(t testing.TB, options upstream.Options) *upstream.Transports {
	t.Helper()
	options.Guard = upstream.NewGuard(upstream.Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}})
	transports, err := upstream.NewTransports(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	return transports
}

// ServeHTTP is what the API server does with the Caller. Whatever is logged is searched for the credential.
func (f *fixture) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	logger := ktesting.NewLogger(silent{}, ktesting.NewConfig(ktesting.BufferLogs(true), ktesting.Verbosity(10)))
	var record audit.Record
	ctx := audit.With(klog.NewContext(r.Context(), logger), &record)
	if f.user != "" {
		ctx = request.WithUser(ctx, &user.DefaultInfo{Name: f.user})
	}
	f.caller.Serve(w, r.WithContext(ctx), Request{
		Target: f.target, Place: f.place,
		EscapedPath: strings.TrimPrefix(r.URL.EscapedPath(), publicPath), RawQuery: r.URL.RawQuery,
	})
	refuseCanary(f.t, "the log", logger.GetSink().(ktesting.Underlier).GetBuffer().String())
	refuseCanary(f.t, "the audit log", record.Reason+record.Upstream)
	f.records <- record
}

func (f *fixture) request(method, path string, body io.Reader) *http.Request {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), method, f.front.URL+publicPath+path, body)
	if err != nil {
		f.t.Fatal(err)
	}
	return req
}

// do searches the whole answer for the credential.
func (f *fixture) do(req *http.Request) (*http.Response, string) {
	f.t.Helper()
	res, err := f.client.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer res.Body.Close()
	var header bytes.Buffer
	_ = res.Header.Write(&header)
	refuseCanary(f.t, "the header", header.String())
	body, err := io.ReadAll(res.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	refuseCanary(f.t, "the body", string(body))
	return res, string(body)
}

func (f *fixture) get(path string) (*http.Response, string) {
	f.t.Helper()
	return f.do(f.request(http.MethodGet, path, nil))
}

// wantStatus checks what every Status has in common, and a part of its message.
func wantStatus(t testing.TB, res *http.Response, body string, code int, reason metav1.StatusReason, message string) metav1.Status {
	t.Helper()
	var status metav1.Status
	if err := json.Unmarshal([]byte(body), &status); err != nil {
		t.Fatalf("no Status: %v in %q", err, body)
	}
	if res.StatusCode != code || status.Code != int32(code) || status.Reason != reason || !strings.Contains(status.Message, message) {
		t.Errorf("answer %d with %s, want %d %s about %q", res.StatusCode, body, code, reason, message)
	}
	details := status.Details
	if status.Kind != "Status" || status.APIVersion != "v1" || status.Status != metav1.StatusFailure || details == nil ||
		details.Group != "connectors.alauda.io" || details.Kind != "connectors" || details.Name != "tool" || details.UID != "uid-1" {
		t.Errorf("no Status about the connector: %s", body)
	}
	wantJSONHeader(t, res)
	return status
}

func wantJSONHeader(t testing.TB, res *http.Response) {
	t.Helper()
	if res.Header.Get("Content-Type") != "application/json" || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("header %v, want JSON that nobody sniffs", res.Header)
	}
}

func refuseCanary(t testing.TB, where, text string) {
	t.Helper()
	for _, form := range []string{
		canary, strings.ToLower(canary), url.QueryEscape(canary), url.PathEscape(canary),
		base64.StdEncoding.EncodeToString([]byte(canary)), base64.StdEncoding.EncodeToString([]byte("robot:" + canary)),
	} {
		if strings.Contains(text, form) {
			t.Errorf("%s shows the credential: %.1000s", where, text)
		}
	}
}

// silent takes what ktesting would print for a test; the buffer is what is looked at.
type silent struct{}

func (silent) Helper()      {}
func (silent) Log(...any)   {}
func (silent) Name() string { return "" }

func start(t testing.TB, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// startTLS serves HTTP/1.1, and HTTP/2 if so wanted.
func startTLS(t testing.TB, http2 bool, handler http.HandlerFunc) classAPI {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = http2
	server.StartTLS()
	t.Cleanup(server.Close)
	return trusted(server.URL, server.Certificate())
}

// startDemanding is a class API that speaks only to callers with a certificate, whosever it is.
func startDemanding(t testing.TB, version uint16) classAPI {
	t.Helper()
	server := httptest.NewUnstartedServer(inJSON(200, "{}"))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: version, MaxVersion: version}
	server.StartTLS()
	t.Cleanup(server.Close)
	return trusted(server.URL, server.Certificate())
}

// anyCertificate is one that no authority has signed for clients.
func anyCertificate(t testing.TB) *tls.Certificate {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Close()
	return &server.TLS.Certificates[0]
}

func trusted(address string, certificate *x509.Certificate) classAPI {
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	return classAPI{url: address, roots: roots}
}

// startRaw is a class API that reads a request and then speaks bytes, over TLS.
func startRaw(t testing.TB, speak func(net.Conn)) classAPI {
	t.Helper()
	model := httptest.NewTLSServer(http.NotFoundHandler())
	model.Close()
	listener, err := tls.Listen("tcp4", "127.0.0.1:0", &tls.Config{Certificates: model.TLS.Certificates})
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
				if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_ = req.Body.Close()
					speak(conn)
				}
			}()
		}
	}()
	return trusted("https://"+listener.Addr().String(), model.Certificate())
}

// says is for startRaw.
func says(text string) func(net.Conn) {
	return func(conn net.Conn) { _, _ = io.WriteString(conn, text) }
}

// stalls says a beginning and waits until the other side gives up.
func stalls(beginning string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, beginning)
		_, _ = io.Copy(io.Discard, conn)
	}
}

// repeats says a text again and again until the other side gives up, or it has said a gigabyte.
func repeats(beginning, text string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, beginning)
		for range (1 << 30) / len(text) {
			if _, err := io.WriteString(conn, text); err != nil {
				return
			}
		}
	}
}
