// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestLineCanBeTyped(t *testing.T) {
	root := t.TempDir()
	for _, test := range []struct {
		name    string
		command command
		want    string
	}{
		{"plain", kubectl("get", "connectors"), "kubectl get connectors"},
		{"a path below the root", kubectl("-f", filepath.Join(root, "a", "b")), "kubectl -f a/b"},
		{"a path elsewhere", kubectl("-f", "/elsewhere/a"), "kubectl -f /elsewhere/a"},
		{"words that a shell would split", kubectl("annotate", "note=it's new"), `kubectl annotate 'note=it'\''s new'`},
		{"an empty word", kubectl(""), "kubectl ''"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := (tools{root: root}).line(test.command); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestSettingsAreShownOnce(t *testing.T) {
	story := &bytes.Buffer{}
	shown := testTools(t, story)
	alice, bob := gitSetup{"/alice", "/ca"}, gitSetup{"/bob", "/ca"}
	for _, who := range []gitSetup{alice, alice, bob} {
		shown.show(gitAs(who, "pull"), "")
	}
	shown.story.newTerminal()
	shown.show(gitAs(bob, "pull"), " &")
	want := `  $ export GIT_CONFIG_GLOBAL=/alice GIT_SSL_CAINFO=/ca
  $ git pull
  $ git pull
  $ export GIT_CONFIG_GLOBAL=/bob GIT_SSL_CAINFO=/ca
  $ git pull
  $ export GIT_CONFIG_GLOBAL=/bob GIT_SSL_CAINFO=/ca
  $ git pull &
`
	if got := story.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCommandsThatEndAsTheyShouldNot(t *testing.T) {
	for _, test := range []struct {
		name, script string
		run          func(*testing.T, tools, command) error
		want         string
	}{
		{"should succeed, fails", "echo broken; exit 3", run, "exit status 3: broken"},
		{"should fail, succeeds", "echo refused", fail, "and succeeded"},
		{"should fail, for another reason", "echo out of memory; exit 1", fail, "something else"},
		{"fails as it should", "echo access refused; exit 1", fail, ""},
		{"succeeds as it should", "exit 0", run, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			story := &bytes.Buffer{}
			err := test.run(t, testTools(t, story), command{args: []string{"sh", "-c", test.script}})
			switch {
			case test.want == "" && err != nil:
				t.Errorf("error %v, want none", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want one with %q", err, test.want)
			}
			if !strings.Contains(story.String(), "  $ sh -c ") {
				t.Errorf("the story does not show the command: %q", story)
			}
		})
	}
}

func TestFollow(t *testing.T) {
	for _, test := range []struct {
		name, script, await string
		patience            time.Duration
		want                string
	}{
		{"a line that comes", "echo one; echo two; exec sleep 600", "two", time.Minute, ""},
		{"a command that ends", "echo one; echo two", "three", time.Minute, "ended before"},
		{"a line that never comes", "echo one; exec sleep 600", "two", 100 * time.Millisecond, "within"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story := &bytes.Buffer{}
			following, err := testTools(t, story).follow(t.Context(), command{args: []string{"sh", "-c", test.script}})
			if err != nil {
				t.Fatal(err)
			}
			if err := following.await(t.Context(), time.Minute, "one"); err != nil {
				t.Fatal(err)
			}
			err = following.await(t.Context(), test.patience, test.await)
			following.stop()
			if got := err != nil; got != (test.want != "") || got && !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if !strings.Contains(story.String(), "  | one\n") {
				t.Errorf("the story does not show the line: %q", story)
			}
		})
	}
}

func TestExamplesThatDoNotFit(t *testing.T) {
	d := &demo{config: Config{Root: filepath.Join("..", "..", ".."), Dir: t.TempDir()}}
	for _, test := range []struct {
		name  string
		value value
		want  string
	}{
		{"no such object", address("svn", "x"), "Connector svn"},
		{"no such field", content("git-password", "pin", "x"), "[stringData pin]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := d.fill("git-connector.yaml", test.value)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func run(t *testing.T, tools tools, c command) error {
	_, err := tools.run(t.Context(), c)
	return err
}

func fail(t *testing.T, tools tools, c command) error {
	return tools.fail(t.Context(), "access refused", c)
}

func testTools(t *testing.T, story *bytes.Buffer) tools {
	t.Helper()
	dir := t.TempDir()
	return tools{story: newStory(story), root: dir, home: dir, bin: dir}
}
