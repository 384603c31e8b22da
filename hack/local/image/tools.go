// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package image

import (
	"context"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// clients are the programs of this machine that tools has. The names are also those of Debian's packages.
func clients() []string { return []string{"bash", "curl", "git", "skopeo"} }

// trustAnySignature is what skopeo asks for before it copies anything: whose signatures count.
const trustAnySignature = `{"default": [{"type": "insecureAcceptAnything"}]}` + "\n"

// toolsTree returns the clients with all that they need to run as any user, whose home is /tmp.
func toolsTree(ctx context.Context, crane string) (tree, error) {
	t := tree{}
	t.directory("/var/tmp", 0o777|sticky) // skopeo keeps layers there
	t.file("/etc/containers/policy.json", trustAnySignature)
	t.directory("/usr/share/git-core/templates", 0o755) // git warns where it misses them
	t.copy("/usr/local/bin/crane", crane)
	for _, name := range clients() {
		program, err := find(name)
		if err != nil {
			return nil, err
		}
		if err := t.copyProgram(ctx, program); err != nil {
			return nil, err
		}
	}
	if err := t.addGitOverHTTP(ctx); err != nil {
		return nil, err
	}
	return t, t.addBusybox(ctx)
}

// addGitOverHTTP adds the program by which git speaks HTTP. Everything else that a clone and a push take is in git.
func (t tree) addGitOverHTTP(ctx context.Context) error {
	directory, err := output(ctx, "git", "--exec-path")
	if err != nil {
		return err
	}
	const helper = "git-remote-http"
	directory = strings.TrimSpace(directory)
	t.link(path.Join(directory, "git-remote-https"), helper)
	return t.copyProgram(ctx, filepath.Join(directory, helper))
}

// addBusybox adds the shell and the small programs, except those which the image has already.
func (t tree) addBusybox(ctx context.Context) error {
	const name = "busybox"
	program, err := find(name)
	if err != nil {
		return err
	}
	if err := t.copyProgram(ctx, program); err != nil {
		return err
	}
	applets, err := output(ctx, program, "--list")
	if err != nil {
		return err
	}
	for _, applet := range strings.Fields(applets) {
		if link := path.Join("/usr/bin", applet); !t.has(link) {
			t.link(link, program)
		}
	}
	return nil
}

// find returns where a program is installed.
func find(name string) (string, error) {
	program, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("the image of clients needs %s installed, as with apt-get install %s: %w", name, name, err)
	}
	return filepath.Abs(program)
}

func output(ctx context.Context, program string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, program, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", program, strings.Join(args, " "), err)
	}
	return string(out), nil
}
