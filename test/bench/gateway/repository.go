// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package gateway

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"

	"connectors.alauda.io/test/bench/client"
)

const (
	// blobBytes is the size of one file of a repository.
	blobBytes  = 4 << 20
	repository = "bench/large.git"
	branch     = "main"
)

// fill makes one commit of files of random bytes in a bare repository: its pack is as large as they are, and is sent as
// it lies.
func fill(ctx context.Context, dir string, bytes int64) error {
	for _, setting := range [][]string{
		// Nobody looks for similarities in random bytes.
		{"pack.window", "0"}, {"core.bigFileThreshold", "1m"}, {"core.compression", "0"},
	} {
		if err := client.RunGit(ctx, nil, append([]string{"--git-dir", dir, "config"}, setting...)...); err != nil {
			return fmt.Errorf("setting %s: %w", setting[0], err)
		}
	}
	return client.FastImport(ctx, dir, func(stdin io.Writer) error { return describe(stdin, bytes) })
}

// describe writes what fast-import makes the commit of.
func describe(out io.Writer, bytes int64) error {
	w := bufio.NewWriter(out)
	random := rand.NewChaCha8([32]byte{})
	files := int(bytes / blobBytes)
	for n := range files {
		if _, err := fmt.Fprintf(w, "blob\nmark :%d\ndata %d\n", n+1, blobBytes); err != nil {
			return err
		}
		if _, err := io.CopyN(w, random, blobBytes); err != nil {
			return err
		}
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
	const message = "Random bytes"
	_, err := fmt.Fprintf(w, "commit refs/heads/%s\ncommitter bench <bench@example.com> 1 +0000\ndata %d\n%s\n", branch, len(message), message)
	if err != nil {
		return err
	}
	for n := range files {
		if _, err := fmt.Fprintf(w, "M 100644 :%d file-%d\n", n+1, n); err != nil {
			return err
		}
	}
	return w.Flush()
}
