// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

const (
	// dataLink leads to the live generation.
	dataLink = "..data"
	// nextLink becomes dataLink.
	nextLink = "..data.next"
	// generationPrefix begins the name of a directory with one set of files. No other writer of volumes has it: that is how a
	// volume with files is known to be ours.
	generationPrefix = "..connectors-csi-"
)

// generation numbers the sets of files of a volume from 1. Zero is none.
type generation uint64

func (g generation) String() string { return generationPrefix + strconv.FormatUint(uint64(g), 10) }

// parseGeneration is the inverse of String.
func parseGeneration(name string) (generation, bool) {
	digits, ok := strings.CutPrefix(name, generationPrefix)
	if !ok {
		return 0, false
	}
	number, err := strconv.ParseUint(digits, 10, 64)
	g := generation(number)
	return g, err == nil && g != 0 && g.String() == name
}

// current is the generation that readers see; zero if there is none, or a link that no Write made.
func current(root *os.Root) (generation, error) {
	name, err := root.Readlink(dataLink)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the link to the live files: %w", err)
	}
	live, ok := parseGeneration(name)
	if !ok {
		return 0, nil
	}
	info, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at the live files: %w", err)
	}
	return live, nil
}
