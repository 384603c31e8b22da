// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	// shownLines is how many lines of each log a failed test shows.
	shownLines = 20
	// shownWidth is how many bytes of such a line are shown.
	shownWidth = 400
)

// explain has a failed test show what the logs of our servers say of its namespace, and the last errors in them: the ends of
// the logs, which are shown when all tests are over, tell of other tests.
func (s *Stack) explain(t testing.TB, namespace string) {
	t.Helper()
	files, err := s.ownLogs()
	if err != nil {
		t.Error(err)
	}
	for _, file := range files {
		text, err := extractFile(file, namespace)
		if err != nil {
			t.Error(err)
		}
		if text != "" {
			t.Logf("%s of namespace %s:\n%s", filepath.Base(file), namespace, text)
		}
	}
}

func extractFile(file, word string) (string, error) {
	log, err := os.Open(filepath.Clean(file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil // replaced by another start in this moment
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = log.Close() }() // it was only read
	text, err := extract(log, word)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", file, err)
	}
	return text, nil
}

// extract returns the last lines of a log that name a word or tell of an error.
func extract(log io.Reader, word string) (string, error) {
	last := make([]string, 0, shownLines)
	for lines := bufio.NewReader(log); ; {
		line, err := lines.ReadSlice('\n')
		if bytes.Contains(line, []byte(word)) || bytes.HasPrefix(line, []byte("E")) {
			if len(last) == shownLines {
				last = append(last[:0], last[1:]...)
			}
			last = append(last, string(bytes.TrimSuffix(line[:min(len(line), shownWidth)], []byte("\n"))))
		}
		// The rest of a long line is looked at as a line of its own.
		if err == nil || errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return strings.Join(last, "\n"), err
	}
}
