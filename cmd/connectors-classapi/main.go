// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Command connectors-classapi serves the built-in class APIs: it asks Git servers and registries what they hold.
package main

import (
	"os"

	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // --logging-format=json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // metrics of the clients
	_ "k8s.io/component-base/metrics/prometheus/version"  // metric of the build

	"connectors.alauda.io/cmd/connectors-classapi/app"
)

func main() {
	os.Exit(cli.Run(app.NewCommand(genericapiserver.SetupSignalContext())))
}
