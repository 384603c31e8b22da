// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Command connectors-csi mounts the files of ConnectorClasses into Pods, on every node.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // --logging-format=json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // metrics of the clients
	_ "k8s.io/component-base/metrics/prometheus/version"  // metric of the build

	"connectors.alauda.io/cmd/connectors-csi/app"
)

// The other servers have the signals of k8s.io/apiserver/pkg/server. Here it would add 7 MiB to what runs on every node.
func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	os.Exit(cli.Run(app.NewCommand(ctx)))
}
