// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"errors"
	"os"
	"strings"
	"testing"
)

func TestFailedWrites(t *testing.T) {
	tooLarge := map[string]string{"config": strings.Repeat(canary, maxBytes/len(canary)+1)}
	tooMany := map[string]string{}
	for i := range maxFiles {
		tooMany["f"+generation(i).String()[2:]] = ""
	}
	for name, tt := range map[string]struct {
		files map[string]string
		want  error
	}{
		"too large":  {tooLarge, ErrFull},
		"too many":   {tooMany, ErrFull},
		"wrong name": {map[string]string{"config": canary, "../config": canary}, ErrName},
	} {
		fail := func(t *testing.T, path string) {
			changed, err := tryWrite(path, nil, tt.files, canary)
			if changed || !errors.Is(err, tt.want) || strings.Contains(err.Error(), canary) || len(err.Error()) > 600 {
				t.Errorf("changed: %v, %v", changed, err)
			}
		}
		t.Run(name+", at first", func(t *testing.T) {
			path := volumePath(t)
			fail(t, path)
			checkGone(t, path)
		})
		t.Run(name+", in a directory", func(t *testing.T) {
			path := volumePath(t)
			must(t, os.Mkdir(path, 0o700))
			fail(t, path)
			if n := len(readNames(t, path)) + mountsOf(t, path); n != 0 {
				t.Errorf("%d things are left", n)
			}
		})
		t.Run(name+", in an empty volume", func(t *testing.T) {
			path := volumePath(t)
			must(t, os.Mkdir(path, 0o700), mountTmpfs(path))
			fail(t, path)
			if left := readNames(t, path); len(left) != 0 || mountsOf(t, path) != 1 {
				t.Errorf("left: %q", left)
			}
		})
		t.Run(name+", later", func(t *testing.T) {
			path := volumePath(t)
			write(t, path, map[string]string{"config": "before"})
			write(t, path, wanted())
			fail(t, path)
			checkExact(t, path, wanted())
			remove(t, path)
		})
	}
}
