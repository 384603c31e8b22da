// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
)

func TestObjectIsWhatPeopleWrite(t *testing.T) {
	body := object("connectors.alauda.io", "bench", 1234)
	const least, most = 900, 1400
	if len(body) < least || len(body) > most || !json.Valid(body) {
		t.Errorf("%d bytes, want about 1 KiB of JSON:\n%s", len(body), body)
	}
}

func TestReviseChangesTheAddressOnly(t *testing.T) {
	// As a server answers: without spaces, and with managed fields before the spec.
	body := []byte(`{"metadata":{"managedFields":[{"fieldsV1":{"f:spec":{}}}],"name":"/r0"},"spec":{"address":"https://git-7.example.com/r00000000"}}`)
	revised, err := revise(body, 12)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(string(body), "/r00000000", "/r00000012", 1); string(revised) != want {
		t.Errorf("got  %s\nwant %s", revised, want)
	}
	again, err := revise(revised, 1003)
	if err != nil || !strings.Contains(string(again), "/r00001003") {
		t.Errorf("error %v: %s", err, again)
	}
}

func TestReviseSaysWhatIsMissing(t *testing.T) {
	for _, body := range []string{`{}`, `{"spec":{"address":"https://git.example.com"}}`} {
		if _, err := revise([]byte(body), 1); err == nil {
			t.Errorf("no error for %s", body)
		}
	}
}

func TestAwaitEvents(t *testing.T) {
	for _, tt := range []struct {
		name, stream string
		number       int
		good         bool
	}{
		{"all", "a\nb\nc\n", 3, true},
		{"more than awaited", "a\nb\nc\n", 2, true},
		{"too few", "a\nb\n", 3, false},
		{"half an event", "a\nb", 2, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := awaitEvents(io.LimitReader(strings.NewReader(tt.stream), 100), tt.number); (err == nil) != tt.good {
				t.Errorf("error %v", err)
			}
		})
	}
}
