// Copyright 2026 The Connectors Authors.
// SPDX-License-Identifier: Apache-2.0

package plugin

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sigs.k8s.io/json"
)

// Parse reads the call that a request to a class API carries. Its errors are for the sender, and name the header and
// nothing of what it holds: answer them with 400.
func Parse(h http.Header) (*Call, error) {
	about, ok, err := decodeHeader(h, HeaderMeta)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("the header %s is missing: it must be base64 of {\"baseURL\":\"<address of the tool>\"}", HeaderMeta)
	}
	call := &Call{}
	if call.BaseURL, err = parseMeta(about); err != nil {
		return nil, fmt.Errorf("the header %s %w", HeaderMeta, err)
	}
	if err := call.parseSecret(h); err != nil {
		return nil, err
	}
	if call.CACerts, ok, err = decodeHeader(h, HeaderCACerts); err != nil {
		return nil, err
	}
	if ok && !startsWithCertificate(call.CACerts) {
		return nil, fmt.Errorf("the header %s holds no certificate in PEM: it must be base64 of one or more", HeaderCACerts)
	}
	if err := call.parseAddresses(h); err != nil {
		return nil, err
	}
	return call, nil
}

func (c *Call) parseAddresses(h http.Header) error {
	text, present, err := decodeHeader(h, HeaderAddresses)
	if err != nil || !present {
		return err
	}
	if err := decodeJSON(text, &c.Addresses); err != nil || c.secret == nil || slices.ContainsFunc(c.Addresses, isNoLine) {
		return fmt.Errorf("the header %s must be base64 of a JSON list of URLs, and come with a credential", HeaderAddresses)
	}
	return nil
}

func isNoLine(text string) bool {
	return text == "" || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl)
}

func parseMeta(text []byte) (baseURL string, err error) {
	var about *meta
	if err := decodeJSON(text, &about); err != nil || about == nil {
		return "", errors.New(`must hold a JSON object: {"baseURL":"<address of the tool>"}`)
	}
	switch {
	case about.BaseURL == "":
		return "", errors.New(`has no "baseURL": it must be the address of the tool`)
	case isNoLine(about.BaseURL):
		return "", errors.New(`has a control character in "baseURL": it must be the address of the tool`)
	}
	return about.BaseURL, nil
}

// parseSecret reads the two headers of the credential, which come together.
func (c *Call) parseSecret(h http.Header) error {
	secretType, typed, err := decodeHeader(h, HeaderAuth)
	if err != nil {
		return err
	}
	text, present, err := decodeHeader(h, HeaderSecret)
	switch {
	case err != nil:
		return err
	case typed != present:
		return fmt.Errorf("the headers %s and %s must be there both, or none of them", HeaderAuth, HeaderSecret)
	case !present:
		return nil
	case !utf8.Valid(secretType) || strings.ContainsFunc(string(secretType), unicode.IsControl):
		return fmt.Errorf("the header %s must be base64 of the type of a Secret", HeaderAuth)
	}
	var values map[string]*string
	if err := decodeJSON(text, &values); err != nil || values == nil {
		return secretError()
	}
	secret := make(map[string][]byte, len(values))
	for key, value := range values {
		if value == nil {
			return secretError()
		}
		if secret[key], err = decodeBase64(*value); err != nil {
			return secretError()
		}
	}
	c.SecretType, c.secret = string(secretType), func() map[string][]byte { return secret }
	return nil
}

func secretError() error {
	return fmt.Errorf("the header %s must be base64 of a JSON object whose values are base64 as well", HeaderSecret)
}

// decodeHeader gives what a header holds, and whether it is there.
func decodeHeader(h http.Header, name string) (content []byte, ok bool, err error) {
	values := h.Values(name)
	switch {
	case len(values) == 0:
		return nil, false, nil
	case len(values) > 1:
		return nil, false, fmt.Errorf("the header %s is there %d times: it must be there once", name, len(values))
	case len(values[0]) > MaxHeaderBytes:
		return nil, false, fmt.Errorf("the header %s has %d bytes: it may have %d", name, len(values[0]), MaxHeaderBytes)
	}
	if content, err = decodeBase64(values[0]); err != nil {
		return nil, false, fmt.Errorf("the header %s is not valid base64: it must be in the standard alphabet, on one line", name)
	}
	return content, true, nil
}

// decodeBase64 takes the standard alphabet with padding or without. Its errors may quote the text.
func decodeBase64(text string) ([]byte, error) {
	encoding := base64.RawStdEncoding
	if strings.HasSuffix(text, "=") {
		encoding = base64.StdEncoding
	}
	if strings.ContainsAny(text, "\r\n") {
		return nil, errors.New("there is a line break in it")
	}
	return encoding.Strict().DecodeString(text)
}

// decodeJSON tells keys by their case, and refuses those that are there twice: parsers disagree which one counts. Its
// errors may quote the text.
func decodeJSON(text []byte, into any) error {
	doubled, err := json.UnmarshalStrict(text, into, json.DisallowDuplicateFields)
	return errors.Join(append(doubled, err)...)
}

func startsWithCertificate(text []byte) bool {
	block, _ := pem.Decode(text)
	return block != nil && block.Type == "CERTIFICATE"
}
