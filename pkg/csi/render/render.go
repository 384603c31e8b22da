// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"context"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

// Input is what the files of one volume are made of. Nothing of it is changed but the Bundle. Whatever has a part in them has one in
// Origin.
type Input struct {
	// Connector as the API server gave it, with its status.
	Connector *v1alpha1.Connector
	// Names of the configurations, in the order in which later ones overwrite files of earlier ones.
	Names []string
	// Params are values by the name of a configuration and of a param.
	Params map[string]map[string]string
	// Token of the volume, for the proxy.
	Token target.Credential
	// SystemCAs are PEM certificates of the authorities that the system trusts.
	SystemCAs string
	// Bundle remembers ca.crt from one volume to the next; it may be nil.
	Bundle *Bundle
}

// Files are the contents of files by name. A name can be used as it is: it is one part of a path, does not begin with two
// dots and consists of letters, digits, '-', '_' and '.'.
type Files map[string]target.Credential

// Check says, without rendering, whether the class offers what a volume asks for: names and params are those of an Input. The error is
// an [*Error].
func (c *Class) Check(names []string, params map[string]map[string]string) error {
	if _, err := c.plan(names, params); err != nil {
		return err
	}
	return nil
}

// Render makes the files of a volume: the built-in ones, then those of the configurations, of which the later
// overwrites. It gives all of them or an error, does no I/O, and ends when ctx does or after 5 seconds. The error is an
// [*Error].
func (c *Class) Render(ctx context.Context, in Input) (Files, error) {
	files, err := c.render(ctx, in)
	if err != nil {
		return nil, err
	}
	return files, nil
}

func (c *Class) render(ctx context.Context, in Input) (Files, *Error) {
	if in.Connector == nil {
		return nil, wrongConnector("there is no Connector to render files for")
	}
	orders, err := c.plan(in.Names, in.Params)
	if err != nil {
		return nil, err
	}
	token := in.Token.Reveal()
	p, err := proxyOf(in.Connector, token)
	if err != nil {
		return nil, err
	}
	seen, err := makeData(in.Connector, token, p)
	if err != nil {
		return nil, err
	}
	made := collection{files: Files{}}
	if err := made.addBuiltIn(builtIn(token, p, in.Bundle.join(p.caCert, in.SystemCAs)), orders); err != nil {
		return nil, err
	}
	return made.files, made.renderAll(ctx, maxTime, orders, seen)
}
