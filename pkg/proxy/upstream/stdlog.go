// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package upstream

import (
	"bytes"
	"io"
)

// unsolicited is how net/http begins the line in which it quotes what a tool sent on an idle connection.
const unsolicited = "Unsolicited response received on idle HTTP channel"

// LogFilter returns a writer for log.SetOutput that drops the lines in which net/http quotes a tool. There is no
// other way to keep them off: transports write to the standard logger, and a tool can have them quote the credential that it
// was sent. Every program that uses Transports should install it.
func LogFilter(w io.Writer) io.Writer { return logFilter{w} }

type logFilter struct{ w io.Writer }

// Write implements io.Writer. The standard logger writes one line per call.
func (f logFilter) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte(unsolicited)) {
		return len(line), nil
	}
	return f.w.Write(line)
}
