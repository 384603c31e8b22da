// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"
)

// rotationPatience is how long a new password may take until it is in use.
const rotationPatience = time.Minute

// rotate changes the password, at the server and in the Secret.
func (d *demo) rotate(ctx context.Context) error {
	old, err := d.setUpGit("old-password", d.gitDirect(basic(gitUser, d.password)))
	if err != nil {
		return err
	}
	direct := gitAs(old, "ls-remote", d.git.URL()+"/"+repository)
	d.story.say("Somebody who has the password gets in without a Connector:")
	if _, err := d.tools.run(ctx, direct); err != nil {
		return err
	}
	if err := d.changePassword(ctx); err != nil {
		return err
	}
	if err := d.cloneAgain(ctx); err != nil {
		return err
	}
	d.story.say("The old password opens nothing any more:")
	return d.tools.fail(ctx, "could not read Username", direct)
}

func (d *demo) changePassword(ctx context.Context) error {
	d.story.say("The administrator changes it at the Git server, and in the Secret:")
	d.password = rand.Text()
	d.git.SetPassword(d.password)
	file, err := d.fillGit()
	if err != nil {
		return err
	}
	return d.apply(ctx, file)
}

// cloneAgain clones as before the rotation.
func (d *demo) cloneAgain(ctx context.Context) error {
	changed := time.Now()
	if err := d.awaitGit(ctx, rotationPatience); err != nil {
		return err
	}
	took := time.Since(changed)
	d.story.say("The Connector used the new one %d ms later. %s clones as before, with nothing changed on its side:",
		took.Milliseconds(), builder)
	arrived := d.git.Count()
	if err := d.clone(ctx, d.file("app-again"), secondCommit); err != nil {
		return err
	}
	return d.checkGitSaw(arrived)
}

func basic(username, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))
}
