// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitserver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// A Config says what to serve. Dir, Username and Password are required.
type Config struct {
	// Dir holds the bare repositories. It is made when it does not exist.
	Dir string
	// Username and Password are what a client must send. The password can be changed with SetPassword.
	Username, Password string
	// Address is what to listen on; empty: a free port of 127.0.0.1.
	Address string
	// PathPrefix is where the repositories are below the root of the server, such as "/scm".
	PathPrefix string
	// TLS makes it an https server. It must hold a certificate.
	TLS *tls.Config
	// Log gets what git says about requests that fail; it may be nil.
	Log io.Writer
}

// A Server is a Git server that was started. Its methods may be called concurrently.
type Server struct {
	dir     string
	prefix  string
	url     string
	backend backend
	lock    lock
	log     log
	server  *http.Server
	// served gets what the listener ended with.
	served chan error
}

// Start serves until Close. It fails where git has no http-backend, which some distributions package on its own.
func Start(config Config) (*Server, error) {
	s, listener, err := newServer(config)
	if err != nil {
		return nil, fmt.Errorf("starting a Git server in %q: %w", config.Dir, err)
	}
	go func() { s.served <- s.serve(listener) }()
	return s, nil
}

func newServer(config Config) (*Server, net.Listener, error) {
	if config.Dir == "" || config.Username == "" || config.Password == "" {
		return nil, nil, errors.New("the configuration should have Dir, Username and Password")
	}
	if strings.Contains(config.Username, ":") {
		return nil, nil, fmt.Errorf("a user name of Basic authentication holds no colon: %q", config.Username)
	}
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return nil, nil, err
	}
	backend, err := findBackend(dir, config.Log)
	if err != nil {
		return nil, nil, err
	}
	address := config.Address
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, nil, err
	}
	s := &Server{dir: dir, backend: backend, served: make(chan error, 1)}
	if prefix := strings.Trim(config.PathPrefix, "/"); prefix != "" {
		s.prefix = "/" + prefix
	}
	s.url = scheme(config.TLS) + "://" + listener.Addr().String() + s.prefix
	s.lock.set(config.Username, config.Password)
	s.server = &http.Server{Handler: s, TLSConfig: config.TLS, ReadHeaderTimeout: time.Minute}
	return s, listener, nil
}

func scheme(config *tls.Config) string {
	if config == nil {
		return "http"
	}
	return "https"
}

func (s *Server) serve(listener net.Listener) error {
	if s.server.TLSConfig == nil {
		return s.server.Serve(listener)
	}
	return s.server.ServeTLS(listener, "", "")
}

// URL returns the address below which the repositories are, without a slash at the end and without a credential.
func (s *Server) URL() string { return s.url }

// SetPassword changes the password for all requests that begin from now on.
func (s *Server) SetPassword(password string) { s.lock.setPassword(password) }

// Close ends the server. Requests that run get a few seconds to end. Either Close or Shutdown is called, once.
func (s *Server) Close() error { return s.Shutdown(context.Background()) }

// Shutdown is Close for a caller with less time: when ctx ends, so do the requests that run.
func (s *Server) Shutdown(ctx context.Context) error {
	const grace = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if ctx.Err() != nil {
		err = s.server.Close()
	}
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request := newRequest(r)
	request.Accepted = s.lock.opens(r)
	s.log.add(request)
	switch {
	case !strings.HasPrefix(r.URL.Path, s.prefix+"/"):
		http.Error(w, "the repositories are below "+s.prefix+"/", http.StatusNotFound)
	case !request.Accepted:
		w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
		http.Error(w, "a user name and a password are needed", http.StatusUnauthorized)
	default:
		s.backend.serve(w, r, s.prefix, request.Authorization.Username)
	}
}
