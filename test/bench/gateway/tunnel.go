// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"time"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
)

// tunnel is a way to a tool over TLS, through a forward proxy or without one.
type tunnel struct {
	name string
	// proxy and tool are host:port; a tunnel without a proxy goes straight to the tool.
	proxy, tool string
	// opening is the CONNECT request.
	opening []byte
	config  *tls.Config
}

func newTunnel(proxy, tool, user, token string, roots *x509.CertPool) tunnel {
	t := directly(tool, roots)
	t.name, t.proxy = "connectors-proxy", proxy
	t.opening = fmt.Appendf(nil, "CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Authorization: Basic %s\r\n\r\n",
		tool, tool, base64.StdEncoding.EncodeToString([]byte(user+":"+token)))
	return t
}

func directly(tool string, roots *x509.CertPool) tunnel {
	// No cache of sessions: every handshake is a whole one.
	return tunnel{name: "direct", tool: tool, config: &tls.Config{ServerName: loopback, RootCAs: roots, MinVersion: tls.VersionTLS12}}
}

// dial opens a connection to the tool, TLS included.
func (t tunnel) dial(ctx context.Context, path string) (*wire, error) {
	address := t.proxy
	if address == "" {
		address = t.tool
	}
	connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if err := t.enter(connection); err != nil {
		return nil, errors.Join(fmt.Errorf("%s to %s: %w", t.name, t.tool, err), connection.Close())
	}
	secure := tls.Client(connection, t.config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, connection.Close())
	}
	return newWire(secure, side{host: t.tool}, path), nil
}

// enter sends the CONNECT, if there is a proxy.
func (t tunnel) enter(connection net.Conn) error {
	if t.proxy == "" {
		return nil
	}
	if _, err := connection.Write(t.opening); err != nil {
		return err
	}
	// The proxy says nothing more before the client does.
	_, err := newWire(connection, side{}, "").header()
	return err
}

// setUp opens a connection and closes it.
func (t tunnel) setUp(ctx context.Context) error {
	w, err := t.dial(ctx, pathSmall)
	if err != nil {
		return err
	}
	return w.close()
}

// use opens a connection, asks once, and closes it.
func (t tunnel) use(ctx context.Context) error {
	w, err := t.dial(ctx, pathSmall)
	if err != nil {
		return err
	}
	return errors.Join(w.ask(smallBytes), w.close())
}

// awaitTunnel returns when a tunnel can be used: Connectors, rights and authorities are known after a moment.
func (m *measurement) awaitTunnel(ctx context.Context, t tunnel) error {
	return retry(ctx, t.name, t.use)
}

// compareTunnels compares the time from the first packet to the end of the handshake, and to the first answer.
func (m *measurement) compareTunnels(ctx context.Context, through, direct tunnel) ([]report.Figure, error) {
	opening, err := m.compareOpening(ctx, through, direct, tunnel.setUp)
	if err != nil {
		return nil, err
	}
	opening.Name, opening.Bound = "TLS set-up, by CONNECT against direct", report.AtMost(1.3)
	first, err := m.compareOpening(ctx, through, direct, tunnel.use)
	first.Name = "the same to the first answer"
	return []report.Figure{opening, first}, err
}

// compareOpening compares the median of what is done with new connections, one after the other.
func (m *measurement) compareOpening(
	ctx context.Context, through, direct tunnel, do func(tunnel, context.Context) error,
) (report.Figure, error) {
	values, err := load.Rounds(m.Rounds, []tunnel{through, direct}, func(t tunnel, _ int) (float64, error) {
		result, err := load.For(ctx, 1, m.TunnelDuration, func(ctx context.Context, _, _ int) error { return do(t, ctx) })
		const middle = 0.5
		return float64(result.Quantile(middle)) / float64(time.Millisecond), err
	})
	if err != nil {
		return report.Figure{}, err
	}
	return report.Figure{Unit: "ms", Ours: values[0], Peer: values[1]}, nil
}
