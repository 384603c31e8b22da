// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"context"
	"fmt"
	"strconv"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/report"
	"connectors.alauda.io/test/bench/stage"
)

// mostMebibytes is by how much the class API may grow.
const mostMebibytes = 64

// memory looks at how much memory the class API needs at most while readers page through all references at once, in pages as large
// as there can be. What it holds before is that of a process that has answered nothing but a search.
func (m *measurement) memory(ctx context.Context, whole browser) ([]report.Figure, error) {
	pid, err := m.stage.PID(stage.ClassAPI)
	if err != nil {
		return nil, err
	}
	if err := whole.await(ctx, referencesPath, and(of(repository, usual), "search", search), found); err != nil {
		return nil, err
	}
	rest, err := stage.ResidentOf(pid)
	if err != nil {
		return nil, err
	}
	pages := (m.References + most - 1) / most
	_, err = load.Count(ctx, m.Readers, m.Readers*pages, func(ctx context.Context, _, n int) error {
		return whole.page(referencesPath, and(of(repository, most), "page", strconv.Itoa(n%pages+1)))(ctx)
	})
	if err != nil {
		return nil, err
	}
	highest, err := stage.MostResidentOf(pid)
	if err != nil {
		return nil, err
	}
	m.say("connectors-classapi holds %d MiB at rest, and at most %d MiB", rest>>20, highest>>20)
	return []report.Figure{absolute(
		fmt.Sprintf("memory of %d clients paging through references", m.Readers), "MiB", mostMebibytes, float64(highest-rest)/(1<<20))}, nil
}
