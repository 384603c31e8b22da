// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"connectors.alauda.io/pkg/csi/publish"
	"connectors.alauda.io/pkg/csi/render"
)

// origin says from what the files of a volume were made, for whom, and that nobody has touched them since: a volume with the same one
// has the same files.
type origin struct {
	render.Origin

	class      types.UID
	generation int64
	// group is the Pod's fsGroup, minted whether the driver requested the token.
	group  string
	minted bool
	// volume is as the volume was found when it had those files.
	volume publish.Fingerprint
}

// origins knows from what the files of volumes were made, by target path. Nearly every call finds that nothing has changed: then files
// need neither be made again nor be compared with what is there. After a restart nothing is known, and each volume is compared
// once. It is safe for concurrent use.
type origins struct {
	mu    sync.Mutex
	known map[string]origin
}

func newOrigins() *origins { return &origins{known: map[string]origin{}} }

// same says whether the files of a volume were made from this.
func (o *origins) same(target string, from origin) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	known, ok := o.known[target]
	return ok && known == from
}

// note notes from what the files of a volume were made that is as it should be.
func (o *origins) note(target string, from origin) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known[target] = from
}

// forget is for a volume that is gone, or of which it is not sure what it holds.
func (o *origins) forget(target string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.known, target)
}
