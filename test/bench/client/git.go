// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package client runs the clients of tools, kept from what the user of this machine has configured, and from the arguments
// of processes, which everybody on it can read, whatever opens a tool.
package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Git returns a command of git. Setting are variables of its environment beside those that it needs.
func Git(ctx context.Context, setting []string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "git", args...)
	command.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_TERMINAL_PROMPT=0",
	}, setting...)
	return command
}

// GitHeader are the variables by which git sends a header with every request.
func GitHeader(header string) []string {
	return []string{"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=http.extraHeader", "GIT_CONFIG_VALUE_0=" + header}
}

// RunGit runs a command of git, which says what is wrong if it fails.
func RunGit(ctx context.Context, setting []string, args ...string) error {
	if output, err := Git(ctx, setting, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, output)
	}
	return nil
}

// FastImport makes objects and references of a repository in dir of what write writes, in the language of git fast-import.
func FastImport(ctx context.Context, dir string, write func(io.Writer) error) error {
	command := Git(ctx, nil, "--git-dir", dir, "fast-import", "--quiet")
	stdin, err := command.StdinPipe()
	if err != nil {
		return err
	}
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		return err
	}
	if err := errors.Join(write(stdin), stdin.Close(), command.Wait()); err != nil {
		return fmt.Errorf("filling a repository: %w", err)
	}
	return nil
}
