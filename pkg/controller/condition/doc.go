// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package condition puts the conditions of a status together: it makes them, sums them up, keeps the times of those that
// did not change, and says which changes are worth an Event. It does no I/O and knows no clock.
package condition
