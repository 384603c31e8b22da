// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/expression"
	"connectors.alauda.io/pkg/target"
)

// httpProbe is a compiled request to the tool itself.
type httpProbe struct {
	method, scheme, host string
	path                 source
	headers              []headerSource
	follows              bool
	// bare is the header of requests for which the class sets none.
	bare       http.Header
	expression *expression.Program
	// readsBody is true when the expression speaks of the body.
	readsBody bool
}

func parseHTTP(spec *v1alpha1.HTTPProbe) (*httpProbe, error) {
	p := &httpProbe{
		method: spec.Method, scheme: spec.Scheme, host: spec.Host,
		follows: spec.DisableRedirect == nil || !*spec.DisableRedirect,
		bare:    completed(http.Header{}),
	}
	if p.method == "" {
		p.method = http.MethodGet
	}
	if err := p.checkFields(); err != nil {
		return nil, err
	}
	var err error
	if p.path, err = parseSource("path", spec.Path); err != nil {
		return nil, err
	}
	if p.headers, err = parseHeaders(spec.HTTPHeaders); err != nil {
		return nil, err
	}
	if err = p.parseResponse(spec.Response); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *httpProbe) checkFields() error {
	if p.method != http.MethodGet && p.method != http.MethodPost {
		return errors.New("method: must be GET or POST")
	}
	if p.scheme != "" && p.scheme != "http" && p.scheme != "https" {
		return errors.New("scheme: must be http or https")
	}
	if p.host == "" {
		return nil
	}
	if _, err := parseOrigin("http", p.host); err != nil {
		return fmt.Errorf("host: %w", err)
	}
	return nil
}

func (p *httpProbe) parseResponse(spec *v1alpha1.ProbeResponse) (err error) {
	if spec == nil || spec.CEL == "" {
		return nil
	}
	if p.expression, err = expression.Compile(spec.CEL); err != nil {
		return fmt.Errorf("response.cel: %w", err)
	}
	// The names of both variables of the body hold this word, and an expression cannot spell them otherwise.
	p.readsBody = strings.Contains(spec.CEL, "body")
	return nil
}

// origin is where the probe goes. The scheme of the address is for the address only; another host is asked by http where
// the class says nothing, as the API promises.
func (p *httpProbe) origin(address target.Address) (target.Address, error) {
	scheme, host := p.scheme, p.host
	switch {
	case host == "" && address.IsZero():
		return target.Address{}, errors.New("spec.address is no http or https URL, and the probe names no host")
	case host == "":
		host = address.Authority()
		if scheme == "" {
			scheme = address.Scheme()
		}
	case scheme == "":
		scheme = "http"
		if same, err := parseOrigin(address.Scheme(), host); err == nil && same.HostPort() == address.HostPort() {
			scheme = address.Scheme()
		}
	}
	return parseOrigin(scheme, host)
}

// parseOrigin reads a scheme and a host with an optional port. ParseAddress alone would take more for a part of the host.
func parseOrigin(scheme, host string) (target.Address, error) {
	if strings.ContainsAny(host, "/\\?#@") {
		return target.Address{}, errors.New("must be a host with an optional port, and nothing else")
	}
	return target.ParseAddress(scheme + "://" + host)
}
