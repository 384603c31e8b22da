// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"fmt"
	"strings"
	"time"
)

const (
	// landmark is a namespace of the remote cluster alone.
	landmark = "only-in-the-remote-cluster"
	// newcomer is made while it is being watched for.
	newcomer = "made-while-watching"

	watchPatience  = time.Minute
	remoteUser     = "connector"
	remoteUserRole = "remote-account.yaml"
)

// useCluster lists and watches namespaces of the remote cluster, through the Connector.
func (d *demo) useCluster(ctx context.Context) error {
	for _, each := range []func(context.Context) error{
		d.refusedByRemote, d.connectRemote, d.listNamespaces, d.watchNamespaces,
	} {
		if err := each(ctx); err != nil {
			return err
		}
	}
	return nil
}

// refusedByRemote shows that the identity is worth nothing at the remote cluster itself.
func (d *demo) refusedByRemote(ctx context.Context) error {
	d.story.say("The other cluster does not know %s:", builder)
	direct, err := d.writeKubeconfig("direct", d.remote.Endpoint(), d.remote.CA(), d.builder)
	if err != nil {
		return err
	}
	return d.tools.fail(ctx, "(Unauthorized)", kubectl("--kubeconfig", direct, "get", "--raw", "/api/v1/namespaces"))
}

// connectRemote makes an account with few rights in the remote cluster, and the Connector that holds its token.
func (d *demo) connectRemote(ctx context.Context) error {
	d.story.say("Over there an account is made that may look at namespaces, and a namespace to look at:")
	for _, args := range [][]string{
		{"apply", "-f", d.example(remoteUserRole)}, {"create", "namespace", landmark},
	} {
		if _, err := d.tools.run(ctx, d.atRemote(args...)); err != nil {
			return err
		}
	}
	create := d.atRemote("create", "token", remoteUser, "--namespace", "default", "--duration=8h")
	token, err := d.tools.secret(ctx, create, "(a token)")
	if err != nil {
		return err
	}
	d.story.say("Its token goes into a Secret here, with a Connector to use it:")
	file, err := d.fill("k8s-connector.yaml",
		address(remoteConnector, d.remote.Endpoint()),
		content("remote-token", "token", token),
		content("remote-ca", "ca.crt", string(d.remote.CA())),
	)
	if err != nil {
		return err
	}
	return d.apply(ctx, file)
}

// atRemote is kubectl as administrator of the remote cluster.
func (d *demo) atRemote(args ...string) command {
	return kubectl(append([]string{"--kubeconfig", d.remote.Kubeconfig()}, args...)...)
}

// throughConnector is kubectl as the builder, whose kubeconfig names the Connector as the server.
func (d *demo) throughConnector(args ...string) command {
	return kubectl(append([]string{"--kubeconfig", d.file(builder + ".kubeconfig")}, args...)...)
}

func (d *demo) listNamespaces(ctx context.Context) error {
	d.story.say("With a kubeconfig whose server is the Connector, and whose token is its own, %s looks around:", builder)
	server := d.proxyURL(remoteConnector)
	if _, err := d.writeKubeconfig(builder, server, d.config.Cluster.CA(), d.builder); err != nil {
		return err
	}
	d.story.output("server: " + server)
	list := d.throughConnector("get", "namespaces")
	namespaces, err := d.tools.run(ctx, list)
	if err != nil {
		return err
	}
	if !strings.Contains(namespaces, landmark) {
		return fmt.Errorf("the namespaces should be those of the other cluster, with %s", landmark)
	}
	return nil
}

// watchNamespaces follows a watch while a namespace is made over there.
func (d *demo) watchNamespaces(ctx context.Context) error {
	d.story.say("It watches, while somebody makes a namespace over there:")
	watch, err := d.tools.follow(ctx, d.throughConnector("get", "namespaces", "--watch", "--no-headers"))
	if err != nil {
		return err
	}
	seen := watch.await(ctx, watchPatience, landmark)
	if seen == nil {
		_, seen = d.tools.run(ctx, d.atRemote("create", "namespace", newcomer))
	}
	if seen == nil {
		seen = watch.await(ctx, watchPatience, newcomer)
	}
	watch.stop()
	if seen == nil {
		d.story.say("The watch has shown it.")
	}
	return seen
}
