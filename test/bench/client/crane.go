// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Crane is the client of registries, with the login of one of them.
type Crane struct {
	program string
	// login is a directory with the configuration of the client.
	login string
}

// NewCrane keeps the login in a new directory dir. Program is the file of the client, registry the host and port.
func NewCrane(program, dir, registry, user, password string) (Crane, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Crane{}, err
	}
	login, err := json.Marshal(map[string]any{"auths": map[string]any{registry: map[string]string{
		"auth": base64.StdEncoding.EncodeToString([]byte(user + ":" + password)),
	}}})
	if err != nil {
		return Crane{}, err
	}
	return Crane{program: program, login: dir}, os.WriteFile(filepath.Join(dir, "config.json"), login, 0o600)
}

// Command returns a command of the client, which speaks plain HTTP as well.
func (c Crane) Command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, c.program, append([]string{"--insecure"}, args...)...)
	command.Env = []string{"HOME=" + c.login, "DOCKER_CONFIG=" + c.login}
	return command
}

// Run runs a command of the client, which says what is wrong if it fails.
func (c Crane) Run(ctx context.Context, args ...string) error {
	if output, err := c.Command(ctx, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("crane %s: %w: %s", args[0], err, output)
	}
	return nil
}
