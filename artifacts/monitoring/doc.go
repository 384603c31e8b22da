// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package monitoring holds no code: beside it are the dashboards, the alerts and what Prometheus needs to read the metrics of
// connectors-controller, connectors-proxy, connectors-csi and connectors-classapi. Its tests hold them, and the page that
// describes the metrics, to what the programs register.
package monitoring
