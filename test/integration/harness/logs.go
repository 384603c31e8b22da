// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package harness

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"sync"
)

// logs remembers what the logs of our servers held that they must not. A log is replaced when its server is started for the
// second time after it, so it is also looked at in between.
type logs struct {
	mu    sync.Mutex
	found []error
	seen  map[string]bool
}

// wrong is what no log of a server of ours may hold.
var wrong = regexp.MustCompile(
	`WARNING: DATA RACE|Observed a panic|http: panic serving|apiserver panic'd|(?m:^panic: )|(?m:^fatal error: )`)

// surroundings is how much of a log is shown after what was found.
const surroundings = 4000

// check looks into one log file.
func (l *logs) check(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	at := wrong.FindIndex(content)
	if at == nil {
		return nil
	}
	text := string(content[at[0]:min(at[0]+surroundings, len(content))])
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
