// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classapi

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"connectors.alauda.io/test/bench/client"
)

const (
	repository = "team/many.git"
	// commits is how many commits the references point at.
	commits = 1000
	// tagShare is which part of the references are annotated tags, one of so many.
	tagShare = 10
	// topic is what names of branches begin with, before five digits, and a search that finds some of them.
	topic  = "topic-"
	search = topic + "001"
	// found is how many branches the search finds: those with two more digits.
	found = 100
)

// fill gives a bare repository so many references, a tenth of them annotated tags, all packed as a large repository has them. git
// makes the objects and the tags; the branches are written here, since git would make a file of each.
func fill(ctx context.Context, dir string, references int) error {
	tags := references / tagShare
	err := client.FastImport(ctx, dir, func(out io.Writer) error { return describe(out, tags) })
	if err != nil {
		return err
	}
	if err := client.RunGit(ctx, nil, "--git-dir", dir, "pack-refs", "--all"); err != nil {
		return err
	}
	hashes, err := client.Git(ctx, nil, "--git-dir", dir, "rev-list", "main").Output()
	if err != nil {
		return fmt.Errorf("listing commits: %w", err)
	}
	// There is main already.
	return addBranches(filepath.Join(dir, "packed-refs"), bytes.Fields(hashes), references-tags-1)
}

// describe writes what fast-import makes commits without files and tags of.
func describe(out io.Writer, tags int) error {
	w := bufio.NewWriter(out)
	const who, message = "bench <bench@example.com> 1 +0000", "As large repositories have many"
	for n := range commits {
		if _, err := fmt.Fprintf(w, "commit refs/heads/main\nmark :%d\ncommitter %s\ndata %d\n%s\n", n+1, who, len(message), message); err != nil {
			return err
		}
	}
	for n := range tags {
		_, err := fmt.Fprintf(w, "tag v1.%d\nfrom :%d\ntagger %s\ndata %d\n%s\n", n, n%commits+1, who, len(message), message)
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

// addBranches writes so many branches into a file of packed references, where they belong: after main and before the tags.
func addBranches(file string, hashes [][]byte, branches int) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	at := bytes.Index(content, []byte(" refs/tags/"))
	if at < 0 || len(hashes) == 0 {
		return errors.New("the repository should have commits and packed tags")
	}
	at = bytes.LastIndexByte(content[:at], '\n') + 1
	packed := bytes.NewBuffer(bytes.Clone(content[:at]))
	for n := range branches {
		fmt.Fprintf(packed, "%s refs/heads/%s%05d\n", hashes[n%len(hashes)], topic, n)
	}
	packed.Write(content[at:])
	return os.WriteFile(file, packed.Bytes(), 0o644)
}
