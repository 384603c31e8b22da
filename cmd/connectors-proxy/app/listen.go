// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"net"

	"connectors.alauda.io/pkg/proxy/gateway"
)

// listen opens the ports for requests to tools.
func (o *ServingOptions) listen(ctx context.Context) ([]gateway.Listener, error) {
	var listeners []gateway.Listener
	for _, port := range []struct {
		number int
		secure bool
	}{{o.Port, false}, {o.SecurePort, true}} {
		if port.number == 0 {
			continue
		}
		listener, err := listenOn(ctx, o.address(port.number))
		if err != nil {
			closeAll(listeners)
			return nil, fmt.Errorf("listening for requests to tools: %w", err)
		}
		listeners = append(listeners, gateway.Listener{
			Listener: listener, Secure: port.secure, MaxConnections: o.MaxConnections,
		})
	}
	return listeners, nil
}

func closeAll(listeners []gateway.Listener) {
	for _, listener := range listeners {
		_ = listener.Close()
	}
}

func listenOn(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}
