// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package classapiflags has the command line flags of servers that call class APIs, the services by which classes describe
// and browse tools: whom to trust, and what to show to them.
package classapiflags

import (
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"
	"k8s.io/client-go/util/cert"

	"connectors.alauda.io/pkg/proxy/upstream/classservice"
)

const (
	certificateFlag = "class-api-client-certificate"
	keyFlag         = "class-api-client-key"
	authorityFlag   = "class-api-certificate-authority"
	plaintextFlag   = "allow-plaintext-class-api"
)

// Options are the values of the flags.
type Options struct {
	// ClientCertificate and ClientKey are PEM files of what is shown to class APIs that ask who calls. Both or neither.
	ClientCertificate, ClientKey string
	// CertificateAuthority is a PEM file of authorities that vouch for class APIs; empty for none.
	CertificateAuthority string
	// AllowPlaintext lets class APIs be called over plain http.
	AllowPlaintext bool
}

// AddFlags adds the flags.
func (o *Options) AddFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.ClientCertificate, certificateFlag, o.ClientCertificate,
		"PEM file with the certificate that is shown to class APIs that ask for one, and its chain. It is read again when it changes. "+
			"The user that it names should have no rights but to call class APIs.")
	flags.StringVar(&o.ClientKey, keyFlag, o.ClientKey,
		"PEM file with the key of --"+certificateFlag+".")
	flags.StringVar(&o.CertificateAuthority, authorityFlag, o.CertificateAuthority,
		"PEM file with authorities that vouch for the APIs of classes without CACerts, beside those of the system and the custom ones.")
	flags.BoolVar(&o.AllowPlaintext, plaintextFlag, o.AllowPlaintext,
		"Call class APIs over plain http as well, with the credential in the open.")
}

// Validate says everything that is wrong with the options. It reads no files.
func (o *Options) Validate() error {
	if (o.ClientCertificate == "") != (o.ClientKey == "") {
		return errors.New("--" + certificateFlag + " and --" + keyFlag + " belong together: give both or neither")
	}
	return nil
}

// Authorities reads the authorities that vouch for class APIs; there are none without a file.
func (o *Options) Authorities() ([]*x509.Certificate, error) {
	if o.CertificateAuthority == "" {
		return nil, nil
	}
	content, err := os.ReadFile(o.CertificateAuthority)
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", authorityFlag, err)
	}
	authorities, err := cert.ParseCertsPEM(content)
	if err != nil {
		return nil, fmt.Errorf("--%s: %s must hold certificates in PEM: %w", authorityFlag, o.CertificateAuthority, err)
	}
	return authorities, nil
}

// Certificate reads what is shown to class APIs; nil when the options name none.
func (o *Options) Certificate() (*classservice.Certificate, error) {
	if o.ClientCertificate == "" {
		return nil, nil
	}
	certificate, err := classservice.NewCertificate(o.ClientCertificate, o.ClientKey)
	if err != nil {
		return nil, fmt.Errorf("--%s and --%s: %w", certificateFlag, keyFlag, err)
	}
	return certificate, nil
}
