// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"crypto/tls"
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const portControllers = "kube-controller-manager"

func controllersPart() Part {
	return Part{
		Name:    ControllerManager,
		Program: "kube-controller-manager",
		Ports:   []string{portControllers},
		Args:    controllersArgs,
		Ready:   controllersReady,
	}
}

func controllersArgs(c *Cluster) ([]string, error) {
	kubeconfig, err := c.UserKubeconfig(controllers, User{Name: controllersUser})
	if err != nil {
		return nil, err
	}
	serving, ca := c.layout.pair(controllers), c.layout.pair("kubernetes-ca")
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig,
		"--authorization-kubeconfig=" + kubeconfig,
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.Port(portControllers)),
		"--tls-cert-file=" + serving.Certificate,
		"--tls-private-key-file=" + serving.Key,
		"--requestheader-client-ca-file=" + c.authorities.frontProxy.File(),
		// There is one only. It need not wait for the lease of the one before.
		"--leader-elect=false",
		// The default rate makes the start take five seconds longer.
		"--kube-api-qps=300",
		"--kube-api-burst=600",
		"--use-service-account-credentials=true",
		"--service-account-private-key-file=" + c.layout.signingKey(),
		"--root-ca-file=" + ca.Certificate,
		"--cluster-signing-cert-file=" + ca.Certificate,
		"--cluster-signing-key-file=" + ca.Key,
	}, nil
}

// lastController is started late, after it has seen every API.
const lastController = "garbage-collector-controller"

// controllersReady asks for health, which is good before there are controllers, so it looks for one of them as well,
// and for the first visible work: the ServiceAccount without which there is no Pod.
func controllersReady(ctx context.Context, c *Cluster) error {
	config := &tls.Config{RootCAs: c.authorities.kubernetes.Pool()}
	health, err := probe(ctx, config, c.url(portControllers)+"/healthz?verbose")
	if err != nil {
		return err
	}
	if !strings.Contains(health, "[+]"+lastController) {
		return fmt.Errorf("%s is not running yet", lastController)
	}
	client, err := c.client()
	if err != nil {
		return err
	}
	_, err = client.CoreV1().ServiceAccounts(metav1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
	return err
}
