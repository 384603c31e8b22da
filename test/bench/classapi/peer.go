// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os/exec"

	"connectors.alauda.io/test/bench/client"
)

// peer is a command that lists all of something, one in a line.
type peer func(context.Context) *exec.Cmd

// check says if the command lists anything but so many lines.
func (p peer) check(ctx context.Context, lines int) error {
	command := p(ctx)
	output, err := command.Output()
	if err != nil {
		return told(command, err)
	}
	if got := bytes.Count(output, []byte("\n")); got != lines {
		return fmt.Errorf("%s lists %d, which should be %d", command, got, lines)
	}
	return nil
}

// list runs the command. What it lists goes nowhere.
func (p peer) list(ctx context.Context) error {
	command := p(ctx)
	if err := command.Run(); err != nil {
		return told(command, err)
	}
	return nil
}

// told is the failure of a command, with what that said if it is known. Arguments hold no credential.
func told(command *exec.Cmd, err error) error {
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		return fmt.Errorf("%s: %w: %s", command, err, ended.Stderr)
	}
	return fmt.Errorf("%s: %w", command, err)
}

// lsRemote has git list all references, in protocol v2 and with the credential that our side has.
func lsRemote(url string) peer {
	credential := base64.StdEncoding.EncodeToString([]byte(toolUser + ":" + toolPassword))
	setting := client.GitHeader("Authorization: Basic " + credential)
	return func(ctx context.Context) *exec.Cmd {
		return client.Git(ctx, setting, "-c", "protocol.version=2", "ls-remote", url)
	}
}

// craneLs has crane list all tags.
func craneLs(crane client.Crane, repository string) peer {
	return func(ctx context.Context) *exec.Cmd { return crane.Command(ctx, "ls", repository) }
}
