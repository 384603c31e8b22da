// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package attributes

import (
	"errors"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation"
)

// What the kubelet says of the Pod.
const (
	keyEphemeral      = kubeletPrefix + "ephemeral"
	keyPodName        = kubeletPrefix + "pod.name"
	keyPodNamespace   = kubeletPrefix + "pod.namespace"
	keyPodUID         = kubeletPrefix + "pod.uid"
	keyServiceAccount = kubeletPrefix + "serviceAccount.name"
)

// checkEphemeral refuses volumes that outlive their Pod: whose identity would they have?
func checkEphemeral(volumeContext map[string]string) error {
	switch volumeContext[keyEphemeral] {
	case "true":
		return nil
	case "":
		return errNoPodInfo(keyEphemeral)
	default:
		return errors.New("this is a persistent volume: configuration files are mounted by an inline volume of the Pod, " +
			"spec.volumes[].csi, only")
	}
}

func errNoPodInfo(key string) error {
	return fmt.Errorf("the kubelet did not send %s: the CSIDriver object must have podInfoOnMount: true", key)
}

func parsePod(volumeContext map[string]string) (Pod, error) {
	for _, key := range []string{keyPodNamespace, keyPodName, keyPodUID, keyServiceAccount} {
		if volumeContext[key] == "" {
			return Pod{}, errNoPodInfo(key)
		}
	}
	pod := Pod{
		Namespace:      volumeContext[keyPodNamespace],
		Name:           volumeContext[keyPodName],
		UID:            types.UID(volumeContext[keyPodUID]),
		ServiceAccount: volumeContext[keyServiceAccount],
	}
	if err := checkForm(keyPodNamespace, pod.Namespace, validation.IsDNS1123Label); err != nil {
		return Pod{}, err
	}
	if err := checkForm(keyPodName, pod.Name, validation.IsDNS1123Subdomain); err != nil {
		return Pod{}, err
	}
	return pod, checkForm(keyServiceAccount, pod.ServiceAccount, validation.IsDNS1123Subdomain)
}

func parseConnector(volumeContext map[string]string, podNamespace string) (types.NamespacedName, error) {
	connector := types.NamespacedName{
		Namespace: volumeContext[keyConnectorNamespace],
		Name:      volumeContext[keyConnector],
	}
	if connector.Name == "" {
		return types.NamespacedName{}, wrong(keyConnector, "is missing: name the Connector whose files are to be mounted")
	}
	if err := checkForm(keyConnector, connector.Name, validation.IsDNS1123Subdomain); err != nil {
		return types.NamespacedName{}, err
	}
	if connector.Namespace == "" {
		connector.Namespace = podNamespace
	}
	return connector, checkForm(keyConnectorNamespace, connector.Namespace, validation.IsDNS1123Label)
}

// checkForm refuses names that no object can have.
func checkForm(key, name string, complaints func(string) []string) error {
	if found := complaints(name); len(found) > 0 {
		return wrong(key, "%s is no name: %s", shown(name), strings.Join(found, "; "))
	}
	return nil
}
