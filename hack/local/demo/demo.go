// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"k8s.io/client-go/kubernetes"

	"connectors.alauda.io/hack/local/cluster"
	"connectors.alauda.io/hack/local/pki"
	"connectors.alauda.io/hack/local/process"
	"connectors.alauda.io/test/gitserver"
)

// A Config says where to show what. Cluster, Root and Dir are required.
type Config struct {
	// Cluster is one with the servers of Connectors and their classes.
	Cluster *cluster.Cluster
	// Root is the directory of the repository, from which the examples are read.
	Root string
	// Dir gets the directories demo, with the files of the demonstration, and remote, with another cluster.
	Dir string
	// Out gets the story; it may be nil.
	Out io.Writer
	// Then is called after the last step, while everything that was shown can still be used; it may be nil.
	Then func(context.Context) error
}

// Run shows every step, and leaves the cluster as it was. The error of a step that failed says which it was and where
// the logs are. Only one demonstration runs in a Config.Dir at a time: another one is refused.
func Run(ctx context.Context, config Config) error {
	config, err := config.complete()
	if err != nil {
		return err
	}
	const soon = time.Second
	short, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	unlock, err := process.Lock(short, filepath.Join(config.Dir, "demo.lock"))
	if err != nil {
		return fmt.Errorf("another demonstration runs in %s: %w", config.Dir, err)
	}
	d, err := newDemo(config)
	if err != nil {
		return errors.Join(err, unlock())
	}
	err = d.show(ctx)
	if err == nil && config.Then != nil {
		err = config.Then(ctx)
	}
	err = errors.Join(err, d.close(context.WithoutCancel(ctx)))
	if err == nil {
		err = Wipe(config.Dir)
	}
	return errors.Join(err, unlock())
}

// Wipe removes what a demonstration that failed, or was killed, has left in dir. None may be running.
func Wipe(dir string) error {
	return errors.Join(os.RemoveAll(filesDir(dir)), os.RemoveAll(remoteDir(dir)))
}

func filesDir(dir string) string  { return filepath.Join(dir, "demo") }
func remoteDir(dir string) string { return filepath.Join(dir, "remote") }

// complete returns config with its defaults and with absolute paths.
func (config Config) complete() (Config, error) {
	if config.Out == nil {
		config.Out = io.Discard
	}
	for _, path := range []*string{&config.Root, &config.Dir} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return config, err
		}
		*path = absolute
	}
	return config, nil
}

// A demo is a demonstration that runs.
type demo struct {
	config Config
	story  *story
	tools  tools
	admin  kubernetes.Interface

	git          *gitserver.Server
	gitAuthority *pki.Authority
	remote       *cluster.Cluster
	// password is what opens the Git server at the moment.
	password string
	// builder and visitor are the tokens of the two ServiceAccounts.
	builder, visitor string
	// builderGit is git with the token of the builder, for the Connector.
	builderGit gitSetup

	// undo is what close does, the last first.
	undo []func(context.Context) error
}

func newDemo(config Config) (*demo, error) {
	access, err := config.Cluster.RESTConfig()
	if err != nil {
		return nil, err
	}
	admin, err := kubernetes.NewForConfig(access)
	if err != nil {
		return nil, err
	}
	d := &demo{config: config, story: newStory(config.Out), admin: admin}
	d.tools = tools{
		story:      d.story,
		root:       config.Root,
		home:       d.file(""),
		bin:        config.Cluster.BinDir(),
		kubeconfig: config.Cluster.Kubeconfig(),
	}
	return d, nil
}

// file names a file of the demonstration.
func (d *demo) file(name string) string { return filepath.Join(filesDir(d.config.Dir), name) }

// remoteDir is where the other cluster is kept.
func (d *demo) remoteDir() string { return remoteDir(d.config.Dir) }

// A step is one thing that is shown.
type step struct {
	title string
	show  func(context.Context) error
}

func (d *demo) show(ctx context.Context) error {
	for number, step := range []step{
		{"What there is to connect to", d.prepare},
		{"Git, without its password", d.useGit},
		{"Another cluster, without an account there", d.useCluster},
		{"As a Pod would, through connectors-proxy", d.usePod},
		{"Who may not, cannot", d.refuse},
		{"The password is rotated", d.rotate},
		{"A Connector tells the truth about itself", d.watchStatus},
	} {
		d.story.title(fmt.Sprintf("%d. %s", number, step.title))
		if err := step.show(ctx); err != nil {
			return fmt.Errorf("step %d of the demonstration, %q: %w\nthe logs are in %s and %s", number, step.title, err,
				filepath.Dir(d.config.Cluster.LogFile(cluster.Etcd)), filepath.Join(d.remoteDir(), "log"))
		}
	}
	d.suggest()
	return nil
}

// close ends what was started, even if some of it does not end well.
func (d *demo) close(ctx context.Context) error {
	const patience = time.Minute
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var failures []error
	for _, undo := range slices.Backward(d.undo) {
		failures = append(failures, undo(ctx))
	}
	return errors.Join(failures...)
}

func (d *demo) later(undo func(context.Context) error) { d.undo = append(d.undo, undo) }

// makeFiles makes the directory for the files, afresh: an earlier demonstration may have been killed.
func (d *demo) makeFiles() error {
	if err := os.RemoveAll(d.file("")); err != nil {
		return err
	}
	d.later(func(context.Context) error { return os.RemoveAll(d.file("")) })
	if err := os.MkdirAll(d.file(""), 0o700); err != nil {
		return err
	}
	return os.WriteFile(d.file("ca.crt"), d.config.Cluster.CA(), 0o644)
}
