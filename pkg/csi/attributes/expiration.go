// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes

import "time"

// DefaultExpiration is the life of a token where the Pod asks for no other; the kubelet mints such tokens.
const DefaultExpiration = 30 * time.Minute

// No API server gives tokens a shorter life, and the admission policy of the driver lets it ask for no longer one.
const (
	minExpiration = 10 * time.Minute
	maxExpiration = 24 * time.Hour
)

func parseExpiration(text string) (time.Duration, error) {
	if text == "" {
		return DefaultExpiration, nil
	}
	life, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, wrong(keyExpiration, "%s is no duration: write it as 30m, 1h30m or 24h", shown(text))
	case life < minExpiration || life > maxExpiration:
		return 0, wrong(keyExpiration, "%s is out of bounds: it must be at least 10m and at most 24h", shown(text))
	case life%time.Second != 0:
		return 0, wrong(keyExpiration, "%s is not a whole number of seconds", shown(text))
	}
	return life, nil
}
