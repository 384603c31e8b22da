// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/semaphore"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"connectors.alauda.io/pkg/classapi/failure"
)

// retrySeconds is when one who found no place may try again.
const retrySeconds = 1

// Call is one call of a class API. It is safe for concurrent use, for one call may read several answers at a time. A nil Call
// holds without bounds.
type Call struct {
	memory *Memory
	name   string
	host   *host
	// turn is whose it is to wait for a place. The others wait for him: they could not read on without the place either.
	turn *semaphore.Weighted

	mu   sync.Mutex
	held int64
	// placed says whether there is a place.
	placed bool
	// refused is why there is none. Who was refused once is not asked to wait again.
	refused error
}

// Hold says that the call is about to hold so many bytes more. It may wait for a place. Its error is an *apierrors.StatusError,
// 429 when there is no place, 502 when the call would hold more than it may, or that of ctx. Then the call holds what it held before.
func (c *Call) Hold(ctx context.Context, bytes int64) error {
	if c == nil {
		return nil
	}
	held, err := c.hold(bytes)
	if held || err != nil {
		return err
	}
	if err := c.place(ctx); err != nil {
		return err
	}
	_, err = c.hold(bytes)
	return err
}

// hold holds more, unless that needs a place that the call does not have.
func (c *Call) hold(bytes int64) (held bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	limits := c.memory.limits
	switch {
	case c.refused != nil:
		return false, c.refused
	case c.held+bytes > limits.Most:
		return false, failure.BadGateway("AnswerTooLarge",
			fmt.Sprintf("the answers of the tool are larger than the %d MiB that are read for one call", limits.Most>>20))
	case c.held+bytes > limits.Free && !c.placed:
		return false, nil
	}
	c.held += bytes
	return true, nil
}

// place waits for a place, if nobody of the same call has found one, or was refused one.
func (c *Call) place(ctx context.Context) error {
	if err := c.turn.Acquire(ctx, 1); err != nil {
		return gone(ctx)
	}
	defer c.turn.Release(1)
	if settled, err := c.settled(); settled {
		return err
	}
	err := c.memory.take(ctx, c.host)
	switch {
	case err != nil && ctx.Err() != nil:
		return gone(ctx)
	case err != nil:
		err = noPlace()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.placed, c.refused = err == nil, err
	return err
}

func (c *Call) settled() (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.placed || c.refused != nil, c.refused
}

func gone(ctx context.Context) error {
	return fmt.Errorf("waiting for memory for a large answer: %w", context.Cause(ctx))
}

func noPlace() error {
	return apierrors.NewTooManyRequests(
		"too many large answers of tools, or of this one, are being read: try again later, or ask for less", retrySeconds)
}

// Release says that the call does not hold so many bytes any more. Its place it keeps.
func (c *Call) Release(bytes int64) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held -= bytes
}

// End gives back the place, if there is one. Call it once, when nothing of the call is held any more.
func (c *Call) End() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.placed {
		c.memory.give(c.host)
		c.placed = false
	}
	c.memory.leave(c.name, c.host)
}
