// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"connectors.alauda.io/pkg/expression"
)

const (
	// A connection can be used again when its answer was read to the end. It is worth this much reading and waiting.
	maxDrainBytes = 4 << 10
	maxDrainTime  = 50 * time.Millisecond
)

// readBody reads one byte more than an expression may look at.
func readBody(res *http.Response) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, expression.MaxBody+1))
	if err != nil {
		return nil, &sendError{err: fmt.Errorf("reading the body: %w", err)}
	}
	return body, nil
}

// dismiss ends an answer. The cancellation of its request ends a read that takes too long.
func dismiss(res *http.Response, cancel context.CancelFunc) {
	if res.ContentLength != 0 && res.ContentLength <= maxDrainBytes {
		late := time.AfterFunc(maxDrainTime, cancel)
		_, _ = io.CopyN(io.Discard, res.Body, maxDrainBytes)
		late.Stop()
	}
	_ = res.Body.Close()
}

func seconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'g', -1, 64) + " s"
}
