// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package publish

import (
	"fmt"
	"slices"
)

// rollback holds what takes back the steps that one call has done, in the order of the steps.
type rollback []func() error

// run takes them back, the last first.
func (r rollback) run() error {
	var errs error
	for _, step := range slices.Backward(r) {
		if err := step(); err != nil {
			errs = both(errs, fmt.Errorf("take back what was done: %w", err))
		}
	}
	return errs
}

// both keeps errors on one line, as messages for people are.
func both(err, also error) error {
	switch {
	case also == nil:
		return err
	case err == nil:
		return also
	}
	return fmt.Errorf("%w; and then: %w", err, also)
}
