// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package reverse

import (
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

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/proxy/inject"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/target"
)

const (
	canary     = "canary-4c11e7"
	publicPath = "/apis/connectors.alauda.io/v1alpha1/namespaces/team/connectors/tool/proxy"
	// imagePath is where clients of registries see /v2 of the tool.
	imagePath = "/v2/namespaces/team/connectors/tool"
)

// fixture is an engine on a real socket in front of one tool.
type fixture struct {
	t      *testing.T
	target *target.Target
	// subresource, registry, extension and leadsBack are read with every request.
	subresource bool
	registry    bool
	extension   string
	leadsBack   func(rest string) bool
	engine      *Engine
	guard       *upstream.Guard
	front       *httptest.Server
	client      *http.Client
}

// allowLoopback leaves the rest of loopback forbidden: 127.0.0.2 stands for it. 127.0.0.3 is another allowed host.
func allowLoopback() upstream.Rules {
	return upstream.Rules{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("127.0.0.3/32")}}
}

// newFixture puts an engine in front of the tool at address, with the given credential.
func newFixture(t *testing.T, address string, credential target.InjectorInput) *fixture {
	t.Helper()
	return newFixtureThatWaits(t, time.Minute, address, credential)
}

// newFixtureThatWaits is newFixture with a time for the header of the tool's answer.
func newFixtureThatWaits(t *testing.T, wait time.Duration, address string, credential target.InjectorInput) *fixture {
	t.Helper()
	f := &fixture{t: t, guard: upstream.NewGuard(allowLoopback())}
	parsed, err := target.ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	f.target = &target.Target{Namespace: "team", Name: "tool", UID: "uid-1", Address: parsed}
	if credential.SecretType != "" {
		if f.target.Injector, err = inject.New(credential); err != nil {
			t.Fatal(err)
		}
	}
	transports, err := upstream.NewTransports(upstream.Options{Guard: f.guard, HeaderTimeout: wait})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transports.Close)
	if f.engine, err = New(Config{Transports: transports}); err != nil {
		t.Fatal(err)
	}
	f.front = startServer(t, f)
	f.client = f.front.Client()
	f.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	f.client.Transport.(*http.Transport).DisableCompression = true
	return f
}

// ServeHTTP is what the API server does with the engine.
func (f *fixture) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	address := f.target.Address
	if f.extension != "" {
		address = f.target.Extensions[f.extension]
	}
	use := Request{
		Target: f.target, Address: address, EscapedPath: strings.TrimPrefix(r.URL.EscapedPath(), publicPath),
		RawQuery: r.URL.RawQuery, PublicPath: publicPath, Subresource: f.subresource, LeadsBack: f.leadsBack,
	}
	if f.registry {
		use.Registry, use.PublicPath = true, imagePath
		use.EscapedPath = "/v2" + strings.TrimPrefix(r.URL.EscapedPath(), imagePath)
	}
	f.engine.Serve(w, r, use)
}

func (f *fixture) do(req *http.Request) *http.Response {
	f.t.Helper()
	res, err := f.client.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func (f *fixture) request(method, path string, body io.Reader) *http.Request {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), method, f.front.URL+publicPath+path, body)
	if err != nil {
		f.t.Fatal(err)
	}
	return req
}

func (f *fixture) get(path string) (*http.Response, string) {
	f.t.Helper()
	res := f.do(f.request(http.MethodGet, path, nil))
	return res, readAll(f.t, res.Body)
}

// wantStatus reads a metav1.Status and checks what every failure has in common.
func wantStatus(t *testing.T, res *http.Response, code int, reason metav1.StatusReason) metav1.Status {
	t.Helper()
	body := readAll(t, res.Body)
	var status metav1.Status
	if err := json.Unmarshal([]byte(body), &status); err != nil {
		t.Fatalf("no Status: %v in %q", err, body)
	}
	if res.StatusCode != code || status.Code != int32(code) || status.Reason != reason || status.Kind != "Status" ||
		status.APIVersion != "v1" || status.Status != metav1.StatusFailure || status.Details == nil ||
		status.Details.Name != "tool" || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("answer %d with %s, want %d %s", res.StatusCode, body, code, reason)
	}
	refuseCanary(t, "body", body)
	return status
}

func refuseCanary(t *testing.T, where, text string) {
	t.Helper()
	for _, form := range []string{canary, base64.StdEncoding.EncodeToString([]byte("robot:" + canary))} {
		if strings.Contains(text, form) {
			t.Errorf("%s shows the credential: %s", where, text)
		}
	}
}

func bearer() target.InjectorInput {
	return target.InjectorInput{
		SecretType: v1alpha1.SecretTypeBearerToken,
		Secret:     map[string]target.Credential{"token": target.NewCredential(canary)},
	}
}

func basic() target.InjectorInput {
	return target.InjectorInput{SecretType: "kubernetes.io/basic-auth", Secret: map[string]target.Credential{
		"username": target.NewCredential("robot"), "password": target.NewCredential(canary),
	}}
}

func inQuery() target.InjectorInput {
	input := bearer()
	input.Inject = &target.InjectTemplates{Query: []target.NamedTemplate{
		{Name: "private_token", Template: "{{ .Secret.StringData.token }}"},
	}}
	return input
}

func none() target.InjectorInput { return target.InjectorInput{} }

func startServer(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	return start(t, httptest.NewUnstartedServer(handler))
}

// startServerAt listens on another address of the loopback network.
func startServerAt(t *testing.T, ip string, handler http.Handler) *httptest.Server {
	t.Helper()
	listener, err := net.Listen("tcp4", ip+":0")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(handler)
	_ = server.Listener.Close()
	server.Listener = listener
	return start(t, server)
}

// startH2C serves HTTP/1.1, and HTTP/2 without TLS.
func startH2C(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.Protocols = &http.Protocols{}
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	return start(t, server)
}

func start(t *testing.T, server *httptest.Server) *httptest.Server {
	t.Helper()
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// startTLS serves HTTP/2 and HTTP/1.1 over TLS, and makes the fixture's target trust it.
func startTLS(t *testing.T, handler http.Handler) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return server, roots
}

func readAll(t *testing.T, body io.Reader) string {
	t.Helper()
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener
}

// serveRaw hands every connection to a tool that speaks bytes.
func serveRaw(t *testing.T, tool func(net.Conn)) string {
	t.Helper()
	listener := listen(t)
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

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
