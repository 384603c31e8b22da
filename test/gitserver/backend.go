// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gitserver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cgi"
	"os"
	"os/exec"
	"path/filepath"
)

// A backend is git's own program that serves repositories over HTTP.
type backend struct {
	program string
	dir     string
	log     io.Writer
}

func findBackend(dir string, log io.Writer) (backend, error) {
	output, err := exec.Command("git", "--exec-path").Output()
	if err != nil {
		return backend{}, fmt.Errorf("git should be installed: %w", err)
	}
	program := filepath.Join(string(bytes.TrimSpace(output)), "git-http-backend")
	if _, err := os.Stat(program); err != nil {
		return backend{}, fmt.Errorf("git should come with its http-backend: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return backend{}, err
	}
	if log == nil {
		log = io.Discard
	}
	return backend{program: program, dir: dir, log: log}, nil
}

// serve runs the program for one request whose user is known.
func (b backend) serve(w http.ResponseWriter, r *http.Request, prefix, username string) {
	handler := &cgi.Handler{
		Path:   b.program,
		Root:   prefix,
		Dir:    b.dir,
		Env:    append(environment(b.dir), "GIT_PROJECT_ROOT="+b.dir, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER="+username),
		Stderr: b.log,
	}
	if version := r.Header.Get("Git-Protocol"); version != "" {
		handler.Env = append(handler.Env, "GIT_PROTOCOL="+version)
	}
	r = r.Clone(r.Context())
	// A CGI program would see it in its environment.
	r.Header.Del("Authorization")
	// A body of unknown length is refused by the library, since CGI promises the length. git reads to the end without.
	r.TransferEncoding = nil
	handler.ServeHTTP(w, r)
}

// environment keeps git to the configuration of the repository: what a user or an administrator of this machine has
// configured is none of the server's business. After a push nothing is tidied up: git would go on with that in the background,
// in a directory that its owner may be removing.
func environment(dir string) []string {
	return []string{
		"HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=receive.autogc", "GIT_CONFIG_VALUE_0=false",
	}
}

// CreateRepository makes an empty bare repository with the branch main, which clients may push to. Name is its path
// below the URL of the server, such as "team/app.git".
func (s *Server) CreateRepository(name string) error {
	if !filepath.IsLocal(name) {
		return fmt.Errorf("creating repository %q: the name should be a path inside the directory of the server", name)
	}
	dir := s.RepositoryDir(name)
	for _, args := range [][]string{
		{"init", "--quiet", "--bare", "--initial-branch=main", dir},
		{"--git-dir", dir, "config", "http.receivepack", "true"},
	} {
		cmd := exec.Command("git", args...)
		cmd.Env = append(environment(s.dir), "PATH="+os.Getenv("PATH"))
		if output, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("creating repository %q: %w", name, errors.Join(err, errors.New(string(output))))
		}
	}
	return nil
}

// RepositoryDir returns the directory of a repository: whoever is on this machine needs no password to look into it.
func (s *Server) RepositoryDir(name string) string {
	return filepath.Join(s.dir, filepath.FromSlash(name))
}
