// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package target

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
)

// on says whether custom certificate authorities are in force.
func (t *trust) on() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.enabled
}

// roots gives the authorities for a Connector whose own Secret has these certificates; none without one.
func (t *trust) roots(own []*x509.Certificate) roots {
	custom, enabled := t.custom()
	if !enabled {
		return roots{}
	}
	return t.pool(append(custom, own...))
}

// ofAPI gives the authorities for a class API: those of this text alone or, if it is empty, those of all Connectors and
// others that were configured for class APIs.
func (t *trust) ofAPI(caCerts string) roots {
	if caCerts == "" {
		custom, _ := t.custom()
		return t.pool(append(custom, t.classCAs...))
	}
	sum := sha256.Sum256([]byte(caCerts))
	return t.cached("only "+hex.EncodeToString(sum[:]), func(id string) roots { return onlyRoots(id, caCerts) })
}

// custom are the authorities that vouch for the tools of all Connectors beside those of the system, and whether there may
// be any.
func (t *trust) custom() (certificates []*x509.Certificate, enabled bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if !t.enabled {
		return nil, false
	}
	return slices.Clone(t.global), true
}

// pool gives the system's authorities and these.
func (t *trust) pool(certificates []*x509.Certificate) roots {
	return t.cached(rootsID(certificates), func(string) roots { return newRoots(t.system, certificates) })
}

func (t *trust) cached(id string, newRoots func(id string) roots) roots {
	if known, ok := t.pools.Get(id); ok {
		return known.(roots)
	}
	made := newRoots(id)
	t.pools.Add(id, made)
	return made
}
