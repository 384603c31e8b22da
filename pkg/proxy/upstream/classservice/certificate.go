// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classservice

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/server/dynamiccertificates"
	"k8s.io/klog/v2"
)

// reread is how often the files of a certificate are looked at.
const reread = 10 * time.Second

// A Certificate is what we show to class APIs that ask who calls. It follows its files and is safe for concurrent use.
type Certificate struct {
	files *dynamiccertificates.DynamicCertKeyPairContent
	every time.Duration
	pair  atomic.Pointer[tls.Certificate]
}

// NewCertificate reads a certificate, with its chain, and its key from PEM files.
func NewCertificate(certFile, keyFile string) (*Certificate, error) {
	files, err := dynamiccertificates.NewDynamicServingContentFromFiles("class-api-client", certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("reading the client certificate for class APIs: %w", err)
	}
	c := &Certificate{files: files, every: reread}
	if err := c.load(); err != nil {
		return nil, fmt.Errorf("reading the client certificate for class APIs, %s: %w", certFile, err)
	}
	return c, nil
}

// Run follows the files until ctx ends, and calls changed when there is another certificate. One Run at a time.
func (c *Certificate) Run(ctx context.Context, changed func()) {
	wait.UntilWithContext(ctx, func(ctx context.Context) {
		if c.reload(ctx) {
			changed()
		}
	}, c.every)
}

// reload says whether there is another certificate. What cannot be used does not take the place of what can: the two files
// may be written one after the other.
func (c *Certificate) reload(ctx context.Context) bool {
	before, _ := c.files.CurrentCertKeyContent()
	err := c.files.RunOnce(ctx)
	after, _ := c.files.CurrentCertKeyContent()
	if err == nil && !bytes.Equal(before, after) {
		err = c.load()
	}
	if err != nil {
		klog.FromContext(ctx).Error(err, "The client certificate for class APIs cannot be used, the last one stays in use")
		return false
	}
	return !bytes.Equal(before, after)
}

// load takes over what the files held when they were last read.
func (c *Certificate) load() error {
	pair, err := tls.X509KeyPair(c.files.CurrentCertKeyContent())
	if err != nil {
		return err
	}
	c.pair.Store(&pair)
	return nil
}

// Show is the GetClientCertificate of a tls.Config. A server that does not know the authority of the certificate, or
// cannot verify its signatures, is shown none: it would break the connection off, and may not need one at all.
func (c *Certificate) Show(wanted *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	if pair := c.pair.Load(); wanted.SupportsCertificate(pair) == nil {
		return pair, nil
	}
	return &tls.Certificate{}, nil
}
