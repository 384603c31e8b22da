// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"k8s.io/klog/v2"
)

// writePiece writes some lines. Those that cannot be written are lost: trying again would hold up those that follow, and a
// disk that is full stays so for long.
func (l *Log) writePiece(ctx context.Context, piece []byte) {
	written, err := l.write(piece)
	if lost := bytes.Count(piece[written:], []byte("\n")); lost > 0 {
		l.config.Metrics.lostLines.Add(float64(lost))
		if l.lost == 0 { // said once, and once more when it is over
			klog.FromContext(ctx).Error(err, "The audit log cannot be written, lines are lost")
		}
		l.lost += lost
		return
	}
	if l.lost > 0 {
		klog.FromContext(ctx).Info("The audit log is written again", "lostLines", l.lost)
		l.lost = 0
	}
}

// write keeps lines apart when one has been written in part.
func (l *Log) write(piece []byte) (int, error) {
	if l.torn {
		if _, err := l.config.Writer.Write([]byte("\n")); err != nil {
			return 0, fmt.Errorf("writing the audit log: %w", err)
		}
		l.torn = false
	}
	n, err := l.config.Writer.Write(piece)
	if n < 0 || n > len(piece) {
		return 0, errors.New("writing the audit log: the writer does not say how much it has written")
	}
	if n < len(piece) {
		l.torn = n > 0 && piece[n-1] != '\n'
		return n, fmt.Errorf("writing the audit log: %w", err)
	}
	return n, nil
}
