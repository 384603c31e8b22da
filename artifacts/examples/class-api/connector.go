// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"
)

// A connector is what a request says of the Connector that it came through.
type connector struct {
	// BaseURL is the address of the tool.
	BaseURL string
	// SecretType is the type of the Secret, empty where the Connector has none.
	SecretType string
	// secret is the content of the Secret by key. Never log it, and put it into no answer.
	secret map[string][]byte
	// roots vouch for the tool.
	roots *x509.CertPool
}

// readConnector reads the headers X-Plugin-Meta, -Auth, -Secret and -CACerts.
func readConnector(header http.Header) (connector, error) {
	var c connector
	meta, err := decode(header, "X-Plugin-Meta")
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(meta, &c); err != nil || c.BaseURL == "" {
		return c, errors.New("X-Plugin-Meta must be an object with a baseURL")
	}
	kind, err := decode(header, "X-Plugin-Auth")
	if err != nil {
		return c, err
	}
	c.SecretType = string(kind)
	secret, err := decode(header, "X-Plugin-Secret")
	if err != nil {
		return c, err
	}
	// The values are in base64, which encoding/json reads into bytes.
	if err := json.Unmarshal(secret, &c.secret); len(secret) > 0 && err != nil {
		return c, errors.New("X-Plugin-Secret must be an object of keys and values in base64")
	}
	certificates, err := decode(header, "X-Plugin-CACerts")
	if err != nil {
		return c, err
	}
	if c.roots, err = x509.SystemCertPool(); err != nil {
		return c, fmt.Errorf("reading the authorities of the system: %w", err)
	}
	c.roots.AppendCertsFromPEM(certificates)
	return c, nil
}

// decode gives the content of a header, nothing where it is not set.
func decode(header http.Header, name string) ([]byte, error) {
	text, err := base64.StdEncoding.DecodeString(header.Get(name))
	if err != nil {
		return nil, fmt.Errorf("%s must be base64", name) // the text itself may be a credential
	}
	return text, nil
}

// client sends requests to the tool and to nobody else: it follows no redirects and no proxy of the environment.
func (c connector) client() (client *http.Client, done func()) {
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: c.roots, MinVersion: tls.VersionTLS12}}
	return &http.Client{
		Transport: transport, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, transport.CloseIdleConnections
}

// servingConfig demands a certificate of callers that the authority in the file has signed, unless there is no file.
func servingConfig(file string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if file == "" {
		return config, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	config.ClientCAs, config.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
	if !config.ClientCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate", file)
	}
	return config, nil
}
