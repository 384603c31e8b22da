// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inject

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"connectors.alauda.io/pkg/target"
)

// newBasic sends username and password as RFC 7617 says. One of them may be empty: tools that take a token put it into
// either. The user name alone is no secret: tools show it in Locations, so it is not what Reveals looks for.
func newBasic(secretType string, secret map[string]target.Credential) (target.Injector, error) {
	for _, key := range []string{usernameKey, passwordKey} {
		value, ok := secret[key]
		if !ok {
			return nil, &KeyMissingError{SecretType: secretType, Key: key}
		}
		if problem := controlProblem(value.Reveal()); problem != "" {
			return nil, fmt.Errorf("the Secret's value of key %q %s", key, problem)
		}
	}
	username, password := secret[usernameKey].Reveal(), secret[passwordKey].Reveal()
	switch {
	case username == "" && password == "":
		return nil, fmt.Errorf("the Secret's values of keys %q and %q are both empty", usernameKey, passwordKey)
	case strings.Contains(username, ":"):
		return nil, errors.New("the Secret's value of key \"username\" holds a colon, which Basic authentication cannot carry")
	}
	pair := base64.StdEncoding.EncodeToString([]byte(username + ":" + password))
	return newFields(
		[]field{{name: "Authorization", value: "Basic " + pair}}, nil,
		needles(pair, password),
	), nil
}
