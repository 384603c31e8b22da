// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package monitoring

import (
	"errors"

	"k8s.io/utils/clock"

	"connectors.alauda.io/pkg/classapi/server"
	"connectors.alauda.io/pkg/controller/connector"
	"connectors.alauda.io/pkg/csi/driver"
	"connectors.alauda.io/pkg/proxy/audit"
	"connectors.alauda.io/pkg/proxy/ca"
	"connectors.alauda.io/pkg/proxy/clientauth"
)

// program is a server with metrics, and what there is about them.
type program struct {
	// job is the label by which Prometheus knows it, and prefix that of its own metrics.
	job, prefix      string
	dashboard, rules string
	// alerts are those that must be there.
	alerts []string
	// foreign are the metrics of libraries that are used, with the labels that are used of them.
	foreign map[string][]string
	// register makes its metrics.
	register func(*registry) error
}

// programs are all that have metrics of their own.
func programs() []program {
	return []program{
		{
			job: "connectors-controller", prefix: "connectors_controller_",
			dashboard: "grafana/connectors-controller.json", rules: "rules.yaml",
			alerts: []string{"ConnectorNotReady", "ConnectorCredentialRejected", "ConnectorProbeBacklog", "ConnectorControllerDown"},
			foreign: map[string][]string{
				"leader_election_master_status":           {"name"},
				"process_cpu_seconds_total":               nil,
				"process_resident_memory_bytes":           nil,
				"rest_client_requests_total":              {"code", "method"},
				"workqueue_depth":                         {"name"},
				"workqueue_queue_duration_seconds_bucket": {"le", "name"},
			},
			register: func(r *registry) error {
				_, err := connector.NewMetrics(r)
				return err
			},
		},
		{
			job: "connectors-proxy", prefix: "connectors_proxy_",
			dashboard: "grafana/connectors-proxy.json", rules: "rules-proxy.yaml",
			alerts: []string{"ConnectorProxyErrors", "ConnectorProxySlow", "ConnectorProxyAuditLinesLost", "ConnectorProxyDown"},
			foreign: map[string][]string{
				"process_cpu_seconds_total":     nil,
				"process_resident_memory_bytes": nil,
				"rest_client_requests_total":    {"code", "method"},
				"up":                            nil,
			},
			register: registerProxy,
		},
		{
			job: "connectors-csi", prefix: "connectors_csi_",
			dashboard: "grafana/connectors-csi.json", rules: "rules-csi.yaml",
			alerts: []string{"ConnectorVolumesNotRenewed", "ConnectorVolumesNotMounted", "ConnectorCSIPanics", "ConnectorCSIDown"},
			foreign: map[string][]string{
				"process_cpu_seconds_total":     nil,
				"process_resident_memory_bytes": nil,
				"rest_client_requests_total":    {"code", "method"},
				"up":                            nil,
			},
			register: func(r *registry) error {
				_, err := driver.NewMetrics(r, clock.RealClock{})
				return err
			},
		},
		{
			job: "connectors-classapi", prefix: "connectors_classapi_",
			dashboard: "grafana/connectors-classapi.json", rules: "rules-classapi.yaml",
			alerts: []string{"ConnectorClassAPIErrors", "ConnectorClassAPIBusy", "ConnectorClassAPIDown"},
			foreign: map[string][]string{
				"process_cpu_seconds_total":     nil,
				"process_resident_memory_bytes": nil,
				"rest_client_requests_total":    {"code", "method"},
				"up":                            nil,
			},
			register: func(r *registry) error {
				_, err := server.NewMetrics(r)
				return err
			},
		},
	}
}

func registerProxy(r *registry) error {
	_, auditErr := audit.NewMetrics(r)
	_, caErr := ca.NewMetrics(r)
	return errors.Join(auditErr, caErr, clientauth.NewMetrics().Register(r))
}
