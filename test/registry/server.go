// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/yaml"
)

const (
	// startTimeout is for a machine that is busy with other tests.
	startTimeout = time.Minute
	startPoll    = 20 * time.Millisecond
	// attempts is how often another port is tried: between choosing and taking one somebody else can.
	attempts = 5
	// nameHeader is in every answer, so that a server that has taken the port meanwhile is not taken for the registry.
	nameHeader = "X-Registry-Name"
)

var errEnded = errors.New("it has ended")

// A Config says how a registry is run. Program and Dir are required. Without Auth everybody may do everything.
type Config struct {
	// Program is the file of the registry.
	Program string
	// Dir is where its configuration and its content are written.
	Dir string
	// Auth is the registry's section auth, as TokenService.Auth and Users make it.
	Auth map[string]any
	// Blobs is the URL of a server of Dir's content, to which clients are redirected for blobs; empty for none.
	Blobs string
}

// A Server is a registry that runs.
type Server struct {
	url, name string
	command   *exec.Cmd
	// ended is closed when the process has ended.
	ended chan struct{}
}

// Start runs a registry until Stop, and returns when it answers.
func Start(ctx context.Context, config Config) (*Server, error) {
	var err error
	for range attempts {
		var server *Server
		if server, err = start(ctx, config); err == nil {
			return server, nil
		}
	}
	return nil, fmt.Errorf("running a registry in %s: %w", config.Dir, err)
}

func start(ctx context.Context, config Config) (*Server, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{url: "http://" + address, name: rand.Text(), ended: make(chan struct{})}
	file, err := config.write(address, s.name)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(filepath.Join(config.Dir, "registry.log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }()
	s.command = exec.Command(config.Program, "serve", file)
	s.command.Stdout, s.command.Stderr = log, log
	s.command.Env = []string{"HOME=" + config.Dir, "OTEL_TRACES_EXPORTER=none"}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(s.ended)
		_ = s.command.Wait() // which fails, since it is killed
	}()
	if err := s.await(ctx); err != nil {
		text, _ := os.ReadFile(log.Name())
		return nil, errors.Join(err, s.Stop(), fmt.Errorf("it said: %s", text))
	}
	return s, nil
}

// URL is where the registry is, without a slash at the end.
func (s *Server) URL() string { return s.url }

// Stop ends the registry.
func (s *Server) Stop() error {
	if err := s.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-s.ended
	return nil
}

func (s *Server) await(ctx context.Context) error {
	return wait.PollUntilContextTimeout(ctx, startPoll, startTimeout, true, func(ctx context.Context) (bool, error) {
		select {
		case <-s.ended:
			return false, errEnded
		default:
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/v2/", http.NoBody)
		if err != nil {
			return false, err
		}
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			return false, nil //nolint:nilerr // it does not listen yet
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		return answer.Header.Get(nameHeader) == s.name, answer.Body.Close()
	})
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// write writes the configuration file of the registry with a name.
func (c Config) write(address, name string) (string, error) {
	content := map[string]any{
		"version": 0.1,
		"log":     map[string]any{"level": "error", "accesslog": map[string]any{"disabled": true}},
		"http":    map[string]any{"addr": address, "headers": map[string]any{nameHeader: []string{name}}},
		"storage": map[string]any{
			"filesystem": map[string]any{"rootdirectory": c.content()},
			"delete":     map[string]any{"enabled": true},
		},
	}
	if c.Auth != nil {
		content["auth"] = c.Auth
	}
	if c.Blobs != "" {
		content["middleware"] = map[string]any{"storage": []any{
			map[string]any{"name": "redirect", "options": map[string]any{"baseurl": c.Blobs}},
		}}
	}
	text, err := yaml.Marshal(content)
	if err != nil {
		return "", err
	}
	file := filepath.Join(c.Dir, "config.yaml")
	return file, os.WriteFile(file, text, 0o600)
}

func (c Config) content() string { return filepath.Join(c.Dir, "content") }
