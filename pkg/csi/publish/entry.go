// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"k8s.io/apimachinery/pkg/util/sets"

	"connectors.alauda.io/pkg/target"
)

// tokenFile keeps the token that Token returns, inside the generation that it belongs to. No name of a class begins with two
// dots, so nothing of a class can be taken for it.
const tokenFile = "..token"

// entry is a file as it shall be.
type entry struct {
	name    string
	content target.Credential
	mode    fs.FileMode
	group   int
}

// entries checks the names and says who may read what: the kept token is for the driver alone.
func (v *Volume) entries(files map[string]target.Credential, minted target.Credential) ([]entry, error) {
	mode, group := fs.FileMode(0o644), 0
	if v.group != noGroup {
		mode, group = 0o640, v.group
	}
	want := make([]entry, 0, len(files)+1)
	for name, content := range files {
		if err := checkName(name); err != nil {
			return nil, err
		}
		want = append(want, entry{name: name, content: content, mode: mode, group: group})
	}
	if minted.Reveal() != "" {
		want = append(want, entry{name: tokenFile, content: minted, mode: 0o600})
	}
	return want, nil
}

// names are those of the files.
func names(entries []entry) sets.Set[string] {
	all := sets.New[string]()
	for _, e := range entries {
		all.Insert(e.name)
	}
	return all
}

// write makes the file in dir. It is readable for others only when all of it is there.
func (e entry) write(dir *os.Root) (err error) {
	file, err := dir.OpenFile(e.name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("create file: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.WriteString(e.content.Reveal()); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	if err := file.Chown(0, e.group); err != nil {
		return fmt.Errorf("give file to its group: %w", err)
	}
	if err := file.Chmod(e.mode); err != nil {
		return fmt.Errorf("set mode of file: %w", err)
	}
	return nil
}

// is says whether dir has the file as it shall be: content, mode, owner and group. buffer is for reading.
func (e entry) is(dir *os.Root, buffer []byte) (bool, error) {
	file, err := dir.Open(e.name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("open live file: %w", err)
	}
	defer func() { _ = file.Close() }() // it was opened for reading only
	info, err := file.Stat()
	if err != nil {
		return false, fmt.Errorf("look at live file: %w", err)
	}
	content := e.content.Reveal()
	if info.Mode() != e.mode || info.Size() != int64(len(content)) || !ownedBy(info, e.group) {
		return false, nil
	}
	return holds(file, content, buffer)
}

func ownedBy(info fs.FileInfo, group int) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && owner.Uid == 0 && int64(owner.Gid) == int64(group)
}

// holds says whether what is read from file begins with content.
func holds(file io.Reader, content string, buffer []byte) (bool, error) {
	for len(content) > 0 {
		n, err := file.Read(buffer[:min(len(buffer), len(content))])
		if string(buffer[:n]) != content[:n] || errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read live file: %w", err)
		}
		content = content[n:]
	}
	return true, nil
}
