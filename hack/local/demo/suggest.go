// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"path/filepath"

	"connectors.alauda.io/hack/local/stack"
)

// suggest prints what to try next.
func (d *demo) suggest() {
	url := d.proxyURL(gitConnector) + "/" + repository
	d.story.title("What to try next")
	d.story.say("In another terminal, in %s:", d.config.Root)
	environment := stack.EnvFile(filepath.Dir(d.config.Cluster.Kubeconfig()))
	d.story.newTerminal()
	d.story.command(". " + quote(d.tools.short(environment)))
	for _, each := range []struct {
		about    string
		commands []command
	}{
		{"Connectors are resources as any other:", []command{
			kubectl("api-resources", "--api-group=connectors.alauda.io"),
			kubectl("get", "connectors", "--all-namespaces", "--output=wide"),
			kubectl("get", "connectorclasses"),
			kubectl("explain", "connector.spec"),
		}},
		{"Any request to a tool, with your own rights:", []command{
			kubectl("get", "--raw", proxyPath(remoteConnector)+"/version"),
			kubectl("get", "--raw", proxyPath(gitConnector)+"/"+repository+"/info/refs?service=git-upload-pack"),
		}},
		{"Who may:", []command{
			canI("get", "connectors/"+remoteConnector, "--subresource=proxy"),
			canI("get", "connectors/"+gitConnector),
		}},
		{"What " + builder + " did:", []command{
			gitAs(d.builderGit, "clone", url, d.file("another-clone")),
			d.throughConnector("get", "namespaces"),
		}},
		{"What its Pod would do:", []command{
			kubectl("--kubeconfig", d.file(pod+".kubeconfig"), "get", "namespaces"),
		}},
	} {
		d.story.say("%s", each.about)
		for _, command := range each.commands {
			d.tools.show(command, "")
		}
	}
}
