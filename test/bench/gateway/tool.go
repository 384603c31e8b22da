// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"context"
	"embed"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

const (
	loopback = "127.0.0.1"

	pathSmall  = "/small"
	pathLarge  = "/large"
	smallBytes = 1 << 10
	largeBytes = 10 << 20

	toolUser     = "robot"
	toolPassword = "a-password-of-usual-length"
)

//go:embed nginx
var configurations embed.FS

// authorization is what the tool is sent.
func authorization() string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(toolUser+":"+toolPassword))
}

// startTool starts the tool of all comparisons.
func startTool(ctx context.Context, dir string) (*nginx, error) {
	files := filepath.Join(dir, "files")
	if err := os.MkdirAll(files, 0o755); err != nil {
		return nil, err
	}
	for path, size := range map[string]int{pathSmall: smallBytes, pathLarge: largeBytes} {
		if err := os.WriteFile(filepath.Join(files, path), bytes.Repeat([]byte{'x'}, size), 0o644); err != nil {
			return nil, err
		}
	}
	return runNginx(ctx, filepath.Join(dir, "tool"), "tool.conf", 1, map[string]any{"Files": files})
}

// startPeer starts the nginx that does what we do, in front of the tool.
func startPeer(ctx context.Context, dir, tool string) (*nginx, error) {
	return runNginx(ctx, filepath.Join(dir, "peer"), "peer.conf", 2, map[string]any{"Tool": tool, "Authorization": authorization()})
}

func runNginx(ctx context.Context, dir, name string, servers int, data map[string]any) (*nginx, error) {
	n, err := startNginx(dir, name, servers, data)
	if err != nil {
		return nil, err
	}
	if err := n.await(ctx); err != nil {
		return nil, errors.Join(err, n.stop(ctx))
	}
	return n, nil
}

// configuration is the text of a configuration file for nginx.
func configuration(name string, data map[string]any) (string, error) {
	text, err := template.ParseFS(configurations, "nginx/"+name)
	if err != nil {
		return "", err
	}
	out := &strings.Builder{}
	err = text.Execute(out, data)
	return out.String(), err
}
