// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package ca

import (
	"context"
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync/atomic"

	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	"k8s.io/klog/v2"
)

// Serving gives the certificate of the proxy itself, for clients that talk to it over TLS: one of files, which are followed,
// or leaves of its own authority for its own names. It is safe for concurrent use.
type Serving struct {
	authority *Authority
	files     *dynamiccertificates.DynamicCertKeyPairContent // nil without files
	fromFiles atomic.Pointer[tls.Certificate]
}

// NewServing makes a Serving. With both files it fails unless they hold a certificate and its key; with neither the
// authority signs.
func NewServing(authority *Authority, certFile, keyFile string) (*Serving, error) {
	s := &Serving{authority: authority}
	if certFile == "" && keyFile == "" {
		if authority == nil {
			return nil, errors.New("a serving certificate needs files or an authority")
		}
		return s, nil
	}
	var err error
	if s.files, err = dynamiccertificates.NewDynamicServingContentFromFiles("connectors-proxy", certFile, keyFile); err != nil {
		return nil, fmt.Errorf("reading the serving certificate: %w", err)
	}
	if err := s.load(); err != nil {
		return nil, fmt.Errorf("reading the serving certificate %s: %w", certFile, err)
	}
	s.files.AddListener(reload{s})
	return s, nil
}

// Run follows the files until ctx ends. It is to be called once.
func (s *Serving) Run(ctx context.Context) {
	if s.files != nil {
		s.files.Run(ctx, 1)
	}
}

// GetCertificate is for a tls.Config. It fails for names that are not ours: there is no certificate then.
func (s *Serving) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if certificate := s.fromFiles.Load(); certificate != nil {
		return certificate, nil
	}
	name, ok := ownName(hello.ServerName, localIP(hello.Conn))
	if !ok {
		return nil, fmt.Errorf("%.255q is no name of the proxy", hello.ServerName)
	}
	return s.authority.ownLeaf(name)
}

func localIP(conn net.Conn) net.IP {
	if conn == nil {
		return nil
	}
	if address, ok := conn.LocalAddr().(*net.TCPAddr); ok {
		return address.IP
	}
	return nil
}

// load takes over what the files hold.
func (s *Serving) load() error {
	certificate, key := s.files.CurrentCertKeyContent()
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return err
	}
	signer, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return errors.New("its key cannot sign")
	}
	pair.PrivateKey = hide(signer)
	s.fromFiles.Store(&pair)
	return nil
}

// reload is told that the files have changed.
type reload struct{ *Serving }

// Enqueue implements dynamiccertificates.Listener. What is wrong with files that were good is logged: the last good ones
// stay in use.
func (r reload) Enqueue() {
	if err := r.load(); err != nil {
		klog.Background().Error(err, "The serving certificate cannot be used, the last one stays in use")
	}
}
