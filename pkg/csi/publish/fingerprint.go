// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"syscall"
)

// Fingerprint tells whether anything in a volume was touched: as long as nothing was, it stays the same. It is compared with ==, and
// made of names, inodes and the times that the kernel sets with every change and nobody else can; of contents it holds nothing.
type Fingerprint [sha256.Size]byte

// Fingerprint gives that of the volume as it is now. There is none, the zero value, while the volume is not live.
func (v *Volume) Fingerprint() (Fingerprint, error) {
	var made Fingerprint
	if !v.Live() {
		return made, nil
	}
	hash := sha256.New()
	err := fs.WalkDir(v.contents.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			return fmt.Errorf("%s: the system tells no inode", name)
		}
		_, err = fmt.Fprintf(hash, "%q %d %d\n", name, stat.Ino, changedAt(stat))
		return err
	})
	if err != nil {
		return Fingerprint{}, v.explain("look through", err)
	}
	hash.Sum(made[:0])
	return made, nil
}
