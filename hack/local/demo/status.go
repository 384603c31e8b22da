// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"crypto/rand"
)

// statusPatience is how long a change may take to be seen in the status of a Connector: changes of objects are seen at
// once, those of a tool when it is asked the next time.
const statusPatience = "--timeout=60s"

// watchStatus breaks what the Connector to the Git server depends on, and mends it.
func (d *demo) watchStatus(ctx context.Context) error {
	for _, each := range []func(context.Context) error{d.allWell, d.breakPassword, d.breakSecret, d.tellEvents} {
		if err := each(ctx); err != nil {
			return err
		}
	}
	return nil
}

// awaitStatus waits for conditions of the Connector to the Git server.
func (d *demo) awaitStatus(ctx context.Context, condition string) error {
	_, err := d.tools.run(ctx, inNamespace("wait", "--for=condition="+condition, "connector/"+gitConnector, statusPatience))
	return err
}

func inNamespace(args ...string) command {
	return kubectl(append(args, "--namespace", namespace)...)
}

func (d *demo) list(ctx context.Context) error {
	_, err := d.tools.run(ctx, inNamespace("get", "connectors"))
	return err
}

func (d *demo) allWell(ctx context.Context) error {
	d.story.say("The status controller asks every tool whether it is there and accepts the credential. Both are well:")
	if _, err := d.tools.run(ctx, inNamespace("wait", "--for=condition=Ready", "connectors", "--all", statusPatience)); err != nil {
		return err
	}
	return d.list(ctx)
}

// breakPassword changes the password at the Git server alone, and then in the Secret.
func (d *demo) breakPassword(ctx context.Context) error {
	d.story.say("Somebody changes the password at the Git server, and tells nobody. The next probe, ten seconds later, finds out:")
	d.password = rand.Text()
	d.git.SetPassword(d.password)
	if err := d.awaitStatus(ctx, "AuthReady=False"); err != nil {
		return err
	}
	if err := d.list(ctx); err != nil {
		return err
	}
	d.story.say("The Secret gets the new password:")
	return d.mend(ctx)
}

// breakSecret deletes the Secret, and makes it again.
func (d *demo) breakSecret(ctx context.Context) error {
	d.story.say("The Secret is deleted, which is seen at once:")
	if _, err := d.tools.run(ctx, inNamespace("delete", "secret", "git-password")); err != nil {
		return err
	}
	if err := d.awaitStatus(ctx, "SecretReady=False"); err != nil {
		return err
	}
	if err := d.list(ctx); err != nil {
		return err
	}
	d.story.say("It is made again:")
	return d.mend(ctx)
}

// mend writes the Secret as it ought to be.
func (d *demo) mend(ctx context.Context) error {
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
	return d.list(ctx)
}

func (d *demo) tellEvents(ctx context.Context) error {
	d.story.say("What happened is told by Events, and by `kubectl describe`:")
	_, err := d.tools.run(ctx, inNamespace("events", "--for=connector/"+gitConnector))
	return err
}
