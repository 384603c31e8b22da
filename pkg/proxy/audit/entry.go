// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"strconv"
	"time"
)

// Entry is one line of the audit log. Fields that are empty are left out of the line, but for numbers of bytes and durationSeconds.
type Entry struct {
	// Time is when the header of the request had arrived, in UTC, in microseconds.
	Time time.Time `json:"time"`
	Mode Mode      `json:"mode,omitempty"`
	// User is the caller; absent unless it is known who that is.
	User User `json:"user,omitzero"`
	// Connector is what the request was for. Its UID is absent unless the caller may use it.
	Connector Connector `json:"connector,omitzero"`
	// SecretResourceVersion is the version of the Secret whose credential was there to be used.
	SecretResourceVersion string `json:"secretResourceVersion,omitempty"`
	Method                string `json:"method,omitempty"`
	// Host is that of the request, with its port, and Path the path as it was sent, without the query.
	Host     string `json:"host,omitempty"`
	Path     string `json:"path,omitempty"`
	Protocol string `json:"protocol,omitempty"`
	// Status is the code of the answer, or the one that a client would have got which had gone by then; absent if there is none.
	Status int `json:"status,omitempty"`
	// Reason is why the proxy itself refused the request.
	Reason string `json:"reason,omitempty"`
	// Aborted says that the client went before there was an answer, or that the answer broke off.
	Aborted bool `json:"aborted,omitempty"`
	// RequestBytes and ResponseBytes count bodies, and both directions of a connection that was taken over.
	RequestBytes  int64 `json:"requestBytes"`
	ResponseBytes int64 `json:"responseBytes"`
	// DurationSeconds lasts until the end of the answer or of the connection that was taken over.
	DurationSeconds float64 `json:"durationSeconds"`
	// Upstream is scheme://host:port of the tool; absent if nothing was sent to it.
	Upstream string `json:"upstream,omitempty"`
	// Client is host:port of the other end of the connection.
	Client    string `json:"client,omitempty"`
	UserAgent string `json:"userAgent,omitempty"`
	TraceID   string `json:"traceID,omitempty"`
}

// User is a caller.
type User struct {
	Name string `json:"name,omitempty"`
	UID  string `json:"uid,omitempty"`
}

// Connector names a Connector.
type Connector struct {
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name,omitempty"`
	UID       string `json:"uid,omitempty"`
}

// The bounds of fields in bytes, before they are escaped. What is longer is cut off and ends in "...".
const (
	maxPath  = 1024
	maxField = 256
	maxWord  = 64
)

// microseconds is RFC 3339 with a fixed number of digits, so that lines of one process sort as text.
const microseconds = "2006-01-02T15:04:05.000000Z07:00"

// Append adds the line to b, a newline at its end, and gives what has become of b. encoding/json would take three times as long
// (BenchmarkLine), would let a line be as long as a client likes, and would pass on what is not ASCII.
func (e *Entry) Append(b []byte) []byte {
	b = append(b, `{"time":"`...)
	b = e.Time.UTC().AppendFormat(b, microseconds)
	b = append(b, '"')
	b = appendField(b, "mode", string(e.Mode), maxWord)
	b = appendObject(b, "user",
		field{"name", e.User.Name}, field{"uid", e.User.UID}, field{})
	b = appendObject(b, "connector",
		field{"namespace", e.Connector.Namespace}, field{"name", e.Connector.Name}, field{"uid", e.Connector.UID})
	b = appendField(b, "secretResourceVersion", e.SecretResourceVersion, maxWord)
	b = appendField(b, "method", e.Method, maxWord)
	b = appendField(b, "host", e.Host, maxField)
	b = appendField(b, "path", e.Path, maxPath)
	b = appendField(b, "protocol", e.Protocol, maxWord)
	if e.Status != 0 {
		b = append(b, `,"status":`...)
		b = strconv.AppendInt(b, int64(e.Status), 10)
	}
	b = appendField(b, "reason", e.Reason, maxWord)
	if e.Aborted {
		b = append(b, `,"aborted":true`...)
	}
	b = append(b, `,"requestBytes":`...)
	b = strconv.AppendInt(b, e.RequestBytes, 10)
	b = append(b, `,"responseBytes":`...)
	b = strconv.AppendInt(b, e.ResponseBytes, 10)
	b = append(b, `,"durationSeconds":`...)
	b = strconv.AppendFloat(b, e.DurationSeconds, 'f', 6, 64)
	b = appendField(b, "upstream", e.Upstream, maxField)
	b = appendField(b, "client", e.Client, maxWord)
	b = appendField(b, "userAgent", e.UserAgent, maxField)
	b = appendField(b, "traceID", e.TraceID, maxWord)
	return append(b, "}\n"...)
}
