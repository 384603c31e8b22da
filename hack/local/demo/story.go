// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// A story prints what happens. It may be used concurrently: a watch tells while other commands do.
type story struct {
	mu  sync.Mutex
	out io.Writer
	// set is what was set last in the terminal that the story shows.
	set string
}

func newStory(out io.Writer) *story { return &story{out: out} }

// title opens a chapter.
func (s *story) title(text string) {
	line := "== " + text + " "
	const width = 100
	s.print("\n%s%s\n", line, strings.Repeat("=", max(0, width-len(line))))
}

// say tells in plain words what comes next, or what was seen.
func (s *story) say(format string, args ...any) { s.print("\n"+format+"\n", args...) }

// command shows what is run.
func (s *story) command(line string) { s.print("  $ %s\n", line) }

// setting shows a command that sets variables, unless they are set already.
func (s *story) setting(line string) {
	s.mu.Lock()
	known := s.set == line
	s.set = line
	s.mu.Unlock()
	if !known {
		s.command(line)
	}
}

// newTerminal forgets what was set.
func (s *story) newTerminal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set = ""
}

// output shows what came back.
func (s *story) output(text string) {
	text = strings.TrimRight(text, "\n")
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		s.print("  | %s\n", line)
	}
}

// print ignores an error: when nobody listens any more, the steps are carried out all the same.
func (s *story) print(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = fmt.Fprintf(s.out, format, args...)
}
