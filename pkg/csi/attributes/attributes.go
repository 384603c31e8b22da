// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes

import (
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// Attributes of a volume, as far as they can be checked without the Connector and its class.
type Attributes struct {
	// Pod that the volume is for.
	Pod Pod
	// Connector to read; its namespace is the Pod's when the Pod names none.
	Connector types.NamespacedName
	// Configurations to render, in the order in which later ones overwrite files of earlier ones. No name is empty or
	// there twice. Empty when the Pod wants the built-in files only.
	Configurations []string
	// Params are values by the name of a configuration and of a param. Whether the class declares them is not known here.
	Params map[string]map[string]string
	// Expiration is the life that the volume's token is to have: whole seconds, 10 minutes to 24 hours.
	Expiration time.Duration
}

// Pod is what the kubelet says of the Pod that mounts the volume. No field is empty.
type Pod struct {
	Namespace, Name string
	UID             types.UID
	// ServiceAccount is the name of the Pod's account, in the namespace of the Pod.
	ServiceAccount string
}

// Parse reads the volume context of a NodePublishVolume request and keeps no reference to it. An error is the first
// thing that is wrong: it names the attribute, says what would be right and holds neither a token nor the value of a
// param.
func Parse(volumeContext map[string]string) (*Attributes, error) {
	if err := checkEphemeral(volumeContext); err != nil {
		return nil, err
	}
	if err := checkKeys(volumeContext); err != nil {
		return nil, err
	}
	pod, err := parsePod(volumeContext)
	if err != nil {
		return nil, err
	}
	parsed := &Attributes{Pod: pod}
	if parsed.Connector, err = parseConnector(volumeContext, pod.Namespace); err != nil {
		return nil, err
	}
	if parsed.Configurations, err = parseNames(volumeContext[keyNames]); err != nil {
		return nil, err
	}
	if parsed.Params, err = parseParams(volumeContext[keyParams]); err != nil {
		return nil, err
	}
	if parsed.Expiration, err = parseExpiration(volumeContext[keyExpiration]); err != nil {
		return nil, err
	}
	return parsed, nil
}
