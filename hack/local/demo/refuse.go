// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
)

// refuse shows that to see a Connector is not to use it.
func (d *demo) refuse(ctx context.Context) error {
	cluster := d.config.Cluster
	config, err := d.writeKubeconfig(visitor, cluster.Endpoint(), cluster.CA(), d.visitor)
	if err != nil {
		return err
	}
	arrived := d.git.Count()
	d.story.say("%s may look at Connectors:", visitor)
	see := kubectl("--kubeconfig", config, "get", "connectors", "--namespace", namespace)
	if _, err := d.tools.run(ctx, see); err != nil {
		return err
	}
	d.story.say("It may not use them, by git or by any other means:")
	who, err := d.setUpGit(visitor, d.gitThroughConnector(d.visitor))
	if err != nil {
		return err
	}
	clone := gitAs(who, "clone", d.proxyURL(gitConnector)+"/"+repository, d.file("stolen"))
	if err := d.tools.fail(ctx, "403", clone); err != nil {
		return err
	}
	version := kubectl("--kubeconfig", config, "get", "--raw", proxyPath(remoteConnector)+"/version")
	if err := d.tools.fail(ctx, "(Forbidden)", version); err != nil {
		return err
	}
	if seen := d.gitSaw(arrived); len(seen) > 0 {
		return fmt.Errorf("%d requests of %s reached the Git server", len(seen), visitor)
	}
	d.story.say("Nothing of this reached the Git server.")
	return nil
}
