// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"context"
	"errors"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// pause is between two looks at whether something has happened.
const pause = 50 * time.Millisecond

// eventually returns once condition returns nil, or its last error when that takes too long.
func eventually(ctx context.Context, patience time.Duration, condition func(context.Context) error) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, pause, patience, true, func(ctx context.Context) (bool, error) {
		last = condition(ctx)
		return last == nil, nil
	})
	if err == nil {
		return nil
	}
	return errors.Join(last, err)
}
