// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package logtest collects what is logged, for tests that look for what must not be.
package logtest

import (
	"bytes"
	"flag"
	"sync"
	"testing"

	"k8s.io/klog/v2"
)

// Buffer is a bytes.Buffer for several writers.
type Buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String is all that was written.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// Capture has everything that klog is given until the test ends, at the highest verbosity, written to the buffer.
func Capture(t testing.TB) *Buffer {
	t.Helper()
	t.Cleanup(klog.CaptureState().Restore)
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{"v": "10", "logtostderr": "false", "stderrthreshold": "FATAL"} {
		if err := flags.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	logs := &Buffer{}
	klog.SetOutput(logs)
	return logs
}
