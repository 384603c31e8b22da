// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

//go:build linux

package publish

import (
	"os"
	"path/filepath"
	"testing"
)

// before are the states in which a node may be found, each made of a path where nothing is.
func before() map[string]func(t *testing.T, path string) {
	mounted := func(t *testing.T, path string) {
		must(t, os.Mkdir(path, 0o750), mountTmpfs(path))
	}
	half := func(t *testing.T, path string, number generation) {
		directory := filepath.Join(path, number.String())
		must(t, os.Mkdir(directory, 0o700), os.WriteFile(filepath.Join(directory, "config"), []byte("ha"), 0o600))
	}
	old := map[string]string{"config": "old", "stale": "old"}
	return map[string]func(t *testing.T, path string){
		"nothing":           func(*testing.T, string) {},
		"a directory":       func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o750)) },
		"mounted and empty": mounted,
		"half a generation": func(t *testing.T, path string) { mounted(t, path); half(t, path, 1) },
		"names without files": func(t *testing.T, path string) {
			mounted(t, path)
			must(t, os.Symlink("..data/config", filepath.Join(path, "config")))
		},
		"all but the switch": func(t *testing.T, path string) {
			mounted(t, path)
			half(t, path, 1)
			must(t, os.Symlink(generation(1).String(), filepath.Join(path, nextLink)))
		},
		"live":              func(t *testing.T, path string) { write(t, path, old) },
		"the same is live":  func(t *testing.T, path string) { write(t, path, wanted()) },
		"live and half":     func(t *testing.T, path string) { write(t, path, old); half(t, path, 2); half(t, path, 7) },
		"the same and half": func(t *testing.T, path string) { write(t, path, wanted()); half(t, path, 2); half(t, path, 7) },
		"a name is missing": func(t *testing.T, path string) {
			write(t, path, wanted())
			must(t, os.Remove(filepath.Join(path, "config")))
		},
		"a name leads elsewhere": func(t *testing.T, path string) {
			write(t, path, wanted())
			must(t, os.Remove(filepath.Join(path, "config")), os.Symlink("/etc/passwd", filepath.Join(path, "config")))
		},
		"a file has another mode": func(t *testing.T, path string) {
			write(t, path, wanted())
			must(t, os.Chmod(filepath.Join(path, "config"), 0o600))
		},
		"other names": func(t *testing.T, path string) {
			write(t, path, wanted())
			must(t, os.WriteFile(filepath.Join(path, "more"), nil, 0o600), os.Mkdir(filepath.Join(path, "..empty"), 0o700))
		},
		"the live files are gone": func(t *testing.T, path string) {
			write(t, path, wanted())
			must(t, os.RemoveAll(filepath.Join(path, generation(1).String())))
		},
		"the link leads elsewhere": func(t *testing.T, path string) {
			write(t, path, wanted())
			must(t, os.Remove(filepath.Join(path, dataLink)), os.Symlink("/etc", filepath.Join(path, dataLink)))
		},
		"mounted twice": func(t *testing.T, path string) { mounted(t, path); must(t, mountTmpfs(path)) },
		"removed":       func(t *testing.T, path string) { write(t, path, old); remove(t, path) },
		"many writes":   func(t *testing.T, path string) { write(t, path, old); write(t, path, wanted()); write(t, path, old) },
		"the target is gone": func(t *testing.T, path string) {
			write(t, path, old)
			must(t, detach(path), os.Remove(path))
		},
	}
}

func wanted() map[string]string {
	return map[string]string{"config": canary, ".gitconfig": "two", "empty": ""}
}

func TestWriteFromEveryState(t *testing.T) {
	for name, make := range before() {
		t.Run(name, func(t *testing.T) {
			path := volumePath(t)
			make(t, path)
			mounts := max(1, mountsOf(t, path))
			write(t, path, wanted())
			if mountsOf(t, path) != mounts {
				t.Errorf("it was mounted once more")
			}
			if mounts == 1 {
				checkExact(t, path, wanted())
			}
			remove(t, path)
		})
	}
}

func TestRemoveFromEveryState(t *testing.T) {
	for name, make := range before() {
		t.Run(name, func(t *testing.T) {
			path := volumePath(t)
			make(t, path)
			remove(t, path)
			remove(t, path)
			must(t, os.Remove(filepath.Dir(path))) // nothing is beside the target either
			remove(t, path)
		})
	}
}

func TestReadFromEveryState(t *testing.T) {
	for name, make := range before() {
		t.Run(name, func(t *testing.T) {
			path := volumePath(t)
			make(t, path)
			live := isLive(t, path)
			_, missing := os.Stat(filepath.Join(path, dataLink, "config"))
			if live != (missing == nil) {
				t.Errorf("live: %v, but for a reader: %v", live, missing)
			}
			checkToken(t, path, "")
		})
	}
}
