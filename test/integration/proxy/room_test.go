// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package proxy_test

import (
	"testing"

	"k8s.io/client-go/kubernetes"

	connectorsclient "connectors.alauda.io/pkg/generated/clientset/versioned/typed/connectors/v1alpha1"
	"connectors.alauda.io/test/integration/harness"
)

// userRole is the role of those who use Connectors.
const userRole = "connectors-connector-user-role"

// A room is a namespace with a ServiceAccount that may use every Connector in it, and clients that may do everything.
type room struct {
	stack      *harness.Stack
	namespace  string
	account    harness.Account
	token      string
	kube       kubernetes.Interface
	connectors connectorsclient.ConnectorsV1alpha1Interface
}

func newRoom(t *testing.T) room {
	t.Helper()
	return newRoomIn(t, stack)
}

func newRoomIn(t *testing.T, stack *harness.Stack) room {
	t.Helper()
	namespace := stack.Namespace(t)
	account := stack.ServiceAccount(t, namespace, userRole)
	r := room{
		stack:      stack,
		namespace:  namespace,
		account:    account,
		token:      account.Token,
		kube:       harness.Kube(t, stack.Admin(t)),
		connectors: harness.Connectors(t, stack.Admin(t)),
	}
	r.ensureToolClass(t)
	return r
}
