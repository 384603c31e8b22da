// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Command kube is etcd, the Kubernetes control plane, the parts of a node and kubectl in one binary. Which of them it
// is, is said by the name it is called by (bin/ holds a symbolic link for each) or else by its first argument.
//
// One binary instead of eight links the code that they share once, and is built in a third of the time.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	os.Exit(dispatch(os.Args, programs(), os.Stderr))
}

// dispatch runs the program that args names, with args as it would have got them in a binary of its own, and returns
// its exit code.
func dispatch(args []string, programs map[string]program, stderr io.Writer) int {
	name, args := choose(args, programs)
	run, ok := programs[name]
	if !ok {
		fmt.Fprintf(stderr, "kube: call it by the name of a program, or give one as first argument: %s\n",
			strings.Join(names(programs), ", "))
		return 2
	}
	return run(args)
}

// choose returns the name of the program that args ask for, which may be unknown, and the arguments for it.
func choose(args []string, programs map[string]program) (string, []string) {
	if len(args) == 0 {
		return "", nil
	}
	called := filepath.Base(args[0])
	if _, ok := programs[called]; ok || len(args) == 1 {
		return called, args
	}
	return args[1], args[1:]
}

// names returns the names of programs in alphabetical order.
func names(programs map[string]program) []string {
	all := make([]string, 0, len(programs))
	for name := range programs {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
