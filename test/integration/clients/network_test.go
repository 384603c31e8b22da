// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package clients_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"

	localstack "connectors.alauda.io/hack/local/stack"
)

const (
	clusterDomain = ".svc.cluster.local"
	// proxyService is the name of the proxy in the network of a cluster.
	proxyService = "connectors-proxy.connectors-system" + clusterDomain
)

// A network is what a cluster's name service and Services are to a Pod: it leads names of Services to the proxy of this
// machine. Programs use it as a SOCKS server.
type network struct {
	// ports are the places behind the ports of every Service.
	ports  map[string]string
	listen net.Listener
}

func newNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{ports: map[string]string{}}
	for port, endpoint := range map[string]string{
		"80": localstack.ProxyEndpoint(stack.Cluster()), "443": localstack.SecureProxyEndpoint(stack.Cluster()),
	} {
		parsed, err := url.Parse(endpoint)
		if err != nil {
			t.Fatal(err)
		}
		n.ports[port] = parsed.Host
	}
	var err error
	if n.listen, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.listen.Close() })
	go n.accept()
	return n
}

// address is where the SOCKS server is.
func (n *network) address() string { return n.listen.Addr().String() }

// DialContext connects to a Service, for clients in this process.
func (n *network) DialContext(ctx context.Context, protocol, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	to, known := n.ports[port]
	if !known || !strings.HasSuffix(host, clusterDomain) {
		return nil, fmt.Errorf("%s is no Service of the proxy", address)
	}
	return (&net.Dialer{}).DialContext(ctx, protocol, to)
}

func (n *network) accept() {
	for {
		conn, err := n.listen.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = conn.Close() }()
			_ = n.serve(conn)
		}()
	}
}

// serve is SOCKS version 5 (RFC 1928), as far as clients need it: CONNECT to a name, for anybody.
func (n *network) serve(conn net.Conn) error {
	address, err := requested(conn)
	if err != nil {
		return err
	}
	service, err := n.DialContext(context.Background(), "tcp", address)
	if err != nil {
		return errors.Join(err, reply(conn, 4)) // host unreachable
	}
	defer func() { _ = service.Close() }()
	if err := reply(conn, 0); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(service, conn)
		_ = service.(*net.TCPConn).CloseWrite()
	}()
	_, err = io.Copy(conn, service)
	return errors.Join(err, conn.(*net.TCPConn).CloseWrite())
}

func reply(conn net.Conn, code byte) error {
	_, err := conn.Write([]byte{5, code, 0, 1, 0, 0, 0, 0, 0, 0})
	return err
}

// requested reads the greeting and the request.
func requested(conn net.Conn) (string, error) {
	greeting := make([]byte, 2)
	if _, err := io.ReadFull(conn, greeting); err != nil {
		return "", err
	}
	if _, err := io.CopyN(io.Discard, conn, int64(greeting[1])); err != nil {
		return "", err
	}
	if _, err := conn.Write([]byte{5, 0}); err != nil {
		return "", err
	}
	const name = 3
	request := make([]byte, 5)
	if _, err := io.ReadFull(conn, request); err != nil {
		return "", err
	}
	if request[1] != 1 || request[3] != name {
		return "", errors.Join(errors.New("only CONNECT to a name"), reply(conn, 8))
	}
	rest := make([]byte, int(request[4])+2)
	if _, err := io.ReadFull(conn, rest); err != nil {
		return "", err
	}
	host, port := string(rest[:request[4]]), binary.BigEndian.Uint16(rest[request[4]:])
	return net.JoinHostPort(host, fmt.Sprint(port)), nil
}
