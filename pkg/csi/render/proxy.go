// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"net/url"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

// proxy is what the status of a Connector says of its proxy. All is empty where the class offers none.
type proxy struct {
	address string
	caCert  string // PEM
	// client is the address for clients that speak to forward proxies, with user and token.
	client string
}

func proxyOf(c *v1alpha1.Connector, token string) (proxy, *Error) {
	if c.Status.Proxy == nil || c.Status.Proxy.HTTPAddress == nil || c.Status.Proxy.HTTPAddress.URL == "" {
		return proxy{}, nil
	}
	status := c.Status.Proxy.HTTPAddress
	address, err := target.ParseAddress(status.URL)
	if err != nil {
		return proxy{}, wrongConnector("status.proxy.httpAddress.url of the Connector: " + err.Error())
	}
	if token == "" {
		return proxy{}, wrongConnector("the volume has no token for the proxy")
	}
	// A forward proxy is asked by its host: the path, where there is one, chooses the Connector on the reverse way only. The port
	// is there also where the scheme implies it: curl, and git with it, take 1080 for that of a proxy without one.
	client := url.URL{
		Scheme: address.Scheme(),
		User:   url.UserPassword(c.Namespace+"/"+c.Name, token),
		Host:   address.HostPort(),
	}
	return proxy{address: status.URL, caCert: status.CACerts, client: client.String()}, nil
}
