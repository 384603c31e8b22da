// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package tool

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"net/http"

	"connectors.alauda.io/pkg/classapi/failure"
	"connectors.alauda.io/pkg/plugin"
	"connectors.alauda.io/pkg/target"
)

// authorities vouch for a tool. The zero value is the system's.
type authorities struct {
	// id names the content of pool.
	id   string
	pool *x509.CertPool
}

// authorities gives the system's certificates and those in PEM. Parsing them takes longer than a short request, and calls have
// the same ones over and over.
func (c *Connections) authorities(pem []byte) (authorities, error) {
	if len(pem) == 0 {
		return authorities{}, nil
	}
	sum := sha256.Sum256(pem)
	id := hex.EncodeToString(sum[:])
	if cached, ok := c.pools.Get(id); ok {
		if known, ok := cached.(authorities); ok {
			return known, nil
		}
	}
	certificates := target.ReadCertificates(map[string][]byte{"ca.crt": pem})
	if len(certificates) == 0 {
		return authorities{}, failure.New(http.StatusBadRequest, reasonUnusable,
			"header "+plugin.HeaderCACerts+" holds no certificate in PEM: leave it out where there are none")
	}
	pool := c.system.Clone()
	for _, certificate := range certificates {
		pool.AddCert(certificate)
	}
	made := authorities{id: id, pool: pool}
	c.pools.Add(id, made, poolLife)
	return made, nil
}
