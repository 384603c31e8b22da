// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

// Package validation says what is wrong with a Connector or ConnectorClass, by field path, and what would be right. It
// works on internal types, does no I/O and changes nothing.
//
// There are two kinds of rules. Syntax is what an object must fulfil by itself; the strategies ask for it on every write.
// Class rules are what a ConnectorClass demands of its Connectors; admission asks for them when the class exists, since
// a Connector may be created before its class. Hence what only the class can allow, such as an empty address or a scheme
// other than http and https, passes as syntax.
//
// Two things are kept out of messages: long values, which are shortened, and the user information and query of URLs,
// where people leave passwords.
package validation
