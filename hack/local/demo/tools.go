// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long one command may take.
const patience = time.Minute

// tools runs git and kubectl as somebody would who has nothing configured.
type tools struct {
	story *story
	// root is the working directory, home where the tools keep what they like to, bin holds kubectl.
	root, home, bin string
	// kubeconfig is that of the administrator.
	kubeconfig string
}

// A command is one that a reader could type.
type command struct {
	// env is set for this command, as NAME=value.
	env []string
	// args begin with the name of the program.
	args []string
}

func kubectl(args ...string) command { return command{args: append([]string{"kubectl"}, args...)} }

// A gitSetup makes git somebody's: the files of the configuration and of the certificate authority of the server.
type gitSetup struct{ config, authority string }

// gitAs is git of somebody.
func gitAs(who gitSetup, args ...string) command {
	return command{
		// An authority in the environment prevails over one in a configuration, and some have one there.
		env:  []string{"GIT_CONFIG_GLOBAL=" + who.config, "GIT_SSL_CAINFO=" + who.authority},
		args: append([]string{"git"}, args...),
	}
}

// run shows the command and what came back, which must be success.
func (t tools) run(ctx context.Context, c command) (string, error) {
	t.show(c, "")
	output, err := t.quietly(ctx, c)
	t.story.output(output)
	if err != nil {
		return "", fmt.Errorf("`%s` should have succeeded: %w", t.line(c), err)
	}
	return output, nil
}

// secret shows a command, and returns what it printed without showing that.
func (t tools) secret(ctx context.Context, c command, note string) (string, error) {
	t.show(c, "")
	output, err := t.quietly(ctx, c)
	if err != nil {
		t.story.output(err.Error())
		return "", fmt.Errorf("`%s` should have succeeded: %w", t.line(c), err)
	}
	t.story.output(note)
	return strings.TrimSpace(output), nil
}

// fail shows a command that must fail, and with these words.
func (t tools) fail(ctx context.Context, words string, c command) error {
	t.show(c, "")
	output, err := t.quietly(ctx, c)
	t.story.output(output)
	var exited *exec.ExitError
	switch {
	case err == nil:
		return fmt.Errorf("`%s` should have failed with %q, and succeeded", t.line(c), words)
	case !errors.As(err, &exited):
		return fmt.Errorf("`%s`: %w", t.line(c), err)
	case !strings.Contains(output, words):
		return fmt.Errorf("`%s` should have failed with %q, and said something else", t.line(c), words)
	}
	return nil
}

// quietly returns the output of a command, and an error that holds it when the command failed.
func (t tools) quietly(ctx context.Context, c command) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	output, err := t.prepare(ctx, c).CombinedOutput()
	if ctx.Err() != nil {
		err = errors.Join(ctx.Err(), err)
	}
	if err != nil {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(output)))
	}
	return string(output), err
}

func (t tools) prepare(ctx context.Context, c command) *exec.Cmd {
	program := c.args[0]
	if own := filepath.Join(t.bin, program); isFile(own) {
		program = own
	}
	cmd := exec.CommandContext(ctx, program, c.args[1:]...)
	cmd.Dir = t.root
	cmd.Env = append(t.environment(), c.env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// environment is all that the tools get: no proxy, credential helper or alias of the user changes what is shown.
func (t tools) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=" + t.home,
		"LC_ALL=C",
		"KUBECONFIG=" + t.kubeconfig,
		"KUBECACHEDIR=" + filepath.Join(t.home, "cache"),
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_TERMINAL_PROMPT=0",
	}
}

// show shows the command as one would type it in the root of the repository, after `. .local/env`.
func (t tools) show(c command, suffix string) {
	if len(c.env) > 0 {
		words := []string{"export"}
		for _, setting := range c.env {
			name, value, _ := strings.Cut(setting, "=")
			words = append(words, name+"="+quote(value))
		}
		t.story.setting(strings.Join(words, " "))
	}
	t.story.command(t.line(c) + suffix)
}

func (t tools) line(c command) string {
	words := make([]string, 0, len(c.args))
	for _, arg := range c.args {
		words = append(words, quote(t.short(arg)))
	}
	return strings.Join(words, " ")
}

// short makes a path below the root relative.
func (t tools) short(word string) string {
	if !filepath.IsAbs(word) {
		return word
	}
	relative, err := filepath.Rel(t.root, word)
	if err != nil || !filepath.IsLocal(relative) {
		return word
	}
	return relative
}

// quote makes text one word of a shell.
func quote(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,"
	if text != "" && strings.Trim(text, plain) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
