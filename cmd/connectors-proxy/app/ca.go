// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"connectors.alauda.io/pkg/proxy/ca"
)

const (
	defaultCALifetime = 365 * 24 * time.Hour
	defaultCAOverlap  = 7 * 24 * time.Hour
)

// CAOptions are the flags for the certificates that the proxy shows.
type CAOptions struct {
	// Lifetime is that of certificate authorities, Overlap how long the next one is published before it signs.
	Lifetime, Overlap time.Duration
	// CertFile and KeyFile are the certificate of the proxy itself; both empty when its authority signs one.
	CertFile, KeyFile string
}

// NewCAOptions gives the options with their defaults.
func NewCAOptions() CAOptions {
	return CAOptions{Lifetime: defaultCALifetime, Overlap: defaultCAOverlap}
}

// AddFlags adds the flags.
func (o *CAOptions) AddFlags(flags *pflag.FlagSet) {
	flags.DurationVar(&o.Lifetime, "proxy-ca-lifetime", o.Lifetime,
		"How long a certificate authority of the forward proxy lives. The next one is made after two thirds of that time.")
	flags.DurationVar(&o.Overlap, "proxy-ca-overlap", o.Overlap,
		"How long the next certificate authority is published before it signs, at most a sixth of its lifetime. "+
			"Clients must read the published authorities again within that time.")
	flags.StringVar(&o.CertFile, "tls-cert-file", o.CertFile,
		"File with the certificate of the proxy itself in PEM, with its chain. It is followed. "+
			"Without it the proxy's own authority signs for the names of its Services.")
	flags.StringVar(&o.KeyFile, "tls-private-key-file", o.KeyFile, "File with the key of --tls-cert-file in PEM.")
}

// Validate says everything that is wrong with the options.
func (o *CAOptions) Validate() error {
	var errs []error
	if err := ca.CheckTimes(o.Lifetime, o.Overlap); err != nil {
		errs = append(errs, fmt.Errorf("--proxy-ca-lifetime and --proxy-ca-overlap: %w", err))
	}
	if (o.CertFile == "") != (o.KeyFile == "") {
		errs = append(errs, errors.New("--tls-cert-file and --tls-private-key-file must be given together, or neither"))
	}
	return errors.Join(errs...)
}

// newAuthority makes the certificate authority, which can sign once it has been run.
func (o *CAOptions) newAuthority(clients *clients, registerer ca.Registerer) (*ca.Authority, error) {
	figures, err := ca.NewMetrics(registerer)
	if err != nil {
		return nil, err
	}
	return ca.New(ca.Config{
		Kube: clients.kube, Metadata: clients.metadata, Metrics: figures, Lifetime: o.Lifetime, Overlap: o.Overlap,
	})
}

// newServing makes what gives the certificate of the proxy itself, to be run as well.
func (o *CAOptions) newServing(authority *ca.Authority) (*ca.Serving, error) {
	return ca.NewServing(authority, o.CertFile, o.KeyFile)
}
