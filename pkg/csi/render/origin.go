// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package render

import (
	"crypto/sha256"
	"encoding/json"

	"k8s.io/apimachinery/pkg/types"
)

// Origin says from what files were made: a class makes the same files of two Inputs whose Origins are equal. It is compared with ==,
// and holds no token: there is no way back from a digest to a text that nobody can guess.
type Origin struct {
	connector types.UID
	// version is that of the Connector, which changes with whatever is changed of it.
	version string
	// systemCAs is shared by all Inputs with the same authorities, and so compared without a look at the text.
	systemCAs string
	// others are the names, the params and the token.
	others [sha256.Size]byte
}

// Origin gives that of an Input. It is false if there is none: for a Connector that does not come from the API server.
func (in *Input) Origin() (Origin, bool) {
	if in.Connector == nil || in.Connector.UID == "" || in.Connector.ResourceVersion == "" {
		return Origin{}, false
	}
	others, err := json.Marshal([]any{in.Names, in.Params, in.Token.Reveal()})
	if err != nil {
		return Origin{}, false
	}
	return Origin{
		connector: in.Connector.UID, version: in.Connector.ResourceVersion, systemCAs: in.SystemCAs, others: sha256.Sum256(others),
	}, true
}
