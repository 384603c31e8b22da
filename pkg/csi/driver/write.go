// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"

	"connectors.alauda.io/pkg/csi/publish"
)

// found is a volume as a call finds it: where, of which group, and whether it has files.
type found struct {
	*publish.Volume

	target, group string
	live          bool
}

// write puts what a Pod wants into its volume, unless it is there.
func (n *node) write(ctx context.Context, w wish, volume found, watch *stopwatch) (changed bool, err error) {
	live, err := volume.Token()
	if err != nil {
		return false, volumeFailure(err)
	}
	m, err := n.material(ctx, w, live, watch)
	if err != nil {
		return false, err
	}
	from, told := m.origin(volume.group)
	// Without a fingerprint the files are made once more, and that is all.
	if from.volume, err = volume.Fingerprint(); err == nil && volume.live && told && n.origins.same(volume.target, from) {
		return false, nil
	}
	n.origins.forget(volume.target)
	files, err := m.compiled.Render(ctx, m.input)
	if err != nil {
		return false, renderFailure(w.Connector, m.class.Name, err)
	}
	if !n.memory.take(volume.target, publish.Memory(files), volume.live) {
		return false, memoryFailure(n.config.Memory)
	}
	if changed, err = volume.Write(files, m.kept()); err != nil {
		return changed, volumeFailure(err)
	}
	if from.volume, err = volume.Fingerprint(); err == nil && told {
		n.origins.note(volume.target, from)
	}
	return changed, nil
}
