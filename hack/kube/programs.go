// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	"k8s.io/component-base/logs"
	_ "k8s.io/component-base/logs/json/register"          // the log format json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // the metrics of client-go and of work queues
	_ "k8s.io/component-base/metrics/prometheus/version"  // the metric of the version
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// A program is the main function of one of the parts: it gets its arguments, args[0] being its name, and returns its
// exit code. It may end the process itself.
type program func(args []string) int

// programs are all that this binary can be, by name.
func programs() map[string]program {
	return map[string]program{
		"etcd":                    etcd,
		"kube-apiserver":          command(apiserver.NewAPIServerCommand),
		"kube-controller-manager": command(controllermanager.NewControllerManagerCommand),
		"kube-scheduler":          command(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
		"kube-proxy":              command(proxy.NewProxyCommand),
		"kubelet":                 command(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
		"kubectl":                 runKubectl,
	}
}

// command is the program of a server. Cobra reads the arguments from os.Args, so they are put there.
func command(build func() *cobra.Command) program {
	return func(args []string) int {
		os.Args = args
		return cli.Run(build())
	}
}

// runKubectl is kubectl's own main function: the log level is needed while the command is built, which may run a
// plug-in, and errors are printed in kubectl's words.
func runKubectl(args []string) int {
	os.Args = args
	if _, err := logs.GlogSetter(kubectl.GetLogVerbosity(args)); err != nil {
		fmt.Fprintf(os.Stderr, "error: setting the log level: %v\n", err)
		return 1
	}
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		kubectlutil.CheckErr(err)
	}
	return 0
}

// etcd returns only once the server has stopped: it ends the process itself on an error.
func etcd(args []string) int {
	etcdmain.Main(args)
	return 0
}
