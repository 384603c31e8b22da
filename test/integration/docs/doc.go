// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package docs runs what the documentation tells users to run.
package docs
