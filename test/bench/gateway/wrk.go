// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"connectors.alauda.io/test/bench/stage"
)

// run is what wrk saw, and what the side used meanwhile.
type run struct {
	Requests, Bytes, Microseconds, Failed float64
	// cpu is the processor time of the process that was asked.
	cpu time.Duration
}

func (r run) seconds() float64 { return r.Microseconds / float64(time.Second/time.Microsecond) }

func (r run) rate() float64 { return r.Requests / r.seconds() }

func (r run) mebibytes() float64 { return r.Bytes / (1 << 20) / r.seconds() }

// script sets the header, which is not in the command line since it holds a token, and says at the end what was seen.
const script = `
wrk.headers["Host"] = %q
wrk.headers["Authorization"] = "Bearer " .. %q
function done(summary)
  local e = summary.errors
  io.write(string.format('\n{"requests":%%d,"bytes":%%d,"microseconds":%%d,"failed":%%d}\n',
    summary.requests, summary.bytes, summary.duration, e.connect + e.read + e.write + e.status + e.timeout))
end
`

// wrk asks a side over and over, over so many connections. Duration is in whole seconds.
func (m *measurement) wrk(ctx context.Context, s side, path string, clients int, duration time.Duration) (run, error) {
	file := filepath.Join(m.dir, "wrk.lua")
	if err := os.WriteFile(file, fmt.Appendf(nil, script, s.host, s.token), 0o600); err != nil {
		return run{}, err
	}
	before, err := stage.CPUOf(s.pid)
	if err != nil {
		return run{}, err
	}
	// An answer that is late counts as late, not as failed.
	const patience = "60s"
	command := exec.CommandContext(ctx, "wrk", "--threads", "1", "--connections", strconv.Itoa(clients),
		"--duration", strconv.Itoa(int(duration.Seconds()))+"s", "--timeout", patience, "--script", file, "http://"+s.address+path)
	output, err := command.CombinedOutput()
	if err != nil {
		return run{}, fmt.Errorf("wrk against %s: %w: %s", s.name, err, output)
	}
	result, err := parseRun(output)
	if err != nil {
		return run{}, fmt.Errorf("wrk against %s: %w", s.name, err)
	}
	after, err := stage.CPUOf(s.pid)
	result.cpu = after - before
	return result, err
}

// parseRun reads the last line of what wrk prints, which is that of the script.
func parseRun(output []byte) (run, error) {
	lines := strings.Split(string(bytes.TrimSpace(output)), "\n")
	var r run
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &r); err != nil {
		return run{}, fmt.Errorf("the output has no summary: %w: %s", err, output)
	}
	switch {
	case r.Failed > 0:
		return run{}, fmt.Errorf("%.0f requests failed: %s", r.Failed, output)
	case r.Requests == 0 || r.Microseconds <= 0:
		return run{}, errors.New("no request was answered")
	}
	return r, nil
}
