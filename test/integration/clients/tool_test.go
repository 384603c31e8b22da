// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"log"
	"net"
	"net/http"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
)

// The auth types of the class of these tests.
const (
	basicAuth    = "basic"
	bearerAuth   = "bearer"
	registryAuth = "registry"
)

// toolHost is a name that leads to this machine, and for which clients do use a proxy, as they do not for localhost.
const toolHost = "tool.localhost"

// A tool is a server without a listener, and what opens it.
type tool struct {
	// serve serves until the listener is closed. The listener speaks TLS where config is not nil.
	serve func(t *testing.T, listener net.Listener, config *tls.Config, w *witness)
	auth  string
	// secret is what the Connector refers to.
	secret map[string]string
	// right is that of the witness.
	right func(method, path, authorization string) bool
}

// secretType is the one that an auth type wants.
func secretType(auth string) corev1.SecretType {
	switch auth {
	case basicAuth:
		return corev1.SecretTypeBasicAuth
	case bearerAuth:
		return v1alpha1.SecretTypeBearerToken
	default:
		return v1alpha1.SecretTypeRegistryToken
	}
}

// basicTool is opened by user name and password.
func basicTool(username, password string, handler http.Handler) tool {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))
	return tool{
		serve: serveHTTP(handler), auth: basicAuth, secret: map[string]string{"username": username, "password": password},
		right: func(_, _, authorization string) bool { return authorization == want },
	}
}

// bearerTool is opened by a token.
func bearerTool(token string, handler http.Handler) tool {
	return tool{
		serve: serveHTTP(handler), auth: bearerAuth, secret: map[string]string{"token": token},
		right: func(_, _, authorization string) bool { return authorization == "Bearer "+token },
	}
}

// secrets are the texts that no client may get to see.
func (tl tool) secrets() []string {
	username, password := tl.secret["username"], tl.secret["password"]
	if password == "" {
		return []string{tl.secret["token"]}
	}
	return []string{password, base64.StdEncoding.EncodeToString([]byte(username + ":" + password))}
}

// serveHTTP serves HTTP/1.1 and HTTP/2, also without TLS.
func serveHTTP(handler http.Handler) func(*testing.T, net.Listener, *tls.Config, *witness) {
	return func(t *testing.T, listener net.Listener, config *tls.Config, w *witness) {
		var protocols http.Protocols
		protocols.SetHTTP1(true)
		protocols.SetHTTP2(true)
		protocols.SetUnencryptedHTTP2(true)
		server := &http.Server{
			Handler: w.in(handler), Protocols: &protocols, TLSConfig: config, ReadHeaderTimeout: time.Minute,
			// Clients that end a connection in the middle are what some tests are about.
			ErrorLog: log.New(io.Discard, "", 0),
		}
		t.Cleanup(func() { _ = server.Close() })
		if config == nil {
			go func() { _ = server.Serve(listener) }()
			return
		}
		go func() { _ = server.ServeTLS(listener, "", "") }()
	}
}

// certificate is that of every tool that speaks TLS.
func (e *estate) certificate(t *testing.T) *tls.Config {
	t.Helper()
	made := e.authority.Issue(t, func(c *x509.Certificate) { c.DNSNames = []string{toolHost} })
	return &tls.Config{Certificates: []tls.Certificate{made}, MinVersion: tls.VersionTLS12}
}
