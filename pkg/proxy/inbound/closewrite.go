// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package inbound

import (
	"errors"
	"net"
)

// CloseWrite ends the direction in which we send, as the end of an upgraded connection or a tunnel asks. Connections that are
// wrapped in others pass it on by this; it gives errors.ErrUnsupported where the connection has only one end for both.
func CloseWrite(conn net.Conn) error {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	return half.CloseWrite()
}
