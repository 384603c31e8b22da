// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"connectors.alauda.io/hack/local/cluster"
)

// prepare starts the tools, and makes the two accounts that want to use them.
func (d *demo) prepare(ctx context.Context) error {
	for _, each := range []func(context.Context) error{
		d.freeNamespace, d.startGit, d.startRemote, d.trustAuthorities, d.makeAccounts,
	} {
		if err := each(ctx); err != nil {
			return err
		}
	}
	return nil
}

// freeNamespace waits until nothing is left of an earlier demonstration that is being deleted.
func (d *demo) freeNamespace(ctx context.Context) error {
	namespaces := d.admin.CoreV1().Namespaces()
	err := eventually(ctx, patience, func(ctx context.Context) error {
		found, err := namespaces.Get(ctx, namespace, metav1.GetOptions{})
		if apierrors.IsNotFound(err) {
			return nil
		}
		if err == nil && found.DeletionTimestamp != nil {
			err = errors.New("it is still being deleted")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("namespace %s: %w", namespace, err)
	}
	d.later(func(ctx context.Context) error {
		err := namespaces.Delete(ctx, namespace, metav1.DeleteOptions{})
		if apierrors.IsNotFound(err) {
			return nil
		}
		return err
	})
	return d.makeFiles()
}

// startRemote starts the second cluster, empty.
func (d *demo) startRemote(ctx context.Context) error {
	dir := d.remoteDir()
	clear := func(ctx context.Context) error {
		if err := cluster.Down(ctx, dir, nil); err != nil {
			return err
		}
		return cluster.Wipe(dir)
	}
	if err := clear(ctx); err != nil {
		return err
	}
	remote, err := cluster.Start(ctx, cluster.Config{
		Dir: dir, BinDir: d.config.Cluster.BinDir(), FsyncOff: true, WithoutControllers: true,
	})
	if err != nil {
		return fmt.Errorf("starting the other cluster: %w", err)
	}
	// Its logs stay: they say why a step failed.
	d.later(func(ctx context.Context) error { return cluster.Down(ctx, dir, nil) })
	d.remote = remote
	d.story.say("Another Kubernetes cluster at %s, with a certificate authority of its own that nobody here trusts.",
		remote.Endpoint())
	return nil
}

// makeAccounts makes the ServiceAccounts, and keeps a token of each.
func (d *demo) makeAccounts(ctx context.Context) error {
	d.story.say("Two ServiceAccounts: %s may use the Connectors of its namespace, %s may only look at them.", builder, visitor)
	if err := d.apply(ctx, d.example("accounts.yaml")); err != nil {
		return err
	}
	d.story.say("They get tokens, which go into configuration files of git and kubectl below %s.", d.tools.short(d.file("")))
	var err error
	if d.builder, err = d.token(ctx, builder); err != nil {
		return err
	}
	d.visitor, err = d.token(ctx, visitor)
	return err
}

func (d *demo) token(ctx context.Context, account string) (string, error) {
	create := kubectl("create", "token", account, "--namespace", namespace, "--duration=8h")
	return d.tools.secret(ctx, create, "(a token)")
}
