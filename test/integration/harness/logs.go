// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
)

// logs remembers what the logs of our servers held that they must not. A log is replaced when its server is started for the
// second time after it, so it is also looked at in between.
type logs struct {
	mu    sync.Mutex
	found []error
	seen  map[string]bool
}

// findWrong returns where a log holds what no log of a server of ours may hold, and -1 if it does not. Logs of some tests have
// a hundred megabytes, for which a regular expression takes minutes under the race detector.
func findWrong(log []byte) int {
	for _, text := range []string{"WARNING: DATA RACE", "Observed a panic", "http: panic serving", "apiserver panic'd"} {
		if at := bytes.Index(log, []byte(text)); at >= 0 {
			return at
		}
	}
	for _, text := range []string{"panic: ", "fatal error: "} {
		if bytes.HasPrefix(log, []byte(text)) {
			return 0
		}
		if at := bytes.Index(log, []byte("\n"+text)); at >= 0 {
			return at + 1
		}
	}
	return -1
}

// surroundings is how much of a log is shown after what was found.
const surroundings = 4000

// check looks into one log file.
func (l *logs) check(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	at := findWrong(content)
	if at < 0 {
		return nil
	}
	text := string(content[at:min(at+surroundings, len(content))])
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen[text] {
		return nil
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[text] = true
	l.found = append(l.found, fmt.Errorf("%s holds:\n%s", file, text))
	return nil
}

func (l *logs) err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return errors.Join(l.found...)
}
