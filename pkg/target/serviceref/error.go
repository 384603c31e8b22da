// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package serviceref

import (
	"fmt"

	"k8s.io/apimachinery/pkg/types"
)

// Reasons of an Error.
const (
	// ReasonServiceNotFound means that the Service does not exist.
	ReasonServiceNotFound = "ServiceNotFound"
	// ReasonServiceHasNoPort means that the Service has no port that speaks TCP.
	ReasonServiceHasNoPort = "ServiceHasNoPort"
	// ReasonAddressInvalid means that reference and uri together give no URL that requests can be sent to.
	ReasonAddressInvalid = "AddressInvalid"
)

// Error says why a reference has no address.
type Error struct {
	// Reason is in CamelCase.
	Reason string
	// Message is for people; it names the Service.
	Message string
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

func notFound(name types.NamespacedName) *Error {
	return &Error{Reason: ReasonServiceNotFound, Message: fmt.Sprintf("Service %s does not exist", name)}
}

func hasNoPort(name types.NamespacedName) *Error {
	return &Error{Reason: ReasonServiceHasNoPort, Message: fmt.Sprintf("Service %s has no TCP port", name)}
}

func invalid(format string, args ...any) *Error {
	return &Error{Reason: ReasonAddressInvalid, Message: fmt.Sprintf(format, args...)}
}
