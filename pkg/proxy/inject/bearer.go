// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"fmt"

	"connectors.alauda.io/pkg/apis/connectors/v1alpha1"
	"connectors.alauda.io/pkg/target"
)

// newBearer sends the token as RFC 6750 says.
func newBearer(secret map[string]target.Credential) (target.Injector, error) {
	value, ok := secret[tokenKey]
	if !ok {
		return nil, &KeyMissingError{SecretType: v1alpha1.SecretTypeBearerToken, Key: tokenKey}
	}
	token := value.Reveal()
	if problem := headerProblem(token); problem != "" {
		return nil, fmt.Errorf("the Secret's value of key %q cannot go into the header Authorization: it %s", tokenKey, problem)
	}
	return newFields([]field{{name: "Authorization", value: "Bearer " + token}}, nil, needles(token)), nil
}
