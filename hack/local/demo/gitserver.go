// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"net"
	"os"

	"connectors.alauda.io/hack/local/pki"
	"connectors.alauda.io/test/gitserver"
)

const (
	gitUser    = "demo"
	repository = "team/app.git"

	firstCommit, secondCommit = "Begin", "Say how"
)

// startGit starts a Git server with one repository, which holds one commit.
func (d *demo) startGit(ctx context.Context) error {
	config, err := d.certifyGit()
	if err != nil {
		return err
	}
	d.password = rand.Text()
	server, err := gitserver.Start(gitserver.Config{
		Dir: d.file("repositories"), Username: gitUser, Password: d.password, TLS: config,
	})
	if err != nil {
		return err
	}
	d.later(server.Shutdown)
	d.git = server
	d.story.say("A Git server, git's own http-backend, at %s.\nIts repository %s is private: it asks for a password.",
		server.URL(), repository)
	if err := server.CreateRepository(repository); err != nil {
		return err
	}
	return d.commitFirst(ctx, server.RepositoryDir(repository))
}

// certifyGit gives the Git server a certificate of an authority of its own.
func (d *demo) certifyGit() (*tls.Config, error) {
	authority, err := pki.OpenAuthority(pki.In(d.file("pki"), "git-ca"), "git-ca")
	if err != nil {
		return nil, err
	}
	certificate, key, err := authority.Issue(pki.Request{
		CommonName: "git", IPs: []net.IP{net.IPv4(127, 0, 0, 1)}, Server: true,
	})
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(certificate, key)
	d.gitAuthority = authority
	return &tls.Config{Certificates: []tls.Certificate{pair}}, err
}

// commitFirst puts a first commit into the repository, past the server.
func (d *demo) commitFirst(ctx context.Context, dir string) error {
	work := d.file("first")
	founder, err := d.gitStranger()
	if err != nil {
		return err
	}
	if _, err := d.tools.quietly(ctx, gitAs(founder, "init", "--initial-branch=main", work)); err != nil {
		return err
	}
	if err := os.WriteFile(readme(work), []byte("# App\n"), 0o644); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"add", "README.md"}, {"commit", "--message=" + firstCommit}, {"push", dir, "main"},
	} {
		if _, err := d.tools.quietly(ctx, gitAs(founder, append([]string{"-C", work}, args...)...)); err != nil {
			return err
		}
	}
	return nil
}

// gitStranger writes the configuration of somebody who has no password of the Git server, and trusts its authority.
func (d *demo) gitStranger() (gitSetup, error) { return d.setUpGit("stranger", d.gitDirect("")) }

// gitDirect is the access to the Git server itself.
func (d *demo) gitDirect(authorization string) gitAccess {
	return gitAccess{url: d.git.URL(), authority: d.gitAuthority.File(), authorization: authorization}
}

// gitThroughConnector is the access with the token of a ServiceAccount.
func (d *demo) gitThroughConnector(token string) gitAccess {
	return gitAccess{url: d.proxyURL(gitConnector), authority: d.file("ca.crt"), authorization: "Bearer " + token}
}
