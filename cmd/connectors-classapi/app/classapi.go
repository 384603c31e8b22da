// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"net/http"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/component-base/version"

	"connectors.alauda.io/pkg/classapi/endpoint"
	"connectors.alauda.io/pkg/classapi/git"
	"connectors.alauda.io/pkg/classapi/oci"
	"connectors.alauda.io/pkg/classapi/server"
	"connectors.alauda.io/pkg/classapi/tool"
	"connectors.alauda.io/pkg/proxy/upstream"
	"connectors.alauda.io/pkg/proxy/upstream/cluster"
)

// maxIdleConnections is how many connections to tools are kept for later.
const maxIdleConnections = 256

// classAPI is the process: what it follows, and what it serves.
type classAPI struct {
	options    RequestOptions
	callers    *callers
	rules      *cluster.Rules
	transports *upstream.Transports
	handler    http.Handler
}

// newClassAPI puts the parts together and starts none. Its metrics are registered in the one registry of the process.
func (o *Options) newClassAPI(registerer server.Registerer) (*classAPI, error) {
	c := &classAPI{options: o.Requests}
	for _, step := range []func() error{
		func() error { return c.connect(o) },
		func() error { return c.answer(registerer) },
		func() (err error) { c.callers, err = o.newCallers(); return err },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// connect makes the connections to tools, and the guard that judges them.
func (c *classAPI) connect(o *Options) error {
	access, err := clientcmd.BuildConfigFromFlags("", o.Kubeconfig)
	if err != nil {
		return fmt.Errorf("how to reach the cluster is not known: give --kubeconfig, or run in a Pod: %w", err)
	}
	rest.AddUserAgent(access, name)
	client, err := kubernetes.NewForConfig(access)
	if err != nil {
		return fmt.Errorf("making the client of the cluster: %w", err)
	}
	fixed, err := o.Dial.Rules()
	if err != nil {
		return err
	}
	guard := upstream.NewGuard(fixed)
	if c.rules, err = cluster.NewRules(guard, fixed, client); err != nil {
		return fmt.Errorf("preparing the dial guard: %w", err)
	}
	c.transports, err = upstream.NewTransports(upstream.Options{
		Guard: guard, HeaderTimeout: o.Requests.Timeout, MaxIdle: maxIdleConnections,
	})
	if err != nil {
		return fmt.Errorf("preparing connections to tools: %w", err)
	}
	return nil
}

// answer makes the handler of the endpoints.
func (c *classAPI) answer(registerer server.Registerer) error {
	tools, err := tool.New(tool.Config{Transports: c.transports, UserAgent: name + "/" + version.Get().GitVersion})
	if err != nil {
		return fmt.Errorf("preparing connections to tools: %w", err)
	}
	metrics, err := server.NewMetrics(registerer)
	if err != nil {
		return err
	}
	c.handler, err = server.New(server.Config{
		Endpoints: endpoints(), Tools: tools, Ready: c.synced, Metrics: metrics,
		MaxRequestsInFlight: c.options.MaxInFlight, RequestTimeout: c.options.Timeout,
	})
	return err
}

// endpoints are those of all class APIs.
func endpoints() []endpoint.Endpoint { return append(git.Endpoints(), oci.Endpoints()...) }

// synced says what has not been read of the cluster yet: no tool is dialled before the guard knows its addresses.
func (c *classAPI) synced() error {
	if !c.rules.HasSynced() {
		return errors.New("the addresses of the cluster have not been read yet")
	}
	return nil
}
