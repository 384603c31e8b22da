// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

const controlGroups = "/sys/fs/cgroup"

// controlGroup is that of a node, below which the kubelet makes those of Pods: a kubelet removes groups that it does not
// know from the one that it is given. It is also what claims the block.
func controlGroup(block Block) string { return "connectors-" + block.Link() }

// hierarchies are the roots of the control groups: one in version 2, one for each controller in version 1.
func hierarchies() ([]string, error) {
	if _, err := os.Stat(filepath.Join(controlGroups, "cgroup.controllers")); err == nil {
		return []string{controlGroups}, nil
	}
	procs, err := filepath.Glob(filepath.Join(controlGroups, "*", "cgroup.procs"))
	if err == nil && len(procs) == 0 {
		err = fmt.Errorf("no control groups in %s", controlGroups)
	}
	var roots []string
	for _, file := range procs {
		// Some controllers have a second name, which is a symbolic link.
		if root, err := os.Lstat(filepath.Dir(file)); err == nil && root.IsDir() {
			roots = append(roots, filepath.Dir(file))
		}
	}
	return roots, err
}

// emptyControlGroups leaves a control group without others below it in each hierarchy.
func emptyControlGroups(ctx context.Context, block Block) error {
	return eachControlGroup(ctx, block, func(group string) error {
		below, err := filepath.Glob(filepath.Join(group, "*", "cgroup.procs"))
		for _, procs := range below {
			err = errors.Join(err, removeGroup(filepath.Dir(procs)))
		}
		return errors.Join(err, os.MkdirAll(group, 0o755))
	})
}

func removeControlGroups(ctx context.Context, block Block) error {
	return eachControlGroup(ctx, block, removeGroup)
}

// eachControlGroup calls do for the control group in each hierarchy until it succeeds: those of processes that are about to end
// cannot be removed yet.
func eachControlGroup(ctx context.Context, block Block, do func(group string) error) error {
	const pause, patience = 50 * time.Millisecond, 10 * time.Second
	roots, err := hierarchies()
	if err != nil {
		return err
	}
	for _, root := range roots {
		var last error
		group := filepath.Join(root, controlGroup(block))
		err := wait.PollUntilContextTimeout(ctx, pause, patience, true, func(context.Context) (bool, error) {
			last = do(group)
			return last == nil, nil
		})
		if err != nil {
			return fmt.Errorf("control group %s: %w", group, errors.Join(last, err))
		}
	}
	return nil
}

// removeGroup removes a control group and those below it, deepest first. The files in them are the kernel's.
func removeGroup(group string) error {
	var groups []string
	err := filepath.WalkDir(group, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			groups = append(groups, path)
		}
		return err
	})
	slices.Reverse(groups)
	for _, each := range groups {
		if err := os.Remove(each); err != nil {
			return err
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
