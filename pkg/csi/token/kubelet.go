// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package token

import (
	"encoding/json"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"

	"connectors.alauda.io/pkg/target"
)

const (
	// Audience is what the token of a volume is for: it opens connectors-proxy and nothing else.
	Audience = "connectors-proxy"
	// apiServerAudience stands for the API server's own audience in the CSIDriver and in what the kubelet hands over.
	apiServerAudience = ""
	// tokensKey is where the kubelet puts the tokens of a Pod.
	tokensKey = "csi.storage.k8s.io/serviceAccount.tokens"
)

// Tokens are those that the kubelet hands over for a Pod, both of its ServiceAccount and bound to it.
type Tokens struct {
	// APIServer is for the API server. Only the Connector is read with it, and no volume gets it.
	APIServer target.Credential
	// Proxy is for the audience connectors-proxy.
	Proxy target.Credential
	// ProxyExpiry is when Proxy expires.
	ProxyExpiry time.Time
}

// HandoverError says what is wrong with the tokens that the kubelet handed over. It does not pass by itself: the CSIDriver
// object says which tokens there are.
type HandoverError struct {
	// Problem is what is wrong. It holds nothing of a token.
	Problem string
}

// Error implements error.
func (e *HandoverError) Error() string {
	return e.Problem + `: the CSIDriver connectors-csi must list the audiences "` + Audience +
		`" and "" in tokenRequests, apply artifacts/deploy again`
}

// FromKubelet reads the tokens of a Pod, which are in the secrets of a request or, before Kubernetes 1.35, in its volume
// context. What is in the secrets wins: a Pod's author can write into the volume context whatever the kubelet does not.
// Its error is a HandoverError.
func FromKubelet(volumeContext, secrets map[string]string) (Tokens, error) {
	text, ok := secrets[tokensKey]
	if !ok {
		text, ok = volumeContext[tokensKey]
	}
	if !ok {
		return Tokens{}, &HandoverError{Problem: "the kubelet handed over no tokens"}
	}
	var all map[string]authenticationv1.TokenRequestStatus
	if json.Unmarshal([]byte(text), &all) != nil { // an error of the parser may quote what it read
		return Tokens{}, &HandoverError{Problem: "the kubelet's " + tokensKey + " is no JSON object of tokens by audience"}
	}
	switch {
	case all[apiServerAudience].Token == "":
		return Tokens{}, &HandoverError{Problem: `the kubelet handed over no token for the API server, the audience ""`}
	case all[Audience].Token == "":
		return Tokens{}, &HandoverError{Problem: `the kubelet handed over no token for the audience "` + Audience + `"`}
	}
	return Tokens{
		APIServer:   target.NewCredential(all[apiServerAudience].Token),
		Proxy:       target.NewCredential(all[Audience].Token),
		ProxyExpiry: all[Audience].ExpirationTimestamp.Time,
	}, nil
}
