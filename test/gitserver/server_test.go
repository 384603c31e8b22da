// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitserver_test

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"connectors.alauda.io/test/gitserver"
)

const (
	username = "alice"
	password = "open sesame"
)

func TestCloneAndPush(t *testing.T) {
	certificate, authority := selfSigned(t)
	for _, test := range []struct {
		name   string
		config gitserver.Config
		git    []string
		size   int
	}{
		{name: "http", size: 10},
		{name: "below a path", config: gitserver.Config{PathPrefix: "/scm/"}, size: 10},
		{name: "https", config: gitserver.Config{TLS: certificate}, git: []string{"http.sslCAInfo=" + authority}, size: 10},
		// More than http.postBuffer, so that git sends it in chunks.
		{name: "large push", size: 5 << 20},
		{name: "protocol version 0", git: []string{"protocol.version=0"}, size: 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := start(t, test.config)
			user := newUser(t, server.URL(), basic(username, password), test.git...)
			repository := server.URL() + "/team/app.git"

			user.run("clone", "--quiet", repository, "work")
			content := make([]byte, test.size)
			if _, err := rand.Read(content); err != nil {
				t.Fatal(err)
			}
			user.write("work/file", content)
			user.run("-C", "work", "add", "file")
			user.run("-C", "work", "commit", "--quiet", "--message=first")
			user.run("-C", "work", "push", "--quiet", "origin", "HEAD:main")
			user.run("clone", "--quiet", repository, "again")
			if !bytes.Equal(user.read("again/file"), content) {
				t.Error("the second clone holds another file than was pushed")
			}
		})
	}
}

func TestPassword(t *testing.T) {
	server := start(t, gitserver.Config{})
	server.SetPassword("changed")
	for _, test := range []struct {
		name, authorization string
		opens               bool
	}{
		{"right", basic(username, "changed"), true},
		{"the one before", basic(username, password), false},
		{"of another user", basic("bob", "changed"), false},
		{"another scheme", "Bearer changed", false},
		{"none", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			user := newUser(t, server.URL(), test.authorization)
			output, err := user.try("ls-remote", server.URL()+"/team/app.git")
			if opened := err == nil; opened != test.opens {
				t.Errorf("opened: %t, want %t; git says %s", opened, test.opens, output)
			}
		})
	}
}

func TestRequestsTellWhichCredentialArrived(t *testing.T) {
	server := start(t, gitserver.Config{})
	for _, test := range []struct{ name, header, redacted string }{
		{"basic", basic(username, password), "Basic alice:<redacted>"},
		{"bearer", "Bearer " + password, "Bearer <redacted>"},
		{"without a scheme", password, "unknown <redacted>"},
		{"none", "", "none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodGet, server.URL()+"/team/app.git/HEAD", nil)
			if test.header != "" {
				request.Header.Set("Authorization", test.header)
			}
			before := server.Count()
			server.ServeHTTP(httptest.NewRecorder(), request)
			if server.Count() != before+1 {
				t.Fatalf("%d requests arrived, want 1", server.Count()-before)
			}
			got := server.Requests()[before]
			if got.Authorization.Is(test.header) != (test.header != "") || got.Authorization.Is("another") {
				t.Errorf("%s is recognized wrongly", got.Authorization)
			}
			if got.Authorization.String() != test.redacted {
				t.Errorf("it is shown as %q, want %q", got.Authorization, test.redacted)
			}
			if slices.Contains(got.HeaderNames, "Authorization") != (test.header != "") {
				t.Errorf("headers %v", got.HeaderNames)
			}
		})
	}
}

func TestBadConfig(t *testing.T) {
	good := gitserver.Config{Dir: t.TempDir(), Username: username, Password: password}
	for _, test := range []struct {
		name  string
		spoil func(*gitserver.Config)
		want  string
	}{
		{"no directory", func(c *gitserver.Config) { c.Dir = "" }, "Dir"},
		{"no password", func(c *gitserver.Config) { c.Password = "" }, "Password"},
		{"colon in the user name", func(c *gitserver.Config) { c.Username = "a:b" }, "colon"},
		{"no such address", func(c *gitserver.Config) { c.Address = "192.0.2.1:0" }, "192.0.2.1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			config := good
			test.spoil(&config)
			if _, err := gitserver.Start(config); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one about %q", err, test.want)
			}
		})
	}
}

func TestRepositoriesStayInTheDirectory(t *testing.T) {
	server := start(t, gitserver.Config{})
	if err := server.CreateRepository("../outside.git"); err == nil {
		t.Error("a repository was made outside the directory")
	}
}

func start(t *testing.T, config gitserver.Config) *gitserver.Server {
	t.Helper()
	config.Dir = filepath.Join(t.TempDir(), "repositories")
	config.Username, config.Password = username, password
	config.Log = t.Output()
	server, err := gitserver.Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := server.CreateRepository("team/app.git"); err != nil {
		t.Fatal(err)
	}
	return server
}

// selfSigned returns a certificate for 127.0.0.1 and the file of the authority that vouches for it.
func selfSigned(t *testing.T) (*tls.Config, string) {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	file := filepath.Join(t.TempDir(), "ca.crt")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o644); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: server.TLS.Certificates}, file
}

func basic(username, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))
}

// A user runs git in a directory of its own, with nothing configured but what the test gives.
type user struct {
	t           *testing.T
	dir         string
	environment []string
}

func newUser(t *testing.T, url, authorization string, settings ...string) user {
	t.Helper()
	u := user{t: t, dir: t.TempDir()}
	config := &strings.Builder{}
	config.WriteString("[user]\nname = Alice\nemail = alice@example.com\n[init]\ndefaultBranch = main\n[maintenance]\nauto = false\n")
	if authorization != "" {
		fmt.Fprintf(config, "[http %q]\nextraHeader = Authorization: %s\n", url, authorization)
	}
	for _, setting := range settings {
		section, rest, _ := strings.Cut(setting, ".")
		fmt.Fprintf(config, "[%s]\n%s\n", section, rest)
	}
	u.write("gitconfig", []byte(config.String()))
	u.environment = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + u.dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_CONFIG_GLOBAL=" + filepath.Join(u.dir, "gitconfig"),
	}
	return u
}

func (u user) try(args ...string) (string, error) {
	cmd := exec.CommandContext(u.t.Context(), "git", args...)
	cmd.Dir, cmd.Env = u.dir, u.environment
	output, err := cmd.CombinedOutput()
	return string(output), err
}

func (u user) run(args ...string) {
	u.t.Helper()
	if output, err := u.try(args...); err != nil {
		u.t.Fatalf("git %s: %v: %s", strings.Join(args, " "), err, output)
	}
}

func (u user) write(name string, content []byte) {
	u.t.Helper()
	if err := os.WriteFile(filepath.Join(u.dir, name), content, 0o600); err != nil {
		u.t.Fatal(err)
	}
}

func (u user) read(name string) []byte {
	u.t.Helper()
	content, err := os.ReadFile(filepath.Join(u.dir, name))
	if err != nil {
		u.t.Fatal(err)
	}
	return content
}
