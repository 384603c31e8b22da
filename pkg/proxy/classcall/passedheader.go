// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package classcall

import (
	"net/http"
	"strconv"
	"strings"
)

// maxRetryAfter is in seconds. Clients of Kubernetes wait as long as they are told to.
const maxRetryAfter = 3600

// passed are the headers of an answer that the client gets: those of which there is one, in its proper form, without a value
// of the Secret.
func (j judgement) passed(header http.Header) http.Header {
	made := http.Header{}
	for name, proper := range map[string]func(string) (string, bool){
		"Etag": properETag, "Last-Modified": properTime, "Retry-After": properSeconds, "Allow": properMethods,
	} {
		values := header[name]
		if len(values) != 1 || len(values[0]) > maxHeaderBytes || j.secret.Holds(values[0]) {
			continue
		}
		if value, ok := proper(values[0]); ok {
			made[name] = []string{value}
		}
	}
	return made
}

func properETag(value string) (string, bool) {
	tag, opened := strings.CutPrefix(strings.TrimPrefix(value, "W/"), `"`)
	tag, closed := strings.CutSuffix(tag, `"`)
	for i := range len(tag) {
		if tag[i] <= ' ' || tag[i] == '"' || tag[i] > '~' {
			return "", false
		}
	}
	return value, opened && closed
}

func properTime(value string) (string, bool) {
	at, err := http.ParseTime(value)
	return at.UTC().Format(http.TimeFormat), err == nil
}

// properSeconds takes no date, which clients of Kubernetes do not read.
func properSeconds(value string) (string, bool) {
	seconds, err := strconv.ParseUint(value, 10, 31)
	return strconv.FormatUint(min(seconds, maxRetryAfter), 10), err == nil
}

func properMethods(value string) (string, bool) {
	var known []string
	for method := range strings.SplitSeq(value, ",") {
		if method = strings.TrimSpace(method); isForwarded(method) {
			known = append(known, method)
		}
	}
	return strings.Join(known, ", "), len(known) > 0
}
