// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package process

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectors.alauda.io/hack/local/record"
)

// This test binary is also the programs that it runs, by the value of this variable.
const roleVariable = "PROCESS_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case "":
		os.Exit(m.Run())
	case "parent":
		os.Exit(parent(os.Args[1]))
	}
	fmt.Fprintln(os.Stderr, "unknown role")
	os.Exit(2)
}

// parent starts an attached process, says which, and stays.
func parent(dir string) int {
	p, err := Start(sleeper(dir, true))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(p.PID())
	<-p.done
	return 0
}

func sleeper(dir string, attached bool) Command {
	return Command{
		Path:        "/bin/sh",
		Args:        []string{"-c", "echo started; exec sleep 600"},
		RecordFile:  filepath.Join(dir, "state", "sleeper.json"),
		LogFile:     filepath.Join(dir, "log", "sleeper.log"),
		Fingerprint: "one",
		Attached:    attached,
	}
}

func start(t *testing.T, command Command) *Process {
	t.Helper()
	p, err := Start(command)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Kill(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

func TestFoundAgainAndStopped(t *testing.T) {
	command := sleeper(t.TempDir(), false)
	started := start(t, command)
	found, ok, err := Find(command.RecordFile)
	if err != nil || !ok {
		t.Fatalf("found %v, error %v", ok, err)
	}
	if found.PID() != started.PID() || found.Fingerprint() != "one" || !found.Running() {
		t.Errorf("found process %d (%s), want %d (one), running", found.PID(), found.Fingerprint(), started.PID())
	}
	if err := found.Stop(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := started.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(command.RecordFile); !os.IsNotExist(err) {
		t.Errorf("the record is still there (error %v)", err)
	}
}

func TestStopForcesAProcessThatIgnoresTerm(t *testing.T) {
	command := sleeper(t.TempDir(), false)
	command.Args = []string{"-c", `trap "" TERM; echo deaf; while :; do sleep 0.05; done`}
	p := start(t, command)
	await(t, func() bool {
		log, err := Tail(command.LogFile, 1)
		return err == nil && log == "deaf"
	})
	if err := p.Stop(t.Context(), 100*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if p.Running() {
		t.Error("still running")
	}
}

// A pid that the kernel has given to another process since must not be taken for the recorded one.
func TestAnotherProcessWithTheSamePIDIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	stranger := start(t, sleeper(dir, false))
	for name, change := range map[string]func(*Identity){
		"started at another time": func(id *Identity) { id.Started++ },
		"before a reboot":         func(id *Identity) { id.Boot = "another" },
		"no such process":         func(id *Identity) { id.PID = 1 << 30 },
	} {
		t.Run(name, func(t *testing.T) {
			old := stranger.rec
			change(&old.Identity)
			file := filepath.Join(t.TempDir(), "old.json")
			if err := record.Write(file, old); err != nil {
				t.Fatal(err)
			}
			p, found, err := Find(file)
			if err != nil || found {
				t.Fatalf("found %v (error %v), want nothing", p, err)
			}
			if !stranger.Running() {
				t.Error("the other process was stopped")
			}
		})
	}
}

func TestRecordThatIsNoJSONIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(file, []byte("12345\nx"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Find(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("error %v, want one that names the file", err)
	}
}

func TestAttachedProcessEndsWithItsParent(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), roleVariable+"=parent")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	child, found, err := Find(sleeper(dir, true).RecordFile)
	if err != nil || !found {
		t.Fatalf("found %v, error %v", found, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the parent was killed and ended without an error")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := child.Wait(ctx); err != nil {
		t.Errorf("the child lives on: %v", err)
	}
}

func TestLogOfTheRunBeforeIsKept(t *testing.T) {
	command := sleeper(t.TempDir(), false)
	for _, word := range []string{"first", "second"} {
		command.Args = []string{"-c", "echo " + word}
		if err := start(t, command).Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for file, want := range map[string]string{command.LogFile: "second", command.LogFile + ".previous": "first"} {
		if got, err := Tail(file, 5); err != nil || got != want {
			t.Errorf("%s holds %q (error %v), want %q", filepath.Base(file), got, err, want)
		}
	}
}

func await(t *testing.T, condition func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for !condition() {
		select {
		case <-deadline:
			t.Fatal("not within a minute")
		case <-tick.C:
		}
	}
}
