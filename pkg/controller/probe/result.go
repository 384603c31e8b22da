// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package probe

// Outcome is what a probe found out.
type Outcome string

const (
	// Good is an answer that the class accepts.
	Good Outcome = "Good"
	// ConnectionFailed means that there was no whole answer: the name, the connection, TLS or the time failed.
	ConnectionFailed Outcome = "ConnectionFailed"
	// Rejected is an answer that says 401 or 403 and that the class does not accept.
	Rejected Outcome = "Rejected"
	// Denied is a 2xx answer that the expression of the class does not accept.
	Denied Outcome = "Denied"
	// Failed is any other answer, and a probe that cannot be sent or judged as its class wrote it.
	Failed Outcome = "Failed"
	// Cancelled means that the caller ended the probe. It says nothing about the tool.
	Cancelled Outcome = "Cancelled"
)

// Result is what a probe found out, and a sentence about it. Results may be compared with ==.
type Result struct {
	Outcome Outcome
	// Message is for people, at most 1 KiB, and empty for a Good outcome. It never holds a value of the Secret.
	Message string
}
