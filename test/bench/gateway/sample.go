// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"connectors.alauda.io/test/bench/load"
	"connectors.alauda.io/test/bench/stage"
)

// sample is what the proxy holds at a moment.
type sample struct{ mebibytes, goroutines, connections float64 }

func median(of []sample, value func(sample) float64) float64 {
	values := make([]float64, 0, len(of))
	for _, s := range of {
		values = append(values, value(s))
	}
	return load.Median(values)
}

func (m *measurement) look(ctx context.Context) (sample, error) {
	memory, err := stage.ResidentOf(m.request.ours.pid)
	if err != nil {
		return sample{}, err
	}
	metrics, err := m.stage.ProxyMetrics(ctx)
	if err != nil {
		return sample{}, err
	}
	goroutines, err := gauge(metrics, "go_goroutines")
	if err != nil {
		return sample{}, err
	}
	sockets, err := countSockets(m.request.ours.pid)
	return sample{mebibytes: float64(memory) / (1 << 20), goroutines: goroutines, connections: float64(sockets)}, err
}

// gauge reads a metric without labels.
func gauge(metrics []byte, name string) (float64, error) {
	lines := bufio.NewScanner(bytes.NewReader(metrics))
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, errors.Join(fmt.Errorf("the proxy has no metric %s", name), lines.Err())
}

// countSockets counts what a process has open to others.
func countSockets(pid int) (int, error) {
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	sockets := 0
	for _, entry := range entries {
		// One that was closed since is none.
		if link, err := os.Readlink(dir + "/" + entry.Name()); err == nil && strings.HasPrefix(link, "socket:") {
			sockets++
		}
	}
	return sockets, nil
}
