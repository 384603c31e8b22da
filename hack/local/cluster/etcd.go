// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package cluster

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"

	"connectors.alauda.io/hack/local/pki"
)

// EtcdAccess is what a client of etcd needs.
type EtcdAccess struct {
	// Endpoint is the URL.
	Endpoint string
	// CAFile holds the authority of etcd, in PEM.
	CAFile string
	// Client is the certificate of the client. It opens all of etcd.
	Client pki.Files
}

// EtcdClient returns how to reach etcd, with a client certificate for this name.
func (c *Cluster) EtcdClient(name string) (EtcdAccess, error) {
	files := c.layout.pair(name + "-etcd")
	request := pki.Request{CommonName: name + "-etcd", Client: true}
	if err := c.authorities.etcd.Ensure(files, request); err != nil {
		return EtcdAccess{}, err
	}
	return EtcdAccess{Endpoint: c.url(portEtcd), CAFile: c.authorities.etcd.File(), Client: files}, nil
}

const portEtcd = "etcd"

func etcdPart() Part {
	return Part{
		Name:    Etcd,
		Program: "etcd",
		Ports:   []string{portEtcd},
		Args:    etcdArgs,
		Ready:   etcdReady,
	}
}

func etcdArgs(c *Cluster) ([]string, error) {
	server, ca := c.layout.pair(etcdServer), c.authorities.etcd.File()
	// The only member has no peers. It must listen for them all the same, so it does on any port, behind TLS, and the
	// address that it tells them is one that nobody ever dials.
	const nobody = "https://127.0.0.1:2380"
	args := []string{
		"--name=local",
		"--data-dir=" + c.layout.data(),
		"--listen-client-urls=" + c.url(portEtcd),
		"--advertise-client-urls=" + c.url(portEtcd),
		"--client-cert-auth=true",
		"--trusted-ca-file=" + ca,
		"--cert-file=" + server.Certificate,
		"--key-file=" + server.Key,
		"--listen-peer-urls=https://127.0.0.1:0",
		"--initial-advertise-peer-urls=" + nobody,
		"--initial-cluster=local=" + nobody,
		"--peer-client-cert-auth=true",
		"--peer-trusted-ca-file=" + ca,
		"--peer-cert-file=" + server.Certificate,
		"--peer-key-file=" + server.Key,
		"--quota-backend-bytes=8589934592",
	}
	if c.config.FsyncOff {
		args = append(args, "--unsafe-no-fsync=true")
	}
	return args, nil
}

// etcdReady asks for the health of etcd, which includes that it can commit.
func etcdReady(ctx context.Context, c *Cluster) error {
	files := c.layout.pair(apiServerEtcd)
	certificate, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	if err != nil {
		return err
	}
	config := &tls.Config{RootCAs: c.authorities.etcd.Pool(), Certificates: []tls.Certificate{certificate}}
	_, err = probe(ctx, config, c.url(portEtcd)+"/health")
	return err
}

// probe returns what url answers, which must be 200.
func probe(ctx context.Context, config *tls.Config, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	transport := &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %s: %s", url, response.Status, body)
	}
	return string(body), nil
}
