// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"fmt"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// checkPath accepts what a kubelet sends: an absolute path, as short as it can be written.
func checkPath(path string) error {
	if !filepath.IsAbs(path) || filepath.Clean(path) != path || path == "/" || strings.ContainsRune(path, 0) {
		return fmt.Errorf("%w: the path is %.200q, want an absolute one without . or .. or a slash at its end", ErrTarget, path)
	}
	return nil
}

// checkName accepts what a class may call a file: no path, and none of the names that begin with two dots, which are ours.
func checkName(name string) error {
	if messages := validation.IsConfigMapKey(name); len(messages) > 0 {
		return fmt.Errorf("%w: %.80q: %s", ErrName, name, strings.Join(messages, "; "))
	}
	return nil
}
