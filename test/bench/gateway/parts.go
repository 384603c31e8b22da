// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"context"
	"errors"
	"fmt"

	"connectors.alauda.io/test/bench/report"
)

// parts measures one thing after the other. Those that take turns with nginx come first, on a proxy that has done nothing.
func (m *measurement) parts(ctx context.Context) (figures []report.Figure, err error) {
	for _, part := range []struct {
		name string
		// apart keeps the proxy and all others on processors of their own.
		apart   bool
		measure func(context.Context) ([]report.Figure, error)
	}{
		{"requests", true, m.requests},
		{"large answers", true, m.large},
		{"watches", true, m.watches},
		{"TLS", true, m.secure},
		{"crowd", false, m.crowd},
		{"git clone", false, m.clone},
		{"registry pull", false, m.pull},
		{"steady load", true, m.steady},
	} {
		if !m.Parts.MatchString(part.name) {
			continue
		}
		m.say("%s", part.name)
		more, failed := m.placed(ctx, part.apart, part.measure)
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", part.name, failed))
		}
		figures = append(figures, more...)
		if ctx.Err() != nil {
			return figures, err
		}
	}
	return figures, err
}

// placed measures with the processors divided or shared, and leaves them shared.
func (m *measurement) placed(
	ctx context.Context, apart bool, measure func(context.Context) ([]report.Figure, error),
) (figures []report.Figure, err error) {
	defer func() { err = errors.Join(err, m.cores.share(ctx), m.request.place(ctx, m.cores.anywhere)) }()
	if apart {
		if err := errors.Join(m.cores.divide(ctx), m.request.place(ctx, m.cores.proxy)); err != nil {
			return nil, err
		}
	}
	return measure(ctx)
}
