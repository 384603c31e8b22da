// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package store compares the storage of Connectors with that of custom resources of the same schema.
package store

import (
	"bytes"
	"encoding/json"
	"fmt"

	"connectors.alauda.io/test/bench/stage"
)

// secrets is how many Secrets the objects of a namespace share.
const secrets = 10

// A side is a collection of objects and how it is reached.
type side struct {
	group     string
	namespace string
	// clients are as many connections, which the workers share out among themselves.
	clients []*stage.Client
	dial    func() (*stage.Client, error)
	// objects are the bodies that the server answered last, by number.
	objects [][]byte
}

func (s *side) collection() string {
	return "/apis/" + s.group + "/v1alpha1/namespaces/" + s.namespace + "/connectors"
}

func (s *side) path(n int) string { return s.collection() + "/" + name(n) }

func (s *side) client(worker int) *stage.Client { return s.clients[worker%len(s.clients)] }

func name(n int) string { return fmt.Sprintf("tool-%06d", n) }

// revision is in the address of every object. It has always the same length.
func revision(n int) []byte { return fmt.Appendf(nil, "/r%08d", n) }

// object is a Connector of about 1 KiB, as people write them.
func object(group, namespace string, n int) []byte {
	return fmt.Appendf(nil, `{
  "apiVersion": "%[1]s/v1alpha1",
  "kind": "Connector",
  "metadata": {
    "name": "%[2]s",
    "namespace": "%[3]s",
    "labels": {
      "app.kubernetes.io/name": "git",
      "app.kubernetes.io/part-of": "platform-%[4]d",
      "example.com/cost-center": "cc-%06[4]d"
    },
    "annotations": {
      "cpaas.io/display-name": "Source code of team %[4]d",
      "cpaas.io/description": "The Git server on which team %[4]d keeps its repositories. Ask team-%[4]d@example.com for an account, or for more rights on it, and read the handbook before the first push.",
      "connectors.cpaas.io/docs-link": "https://handbook.example.com/teams/%[4]d/source-code/getting-started.html"
    }
  },
  "spec": {
    "connectorClassName": "git",
    "address": "https://git-%[4]d.example.com/teams/%[4]d%[5]s",
    "auth": {
      "name": "basicAuth",
      "secretRef": {"name": "credential-%[6]d"},
      "params": [{"name": "repository", "value": "platform/service-%[4]d.git"}]
    },
    "params": [{"name": "repository", "value": "platform/service-%[4]d.git"}]
  }
}`, group, name(n), namespace, n, revision(0), n%secrets)
}

// revise returns the object with another address.
func revise(body []byte, n int) ([]byte, error) {
	mark := []byte("/r0")
	revised := bytes.Clone(body)
	spec := bytes.Index(revised, []byte(`"spec"`))
	if spec < 0 {
		return nil, fmt.Errorf("an object without a spec: %s", body)
	}
	at := bytes.Index(revised[spec:], mark)
	if at < 0 {
		return nil, fmt.Errorf("an object without a revision in its address: %s", body)
	}
	copy(revised[spec+at:], revision(n))
	return revised, nil
}

// listVersion returns the resource version of a list.
func listVersion(list []byte) (string, error) {
	var parsed struct {
		Metadata struct {
			ResourceVersion string `json:"resourceVersion"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(list, &parsed); err != nil {
		return "", fmt.Errorf("reading the version of a list: %w", err)
	}
	return parsed.Metadata.ResourceVersion, nil
}
