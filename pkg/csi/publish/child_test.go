// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const (
	// childWrites writes generation after generation, and removes the volume now and then, a line each, for ever.
	childWrites = "writes"
	// childHolds writes generation 1, says so, waits for a line, and says whether it sees a volume.
	childHolds = "holds"
	// childFailed begins the line of a child that could not do it.
	childFailed = "the child failed:"
)

// child is a process with a mount namespace of its own, as a container of the driver is.
type child struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	input io.WriteCloser
}

func startChild(t *testing.T, what, path string, flags uintptr) *child {
	t.Helper()
	cmd := self(childEnv + "=" + what)
	cmd.Args = append(cmd.Args, path)
	cmd.Stderr = os.Stderr
	// A process ends with the thread that started it; threads of tests come and go. The input ends with the test.
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: flags}
	if flags&syscall.CLONE_NEWUSER != 0 {
		asRootOfNamespace(cmd)
	}
	input, err := cmd.StdinPipe()
	must(t, err)
	output, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return &child{cmd: cmd, lines: bufio.NewScanner(output), input: input}
}

func (c *child) line(t *testing.T) string {
	t.Helper()
	if !c.lines.Scan() {
		t.Fatalf("the child has ended: %v", c.lines.Err())
	}
	return c.lines.Text()
}

func runChild(what, path string) int {
	err := fmt.Errorf("no such child: %s", what)
	switch what {
	case childWrites:
		go func() { // the parent is gone
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
		err = writeForEver(path)
	case childHolds:
		err = writeAndHold(path)
	}
	if err != nil {
		fmt.Println(childFailed, err)
		return 1
	}
	return 0
}

func writeForEver(path string) error {
	var err error
	for i := 1; err == nil; i++ {
		if i%5 == 0 {
			err = Remove(path)
		} else {
			_, err = tryWrite(path, nil, numbered(i), strconv.Itoa(i))
		}
		fmt.Println(i)
	}
	return err
}

func writeAndHold(path string) error {
	changed, err := tryWrite(path, nil, numbered(1), canary)
	if err != nil {
		return err
	}
	fmt.Println("changed:", changed)
	_, _ = fmt.Scanln()
	v, err := Open(path, nil)
	if err != nil {
		return err
	}
	defer v.Close()
	fmt.Println("live:", v.Live())
	return nil
}

// numbered are files that show which generation they are of, some of them there in half of the generations only.
func numbered(generation int) map[string]string {
	number := strconv.Itoa(generation)
	files := map[string]string{"ca.crt": strings.Repeat("the same in all ", 1024), "number": number}
	for _, name := range []string{"config", ".gitconfig", "context.token"} {
		files[name] = repeated(number)
	}
	files[[]string{"even", "odd"}[generation%2]] = number
	return files
}

func repeated(number string) string { return strings.Repeat(number+" ", 1000) }
