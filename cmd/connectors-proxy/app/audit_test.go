// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/component-base/metrics"

	"connectors.alauda.io/pkg/proxy/audit"
)

func auditOptions(t *testing.T, args ...string) AuditOptions {
	t.Helper()
	options := NewAuditOptions()
	flags := pflag.NewFlagSet("connectors-proxy", pflag.ContinueOnError)
	options.AddFlags(flags)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	return options
}

func TestAuditOptions(t *testing.T) {
	for _, test := range []struct{ name, flag, error string }{
		{"defaults", "", ""},
		{"off", "--audit-log-path=", ""},
		{"one backup of one megabyte for a day", "--audit-log-maxsize=1", ""},
		{"all backups", "--audit-log-maxbackup=0", ""},
		{"no size", "--audit-log-maxsize=0", "--audit-log-maxsize must be at least 1"},
		{"less than no backup", "--audit-log-maxbackup=-1", "--audit-log-maxbackup must not be negative"},
		{"a future age", "--audit-log-maxage=-1", "--audit-log-maxage must not be negative"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var args []string
			if test.flag != "" {
				args = []string{test.flag}
			}
			options := auditOptions(t, args...)
			err := options.Validate()
			if (err == nil) != (test.error == "") || err != nil && !strings.Contains(err.Error(), test.error) {
				t.Errorf("error %v, want %q", err, test.error)
			}
		})
	}
}

func TestAuditWriter(t *testing.T) {
	options := auditOptions(t)
	if writer, err := options.writer(); writer != os.Stdout || err != nil {
		t.Errorf("by default %v (%v)", writer, err)
	}
	options = auditOptions(t, "--audit-log-path=")
	if _, log, err := options.newAuditor(metrics.NewKubeRegistry(), nil); log != nil || err != nil {
		t.Errorf("without a path there is a log (%v)", err)
	}
	options = auditOptions(t, "--audit-log-path="+filepath.Join(t.TempDir(), "missing", "audit.log"))
	if _, _, err := options.newAuditor(metrics.NewKubeRegistry(), nil); err == nil || !strings.Contains(err.Error(), "--audit-log-path") {
		t.Errorf("a directory that is not there: %v", err)
	}
}

// A file is for its owner alone, and is rotated before it is larger than it may be.
func TestAuditFile(t *testing.T) {
	const batches, requests, perLine = 4, 1000, 300
	dir := t.TempDir()
	file := filepath.Join(dir, "audit.log")
	options := auditOptions(t, "--audit-log-path="+file, "--audit-log-maxsize=1")
	auditor, log, err := options.newAuditor(metrics.NewKubeRegistry(), nil)
	if err != nil {
		t.Fatal(err)
	}
	handler := auditor.Wrap(http.NotFoundHandler())
	request := httptest.NewRequest(http.MethodGet, "/"+strings.Repeat("x", perLine), nil)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { log.Run(ctx) })
	for sent := range batches {
		for range requests {
			handler.ServeHTTP(httptest.NewRecorder(), request)
		}
		awaitLines(t, dir, (sent+1)*requests)
	}
	cancel()
	running.Wait()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("%v (%v)", files, err)
	}
	lines := 0
	for _, file := range files {
		lines += readLines(t, file)
	}
	if lines != batches*requests {
		t.Errorf("%d lines of %d", lines, batches*requests)
	}
}

// awaitLines returns when there are as many lines, and some time has passed: rotated files are named by the millisecond, and
// the second of one millisecond would take the place of the first.
func awaitLines(t *testing.T, dir string, want int) {
	t.Helper()
	got := 0
	err := wait.PollUntilContextTimeout(t.Context(), 20*time.Millisecond, time.Minute, false, func(context.Context) (bool, error) {
		got = 0
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil && !errors.Is(err, fs.ErrNotExist) { // it was rotated just now
				return false, err
			}
			got += bytes.Count(content, []byte("\n"))
		}
		return got == want, err
	})
	if err != nil {
		t.Fatalf("%d lines of %d: %v", got, want, err)
	}
}

// readLines counts the lines of a file, each of which must be a whole one.
func readLines(t *testing.T, file string) int {
	t.Helper()
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != auditFileMode || info.Size() > 1<<20 {
		t.Errorf("%s: %v (%v)", file, info, err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(string(content)) {
		var entry audit.Entry
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Status != http.StatusNotFound {
			t.Fatalf("%q: %v", line, err)
		}
		lines++
	}
	return lines
}
