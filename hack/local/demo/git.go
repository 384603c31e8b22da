// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"connectors.alauda.io/hack/local/stack"
	"connectors.alauda.io/test/gitserver"
)

func readme(work string) string { return filepath.Join(work, "README.md") }

// useGit clones the repository, pushes a commit and asks for the branches, through the Connector.
func (d *demo) useGit(ctx context.Context) error {
	d.story.say("Without the password there is no way in:")
	stranger, err := d.gitStranger()
	if err != nil {
		return err
	}
	direct := gitAs(stranger, "ls-remote", d.git.URL()+"/"+repository)
	if err := d.tools.fail(ctx, "could not read Username", direct); err != nil {
		return err
	}
	if err := d.connectGit(ctx); err != nil {
		return err
	}
	arrived := d.git.Count()
	if err := d.cloneAndPush(ctx); err != nil {
		return err
	}
	if err := d.browseGit(ctx); err != nil {
		return err
	}
	return d.checkGitSaw(arrived)
}

// connectGit makes the Connector, and shows that who uses it cannot read the password.
func (d *demo) connectGit(ctx context.Context) error {
	d.story.say("An administrator puts the password into a Secret, and points a Connector at the server and the Secret:")
	file, err := d.fillGit()
	if err != nil {
		return err
	}
	if err := d.apply(ctx, file); err != nil {
		return err
	}
	if err := d.awaitStatus(ctx, "Ready"); err != nil {
		return err
	}
	if err := d.list(ctx); err != nil {
		return err
	}
	d.story.say("%s may use what the Connector opens, and may not read the Secret that opens it:", builder)
	if _, err := d.tools.run(ctx, canI("create", "connectors/"+gitConnector, "--subresource=proxy")); err != nil {
		return err
	}
	return d.tools.fail(ctx, "no\n", canI("get", "secrets/git-password"))
}

func (d *demo) fillGit() (string, error) {
	return d.fill("git-connector.yaml",
		address(gitConnector, d.git.URL()),
		content("git-password", "username", gitUser),
		content("git-password", "password", d.password),
		content("git-ca", "ca.crt", string(d.gitAuthority.PEM())),
	)
}

// canI asks as administrator what the builder may do.
func canI(args ...string) command {
	question := append([]string{"auth", "can-i"}, args...)
	return kubectl(append(question, "--namespace", namespace, "--as", "system:serviceaccount:"+namespace+":"+builder)...)
}

func (d *demo) cloneAndPush(ctx context.Context) error {
	d.story.say("So it clones, with its own token, from the address of the Connector at the kube-apiserver:")
	var err error
	if d.builderGit, err = d.setUpGit(builder, d.gitThroughConnector(d.builder)); err != nil {
		return err
	}
	if err := d.awaitGit(ctx, flagPatience); err != nil {
		return err
	}
	work := d.file("app")
	if err := d.clone(ctx, work, firstCommit); err != nil {
		return err
	}
	d.story.say("It adds a line to README.md, commits and pushes:")
	if err := os.WriteFile(readme(work), []byte("# App\n\nPushed without a password.\n"), 0o644); err != nil {
		return err
	}
	for _, args := range [][]string{{"commit", "--all", "--message=" + secondCommit}, {"push", "origin", "main"}} {
		if _, err := d.tools.run(ctx, gitAs(d.builderGit, append([]string{"-C", work}, args...)...)); err != nil {
			return err
		}
	}
	return d.checkPushed(ctx, work)
}

// clone clones through the Connector, and looks for a commit in what came.
func (d *demo) clone(ctx context.Context, work, commit string) error {
	url := d.proxyURL(gitConnector) + "/" + repository
	if _, err := d.tools.run(ctx, gitAs(d.builderGit, "clone", url, work)); err != nil {
		return err
	}
	history, err := d.tools.run(ctx, gitAs(d.builderGit, "-C", work, "log", "--oneline"))
	if err == nil && !strings.Contains(history, commit) {
		err = fmt.Errorf("the clone in %s should hold the commit %q", work, commit)
	}
	return err
}

// awaitGit returns once the repository can be used: a feature flag and a new password are in force soon, not at once.
func (d *demo) awaitGit(ctx context.Context, patience time.Duration) error {
	look := gitAs(d.builderGit, "ls-remote", d.proxyURL(gitConnector)+"/"+repository)
	err := eventually(ctx, patience, func(ctx context.Context) error {
		_, err := d.tools.quietly(ctx, look)
		return err
	})
	if err != nil {
		return fmt.Errorf("the repository cannot be used through the Connector: %w", err)
	}
	return nil
}

// checkPushed compares the last commit of a clone with that of the repository on the server.
func (d *demo) checkPushed(ctx context.Context, work string) error {
	head := func(dir string) (string, error) {
		output, err := d.tools.quietly(ctx, gitAs(gitSetup{config: os.DevNull}, "-C", dir, "rev-parse", "main"))
		return strings.TrimSpace(output), err
	}
	here, err := head(work)
	if err != nil {
		return err
	}
	there, err := head(d.git.RepositoryDir(repository))
	if err != nil {
		return err
	}
	if here != there {
		return fmt.Errorf("the repository on the server is at %s, and should be at %s", there, here)
	}
	d.story.say("The repository on the server is at %s now, as the clone is.", there)
	return nil
}

// checkGitSaw looks at what reached the server: the password, and never the token.
func (d *demo) checkGitSaw(since int) error {
	requests := d.gitSaw(since)
	if len(requests) == 0 {
		return errors.New("no request reached the Git server")
	}
	for _, request := range requests {
		given := request.Authorization
		if given.Is("Bearer " + d.builder) {
			return fmt.Errorf("%s %s: the token of %s reached the Git server", request.Method, request.Path, builder)
		}
		if !request.Accepted {
			return fmt.Errorf("%s %s reached the Git server with Authorization %s", request.Method, request.Path, given)
		}
	}
	d.story.say("The Git server saw %d requests, each with the user name %q and the password. The token never reached it.",
		len(requests), gitUser)
	return nil
}

// gitSaw are the requests that have reached the Git server after the first ones, but for those of the status controller: it asks
// now and then, without the password as well, whatever is shown meanwhile.
func (d *demo) gitSaw(since int) []gitserver.Request {
	return slices.DeleteFunc(d.git.Requests()[since:], func(r gitserver.Request) bool { return r.UserAgent == stack.Controller })
}
