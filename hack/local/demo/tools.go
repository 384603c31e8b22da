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
	// hide keeps the output out of the story, and note is said in its place.
	hide bool
	note string
}

func kubectl(args ...string) command { return command{args: append([]string{"kubectl"}, args...)} }

// gitAs is git with a configuration of its own.
func gitAs(config string, args ...string) command {
	return command{env: []string{"GIT_CONFIG_GLOBAL=" + config}, args: append([]string{"git"}, args...)}
}

// run shows the command and what came back, which must be success.
func (t tools) run(ctx context.Context, c command) (string, error) {
	t.story.command(t.line(c))
	output, err := t.quietly(ctx, c)
	if c.hide && err == nil {
		t.story.output(c.note)
	} else {
		t.story.output(output)
	}
	if err != nil {
		return "", fmt.Errorf("`%s` should have succeeded: %w", t.line(c), err)
	}
	return output, nil
}

// fail shows a command that must fail, and with these words.
func (t tools) fail(ctx context.Context, words string, c command) error {
	t.story.command(t.line(c))
	output, err := t.quietly(ctx, c)
	t.story.output(output)
	var exited *exec.ExitError
	switch {
	case err == nil:
		return fmt.Errorf("`%s` should have failed with %q, and succeeded", t.line(c), words)
	case !errors.As(err, &exited):
		return fmt.Errorf("`%s`: %w", t.line(c), err)
	case !strings.Contains(output, words):
		return fmt.Errorf("`%s` should have failed with %q, and said %q", t.line(c), words, output)
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

// line is the command as one would type it in the root of the repository, after `. .local/env`.
func (t tools) line(c command) string {
	var words []string
	for _, setting := range c.env {
		name, value, _ := strings.Cut(setting, "=")
		words = append(words, name+"="+quote(t.short(value)))
	}
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
